// See image_choice.h.
#include "cmd/ancloud/image_choice.h"

#include "internal/core/codes.h"
#include "internal/core/file.h"

namespace anc::cmd {
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
                  .hint("name one: --image FILE, or image.path in the configuration")
                  .code(Code::kImageMissing));
}

}  // namespace anc::cmd
