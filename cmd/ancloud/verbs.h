// The verbs, each defined in the file of its name.
#pragma once

namespace anc::cmd {
struct Verb;

Verb adb();
Verb app_install();
Verb app_launch();
Verb app_list();
Verb app_menu();
Verb app_stop();
Verb app_uninstall();
Verb clipboard_get();
Verb clipboard_set();
Verb config_show();
Verb container_inspect();
Verb container_list();
Verb container_manager();
Verb container_start();
Verb container_status();
Verb container_stop();
Verb container_remove();
Verb doctor_verb();
Verb display_resize();
Verb display_rotate();
Verb display_show();
Verb events();
Verb gl_info();
Verb gl_record();
Verb host_setup();
Verb image_info();
Verb image_list();
Verb image_mount();
Verb image_unmount();
Verb input_key();
Verb input_pinch();
Verb input_play();
Verb input_record();
Verb input_swipe();
Verb input_tap();
Verb input_text();
Verb location_play();
Verb location_set();
Verb logs();
Verb record();
Verb prop_get();
Verb prop_set();
Verb run_all();
Verb screenshot();
Verb sensor_list();
Verb sensor_set();
Verb session_run();
Verb session_status();
Verb shell();
Verb status();
Verb stream_push();
Verb stream_serve();
Verb token_create();
Verb token_list();
Verb token_revoke();
Verb licenses();
Verb version();
Verb wait_for();
Verb internal_completions();
Verb internal_man();

}  // namespace anc::cmd
