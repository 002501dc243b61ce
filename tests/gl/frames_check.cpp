// What consumers of frames may rely on, for each way of reading pictures back.
//
// usage: frames_check direct|buffered|dma-buf|no-dma-buf
//
// Exits with 0, or says which claim does not hold. The last two are about handing frames on without
// reading them back; dma-buf wants the driver of tests/fake_gl, told to export.
#include <condition_variable>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <string_view>
#include <sys/mman.h>
#include <utility>

#include "internal/core/log.h"
#include "internal/gles/composer.h"

namespace {
using namespace anc;
using namespace std::chrono_literals;

constexpr port::Display kDisplay{32, 16, 160};

struct Report final : port::BootReport {
  void reached(port::Rung) override {}
};

/// Keeps what it was given.
class Watcher final : public port::FrameSink {
 public:
  void on_frame(const port::FramePtr& frame) override {
    const std::lock_guard guard(mutex_);
    seen_.push_back(frame);
    came_.notify_all();
  }
  /// The newest frame once there are `count`, else null.
  port::FramePtr nth(size_t count) {
    std::unique_lock lock(mutex_);
    came_.wait_for(lock, 20s, [&] { return seen_.size() >= count; });
    return seen_.size() >= count ? seen_[count - 1] : nullptr;
  }
  size_t count() {
    const std::lock_guard guard(mutex_);
    return seen_.size();
  }

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<port::FramePtr> seen_;
};

int failures = 0;
void expect(bool holds, const char* claim) {
  if (holds) return;
  std::printf("does not hold: %s\n", claim);
  ++failures;
}

/// Keeps what stays in the GPU's memory.
class Importer final : public port::DmaBufSink {
 public:
  void on_frame(const port::DmaBufFramePtr& frame) override {
    const std::lock_guard guard(mutex_);
    held_.push_back(frame);
  }
  std::vector<port::DmaBufFramePtr> take() {
    const std::lock_guard guard(mutex_);
    return std::exchange(held_, {});
  }
  std::vector<port::DmaBufFramePtr> held() {
    const std::lock_guard guard(mutex_);
    return held_;
  }

 private:
  std::mutex mutex_;
  std::vector<port::DmaBufFramePtr> held_;
};

/// A picture of one colour, whole display.
void fill(gles::ColorBuffer& buffer, uint8_t shade) {
  std::vector<std::byte> pixels(size_t{kDisplay.width} * kDisplay.height * 4, std::byte{shade});
  const gles::PixelRect all{0, 0, static_cast<int32_t>(kDisplay.width),
                            static_cast<int32_t>(kDisplay.height)};
  expect(buffer.update(all, GL_RGBA, GL_UNSIGNED_BYTE, pixels), "a buffer takes pixels");
}

gles::Scene scene_of(const std::shared_ptr<gles::ColorBuffer>& buffer) {
  const auto width = static_cast<int32_t>(kDisplay.width);
  const auto height = static_cast<int32_t>(kDisplay.height);
  return {{buffer, 1, {0, 0, width, height}, {0, 0, width, height}}};
}

bool shows(const port::FramePtr& frame, uint8_t shade) {
  return frame != nullptr && frame->pixels.size() == size_t{kDisplay.width} * kDisplay.height * 4 &&
         frame->pixels[0] == std::byte{shade} &&
         frame->pixels[frame->pixels.size() - 2] == std::byte{shade};
}

void watched(gles::Composer& composer, const std::shared_ptr<gles::ColorBuffer>& buffer) {
  Watcher watcher;
  composer.add_sink(watcher);
  constexpr uint8_t kShades[] = {10, 90, 200, 30, 60};
  port::FramePtr before;
  for (size_t i = 0; i < std::size(kShades); ++i) {
    const auto asked_at = std::chrono::steady_clock::now();
    fill(*buffer, kShades[i]);
    composer.post(scene_of(buffer));
    const port::FramePtr frame = watcher.nth(i + 1);
    expect(shows(frame, kShades[i]), "a watcher sees each picture");
    if (frame == nullptr) break;
    expect(before == nullptr || frame->number == before->number + 1,
           "frames are numbered in order");
    expect(frame->posted_at >= asked_at && frame->composed_at >= frame->posted_at &&
               frame->drawn_at >= frame->composed_at && frame->read_back_at >= frame->drawn_at,
           "a frame knows when it was posted, composed, drawn and read");
    composer.post(scene_of(buffer));  // nothing has changed: no event
    (void)composer.last_frame();      // returns when that scene was looked at
    before = frame;
  }
  expect(shows(composer.last_frame(), kShades[std::size(kShades) - 1]),
         "the newest can be asked for");
  expect(watcher.count() == std::size(kShades), "a scene without a change is no frame");
  composer.remove_sink(watcher);
}

void unwatched(gles::Composer& composer, const std::shared_ptr<gles::ColorBuffer>& buffer) {
  const port::FramePtr old = composer.last_frame();
  for (int i = 0; i < 3; ++i) {
    const auto shade = static_cast<uint8_t>(100 + i);
    fill(*buffer, shade);
    composer.post(scene_of(buffer));
    const port::FramePtr frame = composer.last_frame();
    expect(shows(frame, shade), "one who asks gets the newest picture though nobody watches");
    expect(old != nullptr && frame != nullptr &&
               frame->number == old->number + 1 + static_cast<uint64_t>(i),
           "frames that nobody watches are counted");
  }
}

/// Of another size: its layer, of the old one, lies at the top left and the rest is black.
bool grown(const port::FramePtr& frame, const port::Display& display, uint8_t shade) {
  if (frame == nullptr || frame->geometry != display.version ||
      frame->rotation != display.rotation || frame->width != display.width ||
      frame->height != display.height ||
      frame->pixels.size() != size_t{display.width} * display.height * 4) {
    return false;
  }
  const std::byte* last_row =
      frame->pixels.data() + size_t{display.width} * (display.height - 1) * 4;
  return frame->pixels[0] == std::byte{shade} && last_row[0] == std::byte{0} &&
         last_row[3] == std::byte{255};
}

void resized(gles::Composer& composer, const std::shared_ptr<gles::ColorBuffer>& buffer,
             bool is_watched) {
  Watcher watcher;
  if (is_watched) composer.add_sink(watcher);
  fill(*buffer, 77);
  composer.post(scene_of(buffer));
  const port::FramePtr before = composer.last_frame();
  expect(shows(before, 77) && before->geometry == 1 && before->rotation == port::Rotation::k0,
         "a frame carries the version it was composed for");
  port::Display display = kDisplay;
  for (const auto& [width, height] : {std::pair{47u, 31u}, {33u, 19u}, {64u, 64u}}) {
    display.width = width;
    display.height = height;
    display.rotation =
        display.rotation == port::Rotation::k0 ? port::Rotation::k90 : port::Rotation::k0;
    ++display.version;
    expect(composer.set_display(display).has_value(), "another size is taken");
    expect(grown(composer.last_frame(), display, 77),
           "one who asks after it gets the same scene in the new size and turn");
  }
  port::Display endless = display;
  endless.width = 1u << 30;
  const auto refused = composer.set_display(endless);
  expect(!refused && refused.error().kind() == Kind::kUsage, "a size beyond the driver is refused");
  const port::FramePtr last = composer.last_frame();
  expect(grown(last, display, 77) && last->number == before->number + 3, "and changes nothing");
  if (is_watched) {
    // After the answers, and maybe after what an asker of before had read.
    bool told = false;
    for (size_t i = 1; i <= 5 && !told; ++i) {
      const port::FramePtr seen = watcher.nth(i);
      told = seen != nullptr && seen->geometry == display.version;
    }
    expect(told, "a watcher was told, too");
    composer.remove_sink(watcher);
  }
  port::Display back = kDisplay;
  back.version = 1;
  expect(composer.set_display(back).has_value() && shows(composer.last_frame(), 77), "and back");
}

/// The pixel that tests/fake_gl has everywhere, at the start of the frame's memory.
bool readable(const port::DmaBufFrame& frame) {
  const size_t bytes = frame.offset + size_t{frame.stride} * frame.height;
  void* memory = ::mmap(nullptr, bytes, PROT_READ, MAP_SHARED, frame.fd.get(), 0);
  if (memory == MAP_FAILED) return false;
  const bool same =
      std::memcmp(static_cast<std::byte*>(memory) + frame.offset, "\x20\x40\x80\xff", 4) == 0;
  ::munmap(memory, bytes);
  return same;
}

void handed_on(gles::Composer& composer, const std::shared_ptr<gles::ColorBuffer>& buffer) {
  Importer importer;
  expect(composer.add_sink(importer), "a driver that can export takes a sink");
  const auto show = [&] {
    fill(*buffer, 1);
    composer.post(scene_of(buffer));
    return composer.last_frame();  // made after the sinks were told
  };
  for (int i = 0; i < 5; ++i) show();
  auto first = importer.take();
  expect(first.size() == 3, "three pictures exist, and a frame without one is left out");
  for (size_t i = 0; i < first.size(); ++i) {
    const port::DmaBufFrame& frame = *first[i];
    expect(frame.number == i + 1 && frame.composed_at >= frame.posted_at, "it carries its stamps");
    expect(frame.width == kDisplay.width && frame.height == kDisplay.height &&
               frame.stride == kDisplay.width * 4 && frame.fourcc == 0x34325258 &&
               frame.modifier == 0,
           "it says how its memory is to be read");
    expect(readable(frame), "its memory can be mapped");
  }
  show();
  expect(importer.held().empty(), "nobody draws into what is held");
  if (!first.empty()) first.pop_back();
  show();
  expect(importer.take().size() == 1, "what was given back comes round again");
  composer.remove_sink(importer);
  show();
  expect(importer.held().empty(), "a sink that was removed is told nothing");
}

Result<void> check(std::string_view what, gles::ReadBackWay way) {
  Report report;
  const auto egl = TRY(gles::EglDisplay::open(""));
  const auto helpers = TRY(gles::HelperContexts::create(*egl));
  const auto composer = TRY(gles::Composer::create(
      *helpers, kDisplay, way, report, [] { return false; }, 0));
  gles::Budget budget(1u << 20);
  const auto buffer =
      gles::ColorBuffer::create(*helpers, budget, kDisplay.width, kDisplay.height, GL_RGBA);
  if (buffer == nullptr) return fail(Kind::kGraphics, "no colour buffer");
  expect(composer->last_frame() == nullptr, "there is no frame before the first");
  if (what == "dma-buf") {
    handed_on(*composer, buffer);
  } else if (what == "no-dma-buf") {
    Importer importer;
    expect(!composer->add_sink(importer), "a driver that cannot export says so");
  } else {
    watched(*composer, buffer);
    unwatched(*composer, buffer);
    resized(*composer, buffer, true);
    resized(*composer, buffer, false);
  }
  composer->stop();
  composer->post(scene_of(buffer));
  composer->stop();
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  core::init_log(core::LogLevel::kInfo, "frames_check");
  const std::string_view what = argc == 2 ? argv[1] : "";
  if (what != "direct" && what != "buffered" && !what.ends_with("dma-buf")) return 2;
  const Result<void> done =
      check(what, what == "buffered" ? gles::ReadBackWay::kBuffered : gles::ReadBackWay::kDirect);
  if (!done) {
    std::printf("%s\n", done.error().message().c_str());
    return done.error().exit_code();
  }
  return failures > 0 ? 1 : 0;
}
