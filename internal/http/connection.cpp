// Requests in, answers out, within their times: see connection.h.
#include "internal/http/connection.h"

#include <array>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

namespace anc::http {
namespace {

constexpr size_t kChunk = 16u << 10;
constexpr uint64_t kPaceBytes = 256u << 10;  // of a body in each idle_time
constexpr auto kLingerTime = std::chrono::seconds(2);
constexpr size_t kMostLinger = 1u << 20;  // bytes read and dropped so that our answer arrives
constexpr std::byte kTlsHandshake{0x16};  // RFC 8446, 5.1

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::shared_ptr<const Service> service, tcp::socket socket, std::string peer,
             std::unique_ptr<Slot> slot)
      : service_(std::move(service)),
        transport_(std::make_shared<Transport>(std::move(socket))),
        peer_(std::move(peer)),
        slot_(std::move(slot)),
        deadline_(transport_->get_executor()),
        reader_(service_->options.most_head) {}

  void start() {
    slot_->cut = [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->end();
    };
    arm(service_->options.head_time);
    if (service_->tls || service_->options.framed) return look_first();
    read();
  }

 private:
  enum class Phase { kFirst, kIdle, kHead, kBody, kHandler, kWrite, kLinger, kEnded };
  using Self = std::shared_ptr<Connection>;

  void end() {
    const Self waited = std::exchange(waiting_, {});
    phase_ = Phase::kEnded;
    deadline_.cancel();
    transport_->close();
    slot_.reset();
  }

  void arm(std::chrono::milliseconds time) {
    deadline_.expires_after(time);
    deadline_.async_wait([weak = weak_from_this()](const error_code& error) {
      const Self self = weak.lock();
      // A timer that was armed anew while this call was on its way is not due yet.
      const bool due = self && self->deadline_.expiry() <= std::chrono::steady_clock::now();
      if (!error && due) self->late();
    });
  }

  void late() {
    if (phase_ == Phase::kHead || phase_ == Phase::kBody) {
      return refuse(error_response(408, "the request took too long to arrive", "timeout"));
    }
    if (phase_ != Phase::kHandler) end();
  }

  /// The first byte tells frames, TLS and a client that forgot it; it stays to be read.
  void look_first() {
    transport_->socket().async_wait(tcp::socket::wait_read,
                                    [self = shared_from_this()](const error_code& error) {
                                      if (error || self->phase_ == Phase::kEnded)
                                        return self->end();
                                      self->sort();
                                    });
  }

  void sort() {
    std::byte first{};
    error_code error;
    tcp::socket& socket = transport_->socket();
    socket.non_blocking(true, error);
    const size_t n = socket.receive(asio::buffer(&first, 1), tcp::socket::message_peek, error);
    if (error == asio::error::would_block) return look_first();
    if (error || n == 0) return end();
    if (service_->options.framed && first <= kMostFramed) return give_away();
    if (!service_->tls) return read();
    if (first == kTlsHandshake) return shake_hands();
    refuse(error_response(400, "this port speaks HTTPS; the request came without TLS", "usage",
                          "write https:// in front of the address"));
  }

  void give_away() {
    error_code failed;
    core::Fd fd(transport_->socket().release(failed));
    end();
    if (!failed) service_->options.framed(std::move(fd));
  }

  void shake_hands() {
    auto& tls = transport_->secure_with(*service_->tls);
    tls.async_handshake(asio::ssl::stream_base::server,
                        [self = shared_from_this()](const error_code& error) {
                          if (error || self->phase_ == Phase::kEnded) return self->end();
                          self->arm(self->service_->options.head_time);
                          self->read();
                        });
  }

  void read() {
    reading_ = true;
    transport_->read_some(asio::buffer(chunk_),
                          [self = shared_from_this()](const error_code& error, size_t n) {
                            self->reading_ = false;
                            self->arrived(error, n);
                          });
  }

  void arrived(const error_code& error, size_t n) {
    if (phase_ == Phase::kWrite || phase_ == Phase::kEnded) return;  // it came too late
    if (error) return end();
    if (phase_ == Phase::kLinger) {
      lingered_ += n;
      return lingered_ > kMostLinger ? end() : linger();
    }
    reader_.append(core::Bytes(chunk_).first(n));
    go_on();
  }

  void go_on() {
    while (true) {
      switch (reader_.next()) {
        case RequestReader::Step::kMore:
          return wait_for_more();
        case RequestReader::Step::kFault:
          return refuse(reader_.fault());
        case RequestReader::Step::kRequest:
          return hand_over();
        case RequestReader::Step::kHead:
          if (!take_head()) return;
      }
    }
  }

  void wait_for_more() {
    if (phase_ == Phase::kBody) {
      if (reader_.body_bytes() - paced_ >= kPaceBytes) {
        paced_ = reader_.body_bytes();
        arm(service_->options.idle_time);
      }
    } else if (reader_.began()) {
      const bool new_head = phase_ == Phase::kIdle || phase_ == Phase::kWrite;
      if (new_head) arm(service_->options.head_time);
      phase_ = Phase::kHead;
    } else if (phase_ == Phase::kWrite) {
      phase_ = Phase::kIdle;
      arm(service_->options.idle_time);
    }
    read();
  }

  /// False where the connection does not go on reading this request.
  bool take_head() {
    Request& head = reader_.head();
    head.peer = peer_;
    head.secure = transport_->secure();
    if (reader_.is_upgrade()) {
      upgrade();
      return false;
    }
    const auto& admit = service_->options.admit;
    const Admission admission = admit ? admit(head) : Admission{};
    if (admission.refusal) {
      turn_down(*admission.refusal);
      return false;
    }
    reader_.admit(admission);
    phase_ = Phase::kBody;
    paced_ = 0;
    arm(service_->options.idle_time);
    if (reader_.wants_continue()) {
      say_continue();
      return false;
    }
    return true;
  }

  void say_continue() {
    if (reader_.next() == RequestReader::Step::kFault) return refuse(reader_.fault());
    static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    transport_->write_some({asio::buffer(kContinue)},
                           [self = shared_from_this()](const error_code& error, size_t n) {
                             if (self->phase_ != Phase::kBody) return;
                             // So few bytes go out at once on a fresh connection, or never.
                             if (error || n != kContinue.size()) return self->end();
                             self->read();
                           });
  }

  void upgrade() {
    const auto& asked = service_->options.upgrade;
    auto answer =
        asked ? asked(reader_.head()) : error_response(400, "there is no WebSocket here", "usage");
    if (auto* refusal = std::get_if<Response>(&answer)) {
      return turn_down(std::move(*refusal));
    }
    if (reader_.has_body() || reader_.has_leftover()) {  // RFC 6455, 4.1: a client waits
      return refuse(error_response(400, "bytes came before the WebSocket was open", "usage"));
    }
    phase_ = Phase::kEnded;
    deadline_.cancel();
    serve_websocket(transport_, reader_.head(), std::move(std::get<Upgrade>(answer)),
                    service_->options.always, std::move(slot_));
  }

  /// Answers once: with what the handler says, or 500 when it drops its Respond.
  class Answer {
   public:
    explicit Answer(std::weak_ptr<Connection> to) : to_(std::move(to)) {}
    Answer(const Answer&) = delete;
    Answer& operator=(const Answer&) = delete;
    ~Answer() { give(error_response(500, "nobody answered the request", "failure")); }
    void give(Response response) {
      const Self connection = std::exchange(to_, {}).lock();
      if (connection && connection->phase_ == Phase::kHandler) {
        connection->write(std::move(response), connection->keep_);
      }
    }

   private:
    std::weak_ptr<Connection> to_;
  };

  void hand_over() {
    phase_ = Phase::kHandler;
    deadline_.cancel();
    keep_ = reader_.keep_alive();
    only_head_ = reader_.is_head_request();
    waiting_ = shared_from_this();  // nothing else keeps it while the handler thinks
    auto request = std::make_shared<const Request>(reader_.take());
    const auto answer = std::make_shared<Answer>(weak_from_this());
    service_->handler(std::move(request),
                      [answer](Response response) { answer->give(std::move(response)); });
  }

  /// Answers a head whose body is not wanted.
  void turn_down(Response response) {
    if (reader_.has_body()) return refuse(std::move(response));
    const bool keep = reader_.keep_alive();
    only_head_ = reader_.is_head_request();
    reader_.admit({});
    reader_.take();
    write(std::move(response), keep);
  }

  /// Answers and ends the connection: what is still to come from it means nothing any more.
  void refuse(Response response) {
    only_head_ = false;
    write(std::move(response), false);
  }

  void write(Response response, bool keep) {
    const Self waited = std::exchange(waiting_, {});
    phase_ = Phase::kWrite;
    keep_ = keep;
    for (const auto& header : service_->options.always) {
      if (!find_header(response.headers, header.first)) response.headers.push_back(header);
    }
    outgoing_ = std::move(response);
    outgoing_head_ = render_head(outgoing_, keep);
    const bool body = !only_head_ && outgoing_.status != 204 && outgoing_.status != 304;
    left_ = {asio::buffer(outgoing_head_)};
    if (body && !outgoing_.fixed_body.empty()) {
      left_.push_back(asio::buffer(outgoing_.fixed_body));
    } else if (body && !outgoing_.body.empty()) {
      left_.push_back(asio::buffer(outgoing_.body));
    }
    only_head_ = false;
    write_some();
  }

  void write_some() {
    arm(service_->options.idle_time);
    transport_->write_some(left_, [self = shared_from_this()](const error_code& error, size_t n) {
      if (self->phase_ == Phase::kEnded) return;
      if (error) return self->end();
      self->written(n);
    });
  }

  void written(size_t n) {
    while (!left_.empty() && n >= left_.front().size()) {
      n -= left_.front().size();
      left_.erase(left_.begin());
    }
    if (!left_.empty()) {
      left_.front() += n;
      return write_some();
    }
    outgoing_ = {};
    if (keep_) return go_on();
    phase_ = Phase::kLinger;
    arm(kLingerTime);
    transport_->shut_down([self = shared_from_this()](const error_code& error, size_t) {
      if (error || self->phase_ == Phase::kEnded || self->transport_->secure()) return self->end();
      self->linger();
    });
  }

  /// A close with unread bytes would take back an answer that the client has not read yet.
  void linger() {
    if (!reading_) read();
  }

  const std::shared_ptr<const Service> service_;
  const std::shared_ptr<Transport> transport_;
  const std::string peer_;
  std::unique_ptr<Slot> slot_;
  asio::steady_timer deadline_;
  RequestReader reader_;
  Phase phase_ = Phase::kFirst;
  std::array<std::byte, kChunk> chunk_{};
  uint64_t paced_ = 0;
  bool keep_ = false, only_head_ = false, reading_ = false;
  Self waiting_;
  Response outgoing_;
  std::string outgoing_head_;
  std::vector<asio::const_buffer> left_;  // of outgoing_head_ and outgoing_
  size_t lingered_ = 0;
};

}  // namespace

Slot::Slot(std::shared_ptr<Book> book, std::string address)
    : book_(std::move(book)), address_(std::move(address)) {
  ++book_->by_address[address_];
  place_ = book_->slots.insert(book_->slots.end(), this);
}

Slot::~Slot() {
  book_->slots.erase(place_);
  if (--book_->by_address[address_] == 0) book_->by_address.erase(address_);
}

void serve_connection(std::shared_ptr<const Service> service, tcp::socket socket, std::string peer,
                      std::unique_ptr<Slot> slot) {
  std::make_shared<Connection>(std::move(service), std::move(socket), std::move(peer),
                               std::move(slot))
      ->start();
}

}  // namespace anc::http
