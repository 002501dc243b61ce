// Reference data that lies beside a developer's checkout and not in the repository.
#pragma once

#include <filesystem>
#include <string>

#include <gtest/gtest.h>

namespace anc::test {

/// ../shared/NAME beside the repository.
inline std::filesystem::path reference(const std::string& name) {
  return std::filesystem::path(ANC_SRC).parent_path() / "shared" / name;
}

/// Skips the test where `path` does not exist.
#define ANC_NEED_REFERENCE(path)                                                        \
  if (!std::filesystem::exists(path)) {                                                 \
    GTEST_SKIP() << (path) << " is not here: reference data is not part of a checkout"; \
  }                                                                                     \
  static_assert(true)

}  // namespace anc::test
