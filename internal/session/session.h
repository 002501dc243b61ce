// The session of one instance: everything the guest talks to, in one unprivileged process.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "internal/app/desktop_entries.h"
#include "internal/app/guest_state.h"
#include "internal/audio/server.h"
#include "internal/bridge/server.h"
#include "internal/dbus/server.h"
#include "internal/gles/renderer.h"
#include "internal/input/server.h"
#include "internal/net/loop.h"
#include "internal/net/timer.h"
#include "internal/pipe/server.h"
#include "internal/port/display.h"
#include "internal/session/bus_subject.h"
#include "internal/session/control.h"
#include "internal/session/event_feed.h"
#include "internal/session/geometry.h"
#include "internal/session/guest_devices.h"
#include "internal/session/input_control.h"
#include "internal/session/ladder.h"
#include "internal/session/media_feeds.h"
#include "internal/session/multi_window.h"
#include "internal/session/recordings.h"
#include "internal/session/signals.h"
#include "internal/session/stream_reports.h"
#include "internal/session/text_path.h"
#include "internal/state/instance.h"
#include "internal/state/lease.h"
#include "internal/stream/encoders.h"
#include "internal/window/window.h"

namespace anc::session {

struct Options {
  state::Instance instance;
  port::Display display;  ///< at the start
  gles::Limits gl_limits;
  gles::Gles1Mode gles1 = gles::Gles1Mode::kAuto;
  stream::EncoderChoice encoder = stream::EncoderChoice::kAuto;
  std::string encoder_device{};  ///< the render node for VA-API
  bool gamepad = false;          ///< the guest gets one more input device
  bool headless = false;         ///< else one window shows the whole display
  bool fullscreen = false;       ///< it begins so
  bool multi_window = false;     ///< and each freeform task of the guest has a window of its own
  bool sound = false;            ///< else the guest plays to nobody
  bool microphone = false;       ///< else it records silence
  DeviceOptions devices;
  /// Where the desktop's menu shows the guest's applications; none: nowhere.
  std::optional<app::DesktopEntries::Options> desktop;
  std::optional<dbus::Bus> bus;  ///< where it is to be reached; none: nowhere
  std::chrono::milliseconds handshake_time{30000};
  /// Silence after which a driver, of GL or of an encoder, hangs.
  std::chrono::milliseconds gl_probe_time{5000};
  std::optional<std::chrono::milliseconds> duration;  ///< stop by itself after this
  /// An empty file that gets a recording of the GL pipe from the start on; null: none.
  std::shared_ptr<core::Fd> gl_record;
  /// Confine this process for good (confinement.h); not for a session inside another program.
  bool confine = false;
  /// Gets lines of progress for a person.
  std::function<void(const std::string& line)> tell;
};

/// Runs until a signal, `stop` on the control socket, the window's close button or the end of its
/// time. Call from the main thread, before any other thread was started. Errors: kBusy where
/// another session runs, kGraphics without a GL or a desktop, kUsage for bad options.
Result<void> run(const Options& options);

/// Members are in start order, so that they end in reverse.
class Session {
 public:
  /// The control socket appears last: once it is there, all others listen.
  static Result<std::unique_ptr<Session>> start(const Options& options);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session();  ///< closes the guest's connections and removes the sockets

  /// Blocks until a stop is asked for; shows the window meanwhile.
  void wait();
  /// Any thread.
  void request_stop(const std::string& why);

 private:
  Session(const Options& options, state::Lease lease);
  Result<void> start_renderer();
  Result<void> start_input();
  Result<void> start_window();
  Result<void> start_services();
  Result<void> start_control();
  void start_multi_window();
  window::TaskActions task_actions();
  /// Who is told when the display changes; all of them are there.
  void share_geometry();
  /// Where an application is launched of which nobody says where; none: Android decides.
  std::optional<port::Stack> default_stack() const;
  void start_bus();
  /// To whoever follows the session: on the control socket, on the bus. Net thread.
  void tell(const core::Json& event);
  core::Json status() const;
  std::vector<core::Json> event_snapshot() const;

  const Options options_;
  state::Lease lease_;
  net::Loop loop_;
  std::unique_ptr<Signals> signals_;
  Ladder ladder_;
  std::unique_ptr<gles::Renderer> renderer_;
  Geometry geometry_;
  std::unique_ptr<input::Server> input_;
  std::unique_ptr<InputControl> input_control_;
  std::unique_ptr<window::Window> window_;  // null when headless
  std::unique_ptr<GuestDevices> devices_;
  std::unique_ptr<pipe::Server> pipe_;
  std::unique_ptr<app::GuestState> guest_;
  std::optional<app::DesktopEntries> desktop_;
  std::unique_ptr<bridge::Server> bridge_;
  std::unique_ptr<MultiWindow> multi_window_;  // null in other modes
  std::unique_ptr<TextPath> text_;
  std::unique_ptr<audio::Server> audio_;
  std::unique_ptr<stream::Encoders> encoders_;
  std::unique_ptr<Recordings> recordings_;
  std::unique_ptr<StreamReports> streams_;
  std::unique_ptr<MediaFeeds> media_;
  std::unique_ptr<Control> control_;
  std::unique_ptr<EventFeed> events_;
  std::unique_ptr<BusSubject> bus_subject_;
  std::unique_ptr<dbus::Server> bus_;
  net::Timer end_;

  std::mutex mutex_;
  std::condition_variable changed_;
  bool stop_ = false;  // guarded by mutex_
};

}  // namespace anc::session
