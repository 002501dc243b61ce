// SDL2's audio devices.
#include "internal/audio/device.h"

#include <chrono>
#include <cstdlib>
#include <pthread.h>

#include <SDL2/SDL.h>

#include "internal/core/file.h"
#include "internal/core/log.h"

namespace anc::audio {
namespace {
using std::chrono::milliseconds;

constexpr milliseconds kRetry{2000};     // after a failure
constexpr milliseconds kLookAgain{500};  // whether an open device is still there

std::string environment(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets it
  return value != nullptr ? value : "";
}

/// Is there anything SDL could find? libasound writes a screenful to stderr where there is not.
bool may_have_sound() {
  const std::string runtime = environment("XDG_RUNTIME_DIR");
  return !environment("SDL_AUDIODRIVER").empty() || !environment("PULSE_SERVER").empty() ||
         core::is_directory("/dev/snd") ||
         (!runtime.empty() &&
          (core::exists(runtime + "/pulse/native") || core::exists(runtime + "/pipewire-0")));
}

/// SDL's thread; noexcept, since C code calls it.
void fill(void* queue, Uint8* stream, int length) noexcept {
  static_cast<PcmQueue*>(queue)->pull(
      {reinterpret_cast<std::byte*>(stream), static_cast<size_t>(length)});
}

void keep(void* queue, Uint8* stream, int length) noexcept {
  static_cast<PcmQueue*>(queue)->push_newest(
      {reinterpret_cast<const std::byte*>(stream), static_cast<size_t>(length)});
}
}  // namespace

/// An open device; closed, and SDL's audio part ended, with it.
struct Device::Open {
  explicit Open(SdlTurn& sdl_turn) : turn(sdl_turn) {}
  Open(const Open&) = delete;
  Open& operator=(const Open&) = delete;
  ~Open() {
    const std::lock_guard guard(turn.mutex);
    if (id != 0) SDL_CloseAudioDevice(id);
    if (begun) SDL_QuitSubSystem(SDL_INIT_AUDIO);
  }
  SdlTurn& turn;
  bool begun = false;
  SDL_AudioDeviceID id = 0;
};

std::string_view Device::state_name() const {
  switch (state_) {
    case State::kIdle:
      return "idle";
    case State::kOpening:
      return "opening";
    case State::kRunning:
      return role_.running;
    case State::kUnavailable:
      return "unavailable";
  }
  return "";
}

Device::Device(const Role& role, PcmQueue& queue, SdlTurn& turn)
    : role_(role), queue_(queue), turn_(turn) {
  thread_ = std::thread([this]() noexcept {
    pthread_setname_np(pthread_self(), role_.capture ? "microphone" : "audio");
    work();
  });
}

Device::~Device() {
  {
    const std::lock_guard guard(mutex_);
    stop_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void Device::want(bool wanted) {
  {
    const std::lock_guard guard(mutex_);
    if (wanted_ == wanted) return;
    wanted_ = wanted;
  }
  changed_.notify_one();
}

bool Device::pause(milliseconds time) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, time, [this] { return stop_ || !wanted_; });
  return !stop_ && wanted_;
}

std::unique_ptr<Device::Open> Device::open() {
  std::string why = "no sound card and no sound server";
  auto device = std::make_unique<Open>(turn_);
  std::string driver;
  if (may_have_sound()) {
    const std::lock_guard guard(turn_.mutex);
    device->begun = SDL_InitSubSystem(SDL_INIT_AUDIO) == 0;
    SDL_AudioSpec wish{};
    wish.freq = static_cast<int>(role_.format.rate);
    wish.format = AUDIO_S16LSB;
    wish.channels = static_cast<Uint8>(role_.format.frame_bytes / 2);
    wish.samples = role_.frames;
    wish.callback = role_.capture ? keep : fill;
    wish.userdata = &queue_;
    // No change is allowed: SDL converts where the device wants another format.
    if (device->begun) device->id = SDL_OpenAudioDevice(nullptr, role_.capture, &wish, nullptr, 0);
    if (device->id == 0) why = SDL_GetError();
    if (device->id != 0) driver = SDL_GetCurrentAudioDriver();
  }
  if (device->id != 0) {
    core::log_info("audio: " + std::string(role_.works) + driver);
    told_ = false;
    SDL_PauseAudioDevice(device->id, 0);
    return device;
  }
  if (!told_) {
    core::log_warning("audio: " + std::string(role_.missing) + why +
                      "; tried again while it is wanted");
  }
  told_ = true;
  return nullptr;
}

void Device::work() {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      state_ = State::kIdle;
      changed_.wait(lock, [this] { return stop_ || wanted_; });
      if (stop_) return;
      state_ = State::kOpening;
    }
    for (bool wanted = true; wanted;) {
      const auto device = open();
      state_ = device ? State::kRunning : State::kUnavailable;
      if (!device) {
        wanted = pause(kRetry);
        continue;
      }
      do {
        wanted = pause(kLookAgain);
      } while (wanted && SDL_GetAudioDeviceStatus(device->id) == SDL_AUDIO_PLAYING);
      if (wanted) core::log_warning("audio: the device is gone; looking for another");
    }
  }
}

}  // namespace anc::audio
