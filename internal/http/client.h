// Requests to other servers, for WHIP: http and https with redirects, on the net loop.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "internal/http/message.h"
#include "internal/http/url.h"
#include "internal/net/loop.h"

namespace anc::http {

/// How a server proves who it is.
struct Trust {
  std::string ca_file{};      ///< PEM; empty: what the system trusts
  std::string fingerprint{};  ///< "AB:CD:…" of exactly this certificate, instead of a CA
};

/// One request.
struct Ask {
  std::string method = "GET";
  std::string url;
  Headers headers{};  ///< "Authorization" is not sent on to another host by a redirect
  std::string body{};
  Trust trust{};
  std::chrono::milliseconds connect_time{10000};  ///< for the name, the connection and TLS
  std::chrono::milliseconds answer_time{30000};   ///< from then to the end of the answer
  size_t most_body = 1u << 20;                    ///< bytes of an answer
  int most_redirects = 5;  ///< followed: 301, 302, 307, 308 with the method, 303 as GET
};

/// What came back, whatever its status.
struct Reply {
  int status = 0;
  Headers headers;
  std::string body;
  std::string url;  ///< the one that answered, after redirects: what a Location is relative to
  std::optional<std::chrono::seconds> retry_after;  ///< of a Retry-After in seconds, at most a day

  std::optional<std::string_view> header(std::string_view name) const {
    return find_header(headers, name);
  }
};

/// An exchange in progress. Net thread only; dropping it ends it without a call.
class Exchange {
 public:
  using Done = std::function<void(Result<Reply>)>;

  /// `done` is called once, never from within. kNetwork where no answer could be had, kTimeout
  /// where it took too long, kPermission where the server is not who it should be, kUsage for a URL
  /// that is none.
  static std::unique_ptr<Exchange> start(net::Loop& loop, Ask ask, Done done);
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;
  ~Exchange();

 private:
  class Run;
  explicit Exchange(std::shared_ptr<Run> run);
  std::shared_ptr<Run> run_;
};

}  // namespace anc::http
