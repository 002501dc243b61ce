// SDL2's audio device.
#include "internal/audio/speaker.h"

#include <chrono>
#include <cstdlib>
#include <pthread.h>

#include <SDL2/SDL.h>

#include "internal/core/file.h"
#include "internal/core/log.h"

namespace anc::audio {
namespace {
using std::chrono::milliseconds;

constexpr Uint16 kDeviceFrames = 512;    // 11.6 ms: half of what the guest writes at once
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
}  // namespace

/// An open device; closed, and SDL's audio part ended, with it.
struct Speaker::Device {
  Device() = default;
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;
  ~Device() {
    if (id != 0) SDL_CloseAudioDevice(id);
    if (begun) SDL_QuitSubSystem(SDL_INIT_AUDIO);
  }
  bool begun = false;
  SDL_AudioDeviceID id = 0;
};

std::string_view state_name(Speaker::State state) {
  constexpr std::string_view kNames[] = {"idle", "opening", "playing", "unavailable"};
  return kNames[static_cast<int>(state)];
}

Speaker::Speaker(PcmQueue& queue) : queue_(queue) {
  thread_ = std::thread([this]() noexcept {
    pthread_setname_np(pthread_self(), "audio");
    work();
  });
}

Speaker::~Speaker() {
  {
    const std::lock_guard guard(mutex_);
    stop_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void Speaker::want(bool wanted) {
  {
    const std::lock_guard guard(mutex_);
    if (wanted_ == wanted) return;
    wanted_ = wanted;
  }
  changed_.notify_one();
}

bool Speaker::pause(milliseconds time) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, time, [this] { return stop_ || !wanted_; });
  return !stop_ && wanted_;
}

std::unique_ptr<Speaker::Device> Speaker::open() {
  std::string why = "no sound card and no sound server";
  auto device = std::make_unique<Device>();
  if (may_have_sound()) {
    device->begun = SDL_InitSubSystem(SDL_INIT_AUDIO) == 0;
    SDL_AudioSpec wish{};
    wish.freq = 44100;
    wish.format = AUDIO_S16LSB;
    wish.channels = 2;
    wish.samples = kDeviceFrames;
    wish.callback = fill;
    wish.userdata = &queue_;
    // No change is allowed: SDL converts where the device wants another format.
    if (device->begun) device->id = SDL_OpenAudioDevice(nullptr, 0, &wish, nullptr, 0);
    if (device->id == 0) why = SDL_GetError();
  }
  if (device->id != 0) {
    core::log_info(std::string("audio: the guest is heard through ") + SDL_GetCurrentAudioDriver());
    told_ = false;
    SDL_PauseAudioDevice(device->id, 0);
    return device;
  }
  if (!told_) {
    core::log_warning("audio: the guest is not heard: " + why + "; tried again while it plays");
  }
  told_ = true;
  return nullptr;
}

void Speaker::work() {
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
      state_ = device ? State::kPlaying : State::kUnavailable;
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
