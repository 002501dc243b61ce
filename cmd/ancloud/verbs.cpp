// The table of verbs, one line each, in the order of the man page.
#include "cmd/ancloud/verbs.h"

#include "cmd/ancloud/verb.h"

namespace anc::cmd {

const std::vector<Verb>& verbs() {
  static const std::vector<Verb> kVerbs = {
      // One line each, whatever their number: clang-format would make columns of them.
      // clang-format off
      run_all(),
      doctor_verb(),
      host_setup(),
      image_mount(),
      image_unmount(),
      image_info(),
      image_list(),
      container_start(),
      container_stop(),
      container_remove(),
      container_list(),
      container_inspect(),
      container_status(),
      container_manager(),
      session_run(),
      session_status(),
      screenshot(),
      display_show(),
      display_rotate(),
      display_resize(),
      record(),
      stream_serve(),
      stream_push(),
      input_tap(),
      input_swipe(),
      input_pinch(),
      input_key(),
      input_text(),
      input_play(),
      input_record(),
      sensor_list(),
      sensor_set(),
      location_set(),
      location_play(),
      app_list(),
      app_launch(),
      app_stop(),
      app_install(),
      app_uninstall(),
      app_menu(),
      clipboard_get(),
      clipboard_set(),
      events(),
      prop_get(),
      prop_set(),
      shell(),
      adb(),
      token_create(),
      token_list(),
      token_revoke(),
      status(),
      wait_for(),
      logs(),
      gl_info(),
      gl_record(),
      config_show(),
      licenses(),
      version(),
      internal_completions(),
      internal_man(),
      // clang-format on
  };
  return kVerbs;
}

}  // namespace anc::cmd
