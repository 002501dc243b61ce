// The GL client's threads: see scene_run.h.
#include "cmd/ancloud-guest/scene_run.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "cmd/ancloud-guest/bridge_client.h"
#include "cmd/ancloud-guest/chime.h"
#include "cmd/ancloud-guest/compositor.h"
#include "cmd/ancloud-guest/console.h"
#include "cmd/ancloud-guest/egl_window.h"
#include "cmd/ancloud-guest/host_news.h"
#include "cmd/ancloud-guest/input_reader.h"
#include "cmd/ancloud-guest/reactions.h"
#include "cmd/ancloud-guest/scene.h"
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

/// What the threads share.
struct Demo {
  Demo(int width, int height) : tasks(width, height, changes) {}
  Changes changes;
  Tasks tasks;
  ScreenState screen{changes};
  CommittedTexts texts;
  PasteRequest pasting;
  Chime chime;
  Reactions reactions{screen, tasks, chime, texts, pasting};
  FrameQueue queue;
  Event first_posted;
};

Result<void> talk_to_bridge(const SceneOptions& options, Demo& demo, const std::stop_token& stop) {
  BridgeClient bridge = TRY(BridgeClient::connect(options.bridge), "connect to the bridge");
  if (!demo.first_posted.wait(stop)) return {};
  TRY(bridge.boot_finished(is_first_boot(options.data)));
  // Android tells an application with an icon alone.
  for (const Application& application : Tasks::applications()) {
    TRY(bridge.applications({application}));
  }
  TRY(bridge.windows(demo.tasks.in_order()));
  say("boot finished");
  return bridge.serve(demo.tasks, demo.screen, demo.pasting, stop);
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

// Or for an end; a signal's is looked for each second.
void wait_for_change(Changes& changes, const std::atomic<bool>& asked,
                     const std::stop_token& stop) {
  while (!changes.wait(stop, std::chrono::seconds(1)) && !asked.load() && !stop.stop_requested()) {
    continue;
  }
}

/// The scene for the screen as it is.
struct Stage {
  EglWindow window;
  std::unique_ptr<Scene> scene;
  Orientation screen;

  static Result<Stage> build(GlConnection& connection, const SceneOptions& options, Demo& demo) {
    const int quarters = demo.screen.quarters();
    EglWindow window = TRY(EglWindow::create(connection, options.size), "open a window");
    auto scene = TRY(Scene::create(connection, window.width(), window.height(), quarters));
    const Orientation screen{window.screen_width(), window.screen_height(), quarters};
    demo.screen.set_screen(screen);
    return Stage{std::move(window), std::move(scene), screen};
  }
  /// Not what it was built for any more.
  bool stale(GlConnection& connection, Demo& demo) const {
    if (demo.screen.quarters() != screen.quarters) return true;
    if (!demo.screen.take_doubt()) return false;
    const int width = connection.rc.rcGetFBParam(1), height = connection.rc.rcGetFBParam(2);
    return connection.status() && (width != screen.width || height != screen.height);
  }
};

/// Returns the last window, which is still shown.
Result<EglWindow> draw_frames(GlConnection& connection, const SceneOptions& options, Demo& demo,
                              const std::atomic<bool>& asked, const std::stop_token& stop) {
  Stage stage = TRY(Stage::build(connection, options, demo));
  const auto start = Clock::now();
  Pace pace(options.fps);
  for (uint64_t frame = 1; options.frames == 0 || frame <= options.frames; ++frame) {
    if (asked.load() || stop.stop_requested()) break;
    if (stage.stale(connection, demo)) {
      stage.window.destroy();
      stage = TRY(Stage::build(connection, options, demo), "draw for another screen");
      say("screen " + std::to_string(stage.screen.width) + "x" +
          std::to_string(stage.screen.height) + " rotation " +
          std::to_string(90 * stage.screen.quarters));
    }
    stage.scene->draw(frame, std::chrono::duration<double>(Clock::now() - start).count());
    const uint32_t buffer = TRY(stage.window.swap());
    const FinishedFrame done{buffer, stage.window.width(), stage.window.height(), stage.screen};
    if (!demo.queue.push(done, stop)) break;
    if (options.still) {
      wait_for_change(demo.changes, asked, stop);
    } else {
      pace.wait();
    }
  }
  return stage.window;
}

/// A part of the guest without which the rest goes on, as Android does without one of its daemons.
class Side {
 public:
  template <class Work>
  Side(bool wanted, const char* what, const std::stop_token& stop, Work work) {
    if (!wanted) return;
    thread_ = std::jthread([what, stop, work = std::move(work)] {
      const Result<void> ended = work(stop);
      if (!ended) say(std::string("no ") + what + ": " + ended.error().message());
    });
  }

 private:
  std::jthread thread_;
};

}  // namespace

Result<void> run_scene(const SceneOptions& options, const std::atomic<bool>& asked) {
  const auto connection = TRY(GlConnection::open(options.pipe));
  Compositor compositor = TRY(Compositor::create(options.pipe), "start composing");
  Demo demo(compositor.display_width(), compositor.display_height());
  Outcome outcome;
  std::optional<EglWindow> last;
  std::stop_source stop;
  const std::stop_token token = stop.get_token();
  const auto serves = [&](const char* name) { return options.services.contains(name); };
  {
    std::jthread composing([&] {
      outcome.add(compositor.run(demo.queue, demo.tasks, demo.screen, token, demo.first_posted),
                  stop);
    });
    const Side talking(!options.bridge.empty(), "bridge", token,
                       [&](const auto& s) { return talk_to_bridge(options, demo, s); });
    const Side feeling(!options.input.empty(), "input", token,
                       [&](const auto& s) { return read_input(options.input, demo.reactions, s); });
    const Side singing(!options.audio.empty(), "sound", token,
                       [&](const auto& s) { return demo.chime.play(options.audio, s); });
    const Side reading(serves("text") && !options.input.empty(), "text", token,
                       [&](const auto& s) { return hear_texts(options.pipe, demo.texts, s); });
    const Side turning(serves("sensors"), "sensors", token,
                       [&](const auto& s) { return hear_gravity(options.pipe, demo.screen, s); });
    const Side placing(serves("gps"), "place", token,
                       [&](const auto& s) { return hear_place(options.pipe, demo.screen, s); });
    auto drawn = draw_frames(*connection, options, demo, asked, token);
    if (drawn) last = *drawn;
    outcome.add(drawn ? connection->status() : fail(std::move(drawn.error())), stop);
    demo.queue.close();
    composing.join();  // after it has shown the last frame
    stop.request_stop();
  }
  TRY(outcome.take());
  if (last) last->destroy();
  return connection->status();
}

}  // namespace anc::guest
