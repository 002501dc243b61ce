// The conversation of the control channel, from the server's side.
#include "internal/serve/viewer.h"

#include <algorithm>
#include <utility>

#include "internal/serve/instance.h"
#include "internal/serve/microseconds.h"

namespace anc::serve {
namespace {
using remote::Capability;
using Microseconds = std::chrono::microseconds;

constexpr uint32_t kCan =
    static_cast<uint32_t>(Capability::kClipboard) | static_cast<uint32_t>(Capability::kFrameTimes) |
    static_cast<uint32_t>(Capability::kGamepad) | static_cast<uint32_t>(Capability::kResize);
/// Whoever has not connected by then may never do so: nothing is encoded for them.
constexpr auto kPrepared = std::chrono::seconds(2);
/// A screen of 240 Hz with ten fingers, each in a message of its own, is far below.
constexpr uint32_t kMostMessages = 8000;

uint32_t since(std::chrono::steady_clock::time_point from,
               std::chrono::steady_clock::time_point at) {
  const auto took = std::chrono::duration_cast<Microseconds>(at - from).count();
  return static_cast<uint32_t>(std::clamp<int64_t>(took, 0, UINT32_MAX));
}

/// 0 is "as much as there is".
uint32_t lesser(uint32_t a, uint32_t b) { return a == 0 ? b : b == 0 ? a : std::min(a, b); }
}  // namespace

Viewer::Viewer(Instance& instance, Options options, std::unique_ptr<Outlet> outlet)
    : instance_(instance),
      options_(std::move(options)),
      outlet_(std::move(outlet)),
      input_(instance.loop(), instance.session_state()),
      patience_(instance.loop()),
      network_bits_(options_.start_bits_per_second),
      self_(std::make_shared<Viewer*>(this)) {}

Viewer::~Viewer() {
  instance_.watcher().on_gone(instance_.name(), outlet_->facts());
  source().remove(*this);
  instance_.sound().remove(*this);
  if (welcomed_) instance_.seat().leave(id());
  *self_ = nullptr;
}

Seat::Person Viewer::person() const {
  return {.may_control = token().may_control(instance_.name()),
          .token = token().id,
          .name = std::string(remote::cut_text(token().name, remote::kMostName))};
}

MediaSource& Viewer::source() { return instance_.video(options_.codec); }

void Viewer::prepare() {
  if (!options_.video || begun_) return;
  prepared_ = true;
  source().add(*this, rate());
  patience_.start(kPrepared, [this] {
    prepared_ = false;
    source().remove(*this);
    run_up_.clear();
  });
}

void Viewer::begin() {
  if (std::exchange(begun_, true)) return;
  patience_.cancel();
  if (options_.sound) instance_.sound().add(*this, {});
  if (!options_.video) return;
  if (!prepared_) return source().add(*this, rate());
  const auto pictures = run_up_.take();
  for (const auto& picture : pictures) deliver(picture);
  // Else the one that was asked for at first is on its way.
  if (run_up_.overflowed()) source().request_key_frame();
}

void Viewer::on_video(const port::EncodedVideoPtr& picture) {
  if (!begun_) return run_up_.add(picture);
  deliver(picture);
}

void Viewer::deliver(const port::EncodedVideoPtr& picture) {
  const auto begun = Clock::now();
  const auto timestamp = outlet_->send_video(picture);
  const auto now = Clock::now();
  if (!timestamp) {
    ++left_out_;
    return instance_.watcher().on_left_out(instance_.name());
  }
  if (++pictures_ == 1) {
    const auto transport = outlet_->facts().value("transport", "");
    instance_.watcher().on_joined(transport, now - admitted_);
  }
  instance_.watcher().on_picture(instance_.name(), *picture, now - begun);
  if (!welcomed_ || (wants_ & static_cast<uint32_t>(Capability::kFrameTimes)) == 0) return;
  const port::Stages& at = picture->at;
  say(remote::FrameTimes{.frame = static_cast<uint32_t>(picture->frame),
                         .rtp_timestamp = *timestamp,
                         .posted_us = to_us(at.posted),
                         .composed_us = since(at.posted, at.composed),
                         .drawn_us = since(at.posted, at.drawn),
                         .read_back_us = since(at.posted, at.read_back),
                         .converted_us = since(at.posted, at.converted),
                         .encoded_us = since(at.posted, at.encoded),
                         .sent_us = since(at.posted, now)},
      true);
}

void Viewer::on_sound(const port::EncodedSoundPtr& sound) { outlet_->send_sound(sound); }

void Viewer::on_source_changed() {
  if (!options_.video) return;
  const MediaSource::Facts& facts = source().facts();
  using Codec = remote::StreamIs::Codec;
  tell(remote::StreamIs{
      .codec = options_.codec == port::Codec::kH264 ? Codec::kH264 : Codec::kVp8,
      .hardware = facts.hardware,
      .fps = static_cast<uint8_t>(std::min<uint32_t>(facts.rate.frames_per_second, 255)),
      .bits_per_second = facts.rate.bits_per_second,
      .encoder = std::string(remote::cut_text(facts.encoder, remote::kMostName))});
}

void Viewer::on_network_rate(uint32_t bits_per_second) {
  network_bits_ = bits_per_second;
  apply_rate();
}

void Viewer::on_key_frame_wanted() { source().request_key_frame(); }

MediaSource::Rate Viewer::rate() const {
  return {lesser(lesser(options_.rate.bits_per_second, wished_.bits_per_second), network_bits_),
          lesser(options_.rate.frames_per_second, wished_.frames_per_second)};
}

void Viewer::apply_rate() {
  if (begun_ && options_.video) source().set_rate(*this, rate());
}

void Viewer::say(const remote::FromServer& message, bool moves) {
  if (!over_) outlet_->send_control(remote::encode(message), moves);
}

void Viewer::tell(const remote::FromServer& message) {
  if (welcomed_) say(message);
}

void Viewer::tell_handover(const remote::HandoverIs& news) {
  if (news.what == remote::HandoverIs::What::kLost) input_.release();
  tell(news);
}

void Viewer::tell_display() {
  const port::Display* display = instance_.displays().now();
  if (display == nullptr) return;
  tell(remote::DisplayIs{
      .geometry = static_cast<uint32_t>(display->version),
      .width = static_cast<uint16_t>(display->seen_width()),
      .height = static_cast<uint16_t>(display->seen_height()),
      .rotation = static_cast<remote::DisplayIs::Rotation>(port::degrees(display->rotation) / 90),
      .density_dpi = static_cast<uint16_t>(display->density_dpi)});
}

void Viewer::tell_readiness() { tell(remote::ReadinessIs{.rung = instance_.rung()}); }

void Viewer::tell_clipboard(const std::string& utf8) {
  if ((wants_ & static_cast<uint32_t>(Capability::kClipboard)) == 0) return;
  const auto parts = remote::clipboard_changed(next_clipboard_++, utf8);
  if (!parts) return;
  for (const auto& part : *parts) tell(part);
}

void Viewer::bye(remote::Bye::Cause cause, const std::string& why) {
  tell(remote::Bye{.cause = cause, .why = why});
  over_ = true;
  outlet_->end(why);
}

void Viewer::fault(remote::ErrorIs::Code code, const std::string& why) {
  say(remote::ErrorIs{.code = code,
                      .why = std::string(remote::cut_text(why, remote::kMostReason))});
}

bool Viewer::too_much() {
  const auto now = Clock::now();
  if (now - counted_from_ > std::chrono::seconds(1)) {
    counted_from_ = now;
    messages_ = 0;
  }
  return ++messages_ > kMostMessages;
}

void Viewer::on_control(core::Bytes messages, bool moves) {
  while (!over_) {
    const auto message = remote::take_from_viewer(messages);
    if (message && !*message) return;
    if (message && !too_much()) {
      take(**message, moves);
      continue;
    }
    using Code = remote::ErrorIs::Code;
    const std::string why = message ? "more messages than are taken" : message.error().message();
    fault(message ? Code::kTooMuch : Code::kBadMessage, why);
    over_ = true;
    outlet_->end(why);
  }
}

void Viewer::take(const remote::FromViewer& message, bool moves) {
  if (const auto* hello = std::get_if<remote::Hello>(&message)) return on(*hello);
  if (!welcomed_) return;
  if (const auto* ping = std::get_if<remote::ClockPing>(&message)) {
    return on(*ping, Clock::now(), moves);
  }
  if (const auto* quality = std::get_if<remote::Quality>(&message)) return on(*quality);
  if (const auto* handover = std::get_if<remote::Handover>(&message)) return on(*handover);
  if (const auto* statistics = std::get_if<remote::Statistics>(&message)) {
    statistics_ = *statistics;
    return instance_.watcher().on_statistics(instance_.name(), *statistics);
  }
  if (std::holds_alternative<remote::Refresh>(message)) return on_key_frame_wanted();
  if (std::holds_alternative<remote::ClipboardAck>(message)) return;
  act(message);
}

/// What only who controls may do.
void Viewer::act(const remote::FromViewer& message) {
  if (!may_act()) return;
  if (std::holds_alternative<remote::ReleaseAll>(message)) return input_.release();
  if (const auto* part = std::get_if<remote::ClipboardSet>(&message)) return on(*part);
  if (const auto* rotate = std::get_if<remote::Rotate>(&message)) return on(*rotate);
  if (const auto* resize = std::get_if<remote::Resize>(&message)) return on(*resize);
  if (const auto* text = std::get_if<remote::Text>(&message)) return on(*text);
  remote::FromViewer copy = message;
  if (auto* touches = std::get_if<remote::Touches>(&copy); touches && !newest_.sift(*touches)) {
    return;
  }
  if (const auto* move = std::get_if<remote::PointerMove>(&copy); move && !newest_.sift(*move)) {
    return;
  }
  for (const port::InputEvent& event : events_.of(copy, instance_.displays())) {
    input_.send(event, {});
  }
}

bool Viewer::may_act() {
  if (instance_.seat().controls(id())) return true;
  const auto now = Clock::now();
  if (now - refused_at_ > std::chrono::seconds(1)) {
    refused_at_ = now;
    fault(remote::ErrorIs::Code::kNotController, "another viewer controls, or nobody: ask first");
  }
  return false;
}

void Viewer::on(const remote::Hello& hello) {
  if (welcomed_) return;
  const auto version = remote::common_version(hello);
  if (!version) {
    fault(remote::ErrorIs::Code::kNoVersion, "this server speaks version 1");
    over_ = true;
    return outlet_->end("no version of the control channel in common");
  }
  wants_ = hello.wants;
  welcomed_ = true;
  using Role = remote::Welcome::Role;
  say(remote::Welcome{.version = *version,
                      .role = person().may_control ? Role::kController : Role::kViewer,
                      .can = kCan,
                      .viewer = id(),
                      .instance = instance_.name()});
  tell_display();
  tell_readiness();
  on_source_changed();
  instance_.seat().join(id(), person());
}

void Viewer::on(const remote::Text& text) {
  input_.send(port::Text{.utf8 = text.utf8},
              [weak = std::weak_ptr(self_), id = text.id](const Result<void>& how) {
                if (const auto self = weak.lock()) (*self)->answer_to(id, how);
              });
}

void Viewer::answer_to(uint32_t text, const Result<void>& how) {
  const std::string why = how ? "" : how.error().message();
  tell(remote::TextDone{.id = text,
                        .done = how.has_value(),
                        .why = std::string(remote::cut_text(why, remote::kMostReason))});
}

void Viewer::on(const remote::ClipboardSet& part) {
  auto whole = clipboard_.add(part);
  const auto answer = [weak = std::weak_ptr(self_), id = part.id](const Result<Answer>& how) {
    const auto self = weak.lock();
    if (!self) return;
    const std::string why = how ? "" : how.error().message();
    (*self)->tell(
        remote::ClipboardDone{.id = id,
                              .done = how.has_value(),
                              .why = std::string(remote::cut_text(why, remote::kMostReason))});
  };
  if (!whole) return answer(fail(whole.error()));
  if (!*whole) return;
  instance_.ask({{"do", "clipboard_set"}, {"bytes", (*whole)->size()}}, **whole, answer);
}

void Viewer::on(const remote::Rotate& rotate) {
  const port::Display* display = instance_.displays().now();
  if (display == nullptr) return;
  const bool next = rotate.to == remote::Rotate::To::kNext;
  const uint32_t degrees =
      next ? (port::degrees(display->rotation) + 90) % 360 : static_cast<uint32_t>(rotate.to) * 90;
  instance_.ask({{"do", "display_rotate"}, {"rotation", degrees}}, {},
                [weak = std::weak_ptr(self_)](const Result<Answer>& how) {
                  const auto self = weak.lock();
                  if (!self || how) return;
                  (*self)->fault(remote::ErrorIs::Code::kFailed, how.error().message());
                });
}

void Viewer::on(const remote::Resize& resize) {
  instance_.ask({{"do", "display_resize"},
                 {"width", resize.width},
                 {"height", resize.height},
                 {"density", resize.density_dpi}},
                {}, [weak = std::weak_ptr(self_)](const Result<Answer>& how) {
                  const auto self = weak.lock();
                  if (!self || how) return;
                  (*self)->fault(remote::ErrorIs::Code::kFailed, how.error().message());
                });
}

void Viewer::on(const remote::Quality& quality) {
  wished_ = {quality.bits_per_second, quality.fps};
  if (wished_.bits_per_second != 0) {
    wished_.bits_per_second = std::max<uint32_t>(wished_.bits_per_second, 150'000);
  }
  apply_rate();
}

void Viewer::on(const remote::ClockPing& ping, Clock::time_point received, bool moves) {
  say(remote::ClockPong{.id = ping.id,
                        .viewer_us = ping.viewer_us,
                        .received_us = to_us(received),
                        .sent_us = to_us(Clock::now())},
      moves);
}

void Viewer::on(const remote::Handover& handover) {
  using What = remote::Handover::What;
  Seat& seat = instance_.seat();
  switch (handover.what) {
    case What::kRequest:
      return instance_.request_seat(id());
    case What::kRelease:
      input_.release();
      return seat.release(id());
    case What::kGrant:
      return seat.grant(id(), handover.viewer);
    case What::kDeny:
      return seat.deny(id(), handover.viewer);
  }
}

core::Json Viewer::facts() const {
  core::Json facts = {{"viewer", id()},
                      {"role", person().may_control ? "controller" : "viewer"},
                      {"codec", options_.codec == port::Codec::kH264 ? "h264" : "vp8"},
                      {"pictures", pictures_},
                      {"left_out", left_out_},
                      {"presented_ms", statistics_.presented_us / 1000.0},
                      {"presented_p95_ms", statistics_.presented_p95_us / 1000.0}};
  facts.update(outlet_->facts());
  return facts;
}

}  // namespace anc::serve
