// The guest's EGL configs and how eglChooseConfig picks among them: see configs.h.
#include "internal/gles/configs.h"

#include <algorithm>
#include <array>
#include <map>

#include "internal/gles/gl_api.h"

namespace anc::gles {
namespace {

constexpr EGLint kNames[] = {EGL_DEPTH_SIZE,
                             EGL_STENCIL_SIZE,
                             EGL_RENDERABLE_TYPE,
                             EGL_SURFACE_TYPE,
                             EGL_CONFIG_ID,
                             EGL_BUFFER_SIZE,
                             EGL_ALPHA_SIZE,
                             EGL_BLUE_SIZE,
                             EGL_GREEN_SIZE,
                             EGL_RED_SIZE,
                             EGL_CONFIG_CAVEAT,
                             EGL_LEVEL,
                             EGL_MAX_PBUFFER_HEIGHT,
                             EGL_MAX_PBUFFER_PIXELS,
                             EGL_MAX_PBUFFER_WIDTH,
                             EGL_NATIVE_RENDERABLE,
                             EGL_NATIVE_VISUAL_ID,
                             EGL_NATIVE_VISUAL_TYPE,
                             EGL_SAMPLES,
                             EGL_SAMPLE_BUFFERS,
                             EGL_TRANSPARENT_TYPE,
                             EGL_TRANSPARENT_BLUE_VALUE,
                             EGL_TRANSPARENT_GREEN_VALUE,
                             EGL_TRANSPARENT_RED_VALUE,
                             EGL_BIND_TO_TEXTURE_RGB,
                             EGL_BIND_TO_TEXTURE_RGBA,
                             EGL_MIN_SWAP_INTERVAL,
                             EGL_MAX_SWAP_INTERVAL,
                             EGL_LUMINANCE_SIZE,
                             EGL_ALPHA_MASK_SIZE,
                             EGL_COLOR_BUFFER_TYPE,
                             EGL_CONFORMANT};
constexpr size_t kNameCount = std::size(kNames);
constexpr EGLint kMaxPbuffer = 8192;
// The guest may make contexts of both with every config.
constexpr EGLint kApis = EGL_OPENGL_ES_BIT | EGL_OPENGL_ES2_BIT;

/// Colours in the order in which Android's own defaults would look at them, each with every depth.
std::vector<ConfigSizes> rows() {
  std::vector<ConfigSizes> all;
  for (const ConfigSizes color : {ConfigSizes{8, 8, 8, 8, 0, 0}, ConfigSizes{8, 8, 8, 0, 0, 0},
                                  ConfigSizes{5, 6, 5, 0, 0, 0}}) {
    for (const auto& [depth, stencil] : {std::pair{0, 0}, {16, 0}, {24, 0}, {24, 8}}) {
      ConfigSizes row = color;
      row.depth = depth;
      row.stencil = stencil;
      all.push_back(row);
    }
  }
  return all;
}

const std::vector<ConfigSizes>& table_rows() {
  static const std::vector<ConfigSizes> all = rows();
  return all;
}

EGLint value_of(uint32_t config, EGLint name) {
  const ConfigSizes& row = table_rows()[config];
  switch (name) {
    case EGL_DEPTH_SIZE:
      return row.depth;
    case EGL_STENCIL_SIZE:
      return row.stencil;
    case EGL_RED_SIZE:
      return row.red;
    case EGL_GREEN_SIZE:
      return row.green;
    case EGL_BLUE_SIZE:
      return row.blue;
    case EGL_ALPHA_SIZE:
      return row.alpha;
    case EGL_BUFFER_SIZE:
      return row.red + row.green + row.blue + row.alpha;
    case EGL_CONFIG_ID:
      return static_cast<EGLint>(config) + 1;
    case EGL_RENDERABLE_TYPE:
    case EGL_CONFORMANT:
      return kApis;
    case EGL_SURFACE_TYPE:
      return EGL_WINDOW_BIT | EGL_PBUFFER_BIT;
    case EGL_CONFIG_CAVEAT:
    case EGL_TRANSPARENT_TYPE:
    case EGL_NATIVE_VISUAL_TYPE:
      return EGL_NONE;
    case EGL_MAX_PBUFFER_WIDTH:
    case EGL_MAX_PBUFFER_HEIGHT:
      return kMaxPbuffer;
    case EGL_MAX_PBUFFER_PIXELS:
      return kMaxPbuffer * kMaxPbuffer;
    case EGL_MIN_SWAP_INTERVAL:
    case EGL_MAX_SWAP_INTERVAL:
      return 1;
    case EGL_COLOR_BUFFER_TYPE:
      return EGL_RGB_BUFFER;
    default:
      return 0;
  }
}

bool known(EGLint name) {
  return std::find(kNames, kNames + kNameCount, name) != kNames + kNameCount;
}

/// EGL 1.5, table 3.1: how a requested value is compared.
bool matches(uint32_t config, EGLint name, EGLint wanted) {
  if (wanted == EGL_DONT_CARE) return true;
  const EGLint value = value_of(config, name);
  switch (name) {
    case EGL_RENDERABLE_TYPE:
    case EGL_CONFORMANT:
    case EGL_SURFACE_TYPE:
      return (value & wanted) == wanted;
    case EGL_CONFIG_ID:
    case EGL_CONFIG_CAVEAT:
    case EGL_LEVEL:
    case EGL_NATIVE_RENDERABLE:
    case EGL_NATIVE_VISUAL_TYPE:
    case EGL_TRANSPARENT_TYPE:
    case EGL_BIND_TO_TEXTURE_RGB:
    case EGL_BIND_TO_TEXTURE_RGBA:
    case EGL_MIN_SWAP_INTERVAL:
    case EGL_MAX_SWAP_INTERVAL:
    case EGL_COLOR_BUFFER_TYPE:
      return value == wanted;
    // Ignored by eglChooseConfig.
    case EGL_MAX_PBUFFER_WIDTH:
    case EGL_MAX_PBUFFER_HEIGHT:
    case EGL_MAX_PBUFFER_PIXELS:
    case EGL_NATIVE_VISUAL_ID:
    case EGL_TRANSPARENT_RED_VALUE:
    case EGL_TRANSPARENT_GREEN_VALUE:
    case EGL_TRANSPARENT_BLUE_VALUE:
      return true;
    default:
      return value >= wanted;
  }
}

/// EGL 1.5, 3.4.1.2: deep colours first (of the channels asked for), then small buffers.
std::array<EGLint, 5> sort_key(uint32_t config, const std::map<EGLint, EGLint>& wanted) {
  EGLint color = 0;
  for (const EGLint name : {EGL_RED_SIZE, EGL_GREEN_SIZE, EGL_BLUE_SIZE, EGL_ALPHA_SIZE}) {
    const auto asked = wanted.find(name);
    if (asked == wanted.end() || asked->second == 0 || asked->second == EGL_DONT_CARE) continue;
    color += value_of(config, name);
  }
  return {-color, value_of(config, EGL_BUFFER_SIZE), value_of(config, EGL_DEPTH_SIZE),
          value_of(config, EGL_STENCIL_SIZE), static_cast<EGLint>(config)};
}

}  // namespace

size_t config_attribute_count() { return kNameCount; }
size_t config_count() { return table_rows().size(); }

std::vector<uint32_t> config_table() {
  std::vector<uint32_t> words;
  for (const EGLint name : kNames) words.push_back(static_cast<uint32_t>(name));
  for (uint32_t config = 0; config < config_count(); ++config) {
    for (const EGLint name : kNames) words.push_back(static_cast<uint32_t>(value_of(config, name)));
  }
  return words;
}

std::optional<ConfigSizes> config_sizes(uint32_t config) {
  if (config >= config_count()) return std::nullopt;
  return table_rows()[config];
}

std::optional<std::vector<uint32_t>> choose_configs(core::Bytes attributes) {
  core::ByteReader reader(attributes);
  std::map<EGLint, EGLint> wanted;
  for (EGLint name = reader.i32le(); name != EGL_NONE; name = reader.i32le()) {
    wanted[name] = reader.i32le();
    if (!reader.ok()) return std::nullopt;
  }
  // Windows and pbuffers are the same thing here; pixmaps do not exist in a guest.
  wanted.erase(EGL_SURFACE_TYPE);
  wanted.erase(EGL_MATCH_NATIVE_PIXMAP);
  std::vector<uint32_t> found;
  for (uint32_t config = 0; config < config_count(); ++config) {
    const bool fits = std::all_of(wanted.begin(), wanted.end(), [&](const auto& asked) {
      return known(asked.first) && matches(config, asked.first, asked.second);
    });
    if (fits) found.push_back(config);
  }
  std::sort(found.begin(), found.end(),
            [&](uint32_t a, uint32_t b) { return sort_key(a, wanted) < sort_key(b, wanted); });
  return found;
}

}  // namespace anc::gles
