// Starting, waiting and ending, each in one flat order.
#include "internal/session/session.h"

#include <cstdlib>
#include <future>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>
#include <utility>

#include "internal/core/file.h"
#include "internal/core/log.h"
#include "internal/core/text.h"
#include "internal/gles/driver_probe.h"
#include "internal/session/client.h"
#include "internal/session/confinement.h"
#include "internal/session/display_commands.h"
#include "internal/session/guest_commands.h"
#include "internal/state/readiness.h"

namespace anc::session {
namespace {
/// Each guest connection is a descriptor, and the usual soft limit of 1024 is for select().
void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

/// What this session has to open of its own.
Reach reach(const Options& options) {
  const state::Instance& instance = options.instance;
  Reach more;
  for (std::string path : {instance.sockets(), instance.input(), instance.session_state(),
                           instance.logs(), instance.state_dir()}) {
    more.writable.push_back(std::move(path));
  }
  if (options.desktop) more.writable.push_back(options.desktop->share);
  return more;
}

Result<state::Lease> take_place(const state::Instance& instance) {
  const std::string lock = instance.session_state() + "/session.lock";
  auto lease = TRY(state::Lease::take(lock, "session of " + instance.name()));
  TRY(lease.describe({{"instance", instance.name()}}), "describe the session");
  TRY(Ladder::clear(state::session_ready_path(instance)));
  return lease;
}

core::Json rung_event(const Ladder::Entry& entry) {
  return {{"event", "rung"}, {"rung", entry.rung}, {"ms", entry.since_start.count()}};
}

core::Json display_event(const port::Display& display) {
  core::Json event = {{"event", "display"}};
  event.update(to_json(display));
  return event;
}
}  // namespace

Result<void> run(const Options& options) {
  const auto session = TRY(Session::start(options), "session of " + options.instance.name());
  session->wait();
  return {};
}

Result<std::unique_ptr<Session>> Session::start(const Options& options) {
  for (const std::string& property : options.devices.properties)
    TRY(pipe::check_property(property));
  signal(SIGPIPE, SIG_IGN);  // of libraries that write to a display server
  signal(SIGXFSZ, SIG_IGN);  // a limit on files is an error of the write, as a full disk is
  raise_descriptor_limit();
  if (options.confine) TRY(confine_process(reach(options)), "confine the session");
  std::unique_ptr<Session> session(new Session(options, TRY(take_place(options.instance))));
  Session& s = *session;
  s.signals_ = TRY(Signals::make(
      s.loop_, [&s](int number) { s.request_stop("signal " + std::to_string(number)); }));
  TRY(s.start_renderer());
  TRY(s.start_input());
  TRY(s.start_window());
  TRY(s.start_services());
  TRY(s.start_control());
  s.share_geometry();
  s.start_bus();
  if (options.duration) {
    s.end_.start(*options.duration, [&s] { s.request_stop("its time is over"); });
  }
  s.loop_.start();
  return session;
}

Session::Session(const Options& options, state::Lease lease)
    : options_(options),
      lease_(std::move(lease)),
      ladder_(state::session_ready_path(options.instance)),
      geometry_(options.display,
                [this](const port::Display& next) { return renderer_->set_display(next); }),
      end_(loop_) {}

Session::~Session() {
  // The net thread first: from here on nothing is accepted, answered or asked for.
  loop_.stop();
  recordings_.reset();  // while there is something to show
  media_.reset();
  pipe_.reset();
  bridge_.reset();
  audio_.reset();
  if (!renderer_) return;
  const auto stopped = renderer_->stop();
  if (!stopped) core::log_error("stop the renderer: " + stopped.error().message());
}

Result<void> Session::start_renderer() {
  renderer_ =
      TRY(gles::Renderer::create({.display = options_.display,
                                  .limits = options_.gl_limits,
                                  .gles1 = options_.gles1,
                                  .egl_display = TRY(gles::choose_display(options_.gl_probe_time))},
                                 ladder_));
  if (options_.gl_record) TRY(renderer_->record(std::move(*options_.gl_record)), "record");
  const std::string line = "renderer: " + renderer_->description();
  core::log_info(line);
  options_.tell(line);
  return {};
}

Result<void> Session::start_input() {
  input_ = TRY(input::Server::start(loop_, {.directory = options_.instance.input(),
                                            .staging = options_.instance.session_state(),
                                            .display = options_.display,
                                            .gamepad = options_.gamepad,
                                            .now = {}}));
  input_control_ = std::make_unique<InputControl>(loop_, *input_);
  return {};
}

Result<void> Session::start_window() {
  if (options_.headless) return {};
  window_ = TRY(window::Window::open({.title = "ancloud – " + options_.instance.name(),
                                      .display = options_.display,
                                      .input = input_.get(),
                                      .gamepad = options_.gamepad,
                                      .fullscreen = options_.fullscreen,
                                      .tasks = task_actions()}));
  if (!options_.multi_window) renderer_->add_sink(*window_);
  return {};
}

/// What a person does to windows of tasks comes on the main thread.
window::TaskActions Session::task_actions() {
  const auto on_loop = [this](auto act) {
    loop_.post([this, act] {
      if (multi_window_) act(*multi_window_);
    });
  };
  return {.focused =
              [on_loop](int32_t task) {
                on_loop([task](MultiWindow& windows) { windows.focus(task); });
              },
          .closed =
              [on_loop](int32_t task) {
                on_loop([task](MultiWindow& windows) { windows.close(task); });
              },
          .resized =
              [on_loop](int32_t task, int32_t width, int32_t height) {
                on_loop([=](MultiWindow& windows) { windows.resize(task, width, height); });
              }};
}

void Session::start_multi_window() {
  if (!window_ || !options_.multi_window) return;
  // The windows first: a picture of one that is not there yet would be dropped.
  multi_window_ = std::make_unique<MultiWindow>(
      *guest_, *bridge_,
      MultiWindow::Shown{
          .windows = [this](const auto& windows) { window_->set_tasks(windows); },
          .views = [this](auto views) { renderer_->set_views(std::move(views), window_.get()); }});
  multi_window_->update(geometry_.now());
}

Result<void> Session::start_services() {
  const std::string sockets = options_.instance.sockets();
  devices_ = TRY(GuestDevices::start(loop_, options_.display, options_.devices));
  auto services = devices_->services();
  services.push_back(renderer_.get());
  pipe_ = TRY(pipe::Server::start(
      loop_, {.path = sockets + "/qemu_pipe", .handshake_time = options_.handshake_time},
      std::move(services), ladder_));
  guest_ = std::make_unique<app::GuestState>(loop_, options_.instance.session_state(),
                                             [this](const core::Json& event) {
                                               tell(event);
                                               if (multi_window_) {
                                                 multi_window_->update(geometry_.now());
                                               }
                                             });
  if (options_.desktop) {
    desktop_.emplace(*options_.desktop);
    desktop_->match(guest_->applications());
  }
  bridge_ =
      TRY(bridge::Server::start(loop_, {.path = sockets + "/anbox_bridge"}, ladder_, *guest_));
  start_multi_window();
  text_ = std::make_unique<TextPath>(loop_, devices_->text_input(), *guest_);
  input_->commit_text_by(text_.get());
  audio_ = TRY(audio::Server::start(loop_, {.path = sockets + "/anbox_audio",
                                            .device = options_.sound,
                                            .microphone = options_.microphone}));
  encoders_ = std::make_unique<stream::Encoders>(options_.encoder, options_.encoder_device,
                                                 options_.gl_probe_time);
  recordings_ = std::make_unique<Recordings>(loop_, *renderer_, *audio_, *encoders_);
  streams_ = std::make_unique<StreamReports>(loop_);
  media_ = std::make_unique<MediaFeeds>(loop_, *renderer_, *audio_, *encoders_);
  return {};
}

Result<void> Session::start_control() {
  control_ = TRY(Control::start(loop_, control_path(options_.instance.session_state()),
                                {.status = [this] { return status(); },
                                 .last_frame = [this] { return renderer_->last_frame(); },
                                 .record =
                                     [this](core::Fd&& socket, const std::string& greeting) {
                                       return renderer_->record(std::move(socket), greeting);
                                     },
                                 .connections = [this] { return renderer_->usage().connections; },
                                 .input =
                                     [this](core::Fd connection, const core::Json& request) {
                                       input_control_->accept(std::move(connection), request);
                                     },
                                 .stop = [this] { request_stop("asked by a command"); }}));
  events_ = std::make_unique<EventFeed>(*control_, [this] { return event_snapshot(); });
  add_guest_commands(*control_, *guest_, *bridge_, default_stack());
  devices_->add_commands(*control_);
  add_display_commands(*control_, geometry_);
  recordings_->add_command(*control_);
  streams_->add_command(*control_);
  media_->add_command(*control_);
  ladder_.when_reached([this](const Ladder::Entry& entry) {
    loop_.post([this, event = rung_event(entry)] { tell(event); });
  });
  return {};
}

void Session::share_geometry() {
  geometry_.when_changed([this](const port::Display& next) { return input_->set_display(next); });
  geometry_.when_changed([this, rotation = geometry_.now().rotation](
                             const port::Display& next) mutable -> Result<void> {
    if (std::exchange(rotation, next.rotation) != next.rotation) devices_->hold(next.rotation);
    return {};
  });
  geometry_.when_changed([this](const port::Display& next) -> Result<void> {
    if (window_) window_->set_display(next);
    if (multi_window_) multi_window_->update(next);
    tell(display_event(next));
    return {};
  });
}

std::optional<port::Stack> Session::default_stack() const {
  // Else nothing that is launched would have a window of its own (anbox-host.md 7.1).
  if (multi_window_) return port::Stack::kFreeform;
  return std::nullopt;
}

void Session::start_bus() {
  if (!options_.bus) return;
  bus_subject_ = std::make_unique<BusSubject>(*guest_, *bridge_, default_stack(), [this] {
    const auto rungs = ladder_.entries();
    return dbus::Facts{.instance = options_.instance.name(),
                       .rung = rungs.empty() ? "" : rungs.back().rung,
                       .renderer = renderer_->description(),
                       .software = renderer_->software()};
  });
  const char* variable =
      *options_.bus == dbus::Bus::kSystem ? "DBUS_SYSTEM_BUS_ADDRESS" : "DBUS_SESSION_BUS_ADDRESS";
  const char* address = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe): nobody sets it
  bus_ = std::make_unique<dbus::Server>(loop_,
                                        dbus::Options{.bus = *options_.bus,
                                                      .environment = address ? address : "",
                                                      .instance = options_.instance.name(),
                                                      .user = geteuid()},
                                        *bus_subject_);
}

void Session::tell(const core::Json& event) {
  if (events_) events_->tell(event);
  if (bus_) bus_->tell(event);
  if (desktop_) desktop_->hear(event, guest_->applications());
}

std::vector<core::Json> Session::event_snapshot() const {
  std::vector<core::Json> events = {display_event(geometry_.now())};
  for (const Ladder::Entry& entry : ladder_.entries()) events.push_back(rung_event(entry));
  for (core::Json& event : guest_->snapshot()) events.push_back(std::move(event));
  return events;
}

core::Json Session::status() const {
  core::Json rungs = core::Json::array();
  for (const Ladder::Entry& entry : ladder_.entries()) {
    rungs.push_back({{"rung", entry.rung}, {"ms", entry.since_start.count()}});
  }
  const port::FrameStamp frame = renderer_->newest_frame();
  core::Json inputs = core::Json::object();
  for (const auto& device : input_->devices()) inputs[device.name] = device.clients;
  core::Json status = {
      {"instance", options_.instance.name()},
      {"renderer", renderer_->description()},
      {"software", renderer_->software()},
      {"frame", frame.number},
      {"frame_time", frame.number > 0 ? core::Json(core::rfc3339(frame.posted_at)) : nullptr},
      {"width", geometry_.now().width},
      {"height", geometry_.now().height},
      {"density", geometry_.now().density_dpi},
      {"display", to_json(geometry_.now())},
      {"headless", options_.headless},
      {"bridge_connected", bridge_->connected()},
      {"gl_connections", renderer_->usage().connections},
      {"unknown_pipes", pipe_->parked()},
      {"input_clients", std::move(inputs)},
      {"audio", audio_->status()},
      {"recordings", recordings_->status()},
      {"streams", streams_->status()},
      {"media", media_->status()},
      {"rungs", std::move(rungs)}};
  status.update(devices_->status());
  return status;
}

void Session::wait() {
  if (window_) {
    window_->run();
    return;
  }
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return stop_; });
}

void Session::request_stop(const std::string& why) {
  core::log_info("session ends: " + why);
  {
    const std::lock_guard guard(mutex_);
    stop_ = true;
  }
  changed_.notify_one();
  if (window_) window_->quit();
}

}  // namespace anc::session
