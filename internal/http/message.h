// One HTTP request and its answer as plain values.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "internal/core/fd.h"

namespace anc::http {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// The first value of that name, whose case does not matter.
std::optional<std::string_view> find_header(const Headers& headers, std::string_view name);

/// What a client asked for. Immutable once a handler has it.
struct Request {
  std::string method;  ///< as sent; HEAD comes as GET, its answer goes out without the body
  std::string path;    ///< decoded, absolute, UTF-8, without "." and ".." segments (target.h)
  std::string query;   ///< as sent, without the "?"; query_value() decodes
  Headers headers;     ///< in the order in which they came
  std::string body;    ///< empty where the body went into `upload`
  core::Fd upload;     ///< the body in a file without a name, read from its start; see Admission
  uint64_t upload_size = 0;
  std::string peer;     ///< address of the client without its port; v4 also when it came over v6
  bool secure = false;  ///< came over TLS

  std::optional<std::string_view> header(std::string_view name) const {
    return find_header(headers, name);
  }
};

/// Whether its Accept-Encoding names gzip, and not only to refuse it (RFC 9110, 12.5.3).
bool takes_gzip(const Request& request);

/// What goes back. Content-Length, Date and Connection are the server's business.
struct Response {
  int status = 200;
  Headers headers{};
  std::string body{};
  std::string_view fixed_body{};  ///< sent instead of `body` when not empty; lives as long as we do
};

/// `{"error":…,"kind":…,"hint":…}` with a plain sentence; the hint is left out when empty.
Response error_response(int status, std::string_view error, std::string_view kind,
                        std::string_view hint = {});
/// The status that stands for the kind of an error, with its message and hint.
Response error_response(const Error& error);

/// Once, now or later, net thread. One that is dropped unused answers 500.
using Respond = std::function<void(Response)>;
/// Called on the net thread; must not block.
using Handler = std::function<void(std::shared_ptr<const Request>, Respond)>;

/// "Not Found"
std::string_view status_text(int status);
/// The head of an answer up to and with the empty line. Line breaks in values become blanks, so
/// that no value can end the head.
std::string render_head(const Response& response, bool keep_alive);

}  // namespace anc::http
