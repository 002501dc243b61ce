// What the pictures show of what has happened: fingers, text, clipboard, place, the way up.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "cmd/ancloud-guest/changes.h"
#include "cmd/ancloud-guest/orientation.h"
#include "cmd/ancloud-guest/text_field.h"

namespace anc::guest {

/// Any thread.
class ScreenState {
 public:
  /// `changes`, borrowed, hears of all that is to be drawn differently.
  explicit ScreenState(Changes& changes) : changes_(changes) {}
  /// One look at all of it.
  struct Seen {
    std::vector<Point> fingers;  ///< pixels of the framebuffer
    std::string typed, clipboard, place;
  };
  Seen look() const;

  void finger_at(int finger, const Point& place);
  void finger_up(int finger);
  void lift_all();
  /// Lines that it ends.
  std::vector<std::string> insert(std::string_view utf8);
  void erase();
  void set_clipboard(std::string text);
  void set_place(std::string text);

  int quarters() const { return quarters_; }
  void turn(int quarters) {
    quarters_ = quarters;
    changes_.happened();
  }
  /// The display's size may have changed: whoever draws asks again.
  void doubt_size() {
    doubted_ = true;
    changes_.happened();
  }
  bool take_doubt() { return doubted_.exchange(false); }
  /// The framebuffer as it is drawn now.
  void set_screen(const Orientation& screen);
  Orientation screen() const;

 private:
  template <class Change>
  auto change(Change how) {
    const std::lock_guard guard(mutex_);
    changes_.happened();
    return how();
  }

  void replace(std::string& shown, std::string text);

  Changes& changes_;
  mutable std::mutex mutex_;
  std::map<int, Point> fingers_;
  TextField field_;
  std::string clipboard_, place_;
  Orientation screen_;
  std::atomic<int> quarters_ = 0;
  std::atomic<bool> doubted_ = false;
};

/// Texts of the host that wait for their place among the keys. Any thread.
class CommittedTexts {
 public:
  /// Waits while kMost are there already, so that the host waits, too; false when `stop` came
  /// first.
  bool push(std::string utf8, const std::stop_token& stop);
  /// All texts up to `number`, waiting for those that are still on their way at most `patience`.
  std::vector<std::string> take(int32_t number, std::chrono::milliseconds patience);

 private:
  static constexpr size_t kMost = 64;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<std::string> texts_;
  int32_t taken_ = 0;  // the number of the last one given out
};

/// The paste key asks, the bridge answers with the clipboard. Any thread.
class PasteRequest {
 public:
  /// Nothing where no answer comes in time.
  std::optional<std::string> ask(std::chrono::milliseconds patience);
  /// Once for each asking.
  bool take() { return asked_.exchange(false); }
  void answer(std::string text);

 private:
  std::mutex mutex_;
  std::condition_variable answered_;
  std::optional<std::string> text_;
  std::atomic<bool> asked_ = false;
};

}  // namespace anc::guest
