// Whose the directory is, and how tokens are shown: see token_store.h.
#include "cmd/ancloud/token_store.h"

#include <cstdlib>
#include <ctime>
#include <sys/stat.h>
#include <unistd.h>

#include "internal/access/directory.h"
#include "internal/bringup/session_user.h"
#include "internal/core/file.h"

namespace anc::cmd {
namespace {

std::string time_text(int64_t seconds) {
  const auto when = static_cast<std::time_t>(seconds);
  std::tm parts{};
  ::gmtime_r(&when, &parts);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

/// A directory that somebody has already stays theirs.
Result<access::Owner> owner_for_root(const config::Config& config) {
  struct stat info {};
  const std::string path = access::directory_path(config.data_path());
  if (::lstat(path.c_str(), &info) == 0 && info.st_uid != 0) {
    return access::Owner{info.st_uid, info.st_gid};
  }
  const char* sudo = std::getenv("SUDO_UID");  // NOLINT(concurrency-mt-unsafe): nobody sets it
  const auto account =
      TRY(bringup::session_user(config, sudo != nullptr ? sudo : "", bringup::Accounts::system()));
  return access::Owner{account.run_as.uid, account.run_as.gid};
}

}  // namespace

Result<std::string> stream_directory(const config::Config& config) {
  std::optional<access::Owner> owner;
  if (::geteuid() == 0) owner = TRY(owner_for_root(config));
  return access::prepare_directory(config.data_path(), owner);
}

Result<std::vector<access::Token>> all_tokens(const config::Config& config) {
  const std::string path = access::directory_path(config.data_path());
  if (!core::exists(path)) return std::vector<access::Token>();
  return access::Tokens(path).list();
}

core::Json token_facts(const access::Token& token) {
  core::Json facts{{"id", token.id}, {"name", token.name}, {"role", access::role_name(token.role)}};
  facts["instance"] = token.instance.empty() ? core::Json() : core::Json(token.instance);
  facts["created"] = time_text(token.created);
  facts["expires"] = token.expires ? core::Json(time_text(*token.expires)) : core::Json();
  facts["shared_by"] = token.by.empty() ? core::Json() : core::Json(token.by);
  return facts;
}

}  // namespace anc::cmd
