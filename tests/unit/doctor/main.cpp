// The tests' main: this program is also the probes' processes that the module starts itself as.
#include <gtest/gtest.h>

#include "internal/doctor/internal_verb.h"

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (!words.empty() && words[0] == "internal") {
    return anc::doctor::run_internal(std::span(words).subspan(1)).value_or(2);
  }
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
