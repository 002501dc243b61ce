// System properties of the guest: asked from the host once, kept in a text file, read by getprop.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "internal/core/fd.h"

namespace anc::guest {

inline constexpr const char* kPropertiesFile = "/dev/properties.txt";
inline constexpr const char* kBuildProperties = "/system/build.prop";
inline constexpr const char* kPersistentFile = "/data/property/persistent.txt";  ///< "persist."

/// In the order they were set; names may repeat, see `value_of`.
using Properties = std::vector<std::pair<std::string, std::string>>;

/// Lines "name=value"; comments (#), empty lines and lines without '=' are skipped.
Properties parse_properties(std::string_view text);
std::string format_properties(const Properties& properties);

/// The value a guest sees: the first one for "ro." names, which are written once, else the last.
/// Null when there is none.
const std::string* value_of(const Properties& properties, std::string_view name);

/// Of the image, of earlier boots and of this one, in that order.
Result<Properties> all_properties();

/// Reads the answer to "list" of the boot-properties service: frames of four hexadecimal digits
/// and a body "name=value", ended by one bare NUL. Blocks up to `timeout_ms` for each piece.
/// Source: Anbox src/anbox/qemu/boot_properties_message_processor.cpp.
Result<Properties> read_boot_properties(const Fd& pipe, int timeout_ms);

/// Connects to the pipe at `path`, asks "list", returns what the host wants set.
Result<Properties> ask_boot_properties(const std::string& path, int timeout_ms);

}  // namespace anc::guest
