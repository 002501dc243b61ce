// Reference data that lies beside a developer's checkout and not in the repository.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

namespace anc::test {

/// ../shared/NAME beside the repository.
inline std::filesystem::path reference(const std::string& name) {
  return std::filesystem::path(ANC_SRC).parent_path() / "shared" / name;
}

/// Skips the test where `path` does not exist; a failure where ANCLOUD_MUST_RUN is set.
#define ANC_NEED_REFERENCE(path)                                                          \
  do {                                                                                    \
    if (!std::filesystem::exists(path)) {                                                 \
      if (std::getenv("ANCLOUD_MUST_RUN") != nullptr) FAIL() << (path) << " is missing";  \
      GTEST_SKIP() << (path) << " is not here: reference data is not part of a checkout"; \
    }                                                                                     \
  } while (false)

}  // namespace anc::test
