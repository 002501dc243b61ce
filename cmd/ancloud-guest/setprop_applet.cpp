// The applet `setprop`: sets a property, for good where its name begins with "persist.".
#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>

#include "cmd/ancloud-guest/applets.h"
#include "cmd/ancloud-guest/properties.h"
#include "internal/core/file.h"

namespace anc::guest {
namespace {

constexpr const char* kLock = "/dev/.properties.lock";

// Two of them at once would lose one of their changes.
Result<Fd> lock_store() {
  Fd fd = TRY(core::open_file(kLock, O_RDWR | O_CREAT, 0666));
  while (::flock(fd.get(), LOCK_EX) != 0) {
    if (errno != EINTR) return fail_errno(errno, std::string("lock ") + kLock);
  }
  return fd;
}

Result<Properties> load(const char* path) {
  return parse_properties(TRY(core::read_file_if_exists(path)).value_or(""));
}

void drop(Properties& properties, const std::string& name) {
  std::erase_if(properties, [&](const auto& property) { return property.first == name; });
}

Result<void> check(const std::string& name, const std::string& value) {
  if (name.empty() || name.find_first_of("=\n#") != std::string::npos ||
      value.find('\n') != std::string::npos) {
    return fail(Kind::kUsage, "failed to set property '" + name + "'");
  }
  const Properties known = TRY(all_properties());
  if (name.starts_with("ro.") && value_of(known, name) != nullptr) {
    return fail(Kind::kFailure, name + " is set already");
  }
  return {};
}

}  // namespace

Result<int> setprop_main(Args args) {
  if (args.size() != 2) return fail(Kind::kUsage, "usage: setprop NAME VALUE");
  const std::string& name = args[0];
  const Fd lock = TRY(lock_store());
  TRY(check(name, args[1]));
  Properties now = TRY(load(kPropertiesFile));
  Properties kept = TRY(load(kPersistentFile));
  const bool persistent = name.starts_with("persist.");
  drop(now, name);
  drop(kept, name);
  (persistent ? kept : now).emplace_back(name, args[1]);
  if (persistent) {
    TRY(core::make_dirs("/data/property", 0700));
    TRY(core::write_atomic(kPersistentFile, format_properties(kept)));
  }
  TRY(core::write_whole(kPropertiesFile, format_properties(now)));
  return 0;
}

}  // namespace anc::guest
