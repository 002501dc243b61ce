// Events as lines, answers by number.
#include "internal/serve/input_link.h"

#include <utility>

#include "internal/core/log.h"
#include "internal/input/script.h"
#include "internal/session/client.h"

namespace anc::serve {
namespace {
constexpr size_t kMostAsked = 256;
constexpr size_t kLongestAnswer = 65536;
}  // namespace

void InputLink::send(const port::InputEvent& event, Done done) {
  if (!call_) open();
  core::Json line = input::format_event(event);
  if (done) {
    if (asked_.size() >= kMostAsked) {
      return done(fail(Kind::kCapacity, "too many texts are on their way already"));
    }
    line["id"] = next_;
    asked_[next_++] = std::move(done);
  }
  call_->tell(line);
}

void InputLink::open() {
  pending_.clear();
  call_ = Call::open(loop_, session_state_, {{"do", "input"}, {"by_id", true}}, {},
                     {.answered = {},
                      .data = [this](core::Bytes chunk) { on_data(chunk); },
                      .ended = [this](const Error& why) { end(why); }});
}

void InputLink::on_data(core::Bytes chunk) {
  pending_.append(reinterpret_cast<const char*>(chunk.data()), chunk.size());
  for (size_t at = pending_.find('\n'); at != std::string::npos; at = pending_.find('\n')) {
    const std::string line = pending_.substr(0, at);
    pending_.erase(0, at + 1);
    if (const auto json = core::parse_json(line)) answer(*json);
  }
  if (pending_.size() > kLongestAnswer) end(Error(Kind::kFailure, "the session makes no sense"));
}

void InputLink::answer(const core::Json& line) {
  const auto id = core::json_field<int64_t>(line, "id");
  const auto at = id ? asked_.find(*id) : asked_.end();
  if (at == asked_.end()) {
    core::log_debug("input: the session says " + line.dump());
    return;
  }
  const Done done = std::move(at->second);
  asked_.erase(at);
  const auto head = session::parse_head(line.dump());
  done(head ? Result<void>() : Result<void>(fail(head.error())));
}

void InputLink::end(const Error& why) {
  call_.reset();
  for (auto& [id, done] : std::exchange(asked_, {})) done(fail(why));
}

}  // namespace anc::serve
