// Records of an event device: see event_device.h.
#include "cmd/ancloud-guest/event_device.h"

#include <linux/input-event-codes.h>
#include <unistd.h>

namespace anc::guest {
namespace {

// Sizes of the protocol between Anbox's host and its EventHub.
constexpr size_t kDescription = 896, kName = 80, kRecord = 24, kRecordsPerRead = 256;

// What Android's Generic.kcm types; rows of neighbouring codes.
struct Row {
  uint16_t first;
  std::string_view plain, shifted;
};
constexpr Row kRows[] = {{KEY_1, "1234567890-=", "!@#$%^&*()_+"},
                         {KEY_Q, "qwertyuiop[]", "QWERTYUIOP{}"},
                         {KEY_A, "asdfghjkl;'`", "ASDFGHJKL:\"~"},
                         {KEY_BACKSLASH, "\\zxcvbnm,./", "|ZXCVBNM<>?"},
                         {KEY_SPACE, " ", " "}};

char letter_of(uint16_t code, bool shift) {
  for (const Row& row : kRows) {
    if (code < row.first || code >= row.first + row.plain.size()) continue;
    return (shift ? row.shifted : row.plain)[code - row.first];
  }
  return '\0';
}

}  // namespace

void EventState::axis(uint16_t code, int32_t value) {
  if (code == ABS_MT_SLOT) {
    if (value >= 0 && static_cast<size_t>(value) < fingers_.size()) {
      slot_ = static_cast<size_t>(value);
    }
    return;
  }
  Finger& finger = fingers_[slot_];
  if (code == ABS_MT_TRACKING_ID) finger.down = value >= 0;
  if (code == ABS_MT_POSITION_X) finger.x = value;
  if (code == ABS_MT_POSITION_Y) finger.y = value;
  finger.moved = true;
}

void EventState::report(InputSink& sink, InputLines& lines) {
  for (size_t i = 0; i < fingers_.size(); ++i) {
    Finger& finger = fingers_[i];
    if (!std::exchange(finger.moved, false)) continue;
    using Touch = InputSink::Touch;
    const Touch phase = !finger.down ? Touch::kUp : finger.was_down ? Touch::kMove : Touch::kDown;
    if (finger.down || finger.was_down) {
      const char* what = phase == Touch::kUp ? "up" : phase == Touch::kMove ? "move" : "down";
      sink.touch(phase, static_cast<int>(i), finger.x, finger.y);
      lines.push_back(std::string("touch ") + what + " " + std::to_string(i) + " at " +
                      std::to_string(finger.x) + "," + std::to_string(finger.y));
    }
    finger.was_down = finger.down;
  }
}

void EventState::key(uint16_t code, int32_t value, InputSink& sink, InputLines& lines) {
  const char* what = value == 0 ? "up" : value == 1 ? "down" : "repeat";
  lines.push_back(std::string("key ") + what + " " + std::to_string(code));
  if (code == KEY_LEFTSHIFT || code == KEY_RIGHTSHIFT) shift_ = value != 0;
  if (value == 0) return;
  if (code == KEY_ENTER) sink.letter("\n");
  if (code == KEY_BACKSPACE) sink.erase();
  if (code == KEY_PASTE) sink.paste();
  if (const char letter = letter_of(code, shift_)) sink.letter({&letter, 1});
}

void EventState::record(uint16_t type, uint16_t code, int32_t value, InputSink& sink,
                        InputLines& lines) {
  if (type == EV_ABS && code >= ABS_MT_SLOT) axis(code, value);
  if (type == EV_KEY) key(code, value, sink, lines);
  if (type == EV_MSC && code == MSC_SERIAL) sink.text_mark(value);
  if (type == EV_REL && (code == REL_WHEEL || code == REL_HWHEEL)) {
    lines.push_back((code == REL_WHEEL ? "wheel up " : "wheel right ") + std::to_string(value));
  }
  if (type == EV_SYN && code == SYN_REPORT) report(sink, lines);
}

Result<EventDevice> EventDevice::open(const std::string& path) {
  Fd socket = TRY(core::connect_unix(path));
  std::array<std::byte, kDescription> description{};
  if (!TRY(core::read_exactly(socket, description), "read the description of " + path)) {
    return fail(Kind::kFailure, path + " ended before its description");
  }
  std::string name(reinterpret_cast<const char*>(description.data()), kName);
  name.resize(name.find_first_of('\0') == std::string::npos ? kName : name.find('\0'));
  return EventDevice(path, std::move(name), std::move(socket));
}

bool EventDevice::read(InputSink& sink, InputLines& lines) {
  std::array<std::byte, kRecord * kRecordsPerRead> bytes{};
  const ssize_t n = ::read(socket_.get(), bytes.data(), bytes.size());
  if (n <= 0) return false;
  const size_t count = static_cast<size_t>(n);
  if (count % kRecord != 0) {  // what EventHub does
    lines.push_back(name_ + ": " + std::to_string(count) + " bytes are no whole records, dropped");
    return true;
  }
  core::ByteReader reader(core::Bytes(bytes).first(count));
  while (reader.remaining() > 0) {
    reader.skip(16);  // the time
    const uint16_t type = reader.u16le(), code = reader.u16le();
    state_.record(type, code, reader.i32le(), sink, lines);
  }
  return true;
}

}  // namespace anc::guest
