// Reading pm's answers.
#include "internal/adb/package_manager.h"

#include <algorithm>

#include "internal/core/text.h"

namespace anc::adb {
namespace {
constexpr size_t kLongest = 300;

Error failure(std::string_view code) {
  const auto has = [code](std::string_view part) { return code.find(part) != code.npos; };
  Error error(Kind::kFailure, "the guest refuses: " + one_line(code));
  if (has("INSUFFICIENT_STORAGE")) return std::move(error).as(Kind::kCapacity);
  if (has("UPDATE_INCOMPATIBLE") || has("VERSION_DOWNGRADE")) {
    return std::move(error).hint("uninstall the package that is there first");
  }
  if (has("NO_MATCHING_ABIS")) {
    return std::move(error)
        .as(Kind::kImage)
        .hint("the package has native code for other processors only");
  }
  if (has("PARSE_FAILED") || has("INVALID_APK") || has("OLDER_SDK") || has("DEXOPT")) {
    return std::move(error).as(Kind::kImage);
  }
  return error;
}
}  // namespace

std::string one_line(std::string_view text) {
  std::string line(text.substr(0, kLongest));
  std::replace_if(
      line.begin(), line.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  return line;
}

Result<void> understand_pm(std::string_view said) {
  std::string_view last;
  for (std::string_view rest = said; !rest.empty();) {
    const size_t end = rest.find('\n');
    const std::string_view line = core::trim(rest.substr(0, end));
    rest = end == rest.npos ? std::string_view() : rest.substr(end + 1);
    if (line == "Success") return {};
    if (line.starts_with("Failure")) {
      std::string_view code = core::trim(line.substr(7));
      if (code.starts_with('[') && code.ends_with(']')) code = code.substr(1, code.size() - 2);
      return fail(failure(code.empty() ? "Failure" : code));
    }
    if (line.find("Is the system running") != line.npos) {
      return fail(Error(Kind::kNotRunning, "the guest's package manager is not there yet")
                      .hint("`ancloud wait` waits until the guest has booted"));
    }
    if (!line.empty()) last = line;
  }
  if (last.empty()) return fail(Kind::kFailure, "the guest's pm says nothing");
  const bool full = last.find("No space left") != last.npos;
  return fail(full ? Kind::kCapacity : Kind::kFailure, "the guest says: " + one_line(last));
}

}  // namespace anc::adb
