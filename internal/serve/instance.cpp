// Following a session, and telling its viewers.
#include "internal/serve/instance.h"

#include <utility>
#include <vector>

#include "internal/core/log.h"

namespace anc::serve {
namespace {
constexpr auto kAgain = std::chrono::milliseconds(300);
constexpr auto kReportEvery = std::chrono::milliseconds(1000);
constexpr auto kSeatPatience = std::chrono::seconds(10);  // docs/control-channel.md
constexpr size_t kLongestEvent = size_t{4} << 20;
}  // namespace

Instance::Instance(net::Loop& loop, std::string name, std::string session_state, Watcher& watcher)
    : loop_(loop),
      name_(std::move(name)),
      session_state_(std::move(session_state)),
      watcher_(watcher),
      h264_(loop, session_state_, MediaSource::What::kH264, delivered(true)),
      vp8_(loop, session_state_, MediaSource::What::kVp8, delivered(true)),
      sound_(loop, session_state_, MediaSource::What::kSound, delivered(false)),
      again_(loop),
      report_again_(loop),
      seat_patience_(loop),
      seat_([this](ViewerId to, const remote::HandoverIs& news) {
        if (Viewer* viewer = find(to)) viewer->tell_handover(news);
      }),
      self_(std::make_shared<Instance*>(this)) {}

Instance::~Instance() {
  *self_ = nullptr;
  const auto all = std::exchange(viewers_, {});  // their end looks for others here
}

std::function<void()> Instance::delivered(bool picture) {
  return [this, picture] { watcher_.on_delivered(name_, picture); };
}

Viewer& Instance::admit(Viewer::Options options, std::unique_ptr<Outlet> outlet) {
  const ViewerId id = options.id;
  auto viewer = std::make_unique<Viewer>(*this, std::move(options), std::move(outlet));
  Viewer& admitted = *viewer;
  viewers_[id] = std::move(viewer);
  if (!events_) follow();
  if (!report_) report();
  return admitted;
}

void Instance::dismiss(ViewerId viewer) {
  loop_.post([weak = std::weak_ptr(self_), viewer] {
    const auto self = weak.lock();
    if (!self || *self == nullptr) return;
    Instance& instance = **self;
    const auto at = instance.viewers_.find(viewer);
    if (at == instance.viewers_.end()) return;
    const auto gone = std::move(at->second);  // its end tells others, who look here
    instance.viewers_.erase(at);
  });
}

Viewer* Instance::find(ViewerId viewer) {
  const auto at = viewers_.find(viewer);
  return at == viewers_.end() ? nullptr : at->second.get();
}

void Instance::check(const std::function<bool(const access::Token&)>& good) {
  for (const auto& [id, viewer] : viewers_) {
    if (!good(viewer->token())) {
      viewer->bye(remote::Bye::Cause::kRevoked, "the token is no longer valid");
    }
  }
}

void Instance::say_bye(remote::Bye::Cause cause, const std::string& why) {
  for (const auto& [id, viewer] : viewers_) viewer->bye(cause, why);
}

MediaSource& Instance::video(port::Codec codec) {
  return codec == port::Codec::kH264 ? h264_ : vp8_;
}

void Instance::request_seat(ViewerId viewer) {
  if (!seat_.request(viewer)) return;
  seat_patience_.start(kSeatPatience, [this, viewer] { seat_.expire(viewer); });
}

void Instance::ask(core::Json request, std::string body, Answered done) {
  serve::ask(loop_, session_state_, std::move(request), std::move(body), std::move(done));
}

void Instance::follow() {
  pending_.clear();
  events_ = Call::open(loop_, session_state_, {{"do", "events"}}, {},
                       {.answered = [this](const core::Json&) { running_ = true; },
                        .data = [this](core::Bytes chunk) { on_events(chunk); },
                        .ended = [this](const Error& why) { lost(why); }});
}

void Instance::lost(const Error& why) {
  core::log_debug("events of " + name_ + ": " + why.message());
  events_.reset();
  if (std::exchange(running_, false)) {
    rung_.clear();
    for (const auto& [id, viewer] : viewers_) {
      viewer->tell_readiness();
      viewer->tell(remote::ErrorIs{.code = remote::ErrorIs::Code::kNotRunning,
                                   .why = name_ + " has stopped"});
    }
  }
  if (!viewers_.empty()) again_.start(kAgain, [this] { follow(); });
}

void Instance::on_events(core::Bytes chunk) {
  pending_.append(reinterpret_cast<const char*>(chunk.data()), chunk.size());
  size_t begin = 0;
  for (size_t end = pending_.find('\n'); end != std::string::npos;
       end = pending_.find('\n', begin)) {
    const auto event = core::parse_json(pending_.substr(begin, end - begin));
    begin = end + 1;
    if (event) on_event(*event);
  }
  pending_.erase(0, begin);
  if (pending_.size() > kLongestEvent) lost(Error(Kind::kFailure, "an event is too long"));
}

void Instance::on_event(const core::Json& event) {
  const std::string what = core::json_field<std::string>(event, "event").value_or("");
  if (what == "display") return on_display(event);
  if (what == "rung") {
    rung_ = core::json_field<std::string>(event, "rung").value_or(rung_);
    for (const auto& [id, viewer] : viewers_) viewer->tell_readiness();
  }
  if (what == "clipboard" && core::json_field<std::string>(event, "from").value_or("") == "guest") {
    fetch_clipboard();
  }
}

void Instance::on_display(const core::Json& event) {
  port::Display display;
  display.width = core::json_field<uint32_t>(event, "width").value_or(0);
  display.height = core::json_field<uint32_t>(event, "height").value_or(0);
  display.density_dpi = core::json_field<uint32_t>(event, "density").value_or(0);
  display.version = core::json_field<uint64_t>(event, "version").value_or(0);
  const uint32_t degrees = core::json_field<uint32_t>(event, "rotation").value_or(0);
  if (display.width == 0 || display.height == 0 || degrees % 90 != 0 || degrees > 270) return;
  display.rotation = static_cast<port::Rotation>(degrees);
  displays_.set(display);
  for (const auto& [id, viewer] : viewers_) viewer->tell_display();
}

void Instance::fetch_clipboard() {
  if (!seat_.holder()) return;
  ask({{"do", "clipboard_get"}}, {}, [weak = std::weak_ptr(self_)](Result<Answer> answer) {
    const auto self = weak.lock();
    if (!self || *self == nullptr || !answer) return;
    const auto holder = (*self)->seat_.holder();
    Viewer* viewer = holder ? (*self)->find(*holder) : nullptr;
    if (viewer != nullptr) viewer->tell_clipboard(answer->body);
  });
}

/// What the session's status says of us.
void Instance::report() {
  if (viewers_.empty()) {
    report_.reset();
    return;
  }
  if (!report_) {
    report_ = Call::open(
        loop_, session_state_, {{"do", "stream_report"}}, {},
        {.answered = {}, .data = {}, .ended = [this](const Error&) { report_.reset(); }});
  }
  report_->tell(facts());
  report_again_.start(kReportEvery, [this] { report(); });
}

core::Json Instance::facts() const {
  core::Json list = core::Json::array();
  for (const auto& [id, viewer] : viewers_) list.push_back(viewer->facts());
  return {{"viewers", viewers_.size()},
          {"controller", seat_.holder() ? core::Json(*seat_.holder()) : nullptr},
          {"key_requests", h264_.key_requests() + vp8_.key_requests()},
          {"stages", watcher_.stages(name_)},
          {"connections", std::move(list)}};
}

}  // namespace anc::serve
