// What travels in the frames of the container control socket, between plain values and protobuf
// bytes. Pure. Source of names, numbers and error texts: anbox-host.md 1.6; fields of our own:
// internal/proto/container.proto.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "internal/core/error.h"

namespace anc::manager {

inline constexpr std::string_view kStart = "start_container";
inline constexpr std::string_view kStop = "stop_container";
/// Bytes of one message. A session's own request has about 600; all of it goes on one command line
/// to the supervisor, which may have 128 KiB.
inline constexpr size_t kMessageLimit = 32u << 10;

/// Parameters of start_container.
struct StartRequest {
  struct Bind {
    std::string source;  ///< absolute, on the host
    std::string target;  ///< absolute, in the guest
  };
  struct Device {
    std::string path;
    uint32_t mode = 0;
  };
  std::vector<Bind> binds;
  std::vector<Device> devices;
  std::vector<std::string> properties;  ///< "key=value"
  /// Set by our sessions only: the instance that is wanted, empty for the user's first.
  std::optional<std::string> instance;
};

/// kUsage for what cannot be read, and for text that could mean something else further on: not
/// UTF-8, with control characters, relative paths, targets with "." or ".." in them, too many.
Result<StartRequest> decode_start(std::string_view parameters);
std::string encode_start(const StartRequest& request);

/// `force` of stop_container; kUsage for what cannot be read.
Result<bool> decode_stop(std::string_view parameters);
std::string encode_stop(bool force);
/// The manager's own error; its replies to both calls are of one shape.
Result<void> decode_stopped(std::string_view response);

/// What our own sessions are told of their container.
struct StartedContainer {
  std::string instance;  ///< in the manager's data path
  int32_t init_pid = 0;
  std::string address;
  std::vector<std::string> warnings;
};
/// The reply to a start that went well; nothing at all for a client that is not ours.
std::string encode_started(const std::optional<StartedContainer>& container);
/// The reply to one that did not: `text` is what Anbox says, with all parts for a client of ours.
std::string encode_refused(const std::string& text, const Error& error, bool ours);
/// The manager's own error; a StartedContainer of nothing when the manager is Anbox's.
Result<StartedContainer> decode_started(std::string_view response);

/// An event: the container has ended by itself, with this exit code as a shell says it.
std::string encode_ended(int32_t code);
std::optional<int32_t> decode_ended(std::string_view event);

/// A whole message with one event in it.
std::string encode_event(std::string_view event);

}  // namespace anc::manager
