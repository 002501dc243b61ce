// A program with nothing but the renderer behind a pipe socket, for replaying recorded sessions.
//
// usage: gl_host SOCKET [WIDTHxHEIGHT [LIMIT=NUMBER…] [gles1=native|emulate|auto]]
//
// Limits: memory, packet, connections, buffers (of a process), side. Commands on standard input,
// each answered by one line on standard output:
// - frame FILE: writes the newest frame to FILE (RGBA, first row on top), "ok N W H" or "none";
// - memory: "ok N", anonymous memory of this process in kB;
// - heap: "ok N", bytes of this process that were allocated and not freed;
// - usage: "ok connections=N contexts=N …", what guests have open;
// - quit, or end of file: stops the renderer and ends.
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <malloc.h>
#include <span>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "internal/core/file.h"
#include "internal/core/log.h"
#include "internal/core/text.h"
#include "internal/gles/renderer.h"

namespace {
using anc::Result;
using anc::core::Fd;

class Report final : public anc::port::BootReport {
  void reached(anc::port::Rung rung) override {
    anc::core::log_info("reached " + std::string(anc::port::rung_name(rung)));
  }
};

Result<Fd> listen_on(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  ::unlink(path.c_str());
  if (::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(fd.get(), 64) != 0) {
    return anc::fail_errno(errno, "listen on " + path);
  }
  return fd;
}

/// Reads "pipe:NAME" and its NUL byte by byte, as nothing after it is ours.
Result<std::string> handshake(const Fd& fd) {
  std::string text;
  std::byte byte{};
  while (text.size() < 64) {
    if (!TRY(anc::core::read_exactly(fd, {&byte, 1}))) break;
    if (byte == std::byte{0}) return text;
    text += static_cast<char>(byte);
  }
  return anc::fail(anc::Kind::kFailure, "no service name");
}

void serve(const Fd& listener, anc::gles::Renderer& renderer) {
  for (;;) {
    Fd fd(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!fd) return;
    const Result<std::string> name = handshake(fd);
    if (name && name->starts_with("pipe:opengles")) renderer.accept(std::move(fd), name->substr(5));
  }
}

std::string write_frame(const anc::gles::Renderer& renderer, const std::string& path) {
  const anc::port::FramePtr frame = renderer.last_frame();
  if (frame == nullptr) return "none";
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) return "cannot write " + path;
  std::vector<std::byte> opaque = frame->pixels;  // whatever a frame's fourth bytes say
  for (size_t alpha = 3; alpha < opaque.size(); alpha += 4) opaque[alpha] = std::byte{255};
  const size_t written = std::fwrite(opaque.data(), 1, opaque.size(), file);
  if (std::fclose(file) != 0 || written != opaque.size()) return "cannot write " + path;
  return "ok " + std::to_string(frame->number) + " " + std::to_string(frame->width) + " " +
         std::to_string(frame->height);
}

std::string anonymous_memory() {
  const auto status = anc::core::read_file("/proc/self/status");
  if (!status) return status.error().message();
  const size_t at = status->find("RssAnon:");
  const std::string rest = status->substr(at + 8);
  return "ok " + std::string(anc::core::trim(rest.substr(0, rest.find("kB"))));
}

std::string usage(const anc::gles::Renderer& renderer) {
  const auto usage = renderer.usage();
  return "ok connections=" + std::to_string(usage.connections) +
         " contexts=" + std::to_string(usage.contexts) +
         " surfaces=" + std::to_string(usage.surfaces) +
         " color_buffers=" + std::to_string(usage.color_buffers) +
         " images=" + std::to_string(usage.images) +
         " memory=" + std::to_string(usage.memory_bytes);
}

std::string answer(const anc::gles::Renderer& renderer, const std::string& line) {
  if (line.starts_with("frame ")) return write_frame(renderer, line.substr(6));
  if (line == "heap") return "ok " + std::to_string(::mallinfo2().uordblks + ::mallinfo2().hblkhd);
  return line == "usage" ? usage(renderer) : anonymous_memory();
}

Result<void> set_limit(anc::gles::Limits& limits, const std::string& text) {
  const size_t cut = text.find('=');
  const std::string name = text.substr(0, cut);
  const auto value =
      static_cast<uint64_t>(TRY(anc::core::parse_int(text.substr(cut + 1), 1, INT64_MAX)));
  if (name == "memory") limits.memory_bytes = value;
  if (name == "packet") limits.packet_bytes = limits.reply_bytes = value;
  if (name == "connections") limits.connections = value;
  if (name == "buffers") limits.buffers_per_process = value;
  if (name == "side") limits.image_side = static_cast<uint32_t>(value);
  return {};
}

Result<void> run(const std::string& path, const std::string& size, std::span<char* const> words) {
  const auto extent = TRY(anc::core::parse_extent(size));
  Report report;
  anc::gles::Renderer::Options options;
  options.display.width = static_cast<uint32_t>(extent.first);
  options.display.height = static_cast<uint32_t>(extent.second);
  for (const std::string word : words) {
    if (word.starts_with("gles1=")) {
      options.gles1 = anc::gles::gles1_mode(word.substr(6));
    } else {
      TRY(set_limit(options.limits, word));
    }
  }
  const auto renderer = TRY(anc::gles::Renderer::create(options, report));
  const Fd listener = TRY(listen_on(path));
  std::thread acceptor([&] { serve(listener, *renderer); });
  std::cout << "ready " << renderer->description() << std::endl;
  for (std::string line; std::getline(std::cin, line) && line != "quit";) {
    std::cout << answer(*renderer, line) << std::endl;
  }
  ::shutdown(listener.get(), SHUT_RDWR);
  acceptor.join();
  ::unlink(path.c_str());
  return renderer->stop();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  anc::core::init_log(anc::core::LogLevel::kInfo, "gl_host");
  std::signal(SIGPIPE, SIG_IGN);
  const std::span words(argv, static_cast<size_t>(argc));
  const Result<void> done = run(argv[1], argc > 2 ? argv[2] : "320x240",
                                words.subspan(std::min<size_t>(3, words.size())));
  if (done) return 0;
  std::fprintf(stderr, "gl_host: %s\n%s\n", done.error().message().c_str(),
               done.error().hint().c_str());
  return done.error().exit_code();
}
