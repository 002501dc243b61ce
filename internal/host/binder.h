// How this kernel offers binder: shared by the steps that load, mount and open it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "internal/step/host.h"

namespace anc::host {

inline constexpr auto kBinderfs = "/dev/binderfs";

/// The driver is there: built in, or its module loaded.
Result<bool> has_binder_driver(const step::Host& host);
/// The kernel can mount the file system "binder" right now.
Result<bool> has_binderfs(const step::Host& host);
/// The module is loaded and has no way out, as Debian's binder_linux: only a reboot removes it.
Result<bool> is_permanent(const step::Host& host, const std::string& module);

/// "6.1.0-56-amd64": the running kernel's.
Result<std::string> kernel_release(const step::Host& host);
/// The module that --build-binder made for a kernel below the data path. kPermission where one lies
/// there that somebody else than root could have put there or changed: it is kernel code.
Result<std::optional<std::string>> built_module(const step::Host& host,
                                                const std::string& data_path,
                                                const std::string& release);
/// Of what a failed build said, the lines that tell why: at most three.
std::string compiler_words(std::string_view said);

}  // namespace anc::host
