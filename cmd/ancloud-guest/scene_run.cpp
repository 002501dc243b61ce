// The GL client's threads: see scene_run.h.
#include "cmd/ancloud-guest/scene_run.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "cmd/ancloud-guest/bridge_client.h"
#include "cmd/ancloud-guest/compositor.h"
#include "cmd/ancloud-guest/console.h"
#include "cmd/ancloud-guest/egl_window.h"
#include "cmd/ancloud-guest/input_reader.h"
#include "cmd/ancloud-guest/scene.h"
#include "cmd/ancloud-guest/tasks.h"
#include "internal/core/file.h"
#include "internal/core/guarded.h"

namespace anc::guest {
namespace {

using Clock = std::chrono::steady_clock;

// The first failure of any thread; it stops all of them.
class Outcome {
 public:
  void add(const Result<void>& result, std::stop_source& stop) {
    if (result) return;
    error_.with([&](auto& error) {
      if (!error) error = result.error();
    });
    stop.request_stop();
  }
  Result<void> take() {
    return error_.with([](auto& error) -> Result<void> {
      if (error) return fail(std::move(*error));
      return {};
    });
  }

 private:
  core::Guarded<std::optional<Error>> error_;
};

// True once per /data: the mark is made now. A /data that cannot be written has no first boot.
bool is_first_boot(const std::string& data) {
  if (data.empty()) return false;
  const std::string mark = data + "/.ancloud_demo_initialized";
  return !core::exists(mark) && core::write_atomic(mark, "").has_value();
}

Result<void> talk_to_bridge(const SceneOptions& options, Tasks& tasks, Event& first_posted,
                            const std::stop_token& stop) {
  BridgeClient bridge = TRY(BridgeClient::connect(options.bridge), "connect to the bridge");
  if (!first_posted.wait(stop)) return {};
  TRY(bridge.boot_finished(is_first_boot(options.data)));
  // Android tells an application with an icon alone.
  for (const Application& application : Tasks::applications()) {
    TRY(bridge.applications({application}));
  }
  TRY(bridge.windows(tasks.in_order()));
  say("boot finished");
  return bridge.serve(tasks, stop);
}

// Keeps the frames `fps` apart; after a delay it starts anew instead of catching up.
class Pace {
 public:
  explicit Pace(int fps) : period_(fps > 0 ? 1'000'000'000 / fps : 0) {}
  void wait() {
    next_ = std::max(next_ + period_, Clock::now() - period_);
    std::this_thread::sleep_until(next_);
  }

 private:
  std::chrono::nanoseconds period_;
  Clock::time_point next_ = Clock::now();
};

Result<void> draw_frames(GlConnection& connection, EglWindow& window, const SceneOptions& options,
                         FrameQueue& queue, const std::atomic<bool>& asked,
                         const std::stop_token& stop) {
  const auto scene = TRY(Scene::create(connection, window.width(), window.height()));
  const auto start = Clock::now();
  Pace pace(options.fps);
  for (uint64_t frame = 1; options.frames == 0 || frame <= options.frames; ++frame) {
    if (asked.load() || stop.stop_requested()) break;
    scene->draw(frame, std::chrono::duration<double>(Clock::now() - start).count());
    if (!queue.push(TRY(window.swap()), stop)) break;
    pace.wait();
  }
  return connection.status();
}

}  // namespace

Result<void> run_scene(const SceneOptions& options, const std::atomic<bool>& asked) {
  const auto connection = TRY(GlConnection::open(options.pipe));
  EglWindow window = TRY(EglWindow::create(*connection, options.size), "open a window on the host");
  Compositor compositor =
      TRY(Compositor::create(options.pipe, window.width(), window.height()), "start composing");
  Tasks tasks(compositor.display_width(), compositor.display_height());
  FrameQueue queue;
  Event first_posted;
  Outcome outcome;
  std::stop_source stop;
  {
    std::jthread composing(
        [&] { outcome.add(compositor.run(queue, tasks, stop.get_token(), first_posted), stop); });
    std::jthread talking([&] {
      if (options.bridge.empty()) return;
      const auto talked = talk_to_bridge(options, tasks, first_posted, stop.get_token());
      // A guest without its bridge still draws, as Android does without anboxd.
      if (!talked) say("no bridge: " + talked.error().message());
    });
    std::jthread feeling([&] {
      if (options.input.empty()) return;
      const auto read = read_input(options.input, stop.get_token());
      if (!read) say("no input: " + read.error().message());
    });
    outcome.add(draw_frames(*connection, window, options, queue, asked, stop.get_token()), stop);
    queue.close();
    composing.join();  // after it has shown the last frame
    stop.request_stop();
  }
  TRY(outcome.take());
  window.destroy();
  return connection->status();
}

}  // namespace anc::guest
