// One look at what has come: see first_byte.h.
#include "internal/http/first_byte.h"

#include <utility>

#include <boost/asio/steady_timer.hpp>

namespace anc::http {
namespace {

class Sorting : public std::enable_shared_from_this<Sorting> {
 public:
  Sorting(tcp::socket socket, std::unique_ptr<Slot> slot, Sorted sorted)
      : socket_(std::move(socket)),
        slot_(std::move(slot)),
        sorted_(std::move(sorted)),
        deadline_(socket_.get_executor()) {}

  void start(std::chrono::milliseconds patience) {
    slot_->cut = [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->end();
    };
    deadline_.expires_after(patience);
    deadline_.async_wait([weak = weak_from_this()](const error_code& error) {
      const auto self = weak.lock();
      if (!error && self) self->end();
    });
    socket_.async_wait(tcp::socket::wait_read,
                       [self = shared_from_this()](const error_code& error) {
                         if (self->slot_) error ? self->end() : self->look();
                       });
  }

 private:
  void look() {
    std::byte first{};
    error_code error;
    socket_.non_blocking(true, error);
    const size_t come = socket_.receive(asio::buffer(&first, 1), tcp::socket::message_peek, error);
    if (error || come == 0) return end();
    deadline_.cancel();
    slot_->cut = nullptr;
    std::exchange(sorted_, nullptr)(std::move(socket_), first, std::move(slot_));
  }

  void end() {
    deadline_.cancel();
    error_code ignored;  // nothing else can be done with it
    socket_.close(ignored);
    slot_.reset();
  }

  tcp::socket socket_;
  std::unique_ptr<Slot> slot_;
  Sorted sorted_;
  asio::steady_timer deadline_;
};

}  // namespace

void sort_by_first_byte(tcp::socket socket, std::chrono::milliseconds patience,
                        std::unique_ptr<Slot> slot, Sorted sorted) {
  std::make_shared<Sorting>(std::move(socket), std::move(slot), std::move(sorted))->start(patience);
}

}  // namespace anc::http
