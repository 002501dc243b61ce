// Lines, lengths and bodies: see request_reader.h.
#include "internal/session/request_reader.h"

#include <utility>

namespace anc::session {

std::optional<Result<RequestReader::Request>> RequestReader::end(Result<Request> how) {
  done_ = true;
  waiting_.clear();
  return how;
}

std::optional<Result<RequestReader::Request>> RequestReader::feed(core::Bytes chunk) {
  if (done_) return std::nullopt;
  waiting_.append(reinterpret_cast<const char*>(chunk.data()), chunk.size());
  if (head_.is_null()) {
    const size_t line = waiting_.find('\n');
    if (line == std::string::npos && waiting_.size() <= kMaxLine) return std::nullopt;
    if (line == std::string::npos || line > kMaxLine) {
      return end(fail(Kind::kUsage, "the request is longer than 4096 bytes"));
    }
    auto head = core::parse_json(waiting_.substr(0, line));
    head_ = head && !head->is_null() ? std::move(*head) : core::Json::array();
    waiting_.erase(0, line + 1);
  }
  const size_t body = core::json_field<size_t>(head_, "bytes").value_or(0);
  if (body > kMaxBody) return end(fail(Kind::kUsage, "the request's body is too long"));
  if (waiting_.size() < body) return std::nullopt;
  waiting_.resize(body);
  return end(Request{std::move(head_), std::exchange(waiting_, {})});
}

}  // namespace anc::session
