// What other ancloud commands ask of the guest through a session: applications and clipboard.
#pragma once

#include <optional>

#include "internal/app/guest_state.h"
#include "internal/port/platform.h"
#include "internal/session/control.h"

namespace anc::session {

/// Adds to `control`:
///   app_list                                   "applications": what is known, with "booted"
///   app_launch {package, activity, stack}      empty activity: the application's own launch
///   intent;
///                                              empty stack: `default_stack`
///   app_stop {package}                         "tasks": those that were removed
///   clipboard_get                              the text as body
///   clipboard_set, the text as body
/// All are borrowed and outlive `control`. Net thread only, or before the loop starts.
void add_guest_commands(Control& control, app::GuestState& state, port::PlatformCalls& calls,
                        std::optional<port::Stack> default_stack);

}  // namespace anc::session
