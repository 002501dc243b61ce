// What Android's `pm` says, understood (pure).
#pragma once

#include <string>
#include <string_view>

#include "internal/core/error.h"

namespace anc::adb {

/// The answer of `pm install` or `pm uninstall`: it ends in "Success", in "Failure [CODE]" or
/// "Failure [CODE: words]", or is an error in words; the exit code of old Androids is 0 for all of
/// them. The error's kind is what a script needs: kImage for a package that Android does not take,
/// kCapacity for one it has no room for, kNotRunning before Android has booted, else kFailure.
/// Source: Android 7.1 frameworks/base cmds/pm/src/com/android/commands/pm/Pm.java.
Result<void> understand_pm(std::string_view said);

/// One line that a terminal may see, of words of the guest.
std::string one_line(std::string_view text);

}  // namespace anc::adb
