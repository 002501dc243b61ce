// Fake host: see fake_host.h.
#include "tests/unit/guest/fake_host.h"

#include <algorithm>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <utility>

#include <gtest/gtest.h>

#include "internal/wire/framing.h"
#include "internal/wire/table.h"
#include "wire/gles2_decoder.h"
#include "wire/gles2_functions.h"
#include "wire/rc_decoder.h"
#include "wire/rc_functions.h"

namespace anc::guest {
namespace {

using Out = std::span<std::byte>;

bool grows_to(const std::atomic<int>& number, int count) {
  for (int looks = 0; looks < 3000 && number < count; ++looks) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return number >= count;
}

void put(Out out, uint32_t value) {
  if (out.size() >= sizeof value) std::memcpy(out.data(), &value, sizeof value);
}

void put_text(Out out, std::string_view text) {
  std::memcpy(out.data(), text.data(), std::min(out.size(), text.size()));
}

int32_t text_answer(Out out, const char* text) {
  const auto length = static_cast<int32_t>(std::strlen(text)) + 1;
  if (out.size() < static_cast<size_t>(length)) return -length;
  put_text(out, text);
  return length;
}

// The answers of a host on which everything works and nothing is drawn.
struct Gles2 : wire::Gles2Ignore {
  uint32_t names = 0;
  uint32_t glCreateProgram() { return ++names; }
  uint32_t glCreateShader(uint32_t) { return ++names; }
  void glGenBuffers(int32_t, Out out) { put(out, ++names); }
  void glGenTextures(int32_t, Out out) { put(out, ++names); }
  void glGenFramebuffers(int32_t, Out out) { put(out, ++names); }
  void glGenRenderbuffers(int32_t, Out out) { put(out, ++names); }
  void glGetShaderiv(uint32_t, uint32_t, Out out) { put(out, 1); }
  void glGetProgramiv(uint32_t, uint32_t what, Out out) { put(out, what == 0x8B87 ? 8 : 1); }
  void glGetActiveUniform(uint32_t, uint32_t, int32_t, Out, Out size, Out type, Out name) {
    put(size, 1);
    put(type, 0x8B52);
    put_text(name, "uView");
  }
  void glGetIntegerv(uint32_t, Out out) { put(out, 4096); }
  uint32_t glCheckFramebufferStatus(uint32_t) { return 0x8CD5; }
};

struct Rc : wire::RcIgnore {
  Rc(const std::atomic<int>& screen_width, std::atomic<int>& made)
      : width(screen_width), surfaces_made(made) {}
  const std::atomic<int>& width;
  std::atomic<int>& surfaces_made;
  uint32_t handles = 0;
  std::vector<uint32_t> surfaces;
  std::vector<std::string> layers;
  std::vector<std::vector<std::string>> frames;

  int32_t rcGetEGLVersion(Out major, Out minor) { return put(major, 1), put(minor, 4), 1; }
  int32_t rcGetNumConfigs(Out attributes) { return put(attributes, 32), 1; }
  int32_t rcGetConfigs(uint32_t, Out) { return 1; }
  int32_t rcChooseConfig(core::Bytes, uint32_t, Out, uint32_t) { return 1; }
  int32_t rcQueryEGLString(uint32_t, Out out, int32_t) { return text_answer(out, "fake"); }
  int32_t rcGetGLString(uint32_t, Out out, int32_t) { return text_answer(out, "fake GL (1.0)"); }
  int32_t rcGetFBParam(int32_t what) { return what == 1 ? width.load() : what == 2 ? 320 : 60; }
  int32_t rcGetDisplayWidth(uint32_t) { return 180; }
  int32_t rcGetDisplayHeight(uint32_t) { return 320; }
  uint32_t rcCreateContext(uint32_t, uint32_t, uint32_t) { return ++handles; }
  uint32_t rcCreateWindowSurface(uint32_t, uint32_t across, uint32_t) {
    surfaces.push_back(across);
    ++surfaces_made;
    return ++handles;
  }
  uint32_t rcCreateColorBuffer(uint32_t, uint32_t, uint32_t) { return ++handles; }
  int32_t rcMakeCurrent(uint32_t, uint32_t, uint32_t) { return 1; }
  void rcPostLayer(core::Bytes name, uint32_t, float, int32_t, int32_t, int32_t, int32_t, int32_t,
                   int32_t, int32_t, int32_t) {
    layers.emplace_back(reinterpret_cast<const char*>(name.data()));
  }
  void rcPostAllLayersDone() { frames.push_back(std::exchange(layers, {})); }
};

}  // namespace

core::Fd listen_on(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  core::Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  EXPECT_EQ(::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  EXPECT_EQ(::listen(fd.get(), 8), 0);
  return fd;
}

std::set<std::string> Heard::functions() const {
  std::set<std::string> names;
  for (const auto& connection : calls) names.insert(connection.begin(), connection.end());
  return names;
}

size_t Heard::count(const std::string& function) const {
  size_t sum = 0;
  for (const auto& connection : calls) {
    sum += static_cast<size_t>(std::count(connection.begin(), connection.end(), function));
  }
  return sum;
}

FakeHost::FakeHost(size_t hang_up_after)
    : dir_(*core::TempDir::make("guest")),
      hang_up_after_(hang_up_after),
      pipe_listener_(listen_on(pipe())),
      bridge_listener_(listen_on(bridge())),
      pipe_thread_([this] { accept_on(pipe_listener_, false); }),
      bridge_thread_([this] { accept_on(bridge_listener_, true); }) {}

FakeHost::~FakeHost() { (void)finish(); }

void FakeHost::accept_on(const core::Fd& listener, bool bridge) {
  for (;;) {
    core::Fd connection(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!connection) return;
    threads_.with([&](auto& threads) {
      threads.emplace_back(
          [this, bridge, fd = std::move(connection)] { bridge ? serve_bridge(fd) : serve_gl(fd); });
    });
  }
}

bool FakeHost::wait_for_surfaces(int count) const { return grows_to(surfaces_, count); }
bool FakeHost::wait_for_bridges(int count) const { return grows_to(bridges_, count); }

Heard FakeHost::finish() {
  ::shutdown(pipe_listener_.get(), SHUT_RDWR);
  ::shutdown(bridge_listener_.get(), SHUT_RDWR);
  if (pipe_thread_.joinable()) pipe_thread_.join();
  if (bridge_thread_.joinable()) bridge_thread_.join();
  auto threads = threads_.with([](auto& all) { return std::exchange(all, {}); });
  for (std::thread& thread : threads) thread.join();  // each ends when its guest has closed
  return heard_.with([](Heard& heard) { return heard; });
}

void FakeHost::serve_bridge(const core::Fd& connection) {
  std::byte byte{};
  while (core::read_exactly(connection, {&byte, 1}).value_or(false)) {
    heard_.with([&](Heard& heard) { heard.bridge += static_cast<char>(byte); });
  }
  ++bridges_;
}

void FakeHost::serve_gl(const core::Fd& connection) {
  std::string service;
  for (std::byte byte{1}; byte != std::byte{0};) {
    if (!core::read_exactly(connection, {&byte, 1}).value_or(false)) return;
    service += static_cast<char>(byte);
  }
  Gles2 gles2;
  Rc rc(width_, surfaces_);
  wire::Framer framer;
  wire::Reply reply;
  std::vector<std::string> calls, faults;
  bool flags = false, open = service == std::string("pipe:opengles\0", 14);
  while (open) {
    const auto window = framer.window();
    const ssize_t n = ::recv(connection.get(), window.data(), window.size(), 0);
    if (n <= 0) break;
    framer.filled(static_cast<size_t>(n));
    if (!flags && !(flags = framer.take_word().has_value())) continue;
    wire::Packet packet;
    while (open && framer.next(packet)) {
      calls.emplace_back(wire::find_function(packet.opcode)->name);
      const wire::Status status = wire::api_of(packet.opcode) == wire::Api::kRc
                                      ? wire::decode_rc(rc, packet, reply)
                                      : wire::decode_gles2(gles2, packet, reply);
      if (!status.ok()) faults.push_back(status.message());
      if (!reply.empty() && !core::write_all(connection, reply.bytes())) open = false;
      reply.clear();
      if (!status.ok() || calls.size() == hang_up_after_) open = false;
    }
    if (!framer.status().ok()) {
      faults.push_back(framer.status().message());
      open = false;
    }
  }
  ::shutdown(connection.get(), SHUT_RDWR);
  heard_.with([&](Heard& heard) {
    heard.calls.push_back(std::move(calls));
    heard.surfaces.insert(heard.surfaces.end(), rc.surfaces.begin(), rc.surfaces.end());
    heard.frames.insert(heard.frames.end(), rc.frames.begin(), rc.frames.end());
    heard.faults.insert(heard.faults.end(), faults.begin(), faults.end());
  });
}

}  // namespace anc::guest
