// ancloud image info: what an image is and what it asks of the host, without mounting it.
#include "cmd/ancloud/image_choice.h"
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/image/info.h"

namespace anc::cmd {
namespace {

struct Args {};

void declare(Flags& flags, Args&) { declare_image(flags); }

Result<int> run(Env& env, const Args&) {
  const auto info = TRY(image::image_info(TRY(chosen_image(env.config))));
  env.out.print("ancloud.image_info.v1", info.to_json());
  return 0;
}

}  // namespace

Verb image_info() {
  return Verb::make(
      "image info", "show compression, size, family and ABI of an image", declare, run,
      "The family decides what the host must offer: anbox and android need binder and "
      "a permissive SELinux, linux needs neither. Exit code 6 says why a file cannot "
      "be used.");
}

}  // namespace anc::cmd
