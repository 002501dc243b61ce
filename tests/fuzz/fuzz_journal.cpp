// Fuzz target: lines of a journal, then an undo of whatever they claim on a machine in memory.
#include <cstdint>
#include <string_view>

#include "internal/core/text.h"
#include "internal/host/steps.h"
#include "internal/step/runner.h"
#include "tests/unit/fake_host.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  auto journal = anc::MemoryJournal::from_lines(anc::core::split(anc::core::trim(text), '\n'));
  if (!journal) return 0;
  anc::test::FakeHost host = anc::test::debian_12();
  host.boot = "boot";
  const auto undone = undo_all(anc::host::steps(anc::host::Settings{}), host, **journal);
  if (undone && !(*journal)->open().empty()) __builtin_trap();  // success means: nothing is open
  return 0;
}
