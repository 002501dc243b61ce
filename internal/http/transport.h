// A TCP connection with or without TLS, as one type: so that what is built on it exists once.
#pragma once

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/websocket/teardown.hpp>

namespace anc::http {
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

/// Net thread only. One read and one write at a time; the caller keeps the Transport and the
/// buffers until the callback comes, which it always does.
class Transport {
 public:
  using Done = std::function<void(const error_code&, size_t)>;
  using executor_type = tcp::socket::executor_type;  ///< Beast asks for it by this name

  explicit Transport(tcp::socket socket) : socket_(std::move(socket)) {}
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;

  tcp::socket& socket() { return socket_; }
  executor_type get_executor() { return socket_.get_executor(); }
  bool secure() const { return tls_ != nullptr; }
  /// From now on all is TLS by this context, which may go before the Transport does.
  asio::ssl::stream<tcp::socket&>& secure_with(asio::ssl::context& context) {
    tls_ = std::make_unique<asio::ssl::stream<tcp::socket&>>(socket_, context);
    return *tls_;
  }

  void read_some(asio::mutable_buffer into, Done done) {
    if (tls_) {
      tls_->async_read_some(into, std::move(done));
    } else {
      socket_.async_read_some(into, std::move(done));
    }
  }
  void write_some(const std::vector<asio::const_buffer>& buffers, Done done) {
    if (tls_) {
      tls_->async_write_some(buffers, std::move(done));
    } else {
      socket_.async_write_some(buffers, std::move(done));
    }
  }
  /// Says that nothing more comes from us.
  void shut_down(Done done) {
    if (tls_) {
      tls_->async_shutdown([done = std::move(done)](const error_code& error) { done(error, 0); });
      return;
    }
    error_code error;
    socket_.shutdown(tcp::socket::shutdown_send, error);
    asio::post(get_executor(), [done = std::move(done), error] { done(error, 0); });
  }
  /// Both callbacks that wait come with operation_aborted.
  void close() {
    error_code ignored;  // the peer may be gone: nothing else can be done then
    socket_.close(ignored);
  }

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    return asio::async_initiate<Token, void(error_code, size_t)>(
        [this](auto handler, asio::mutable_buffer into) {
          // Beast's handlers can only be moved, a std::function wants to copy.
          auto shared = std::make_shared<decltype(handler)>(std::move(handler));
          read_some(into, [shared](const error_code& error, size_t n) { (*shared)(error, n); });
        },
        token, first_of(buffers));
  }
  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    std::vector<asio::const_buffer> pieces(asio::buffer_sequence_begin(buffers),
                                           asio::buffer_sequence_end(buffers));
    return asio::async_initiate<Token, void(error_code, size_t)>(
        [this](auto handler, const std::vector<asio::const_buffer>& all) {
          auto shared = std::make_shared<decltype(handler)>(std::move(handler));
          write_some(all, [shared](const error_code& error, size_t n) { (*shared)(error, n); });
        },
        token, std::move(pieces));
  }

 private:
  template <class Buffers>
  static asio::mutable_buffer first_of(const Buffers& buffers) {
    for (auto at = asio::buffer_sequence_begin(buffers); at != asio::buffer_sequence_end(buffers);
         ++at) {
      const asio::mutable_buffer one(*at);
      if (one.size() > 0) return one;
    }
    return {};
  }

  tcp::socket socket_;
  std::unique_ptr<asio::ssl::stream<tcp::socket&>> tls_;
};

/// What Beast's WebSocket stands on: a Transport that it shares with whoever closes it.
class SharedTransport {
 public:
  using executor_type = Transport::executor_type;
  explicit SharedTransport(std::shared_ptr<Transport> transport)
      : transport_(std::move(transport)) {}
  executor_type get_executor() { return transport_->get_executor(); }
  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    return transport_->async_read_some(buffers, std::forward<Token>(token));
  }
  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    return transport_->async_write_some(buffers, std::forward<Token>(token));
  }
  const std::shared_ptr<Transport>& transport() const { return transport_; }

 private:
  std::shared_ptr<Transport> transport_;
};

// Found by Beast by their names.
inline void beast_close_socket(SharedTransport& stream) { stream.transport()->close(); }
template <class Handler>
void async_teardown(boost::beast::role_type, SharedTransport& stream, Handler&& handler) {
  const auto transport = stream.transport();
  // What the peer says to it is of no use: both have said in the WebSocket that this is the end.
  transport->shut_down([transport](const error_code&, size_t) {});
  asio::post(transport->get_executor(),
             [shared = std::make_shared<std::decay_t<Handler>>(std::forward<Handler>(handler))] {
               (*shared)(error_code());
             });
}

}  // namespace anc::http
