// State of the driver that draws nothing: see README.md.
#pragma once

#define EGL_EGLEXT_PROTOTYPES
#define GL_GLEXT_PROTOTYPES
// gl2ext.h needs one of the core headers before it.
// clang-format off
#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <GLES3/gl32.h>
#include <GLES2/gl2ext.h>
// clang-format on

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace fake_gl {

/// What FAKE_GL asks for.
struct Words {
  int devices = 1;
  uint64_t lose_after = 0;  ///< draws; 0: never
  /// Whether `word` is there, for this display or for all.
  bool has(const std::string& display, const std::string& word) const;

  std::vector<std::string> all;
};
const Words& words();

struct Display {
  std::string name;  ///< as FAKE_GL calls it: "device0", "surfaceless", "default"
  bool initialised = false;
  bool has(const char* word) const { return words().has(name, word); }
};

struct Buffer {
  GLsizeiptr size = 0;
  std::vector<std::byte> bytes{};  ///< made by a first mapping
};
struct Size {
  GLsizei width = 0, height = 0;
};

/// What contexts have in common.
struct ShareGroup {
  std::atomic<GLuint> last_name{0};
  std::mutex mutex;  ///< guards these
  std::unordered_map<GLuint, Buffer> buffers;
  std::unordered_map<GLuint, Size> textures;
};

struct Context {
  Display* display = nullptr;
  int major = 3;
  bool tells_resets = false;
  uint64_t born = 0;                 ///< losses before it was made
  std::atomic<bool> current{false};  ///< on some thread
  std::shared_ptr<ShareGroup> group;

  // Of the thread on which it is current.
  GLuint array_buffer = 0, element_buffer = 0, pack_buffer = 0, other_buffer = 0;
  GLuint texture = 0, renderbuffer = 0, framebuffer = 0, program = 0;
  GLenum active_texture = GL_TEXTURE0;
  GLint pack_alignment = 4;
  std::array<GLint, 4> viewport{};
};

/// nullptr: no context is current, and calls do nothing. The library is loaded early enough for
/// the quick model.
[[gnu::tls_model("initial-exec")]] extern thread_local Context* current;

/// Losses of all contexts so far.
extern std::atomic<uint64_t> losses;
inline bool lost(const Context& context) {
  return context.born != losses.load(std::memory_order_relaxed);
}

/// Every pixel that is ever read.
inline constexpr std::array<uint8_t, 4> kPixel = {0x20, 0x40, 0x80, 0xFF};
/// Fills memory with pixels of `each` bytes.
void fill(void* out, size_t pixels, size_t each);

/// Ends or stops the process where the display's words say so; `where` is "init" or "context".
/// False to refuse.
bool behave(const Display& display, const std::string& where);

/// For eglGetError of this thread; returns EGL_FALSE.
EGLBoolean egl_error(EGLint code);

}  // namespace fake_gl
