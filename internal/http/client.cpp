// One connection for each hop: see client.h.
#include "internal/http/client.h"

#include <array>

#include <boost/asio/connect.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <openssl/ssl.h>

#include "internal/core/text.h"
#include "internal/http/transport.h"
#include "internal/net/loop_impl.h"

namespace anc::http {
namespace {
namespace beast = boost::beast::http;

constexpr uint32_t kMostHead = 16u << 10;
constexpr int64_t kDay = 24 * 3600;

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

std::string fingerprint_of(X509* certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (certificate == nullptr || X509_digest(certificate, EVP_sha256(), digest.data(), &size) != 1) {
    return {};
  }
  std::string text;
  for (unsigned i = 0; i < size; ++i) {
    text += "0123456789abcdef"[digest[i] >> 4];
    text += "0123456789abcdef"[digest[i] & 15];
  }
  return text;
}

/// Without colons, in lower case.
std::string plain_fingerprint(std::string_view text) {
  std::string plain;
  for (const char c : text) {
    if (c != ':') plain += c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return plain;
}

}  // namespace

class Exchange::Run : public std::enable_shared_from_this<Run> {
 public:
  Run(asio::io_context& context, Ask ask, Done done)
      : context_(context),
        ask_(std::move(ask)),
        done_(std::move(done)),
        resolver_(context),
        deadline_(context) {}

  /// From the loop: no caller is called back before it has what it called for.
  void begin() {
    asio::post(context_, [self = shared_from_this()] { self->hop(self->ask_.url); });
  }

  void drop() {
    done_ = {};
    stop();
  }

 private:
  void stop() {
    resolver_.cancel();
    deadline_.cancel();
    if (transport_) transport_->close();
  }

  void finish(Result<Reply> result) {
    const Done done = std::exchange(done_, {});
    stop();
    if (done) done(std::move(result));
  }

  void give_up(Kind kind, const std::string& what, const error_code& error) {
    finish(fail(Error(kind, what + " " + url_.authority() + ": " + error.message())));
  }

  void arm(std::chrono::milliseconds time, const char* what) {
    deadline_.expires_after(time);
    deadline_.async_wait([self = shared_from_this(), what](const error_code& error) {
      if (error || !self->done_ || self->deadline_.expiry() > std::chrono::steady_clock::now()) {
        return;
      }
      self->finish(fail(Kind::kTimeout, self->url_.authority() + " took too long to " + what));
    });
  }

  void hop(const std::string& to) {
    if (!done_) return;
    auto url = parse_url(to);
    if (!url) return finish(fail(std::move(url.error())));
    url_ = std::move(*url);
    arm(ask_.connect_time, "connect");
    resolver_.async_resolve(url_.host, std::to_string(url_.port), tcp::resolver::numeric_service,
                            [self = shared_from_this()](const error_code& error,
                                                        const tcp::resolver::results_type& found) {
                              if (!self->done_) return;
                              if (error)
                                return self->give_up(Kind::kNetwork, "there is no host", error);
                              self->connect(found);
                            });
  }

  void connect(const tcp::resolver::results_type& found) {
    transport_ = std::make_shared<Transport>(tcp::socket(context_));
    asio::async_connect(
        transport_->socket(), found,
        [self = shared_from_this(), kept = transport_](const error_code& error, const auto&) {
          if (!self->done_) return;
          if (error) return self->give_up(Kind::kNetwork, "connect to", error);
          if (self->url_.scheme == "https") return self->shake_hands();
          self->send();
        });
  }

  Result<void> trust() {
    tls_ = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(tls_->native_handle(), TLS1_2_VERSION);
    error_code error;
    if (!ask_.trust.fingerprint.empty()) {
      tls_->set_verify_mode(asio::ssl::verify_none);  // looked at after the handshake
      return {};
    }
    tls_->set_verify_mode(asio::ssl::verify_peer);
    if (ask_.trust.ca_file.empty()) {
      tls_->set_default_verify_paths(error);
    } else {
      tls_->load_verify_file(ask_.trust.ca_file, error);
    }
    if (error) return fail(Kind::kUsage, "read the trusted certificates: " + error.message());
    tls_->set_verify_callback(asio::ssl::host_name_verification(url_.host), error);
    return {};
  }

  void shake_hands() {
    if (auto trusted = trust(); !trusted) return finish(fail(std::move(trusted.error())));
    auto& tls = transport_->secure_with(*tls_);
    // A server that has several names needs to know which one is meant; an address is none.
    error_code literal;
    asio::ip::make_address(url_.host, literal);
    if (literal) SSL_set_tlsext_host_name(tls.native_handle(), url_.host.c_str());
    tls.async_handshake(
        asio::ssl::stream_base::client,
        [self = shared_from_this(), kept = transport_, &tls](const error_code& error) {
          if (!self->done_) return;
          if (error) return self->distrust(error, tls.native_handle());
          if (!self->is_known(tls.native_handle())) {
            return self->finish(
                fail(Kind::kPermission, self->url_.authority() + " has another certificate"));
          }
          self->send();
        });
  }

  void distrust(const error_code& error, SSL* tls) {
    const long why = SSL_get_verify_result(tls);
    if (why == X509_V_OK) return give_up(Kind::kNetwork, "speak TLS with", error);
    finish(
        fail(Error(Kind::kPermission, "the certificate of " + url_.authority() +
                                          " is not trusted: " + X509_verify_cert_error_string(why))
                 .hint("name its CA, or the certificate's fingerprint")));
  }

  bool is_known(SSL* tls) const {
    if (ask_.trust.fingerprint.empty()) return true;
    X509* const certificate = SSL_get1_peer_certificate(tls);
    const std::string got = fingerprint_of(certificate);
    X509_free(certificate);
    return !got.empty() && got == plain_fingerprint(ask_.trust.fingerprint);
  }

  void send() {
    arm(ask_.answer_time, "answer");
    request_ = ask_.method + " " + url_.target + " HTTP/1.1\r\nHost: " + url_.authority() +
               "\r\nConnection: close\r\nUser-Agent: ancloud\r\n";
    for (const auto& [name, value] : ask_.headers) {
      if (value.find_first_of("\r\n") == std::string::npos)
        request_ += name + ": " + value + "\r\n";
    }
    const bool may_have_body = ask_.method != "GET" && ask_.method != "DELETE";
    if (may_have_body || !ask_.body.empty()) {
      request_ += "Content-Length: " + std::to_string(ask_.body.size()) + "\r\n";
    }
    request_ += "\r\n" + ask_.body;
    asio::async_write(*transport_, asio::buffer(request_),
                      [self = shared_from_this(), kept = transport_](const error_code&, size_t) {
                        // A server may answer before it has read all, and close: read either way.
                        if (self->done_) self->read();
                      });
  }

  void read() {
    parser_.emplace();
    parser_->header_limit(kMostHead);
    parser_->body_limit(ask_.most_body);
    if (ask_.method == "HEAD") parser_->skip(true);
    beast::async_read(
        *transport_, buffer_, *parser_,
        [self = shared_from_this(), kept = transport_](error_code error, size_t) {
          if (!self->done_) return;
          // The end of a body without a length is the end of the connection, and
          // many servers end it without a TLS goodbye.
          if (error == asio::ssl::error::stream_truncated && self->parser_->is_done()) {
            error = {};
          }
          if (error) return self->give_up(Kind::kNetwork, "no answer from", error);
          self->understand();
        });
  }

  void understand() {
    const auto& message = parser_->get();
    Reply reply;
    reply.status = static_cast<int>(message.result_int());
    for (const auto& field : message) {
      reply.headers.emplace_back(field.name_string(), field.value());
    }
    const bool final_one = reply.status >= 200 || reply.status == 101;
    if (!final_one) return read();
    if (const auto location = reply.header("location"); is_redirect(reply.status) && location) {
      return follow(reply.status, *location);
    }
    reply.body = message.body();
    reply.url = url_.text();
    if (const auto later = reply.header("retry-after")) {
      const auto seconds = core::parse_int(core::trim(*later), 0, kDay);
      if (seconds) reply.retry_after = std::chrono::seconds(*seconds);
    }
    finish(std::move(reply));
  }

  void follow(int status, std::string_view location) {
    if (redirects_++ >= ask_.most_redirects) {
      return finish(fail(Kind::kNetwork, url_.authority() + " redirects without an end"));
    }
    const auto next = resolve_location(url_.text(), location);
    const auto url = next ? parse_url(*next) : Result<Url>(tl::unexpected(next.error()));
    if (!url) return finish(fail(Error(url.error()).context("a redirect of " + url_.authority())));
    if (url_.scheme == "https" && url->scheme == "http") {
      return finish(
          fail(Kind::kPermission, url_.authority() + " redirects to a place without TLS"));
    }
    if (url->host != url_.host || url->port != url_.port) {
      std::erase_if(ask_.headers, [](const auto& header) {
        return find_header({header}, "authorization").has_value();
      });
    }
    if (status == 303) {
      ask_.method = "GET";
      ask_.body.clear();
    }
    transport_->close();
    buffer_.clear();
    hop(*next);
  }

  asio::io_context& context_;
  Ask ask_;
  Done done_;  // empty once called, or not wanted any more
  tcp::resolver resolver_;
  asio::steady_timer deadline_;
  Url url_;
  std::unique_ptr<asio::ssl::context> tls_;
  std::shared_ptr<Transport> transport_;
  std::string request_;
  boost::beast::flat_buffer buffer_;
  std::optional<beast::response_parser<beast::string_body>> parser_;
  int redirects_ = 0;
};

std::unique_ptr<Exchange> Exchange::start(net::Loop& loop, Ask ask, Done done) {
  auto run = std::make_shared<Run>(loop.impl().context, std::move(ask), std::move(done));
  run->begin();
  return std::unique_ptr<Exchange>(new Exchange(std::move(run)));
}

Exchange::Exchange(std::shared_ptr<Run> run) : run_(std::move(run)) {}
Exchange::~Exchange() { run_->drop(); }

}  // namespace anc::http
