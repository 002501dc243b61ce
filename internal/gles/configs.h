// The table of EGL configs that guests see: rcGetNumConfigs, rcGetConfigs, rcChooseConfig.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "internal/core/bytes.h"
#include "internal/gles/egl_display.h"

namespace anc::gles {

/// Attributes per config, and configs; a guest's "config" is a row number (gles-wire.md 8.1).
size_t config_attribute_count();
size_t config_count();

/// Attribute names, then a row of values per config, u32 each.
std::vector<uint32_t> config_table();

/// Sizes of a row's channels; nullopt for a number that is no row.
std::optional<ConfigSizes> config_sizes(uint32_t config);

/// Rows that match `attributes` (pairs ended by EGL_NONE), best first by EGL's sorting rules;
/// empty when an attribute is unknown. nullopt when EGL_NONE is missing.
std::optional<std::vector<uint32_t>> choose_configs(core::Bytes attributes);

}  // namespace anc::gles
