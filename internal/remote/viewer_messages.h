// What a viewer says on the control channel: docs/control-channel.md, types 0x01 to 0x7f.
//
// Each message names its fields once, in the order in which they lie on the wire; what encodes
// and decodes them goes over that list (fields.h).
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "internal/remote/limits.h"

namespace anc::remote {

/// The first message of a viewer, once. It speaks every version from `lowest` to `highest`.
struct Hello {
  static constexpr uint8_t kType = 0x01;
  uint8_t lowest = kVersion;
  uint8_t highest = kVersion;
  uint32_t wants = 0;  ///< bits of Capability
  std::string agent;   ///< what it is, for logs
  template <class A>
  void fields(A& a) {
    a.number("lowest", lowest);
    a.number("highest", highest);
    a.number("wants", wants);
    a.text("agent", agent, kMostName);
  }
  bool operator==(const Hello&) const = default;
};

/// One finger of a Touches.
struct Contact {
  enum class Phase : uint8_t { kDown = 0, kMove = 1, kUp = 2, kCancel = 3 };
  Phase phase = Phase::kDown;
  uint8_t finger = 0;     ///< any number, unique among the fingers of this viewer
  uint16_t x = 0, y = 0;  ///< fractions of the picture as it is seen: to_pixel()
  template <class A>
  void fields(A& a) {
    a.choice("phase", phase, Phase::kCancel);
    a.number("finger", finger);
    a.number("x", x);
    a.number("y", y);
  }
  bool operator==(const Contact&) const = default;
};

/// Fingers that change together. On the move channel only Phase::kMove.
struct Touches {
  static constexpr uint8_t kType = 0x02;
  uint32_t sequence = 0;  ///< one count over both channels and all that has one: newest.h
  uint32_t geometry = 0;  ///< of the Display that the viewer had when it was touched
  std::vector<Contact> contacts;
  template <class A>
  void fields(A& a) {
    a.number("sequence", sequence);
    a.number("geometry", geometry);
    a.list("contacts", contacts, kMostContacts);
  }
  bool operator==(const Touches&) const = default;
};

/// The mouse as a pointer: where it is, and by how many pixels of the picture it moved.
struct PointerMove {
  static constexpr uint8_t kType = 0x03;
  uint32_t sequence = 0;
  uint32_t geometry = 0;
  uint16_t x = 0, y = 0;  ///< fractions
  int16_t dx = 0, dy = 0;
  template <class A>
  void fields(A& a) {
    a.number("sequence", sequence);
    a.number("geometry", geometry);
    a.number("x", x);
    a.number("y", y);
    a.number("dx", dx);
    a.number("dy", dy);
  }
  bool operator==(const PointerMove&) const = default;
};

/// BTN_LEFT, BTN_RIGHT, …
struct PointerButton {
  static constexpr uint8_t kType = 0x04;
  uint16_t code = 0;
  bool down = false;
  template <class A>
  void fields(A& a) {
    a.number("code", code);
    a.flag("down", down);
  }
  bool operator==(const PointerButton&) const = default;
};

/// The wheel turned over a place; 120 is one notch, up and right are positive.
struct Wheel {
  static constexpr uint8_t kType = 0x05;
  uint32_t geometry = 0;
  uint16_t x = 0, y = 0;  ///< fractions
  int16_t right = 0, up = 0;
  template <class A>
  void fields(A& a) {
    a.number("geometry", geometry);
    a.number("x", x);
    a.number("y", y);
    a.number("right", right);
    a.number("up", up);
  }
  bool operator==(const Wheel&) const = default;
};

/// A key by its Linux code: where it sits, not what is printed on it.
struct Key {
  static constexpr uint8_t kType = 0x06;
  enum class Action : uint8_t { kUp = 0, kDown = 1, kRepeat = 2 };
  uint16_t code = 0;
  Action action = Action::kDown;
  template <class A>
  void fields(A& a) {
    a.number("code", code);
    a.choice("action", action, Action::kRepeat);
  }
  bool operator==(const Key&) const = default;
};

/// Text as it was typed or composed; answered by TextDone.
struct Text {
  static constexpr uint8_t kType = 0x07;
  uint32_t id = 0;
  std::string utf8;
  template <class A>
  void fields(A& a) {
    a.number("id", id);
    a.text("utf8", utf8, kMostText);
  }
  bool operator==(const Text&) const = default;
};

/// What an input method has so far; the text it ends with comes as Text.
struct Composition {
  static constexpr uint8_t kType = 0x08;
  enum class Phase : uint8_t { kBegun = 0, kChanged = 1, kEnded = 2 };
  Phase phase = Phase::kBegun;
  std::string utf8;
  template <class A>
  void fields(A& a) {
    a.choice("phase", phase, Phase::kEnded);
    a.text("utf8", utf8, kMostText);
  }
  bool operator==(const Composition&) const = default;
};

/// Lifts all fingers, keys and buttons of this viewer.
struct ReleaseAll {
  static constexpr uint8_t kType = 0x09;
  template <class A>
  void fields(A&) {}
  bool operator==(const ReleaseAll&) const = default;
};

/// Part of a text for the guest's clipboard (clipboard.h); answered by ClipboardDone.
struct ClipboardSet {
  static constexpr uint8_t kType = 0x0a;
  uint32_t id = 0;
  uint32_t total = 0;   ///< bytes of the whole text
  uint32_t offset = 0;  ///< of this part
  std::string part;     ///< bytes; a character may lie in two parts
  template <class A>
  void fields(A& a) {
    a.number("id", id);
    a.number("total", total);
    a.number("offset", offset);
    a.bytes("part", part, kMostPart);
  }
  bool operator==(const ClipboardSet&) const = default;
};

/// The viewer has, or has not, taken the ClipboardChanged of that id.
struct ClipboardAck {
  static constexpr uint8_t kType = 0x0b;
  uint32_t id = 0;
  bool taken = false;
  template <class A>
  void fields(A& a) {
    a.number("id", id);
    a.flag("taken", taken);
  }
  bool operator==(const ClipboardAck&) const = default;
};

/// Turns the device. kNext is a quarter further counter-clockwise.
struct Rotate {
  static constexpr uint8_t kType = 0x0c;
  enum class To : uint8_t { k0 = 0, k90 = 1, k180 = 2, k270 = 3, kNext = 4 };
  To to = To::kNext;
  template <class A>
  void fields(A& a) {
    a.choice("to", to, To::kNext);
  }
  bool operator==(const Rotate&) const = default;
};

/// Another size of the guest's framebuffer.
struct Resize {
  static constexpr uint8_t kType = 0x0d;
  uint16_t width = 0, height = 0;  ///< pixels
  uint16_t density_dpi = 0;        ///< 0: as it is
  template <class A>
  void fields(A& a) {
    a.number("width", width);
    a.number("height", height);
    a.number("density_dpi", density_dpi);
  }
  bool operator==(const Resize&) const = default;
};

/// What this viewer would like to be sent at most; 0 leaves it to the server.
struct Quality {
  static constexpr uint8_t kType = 0x0e;
  uint32_t bits_per_second = 0;
  uint8_t fps = 0;
  template <class A>
  void fields(A& a) {
    a.number("bits_per_second", bits_per_second);
    a.number("fps", fps);
  }
  bool operator==(const Quality&) const = default;
};

/// What the receiver saw since its last Statistics. Times in µs; 0 where it does not know.
struct Statistics {
  static constexpr uint8_t kType = 0x0f;
  uint32_t span_us = 0;
  uint32_t frames_presented = 0;
  uint32_t frames_dropped = 0;
  uint32_t freezes = 0;
  uint32_t bits_per_second = 0;
  uint32_t packets_lost = 0;
  uint32_t jitter_us = 0;
  uint32_t round_trip_us = 0;
  uint32_t decode_us = 0;          ///< mean
  uint32_t presented_us = 0;       ///< from drawn to presented, median
  uint32_t presented_p95_us = 0;   ///< and 95th percentile
  uint32_t input_to_frame_us = 0;  ///< from a touch to the next new frame, median
  template <class A>
  void fields(A& a) {
    a.number("span_us", span_us);
    a.number("frames_presented", frames_presented);
    a.number("frames_dropped", frames_dropped);
    a.number("freezes", freezes);
    a.number("bits_per_second", bits_per_second);
    a.number("packets_lost", packets_lost);
    a.number("jitter_us", jitter_us);
    a.number("round_trip_us", round_trip_us);
    a.number("decode_us", decode_us);
    a.number("presented_us", presented_us);
    a.number("presented_p95_us", presented_p95_us);
    a.number("input_to_frame_us", input_to_frame_us);
  }
  bool operator==(const Statistics&) const = default;
};

/// Asks for the server's time; answered by ClockPong. Also says that the viewer is there.
struct ClockPing {
  static constexpr uint8_t kType = 0x10;
  uint32_t id = 0;
  uint64_t viewer_us = 0;  ///< of any clock of the viewer's
  template <class A>
  void fields(A& a) {
    a.number("id", id);
    a.number("viewer_us", viewer_us);
  }
  bool operator==(const ClockPing&) const = default;
};

/// Who may touch: asked for, given up, and, by who has it, given away or refused.
struct Handover {
  static constexpr uint8_t kType = 0x11;
  enum class What : uint8_t { kRequest = 0, kRelease = 1, kGrant = 2, kDeny = 3 };
  What what = What::kRequest;
  uint32_t viewer = 0;  ///< whom a kGrant or kDeny means
  template <class A>
  void fields(A& a) {
    a.choice("what", what, What::kDeny);
    a.number("viewer", viewer);
  }
  bool operator==(const Handover&) const = default;
};

/// The picture cannot be decoded: a key frame, please.
struct Refresh {
  static constexpr uint8_t kType = 0x12;
  template <class A>
  void fields(A&) {}
  bool operator==(const Refresh&) const = default;
};

/// BTN_SOUTH, … of a gamepad.
struct PadButton {
  static constexpr uint8_t kType = 0x13;
  uint16_t code = 0;
  bool down = false;
  template <class A>
  void fields(A& a) {
    a.number("code", code);
    a.flag("down", down);
  }
  bool operator==(const PadButton&) const = default;
};

/// ABS_X, … of a gamepad, with the ranges of port::PadAxis.
struct PadAxis {
  static constexpr uint8_t kType = 0x14;
  uint16_t code = 0;
  int16_t value = 0;
  template <class A>
  void fields(A& a) {
    a.number("code", code);
    a.number("value", value);
  }
  bool operator==(const PadAxis&) const = default;
};

using FromViewer =
    std::variant<Hello, Touches, PointerMove, PointerButton, Wheel, Key, Text, Composition,
                 ReleaseAll, ClipboardSet, ClipboardAck, Rotate, Resize, Quality, Statistics,
                 ClockPing, Handover, Refresh, PadButton, PadAxis>;

}  // namespace anc::remote
