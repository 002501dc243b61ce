// The table of verbs, one line each, in the order of the man page.
#include "cmd/ancloud/verbs.h"

#include "cmd/ancloud/verb.h"

namespace anc::cmd {

const std::vector<Verb>& verbs() {
  static const std::vector<Verb> kVerbs = {
      run_all(),
      host_setup(),
      image_mount(),
      image_unmount(),
      image_info(),
      image_list(),
      container_start(),
      container_stop(),
      container_list(),
      container_status(),
      session_run(),
      session_status(),
      screenshot(),
      input_tap(),
      input_swipe(),
      input_pinch(),
      input_key(),
      input_text(),
      input_play(),
      input_record(),
      shell(),
      status(),
      wait_for(),
      logs(),
      gl_info(),
      gl_record(),
      config_show(),
      version(),
      internal_completions(),
      internal_man(),
  };
  return kVerbs;
}

}  // namespace anc::cmd
