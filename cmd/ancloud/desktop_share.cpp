// Finding the user's data directory.
#include "cmd/ancloud/desktop_share.h"

#include <cstdlib>
#include <memory>
#include <unistd.h>

#include "internal/bringup/session_user.h"
#include "internal/core/file.h"

namespace anc::cmd {
namespace {
std::string environment(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets it
  return value != nullptr ? value : "";
}
}  // namespace

Result<std::string> desktop_share(const config::Config& config) {
  if (::geteuid() == 0) {
    const auto account =
        TRY(bringup::session_user(config, environment("SUDO_UID"), bringup::Accounts::system()));
    return account.home + "/.local/share";
  }
  const std::string data_home = environment("XDG_DATA_HOME"), home = environment("HOME");
  if (data_home.starts_with('/')) return data_home;
  if (home.starts_with('/')) return home + "/.local/share";
  return fail(Error(Kind::kUsage, "there is no home directory").hint("set HOME"));
}

Result<app::DesktopEntries::Options> desktop_options(const std::string& share,
                                                     const state::Instance& instance) {
  // `ancloud run` may have handed the data path over as a descriptor.
  const std::unique_ptr<char, decltype(&std::free)> real(
      ::realpath(instance.data_path().c_str(), nullptr), std::free);
  return app::DesktopEntries::Options{.share = share,
                                      .instance = instance.name(),
                                      .data_path = real ? real.get() : instance.data_path(),
                                      .program = TRY(core::own_executable())};
}

}  // namespace anc::cmd
