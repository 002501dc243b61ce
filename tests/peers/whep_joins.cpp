// Viewers that come by WHEP, connect, stay for a few pictures and go again, one after another: for
// tests of a server that shall forget them. They take no pictures, but are sent them.
//
// usage: whep_joins WHEP_URL TOKEN
//        For each line N on the standard input N viewers come and go; then it prints N.
#include <chrono>
#include <cstdio>
#include <future>
#include <iostream>
#include <memory>
#include <string>
#include <thread>

#include "internal/http/client.h"
#include "internal/http/url.h"
#include "internal/webrtc/peer.h"

namespace anc {
namespace {
using namespace std::chrono_literals;
using webrtc::Peer;
using webrtc::Port;

/// So many pictures' time each of them stays.
constexpr auto kStay = 40ms;
constexpr auto kPatience = 20s;

[[noreturn]] void give_up(const std::string& why) {
  std::cerr << "whep_joins: " << why << "\n";
  std::_Exit(1);
}

template <class T>
T must(Result<T> result) {
  if (!result) give_up(result.error().message());
  return std::move(*result);
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  for (size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size()) {
    text.replace(at, what.size(), by);
  }
  return text;
}

class Joins {
 public:
  Joins(net::Loop& loop, std::string url, std::string token)
      : loop_(loop), url_(std::move(url)), token_(std::move(token)) {
    on([this] { port_ = must(Port::open(loop_, {.address = "127.0.0.1"})); });
  }
  ~Joins() {
    on([this] { port_.reset(); });
  }

  /// The next one; every other leaves by DELETE, the rest by their good-bye alone.
  void one() {
    std::promise<void> connected;
    std::promise<std::string> place;
    on([&] { come(connected, place); });
    auto up = connected.get_future();
    auto where = place.get_future();
    if (where.wait_for(kPatience) != std::future_status::ready) give_up("no answer came");
    if (up.wait_for(kPatience) != std::future_status::ready) give_up("no connection came");
    std::this_thread::sleep_for(kStay);
    if (++count_ % 2 == 0) leave(where.get());
    on([&] {
      exchange_.reset();
      peer_.reset();
    });
  }

 private:
  void on(const std::function<void()>& work) {
    std::promise<void> done;
    loop_.post([&] {
      work();
      done.set_value();
    });
    done.get_future().wait();
  }

  http::Ask ask(const char* method, const std::string& url, std::string body = {}) const {
    http::Ask ask{.method = method, .url = url, .body = std::move(body)};
    ask.headers = {{"Authorization", "Bearer " + token_}, {"Content-Type", "application/sdp"}};
    return ask;
  }

  void come(std::promise<void>& connected, std::promise<std::string>& place) {
    Peer::Events events;
    events.connected = [&connected] { connected.set_value(); };
    events.closed = [this](const std::string& why) {
      if (!leaving_) give_up("the server ended it: " + why);
    };
    leaving_ = false;
    peer_ = must(Peer::offer(loop_, *port_, certificate_, {}, std::move(events)));
    // Ours is an agent for sending; here it takes part as one that receives.
    const std::string offer = replaced(peer_->local_sdp(), "a=sendonly", "a=recvonly");
    exchange_ = http::Exchange::start(
        loop_, ask("POST", url_, offer), [this, &place](const Result<http::Reply>& reply) {
          if (!reply) give_up(reply.error().message());
          if (reply->status != 201) give_up(std::to_string(reply->status) + " " + reply->body);
          const auto accepted = peer_->accept(replaced(reply->body, "a=sendonly", "a=recvonly"));
          if (!accepted) give_up(accepted.error().message());
          place.set_value(std::string(reply->header("Location").value_or("")));
        });
  }

  void leave(const std::string& place) {
    std::promise<void> gone;
    const std::string server = url_.substr(0, url_.find("/v1/"));
    on([&] {
      leaving_ = true;
      exchange_ = http::Exchange::start(loop_, ask("DELETE", server + place),
                                        [&gone](const Result<http::Reply>& reply) {
                                          if (!reply) give_up(reply.error().message());
                                          gone.set_value();
                                        });
    });
    gone.get_future().wait();
  }

  net::Loop& loop_;
  const std::string url_, token_;
  const webrtc::Certificate certificate_ = must(webrtc::Certificate::make());
  std::unique_ptr<Port> port_;
  std::unique_ptr<Peer> peer_;
  std::unique_ptr<http::Exchange> exchange_;
  bool leaving_ = false;  // net thread
  int count_ = 0;
};
}  // namespace
}  // namespace anc

int main(int count, char** words) {
  if (count != 3) return 2;
  anc::net::Loop loop;
  loop.start();
  {
    anc::Joins joins(loop, words[1], words[2]);
    for (std::string line; std::getline(std::cin, line);) {
      const int wanted = std::stoi(line);
      for (int i = 0; i < wanted; ++i) joins.one();
      std::cout << wanted << std::endl;  // NOLINT: whoever reads waits for it
    }
  }
  loop.stop();
  return 0;
}
