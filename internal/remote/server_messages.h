// What the server says on the control channel: docs/control-channel.md, types 0x81 to 0xff.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "internal/remote/limits.h"

namespace anc::remote {

/// The first message of the server, once; answers Hello.
struct Welcome {
  static constexpr uint8_t kType = 0x81;
  enum class Role : uint8_t { kViewer = 0, kController = 1 };
  uint8_t version = kVersion;  ///< the one that is spoken from here on
  Role role = Role::kViewer;   ///< the most that this viewer's token allows
  uint32_t can = 0;            ///< bits of Capability
  uint32_t viewer = 0;         ///< its number
  std::string instance;
  template <class A>
  void fields(A& a) {
    a.number("version", version);
    a.choice("role", role, Role::kController);
    a.number("can", can);
    a.number("viewer", viewer);
    a.text("instance", instance, kMostName);
  }
  bool operator==(const Welcome&) const = default;
};

/// The guest's display, as it is seen. After Welcome and on each change.
struct DisplayIs {
  static constexpr uint8_t kType = 0x82;
  enum class Rotation : uint8_t { k0 = 0, k90 = 1, k180 = 2, k270 = 3 };
  uint32_t geometry = 0;           ///< its version
  uint16_t width = 0, height = 0;  ///< pixels as seen, after rotation
  Rotation rotation = Rotation::k0;
  uint16_t density_dpi = 0;
  template <class A>
  void fields(A& a) {
    a.number("geometry", geometry);
    a.number("width", width);
    a.number("height", height);
    a.choice("rotation", rotation, Rotation::k270);
    a.number("density_dpi", density_dpi);
  }
  bool operator==(const DisplayIs&) const = default;
};

/// How far the guest has come: the last rung of its readiness, "first_frame" for instance.
struct ReadinessIs {
  static constexpr uint8_t kType = 0x83;
  std::string rung;
  template <class A>
  void fields(A& a) {
    a.text("rung", rung, kMostName);
  }
  bool operator==(const ReadinessIs&) const = default;
};

/// Who may touch.
struct HandoverIs {
  static constexpr uint8_t kType = 0x84;
  enum class What : uint8_t {
    kGranted = 0,    ///< to you
    kDenied = 1,     ///< to you
    kLost = 2,       ///< by you: given away, or taken by a newer connection of the same viewer
    kRequested = 3,  ///< of you, by `viewer`
    kFree = 4,       ///< nobody controls: who asks gets it
    kTaken = 5,      ///< another viewer controls
  };
  What what = What::kGranted;
  uint32_t viewer = 0;  ///< who asks, or has it
  std::string name;     ///< of its token, for people
  template <class A>
  void fields(A& a) {
    a.choice("what", what, What::kTaken);
    a.number("viewer", viewer);
    a.text("name", name, kMostName);
  }
  bool operator==(const HandoverIs&) const = default;
};

/// The Text of that id has gone to the guest whole, or why none of it has.
struct TextDone {
  static constexpr uint8_t kType = 0x85;
  uint32_t id = 0;
  bool done = false;
  std::string why;
  template <class A>
  void fields(A& a) {
    a.number("id", id);
    a.flag("done", done);
    a.text("why", why, kMostReason);
  }
  bool operator==(const TextDone&) const = default;
};

/// Part of what the guest has put into its clipboard; answered by ClipboardAck.
struct ClipboardChanged {
  static constexpr uint8_t kType = 0x86;
  uint32_t id = 0;
  uint32_t total = 0;
  uint32_t offset = 0;
  std::string part;
  template <class A>
  void fields(A& a) {
    a.number("id", id);
    a.number("total", total);
    a.number("offset", offset);
    a.bytes("part", part, kMostPart);
  }
  bool operator==(const ClipboardChanged&) const = default;
};

/// The guest has the ClipboardSet of that id, or why it has not.
struct ClipboardDone {
  static constexpr uint8_t kType = 0x87;
  uint32_t id = 0;
  bool done = false;
  std::string why;
  template <class A>
  void fields(A& a) {
    a.number("id", id);
    a.flag("done", done);
    a.text("why", why, kMostReason);
  }
  bool operator==(const ClipboardDone&) const = default;
};

/// When a picture passed each stage. On the move channel: a lost one is not missed. `posted_us` is
/// of the server's clock (ClockPong); the others are µs since then.
struct FrameTimes {
  static constexpr uint8_t kType = 0x88;
  uint32_t frame = 0;          ///< number of the composed frame, its low 32 bits
  uint32_t rtp_timestamp = 0;  ///< of the picture's packets, as requestVideoFrameCallback tells it
  uint64_t posted_us = 0;
  uint32_t composed_us = 0;  ///< the driver was told to draw it
  uint32_t drawn_us = 0;     ///< it has: the picture exists
  uint32_t read_back_us = 0;
  uint32_t converted_us = 0;
  uint32_t encoded_us = 0;
  uint32_t sent_us = 0;
  template <class A>
  void fields(A& a) {
    a.number("frame", frame);
    a.number("rtp_timestamp", rtp_timestamp);
    a.number("posted_us", posted_us);
    a.number("composed_us", composed_us);
    a.number("drawn_us", drawn_us);
    a.number("read_back_us", read_back_us);
    a.number("converted_us", converted_us);
    a.number("encoded_us", encoded_us);
    a.number("sent_us", sent_us);
  }
  bool operator==(const FrameTimes&) const = default;
};

/// Answers ClockPing on the same channel. The server's clock is CLOCK_MONOTONIC.
struct ClockPong {
  static constexpr uint8_t kType = 0x89;
  uint32_t id = 0;
  uint64_t viewer_us = 0;    ///< as it came
  uint64_t received_us = 0;  ///< of the server
  uint64_t sent_us = 0;      ///< of the server
  template <class A>
  void fields(A& a) {
    a.number("id", id);
    a.number("viewer_us", viewer_us);
    a.number("received_us", received_us);
    a.number("sent_us", sent_us);
  }
  bool operator==(const ClockPong&) const = default;
};

/// Something that this viewer asked for cannot be done, or has gone wrong.
struct ErrorIs {
  static constexpr uint8_t kType = 0x8a;
  enum class Code : uint8_t {
    kFailed = 0,         ///< `why` tells
    kBadMessage = 1,     ///< the channel closes
    kNoVersion = 2,      ///< no version in common; the channel closes
    kNotController = 3,  ///< input of a viewer that does not control; told once a second at most
    kNotRunning = 4,     ///< the instance has stopped
    kTooMuch = 5,        ///< more messages than are taken
  };
  Code code = Code::kFailed;
  std::string why;
  template <class A>
  void fields(A& a) {
    a.choice("code", code, Code::kTooMuch);
    a.text("why", why, kMostReason);
  }
  bool operator==(const ErrorIs&) const = default;
};

/// What the pictures are made by; after Welcome and on each change.
struct StreamIs {
  static constexpr uint8_t kType = 0x8b;
  enum class Codec : uint8_t { kNone = 0, kH264 = 1, kVp8 = 2 };
  Codec codec = Codec::kNone;
  bool hardware = false;
  uint8_t fps = 0;               ///< at most
  uint32_t bits_per_second = 0;  ///< what the encoder is told to keep to
  std::string encoder;           ///< for people
  template <class A>
  void fields(A& a) {
    a.choice("codec", codec, Codec::kVp8);
    a.flag("hardware", hardware);
    a.number("fps", fps);
    a.number("bits_per_second", bits_per_second);
    a.text("encoder", encoder, kMostName);
  }
  bool operator==(const StreamIs&) const = default;
};

/// The server ends this connection on purpose.
struct Bye {
  static constexpr uint8_t kType = 0x8c;
  enum class Cause : uint8_t {
    kShutdown = 0,  ///< come again
    kStopped = 1,   ///< the instance has stopped
    kRevoked = 2,   ///< the token is no longer valid
    kReplaced = 3,  ///< the same page has come back on another connection
  };
  Cause cause = Cause::kShutdown;
  std::string why;
  template <class A>
  void fields(A& a) {
    a.choice("cause", cause, Cause::kReplaced);
    a.text("why", why, kMostReason);
  }
  bool operator==(const Bye&) const = default;
};

using FromServer =
    std::variant<Welcome, DisplayIs, ReadinessIs, HandoverIs, TextDone, ClipboardChanged,
                 ClipboardDone, FrameTimes, ClockPong, ErrorIs, StreamIs, Bye>;

}  // namespace anc::remote
