// State behind locks: see screen_state.h.
#include "cmd/ancloud-guest/screen_state.h"

#include <utility>

namespace anc::guest {

ScreenState::Seen ScreenState::look() const {
  const std::lock_guard guard(mutex_);
  Seen seen{{}, field_.shown(), clipboard_, place_};
  for (const auto& [finger, place] : fingers_) seen.fingers.push_back(place);
  return seen;
}

void ScreenState::finger_at(int finger, const Point& place) {
  change([&] { fingers_[finger] = place; });
}

void ScreenState::finger_up(int finger) {
  change([&] { fingers_.erase(finger); });
}

void ScreenState::lift_all() {
  change([&] { fingers_.clear(); });
}

std::vector<std::string> ScreenState::insert(std::string_view utf8) {
  return change([&] { return field_.insert(utf8); });
}

void ScreenState::erase() {
  change([&] { field_.erase(); });
}

void ScreenState::set_clipboard(std::string text) { replace(clipboard_, std::move(text)); }

void ScreenState::set_place(std::string text) { replace(place_, std::move(text)); }

// Looked up again and again, so mostly it is the same.
void ScreenState::replace(std::string& shown, std::string text) {
  const std::lock_guard guard(mutex_);
  if (shown == text) return;
  shown = std::move(text);
  changes_.happened();
}

void ScreenState::set_screen(const Orientation& screen) {
  const std::lock_guard guard(mutex_);
  screen_ = screen;
}

Orientation ScreenState::screen() const {
  const std::lock_guard guard(mutex_);
  return screen_;
}

bool CommittedTexts::push(std::string utf8, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  if (!changed_.wait(lock, stop, [this] { return texts_.size() < kMost; })) return false;
  texts_.push_back(std::move(utf8));
  changed_.notify_all();
  return true;
}

std::vector<std::string> CommittedTexts::take(int32_t number, std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  const auto wanted = [&] { return static_cast<int64_t>(number) - taken_; };
  changed_.wait_for(lock, patience,
                    [&] { return static_cast<int64_t>(texts_.size()) >= wanted(); });
  std::vector<std::string> found;
  while (!texts_.empty() && wanted() > 0) {
    found.push_back(std::move(texts_.front()));
    texts_.pop_front();
    ++taken_;
  }
  changed_.notify_all();
  return found;
}

std::optional<std::string> PasteRequest::ask(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  text_.reset();
  asked_ = true;
  answered_.wait_for(lock, patience, [&] { return text_.has_value(); });
  asked_ = false;
  return std::exchange(text_, std::nullopt);
}

void PasteRequest::answer(std::string text) {
  const std::lock_guard guard(mutex_);
  text_ = std::move(text);
  answered_.notify_all();
}

}  // namespace anc::guest
