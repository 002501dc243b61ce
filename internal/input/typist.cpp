// Which way a text takes, and what waits for it: see typist.h.
#include "internal/input/typist.h"

#include <linux/input-event-codes.h>
#include <utility>

#include "internal/core/text.h"
#include "internal/input/typed_keys.h"

namespace anc::input {
namespace {
using enum port::Key::Action;

// Letters typed together, and the pause in which a guest reads them before the next come.
constexpr size_t kPiece = 50;
constexpr std::chrono::milliseconds kPause{20};

void tell(const port::Text& text, const Result<void>& how) {
  if (text.done) text.done(how);
}
}  // namespace

Typist::Typist(net::Loop& loop, Keyboard keyboard)
    : keyboard_(std::move(keyboard)), next_piece_(loop) {}

bool Typist::at_once(const std::string& utf8) const {
  return utf8.size() <= kAtOnce && typed_keys(utf8).has_value();
}

Result<void> Typist::check(const std::string& utf8) const {
  if (!core::is_utf8(utf8)) return fail(Kind::kUsage, "the text is not UTF-8");
  const bool direct = commit_ != nullptr && commit_->direct();
  if (!direct && at_once(utf8)) return {};
  const auto committed = commit_ != nullptr ? commit_->check(utf8) : Result<void>();
  if (commit_ != nullptr && (committed || direct)) return committed;
  if (!typed_keys(utf8)) {
    if (!committed) return committed;
    return fail(Error(Kind::kFailure, "no key of the guest's keyboard types this text")
                    .hint("letters of ASCII can be typed"));
  }
  if (utf8.size() <= kMaxTyped) return {};
  return fail(Kind::kFailure, "at most " + std::to_string(kMaxTyped) +
                                  " letters can be typed by keys at once, these are " +
                                  std::to_string(utf8.size()));
}

void Typist::type(const port::Text& text) {
  const auto begun = try_type(text);
  if (begun) return;
  if (!text.done) log_.warning("text is not typed: " + begun.error().message());
  tell(text, begun);
}

// An error means that nothing has happened and `done` was not called.
Result<void> Typist::try_type(const port::Text& text) {
  TRY(check(text.utf8));
  if (commit_ != nullptr && commit_->direct()) {
    keyboard_.mark(TRY(commit_->commit(text.utf8)));
    tell(text, {});
  } else if (at_once(text.utf8)) {
    press(text.utf8);
    tell(text, {});
  } else if (commit_ != nullptr && commit_->check(text.utf8)) {
    paste(text);
  } else {
    busy_ = true;
    type_piece(text, 0);
  }
  return {};
}

void Typist::paste(const port::Text& text) {
  busy_ = true;
  commit_->paste(text.utf8, [this, text](const Result<void>& how) { finish(text, how); });
  if (!busy_) return;
  keyboard_.key({KEY_PASTE, kDown});
  keyboard_.key({KEY_PASTE, kUp});
}

void Typist::type_piece(const port::Text& text, size_t at) {
  press(std::string_view(text.utf8).substr(at, kPiece));
  next_piece_.start(kPause, [this, text, next = at + kPiece] {
    if (next >= text.utf8.size()) return finish(text, {});
    type_piece(text, next);
  });
}

void Typist::press(std::string_view letters) {
  const auto keys = typed_keys(letters);
  CHECK(keys.has_value(), "letters without keys");
  for (const TypedKey& key : *keys) {
    if (key.shift) keyboard_.key({KEY_LEFTSHIFT, kDown});
    keyboard_.key({key.code, kDown});
    keyboard_.key({key.code, kUp});
    if (key.shift) keyboard_.key({KEY_LEFTSHIFT, kUp});
  }
}

void Typist::wait(std::function<void()> then, size_t bytes) {
  waiting_.push_back({std::move(then), bytes});
  waiting_bytes_ += bytes;
}

bool Typist::full() const {
  return waiting_.size() >= kMaxWaiting || waiting_bytes_ > kMaxWaitingBytes;
}

// What waited may be a text that others have to wait for again.
void Typist::finish(const port::Text& text, const Result<void>& how) {
  busy_ = false;
  if (!how && !text.done) log_.warning("text is lost: " + how.error().message());
  tell(text, how);
  while (!busy_ && !waiting_.empty()) {
    const Waiting next = std::move(waiting_.front());
    waiting_.pop_front();
    waiting_bytes_ -= next.bytes;
    next.then();
  }
}

}  // namespace anc::input
