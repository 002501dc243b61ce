// Fuzz target: messages of the control channel. The first byte says whose they are: a viewer's
// (even) or the server's. What is read is the same after it has been written and read again.
#include <cstdlib>

#include "internal/remote/clipboard.h"
#include "internal/remote/codec.h"
#include "internal/remote/newest.h"

namespace anc {
namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

void use(remote::ClipboardText& clipboard, remote::Newest& newest, remote::FromViewer& message) {
  if (const auto* part = std::get_if<remote::ClipboardSet>(&message)) {
    const auto text = clipboard.add(*part);
    check(!text || !*text || (*text)->size() <= remote::kMostClipboard);
  }
  if (auto* touches = std::get_if<remote::Touches>(&message)) {
    const bool any = newest.sift(*touches);
    check(any != touches->contacts.empty());
  }
}
void use(remote::ClipboardText& clipboard, remote::Newest&, remote::FromServer& message) {
  if (const auto* part = std::get_if<remote::ClipboardChanged>(&message))
    (void)clipboard.add(*part);
}

template <class Take>
void read(core::Bytes bytes, Take take) {
  remote::ClipboardText clipboard;
  remote::Newest newest;
  while (true) {
    auto message = take(bytes);
    if (!message || !*message) return;
    const std::vector<std::byte> written = encode(**message);
    core::Bytes again = written;
    const auto read_again = take(again);
    check(read_again && *read_again == *message && again.empty());
    use(clipboard, newest, **message);
  }
}

}  // namespace
}  // namespace anc

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace anc;
  if (size < 1) return 0;
  const core::Bytes bytes = std::as_bytes(std::span(data + 1, size - 1));
  if (data[0] % 2 == 0) {
    read(bytes, remote::take_from_viewer);
  } else {
    read(bytes, remote::take_from_server);
  }
  return 0;
}
