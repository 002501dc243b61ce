// A request on the control socket, put together as it arrives.
#pragma once

#include <optional>
#include <string>

#include "internal/core/bytes.h"
#include "internal/core/error.h"
#include "internal/core/json.h"

namespace anc::session {

/// Reads one request and nothing behind it: a line of JSON and, where it has "bytes":N, N raw
/// bytes.
class RequestReader {
 public:
  struct Request {
    core::Json head;  ///< not null; what is no JSON comes as an empty array, which asks for nothing
    std::string body;
  };
  static constexpr size_t kMaxLine = 4096;      ///< bytes before the end of the line
  static constexpr size_t kMaxBody = 4u << 20;  ///< bytes behind it

  /// Once: the request when all of it is there, or kUsage as soon as it is too long.
  std::optional<Result<Request>> feed(core::Bytes chunk);

 private:
  std::optional<Result<Request>> end(Result<Request> how);
  std::string waiting_;
  core::Json head_;
  bool done_ = false;
};

}  // namespace anc::session
