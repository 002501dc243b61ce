// Beast's WebSocket with a queue of messages: see websocket.h.
#include "internal/http/websocket.h"

#include <array>
#include <deque>
#include <netinet/tcp.h>

#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "internal/http/connection.h"

namespace anc::http {
namespace {
namespace beast = boost::beast;
namespace ws = boost::beast::websocket;

constexpr auto kHandshake = std::chrono::seconds(10);
// What the kernel keeps behind our back would be stale before it is sent.
constexpr int kMostInKernel = 128 << 10;

struct Message {
  bool is_text = false;
  std::string text;
  std::vector<std::byte> head;
  SharedBytes body;
  size_t size() const { return text.size() + head.size() + (body ? body->size() : 0); }
};

std::string why_of(const error_code& error, const ws::close_reason& reason) {
  if (error == ws::error::closed) {
    return "the peer closed the connection (" + std::to_string(reason.code) + ")";
  }
  if (error == beast::error::timeout) return "the peer does not answer any more";
  if (error == ws::error::message_too_big) return "the peer sent too long a message";
  if (error == asio::error::eof || error == asio::error::connection_reset ||
      error == asio::ssl::error::stream_truncated) {
    return "the peer closed the connection";
  }
  return error.message();
}

class Session final : public WebSocket, public std::enable_shared_from_this<Session> {
 public:
  Session(std::shared_ptr<Transport> transport, Upgrade upgrade, std::unique_ptr<Slot> slot)
      : transport_(transport),
        stream_(SharedTransport(std::move(transport))),
        upgrade_(std::move(upgrade)),
        slot_(std::move(slot)) {}

  void start(const Request& request, const Headers& always) {
    slot_->cut = [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->cut();
    };
    set_options(always);
    for (const auto& [name, value] : request.headers) request_.insert(name, value);
    request_.method(beast::http::verb::get);
    request_.target("/");
    stream_.async_accept(request_, [self = shared_from_this()](const error_code& error) {
      if (self->ended_) return;
      if (error) return self->finish(error.message());
      const auto opened = std::exchange(self->upgrade_.opened, {});
      if (opened) self->handlers_ = opened(self);
      if (!self->ended_) self->read();
    });
  }

  void send_text(std::string text) override { queue({true, std::move(text), {}, {}}); }
  void send_binary(std::vector<std::byte> head, SharedBytes body) override {
    queue({false, {}, std::move(head), std::move(body)});
  }
  size_t queued() const override { return queued_; }

  void close(uint16_t code, std::string_view reason) override {
    if (ended_ || closing_) return;
    closing_ = true;
    reason_ =
        ws::close_reason(static_cast<ws::close_code>(code),
                         beast::string_view(reason.data(), std::min<size_t>(reason.size(), 120)));
    if (messages_.empty()) say_close();
  }

 private:
  void set_options(const Headers& always) {
    ws::stream_base::timeout times{};
    times.handshake_timeout = kHandshake;
    times.idle_timeout = upgrade_.idle;
    times.keep_alive_pings = true;
    stream_.set_option(times);
    stream_.set_option(ws::stream_base::decorator(
        [protocol = upgrade_.subprotocol, always](ws::response_type& response) {
          for (const auto& [name, value] : always) response.set(name, value);
          if (!protocol.empty()) {
            response.set(beast::http::field::sec_websocket_protocol, protocol);
          }
        }));
    stream_.read_message_max(upgrade_.most_message);
    stream_.auto_fragment(false);
    const int fd = transport_->socket().native_handle();
    // Without it all works, only later.
    (void)::setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &kMostInKernel, sizeof kMostInKernel);
  }

  void read() {
    stream_.async_read(incoming_, [self = shared_from_this()](const error_code& error, size_t) {
      if (self->ended_) return;
      if (error) return self->finish(why_of(error, self->stream_.reason()));
      self->take();
      if (!self->ended_) self->read();
    });
  }

  void take() {
    const auto data = incoming_.cdata();
    const auto handlers = handlers_;  // survives an end from within
    if (stream_.got_text()) {
      if (handlers.text) handlers.text({static_cast<const char*>(data.data()), data.size()});
    } else if (handlers.binary) {
      handlers.binary({static_cast<const std::byte*>(data.data()), data.size()});
    }
    incoming_.consume(incoming_.size());
  }

  void queue(Message message) {
    if (ended_ || closing_) return;
    queued_ += message.size();
    messages_.push_back(std::move(message));
    if (queued_ > upgrade_.most_queued) {
      // Not from within a call of the one who is told.
      asio::post(transport_->get_executor(), [self = shared_from_this()] {
        if (!self->ended_) self->finish("the peer does not read what is sent to it");
      });
      return;
    }
    if (messages_.size() == 1) write();
  }

  void write() {
    const Message& next = messages_.front();
    stream_.text(next.is_text);
    const std::array<asio::const_buffer, 2> pieces = {
        next.is_text ? asio::buffer(next.text) : asio::buffer(next.head),
        next.body ? asio::buffer(*next.body) : asio::const_buffer()};
    stream_.async_write(pieces, [self = shared_from_this()](const error_code& error, size_t) {
      if (error && !self->ended_) self->finish(why_of(error, self->stream_.reason()));
      if (self->ended_) return self->messages_.clear();
      self->queued_ -= self->messages_.front().size();
      self->messages_.pop_front();
      if (!self->messages_.empty()) return self->write();
      if (self->closing_) self->say_close();
    });
  }

  void say_close() {
    stream_.async_close(reason_, [self = shared_from_this()](const error_code&) {
      if (!self->ended_) self->finish("closed");
    });
  }

  void cut() {
    ended_ = true;
    handlers_ = {};
    upgrade_.opened = {};
    transport_->close();
    slot_.reset();
  }

  void finish(const std::string& why) {
    const auto closed = std::exchange(handlers_, {}).closed;
    cut();
    // A write in progress still reads its message; its callback frees them all.
    queued_ = 0;
    if (closed) closed(why);
  }

  const std::shared_ptr<Transport> transport_;
  ws::stream<SharedTransport, false> stream_;
  Upgrade upgrade_;
  std::unique_ptr<Slot> slot_;
  beast::http::request<beast::http::empty_body> request_;
  Handlers handlers_;
  beast::flat_buffer incoming_;
  std::deque<Message> messages_;  // the first one is being written
  size_t queued_ = 0;
  ws::close_reason reason_;
  bool closing_ = false, ended_ = false;
};

}  // namespace

void serve_websocket(std::shared_ptr<Transport> transport, const Request& request, Upgrade upgrade,
                     const Headers& always, std::unique_ptr<Slot> slot) {
  std::make_shared<Session>(std::move(transport), std::move(upgrade), std::move(slot))
      ->start(request, always);
}

}  // namespace anc::http
