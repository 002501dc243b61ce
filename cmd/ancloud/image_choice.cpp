// See image_choice.h.
#include "cmd/ancloud/image_choice.h"

#include <cstdlib>
#include <limits>

#include "internal/core/file.h"
#include "internal/core/text.h"
#include "internal/step/real_host.h"

namespace anc::cmd {
namespace {

std::optional<uint32_t> id_from_environment(const char* name) {
  const char* text = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets it
  if (text == nullptr) return std::nullopt;
  const auto id = core::parse_int(text, 1, std::numeric_limits<uint32_t>::max() - 1);
  return id ? std::optional(static_cast<uint32_t>(*id)) : std::nullopt;
}

}  // namespace

void declare_image(Flags& flags) {
  flags.config_positional("FILE", "image.path", "image to use, the demo image when not given");
  flags.config("--image", "image.path", "FILE", "image to use, as a flag");
}

Result<std::string> chosen_image(const config::Config& config) {
  if (!config.text("image.path").empty()) return config.text("image.path");
  const std::string program = TRY(core::own_executable());
  const std::string directory = program.substr(0, program.rfind('/'));
  for (const char* place : {"/demo.img", "/../share/ancloud/demo.img"}) {
    if (core::exists(directory + place)) return directory + place;
  }
  return fail(Error(Kind::kImage, "no image was named, and there is no demo image")
                  .hint("name one: --image FILE, or image.path in the configuration"));
}

Result<SessionUser> session_user(const config::Config& config) {
  if (const auto uid = id_from_environment("SUDO_UID")) {
    return SessionUser{*uid, id_from_environment("SUDO_GID").value_or(*uid)};
  }
  const std::string& named = config.text("session.user");
  const std::string name = named.empty() ? "ancloud" : named;
  if (const auto user = TRY(step::RealHost().user(name))) return SessionUser{user->uid, user->gid};
  if (!named.empty()) return fail(Kind::kUsage, "session.user: there is no user " + named);
  return fail(Error(Kind::kHostRequirement, "there is no user for the session")
                  .hint("make the system user: ancloud host-setup; or name one: --user NAME"));
}

}  // namespace anc::cmd
