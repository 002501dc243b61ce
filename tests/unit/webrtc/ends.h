// Two peers of one process over loopback, and how to wait for what they do.
#pragma once

#include <chrono>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "internal/net/loop.h"
#include "internal/webrtc/peer.h"

namespace anc::webrtc {

/// Runs on the net thread and waits for it.
inline void on(net::Loop& loop, const std::function<void()>& work) {
  std::promise<void> done;
  loop.post([&] {
    work();
    done.set_value();
  });
  done.get_future().wait();
}

/// Looks on the net thread until it holds; false after 20 s, which no test takes that passes.
inline bool eventually(net::Loop& loop, const std::function<bool()>& holds) {
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (std::chrono::steady_clock::now() < limit) {
    bool is = false;
    on(loop, [&] { is = holds(); });
    if (is) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return false;
}

template <class T>
T must(Result<T> result) {
  if (!result) {
    ADD_FAILURE() << result.error().message();
    throw std::runtime_error(result.error().message());
  }
  return std::move(*result);
}

/// A peer and what it has told.
struct End {
  std::unique_ptr<Port> port;
  std::unique_ptr<Peer> peer;  // ends before its port
  bool connected = false, channels_up = false;
  std::string closed;
  int key_frames_wanted = 0;
  std::map<ChannelId, std::string> channels;  // open ones, by label
  std::vector<std::vector<std::byte>> messages;
  std::vector<bool> text;
  std::function<void(ChannelId, bool, core::Bytes)> on_message;

  Peer::Events events() {
    Peer::Events to;
    to.connected = [this] { connected = true; };
    to.closed = [this](const std::string& why) { closed = why; };
    to.key_frame_wanted = [this] { ++key_frames_wanted; };
    to.channels_up = [this] { channels_up = true; };
    to.channel_opened = [this](ChannelId id, const std::string& label, const std::string&) {
      channels[id] = label;
    };
    to.channel_closed = [this](ChannelId id) { channels.erase(id); };
    to.message = [this](ChannelId id, bool is_text, core::Bytes message) {
      messages.emplace_back(message.begin(), message.end());
      text.push_back(is_text);
      if (on_message) on_message(id, is_text, message);
    };
    return to;
  }
};

/// `offerer` is the full agent, `answerer` the lite one.
class Ends : public testing::Test {
 protected:
  void SetUp() override { loop.start(); }
  void TearDown() override {
    TearDownPeers();
    loop.stop();
  }

  void TearDownPeers() {
    on(loop, [this] {
      for (End* end : {&offerer, &answerer}) {
        end->peer.reset();
        *end = {};
      }
    });
  }

  void open(Port::Options for_offerer = {.address = "127.0.0.1"},
            Port::Options for_answerer = {.address = "127.0.0.1"}) {
    on(loop, [&] {
      answerer.port = must(Port::open(loop, std::move(for_answerer)));
      for_offerer.sctp = answerer.port->sctp();
      offerer.port = must(Port::open(loop, std::move(for_offerer)));
    });
  }

  /// Both descriptions; `change` may spoil the one of the offer, `change_answer` that of the
  /// answer.
  void join(const std::function<void(std::string&)>& change = {},
            const std::function<void(std::string&)>& change_answer = {}) {
    on(loop, [&] {
      offerer.peer = must(Peer::offer(loop, *offerer.port, ours, offering, offerer.events()));
      std::string offer = offerer.peer->local_sdp();
      if (change) change(offer);
      answerer.peer =
          must(Peer::answer(loop, *answerer.port, theirs, offer, answering, answerer.events()));
      std::string answer = answerer.peer->local_sdp();
      if (change_answer) change_answer(answer);
      const auto accepted = offerer.peer->accept(answer);
      ASSERT_TRUE(accepted) << accepted.error().message();
    });
  }

  /// Both ends send media: the offer takes some, and so does the answer.
  void join_sending_both_ways() {
    const auto replace = [](std::string& sdp, const std::string& what, const std::string& by) {
      for (size_t at = 0; (at = sdp.find(what, at)) != std::string::npos; at += by.size()) {
        sdp.replace(at, what.size(), by);
      }
    };
    join([&](std::string& offer) { replace(offer, "a=sendonly", "a=sendrecv"); },
         [&](std::string& answer) { replace(answer, "a=sendonly", "a=recvonly"); });
  }

  bool connected() {
    return eventually(loop, [this] { return offerer.connected && answerer.connected; });
  }

  net::Loop loop;
  Certificate ours = must(Certificate::make()), theirs = must(Certificate::make());
  Peer::Options offering, answering;
  End offerer, answerer;
  uint64_t arrived = 0;
};

}  // namespace anc::webrtc
