// The envelope around every remote call, between plain values and protobuf bytes. Pure. Source of
// all names and numbers: anbox-host.md 4.3.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "internal/core/error.h"

namespace anc::rpc {

/// A call of either side. Ids count per side.
struct Call {
  uint32_t id = 0;
  std::string method;
  std::string parameters;
};
std::string encode_call(const Call& call);
std::optional<Call> decode_call(std::string_view bytes);

/// An answer (id and response) or events, or both.
struct Reply {
  std::optional<uint32_t> id;
  std::string response;
  std::vector<std::string> events;
};
std::string encode_reply(uint32_t id, std::string_view response);
std::optional<Reply> decode_reply(std::string_view bytes);

/// The response that says success, or the error where there is one.
std::string encode_void(const Result<void>& outcome);

}  // namespace anc::rpc
