// Fuzz target: guests' bytes on the audio socket. The input is a script: of each step the first
// byte says what happens (its low two bits: connect, send, read, close; the rest: to which of eight
// guests), and for `send` the next one how many of the bytes that follow are sent.
//
// Whatever is sent, consumers hear whole frames, no more than was sent, and the server comes to
// rest with the connections that are open.
#include <array>
#include <chrono>
#include <cstdlib>
#include <future>
#include <optional>
#include <sys/socket.h>
#include <thread>

#include "internal/audio/server.h"
#include "internal/core/file.h"

namespace anc {
namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

/// Counts what it hears. Net thread.
struct Ear final : port::AudioConsumer {
  void on_audio(const port::AudioChunkPtr& chunk) override {
    check(!chunk->pcm.empty() && chunk->pcm.size() % 4 == 0);
    heard += chunk->pcm.size();
  }
  size_t heard = 0;
};

/// One server for all inputs: threads and sockets take longer than what is tested.
class Host {
 public:
  Host() : dir_(*core::TempDir::make("anc-fuzz")) {
    audio::Options options{.path = dir_.path() + "/audio", .microphone = true};
    setenv("SDL_AUDIODRIVER", "dummy", 1);     // not the microphone of whoever runs this
    options.queue = std::chrono::seconds(60);  // nothing waits for the clock
    server_ = std::move(*audio::Server::start(loop_, options));
    server_->add_consumer(ear);
    loop_.start();
  }
  ~Host() {
    loop_.stop();
    server_.reset();
  }
  core::Fd connect() { return std::move(*core::connect_unix(dir_.path() + "/audio")); }
  template <class Work>
  auto ask(Work&& work) {
    std::promise<decltype(work())> answer;
    loop_.post([&] { answer.set_value(work()); });
    return answer.get_future().get();
  }
  size_t connections() {
    return ask([this] { return server_->status()["connections"].get<size_t>(); });
  }
  size_t heard() {
    return ask([this] { return ear.heard; });
  }

 private:
  core::TempDir dir_;
  net::Loop loop_;
  Ear ear;
  std::unique_ptr<audio::Server> server_;
};

size_t play(Host& host, core::ByteReader script) {
  std::array<core::Fd, 8> guests;
  size_t sent = 0;
  while (script.remaining() > 0) {
    const uint8_t step = script.u8();
    core::Fd& guest = guests[step >> 2 & 7];
    if (step % 4 == 0) guest = host.connect();
    if (step % 4 == 3) guest.reset();
    if (!guest) continue;
    if (step % 4 == 1) {
      const size_t count = std::min<size_t>(script.u8(), script.remaining());
      const core::Bytes data = script.take(count);
      const auto n = send(guest.get(), data.data(), data.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (n > 0) sent += static_cast<size_t>(n);
    } else if (step % 4 == 2) {
      std::array<std::byte, 1024> answer;
      (void)recv(guest.get(), answer.data(), answer.size(), MSG_DONTWAIT);
    }
  }
  return sent;
}

}  // namespace
}  // namespace anc

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace anc;
  static Host host;
  const size_t before = host.heard();
  const size_t sent = play(host, core::ByteReader(std::as_bytes(std::span(data, size))));
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (host.connections() > 0) {
    check(std::chrono::steady_clock::now() < end);  // all guests have gone
    std::this_thread::yield();
  }
  check(host.heard() - before <= sent);
  return 0;
}

// SDL loads libraries of the sound system to look for devices; they leave memory behind when they
// are unloaded, and then have no name by which a list could except them.
extern "C" const char* __asan_default_options() { return "detect_leaks=0"; }
