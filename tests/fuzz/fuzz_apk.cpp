// Fuzz target: a file that calls itself an Android package, and a manifest alone. The first byte
// says as what the rest is read.
#include <cstdlib>

#include "internal/apk/package.h"

namespace anc {
namespace {
void check(bool holds) {
  if (!holds) std::abort();
}

void check_texts(const apk::Manifest& manifest) {
  for (const std::string* text :
       {&manifest.package, &manifest.version_name, &manifest.label, &manifest.activity}) {
    check(text->size() <= 256 && text->find('\n') == std::string::npos);
  }
}
}  // namespace
}  // namespace anc

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace anc;
  if (size < 1) return 0;
  const auto bytes = std::as_bytes(std::span(data + 1, size - 1));
  if (data[0] % 2 == 0) {
    const auto package = apk::inspect(apk::MemorySource(bytes));
    if (!package) return 0;
    check(apk::is_package_name(package->manifest.package));
    check_texts(package->manifest);
  } else if (const auto manifest = apk::read_manifest(bytes)) {
    check(!manifest->package.empty());
    check_texts(*manifest);
  }
  return 0;
}
