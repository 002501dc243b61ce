// What is asked of the guest's applications, whoever asks: a command or a caller on the bus.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "internal/app/guest_state.h"
#include "internal/port/platform.h"

namespace anc::session {

/// The launch of `wanted.package`: the application's own intent, in which fields of `wanted` that
/// are not empty win; of an application that is not in the list, `wanted` as it is if it names a
/// component. `stack` is a name or empty, which means `default_stack`. kUsage with a suggestion for
/// what there is not, kNotRunning before the guest has booted.
Result<port::Launch> launch_of(const app::GuestState& state, const port::Intent& wanted,
                               const std::string& stack, std::optional<port::Stack> default_stack);

/// Removes all tasks of `package`; `done` gets them, once, when the guest has. kNotRunning where it
/// has none.
void stop_tasks(const app::GuestState& state, port::PlatformCalls& calls,
                const std::string& package, std::function<void(Result<std::vector<int32_t>>)> done);

}  // namespace anc::session
