// A WebRTC end without a session: descriptions go in and out as lines of JSON, pictures come out of
// a file over and over, and what arrives on a data channel is sent back.
//
//   peer_echo --video FILE.h264|FILE.ivf [--fps N] [--no-udp] [--advertise A] [--address A]
//
// stdin:  {"offer": SDP}   a new peer that answers       -> {"peer": N, "answer": SDP}
//         {"push": true}   a new peer that offers        -> {"peer": N, "offer": SDP}
//         {"peer": N, "accept": SDP}                     the answer to that offer
//         {"peer": N, "open": LABEL}                     a data channel of ours
//         {"peer": N, "say": TEXT}                       on all its channels
//         {"peer": N, "end": true}
//         {"facts": true}                                -> {"peer": N, "facts": {…}} for each
// stdout: {"peer": N, "event": "connected"|"closed"|"opened"|"message"|"key"|…}
// It ends with its stdin.
#include <chrono>
#include <cstdio>
#include <fstream>
#include <future>
#include <iostream>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "internal/core/json.h"
#include "internal/net/timer.h"
#include "internal/webrtc/peer.h"

namespace anc {
namespace {
using core::Json;
using webrtc::Peer;
using webrtc::Port;

void say(const Json& line) {
  std::cout << line.dump() << std::endl;  // NOLINT: whoever reads waits for it
}

[[noreturn]] void give_up(const std::string& why) {
  std::cerr << "peer_echo: " << why << "\n";
  std::_Exit(1);
}

template <class T>
T must(Result<T> result) {
  if (!result) give_up(result.error().message());
  return std::move(*result);
}

/// The pictures of a file: H.264 of one slice per picture, as Annex B; or VP8 in IVF.
class Film {
 public:
  explicit Film(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    vp8_ = text.starts_with("DKIF");
    const auto all = std::as_bytes(std::span(text));
    vp8_ ? split_ivf(all) : split_h264(all);
    if (pictures_.empty()) give_up(path + " has no pictures");
  }

  port::Codec codec() const { return vp8_ ? port::Codec::kVp8 : port::Codec::kH264; }
  void rewind() { at_ = 0; }
  port::EncodedVideo next() {
    port::EncodedVideo picture = pictures_[at_++ % pictures_.size()];
    picture.frame = at_;
    const auto now = std::chrono::steady_clock::now();
    picture.at = {now, now, now, now, now, now};
    return picture;
  }

 private:
  void add(std::vector<std::byte> bytes, bool key) {
    port::EncodedVideo picture;
    picture.codec = codec();
    picture.key = key;
    picture.width = 640;
    picture.height = 480;
    picture.bytes = std::move(bytes);
    pictures_.push_back(std::move(picture));
  }

  void split_ivf(core::Bytes file) {
    core::ByteReader in(file);
    in.skip(32);
    while (in.remaining() > 12) {
      const uint32_t size = in.u32le();
      in.skip(8);
      const core::Bytes frame = in.take(size);
      if (!in.ok() || frame.empty()) return;
      add({frame.begin(), frame.end()}, (std::to_integer<int>(frame[0]) & 1) == 0);
    }
  }

  void split_h264(core::Bytes file) {
    const auto start = [&](size_t i) {
      return i + 3 < file.size() && file[i] == std::byte{0} && file[i + 1] == std::byte{0} &&
             file[i + 2] == std::byte{1};
    };
    std::vector<std::byte> unit;
    size_t first = 0;
    while (first < file.size() && !start(first)) ++first;
    for (size_t i = first; i + 3 < file.size();) {
      size_t end = i + 3;
      while (end < file.size() && !start(end)) ++end;
      const int type = std::to_integer<int>(file[i + 3]) & 31;
      const auto nal = file.subspan(i, end - i);
      unit.push_back(std::byte{0});
      unit.insert(unit.end(), nal.begin(), nal.end());
      if (type == 1 || type == 5) add(std::exchange(unit, {}), type == 5);
      i = end;
    }
  }

  bool vp8_ = false;
  size_t at_ = 0;
  std::vector<port::EncodedVideo> pictures_;
};

struct One {
  std::unique_ptr<Peer> peer;
  std::set<webrtc::ChannelId> channels;
  bool started = false;  // with a key picture
};

class Echo {
 public:
  Echo(net::Loop& loop, Port::Options options, const std::string& film, int fps)
      : loop_(loop),
        port_(must(Port::open(loop, std::move(options)))),
        film_(film),
        pause_(1000 / fps),
        timer_(loop) {
    play();
  }

  void obey(const Json& order) {
    if (order.contains("offer")) return answer(order["offer"].get<std::string>());
    if (order.contains("push")) return offer();
    if (order.contains("facts")) return tell_facts();
    const int number = order.value("peer", 0);
    One& one = peers_[number];
    if (!one.peer) return;
    if (order.contains("accept")) {
      const auto accepted = one.peer->accept(order["accept"].get<std::string>());
      if (!accepted) say({{"peer", number}, {"error", accepted.error().message()}});
    }
    if (order.contains("open")) {
      const auto id = one.peer->open_channel(order["open"].get<std::string>(), "", {});
      if (id) one.channels.insert(*id);
      say({{"peer", number}, {"event", id ? "opening" : "refused"}});
    }
    if (order.contains("say")) {
      const auto text = order["say"].get<std::string>();
      for (const auto id : one.channels) {
        one.peer->send_message(id, true, std::as_bytes(std::span(text)));
      }
    }
    if (order.contains("end")) peers_.erase(number);
  }

 private:
  Peer::Options options(bool channels) const {
    Peer::Options to;
    to.codec = film_.codec();
    to.channels = channels;
    return to;
  }

  Peer::Events events(int number) {
    const auto tell = [number](const char* event) { say({{"peer", number}, {"event", event}}); };
    Peer::Events to;
    to.connected = [this, tell, number] {
      tell("connected");
      film_.rewind();
      peers_[number].started = false;
    };
    to.closed = [number](const std::string& why) {
      say({{"peer", number}, {"event", "closed"}, {"why", why}});
    };
    to.key_frame_wanted = [this, tell] {
      tell("key");
      film_.rewind();
    };
    to.channels_up = [tell] { tell("channels_up"); };
    to.channel_opened = [this, number](webrtc::ChannelId id, const std::string& label,
                                       const std::string& protocol) {
      peers_[number].channels.insert(id);
      say({{"peer", number}, {"event", "opened"}, {"label", label}, {"protocol", protocol}});
    };
    to.channel_closed = [this, tell, number](webrtc::ChannelId id) {
      peers_[number].channels.erase(id);
      tell("channel_closed");
    };
    to.message = [this, number](webrtc::ChannelId id, bool text, core::Bytes message) {
      say({{"peer", number}, {"event", "message"}, {"text", text}, {"size", message.size()}});
      peers_[number].peer->send_message(id, text, message);
    };
    return to;
  }

  void answer(const std::string& sdp) {
    const int number = ++count_;
    auto peer = Peer::answer(loop_, *port_, certificate_, sdp, options(true), events(number));
    if (!peer) return say({{"peer", number}, {"error", peer.error().message()}});
    say({{"peer", number}, {"answer", (*peer)->local_sdp()}});
    peers_[number].peer = std::move(*peer);
  }

  void offer() {
    const int number = ++count_;
    auto peer = Peer::offer(loop_, *port_, certificate_, options(false), events(number));
    if (!peer) return say({{"peer", number}, {"error", peer.error().message()}});
    say({{"peer", number}, {"offer", (*peer)->local_sdp()}});
    peers_[number].peer = std::move(*peer);
  }

  void tell_facts() {
    for (const auto& [number, one] : peers_) {
      if (!one.peer) continue;
      const auto facts = one.peer->facts();
      say({{"peer", number},
           {"facts",
            {{"transport", facts.transport},
             {"remote", facts.remote},
             {"packets", facts.media.packets},
             {"bytes", facts.media.bytes},
             {"retransmitted", facts.media.retransmitted},
             {"lost", facts.media.lost}}}});
    }
  }

  void play() {
    timer_.start(pause_, [this] { play(); });
    const port::EncodedVideo picture = film_.next();
    port::EncodedSound silence;
    silence.captured_at = std::chrono::steady_clock::now();
    silence.position = sound_ += 960;
    silence.opus = {std::byte{0xfc}, std::byte{0xff}, std::byte{0xfe}};
    for (auto& [number, one] : peers_) {
      if (!one.peer) continue;
      one.started = one.started || picture.key;
      if (one.started) one.peer->send_video(picture);
      one.peer->send_sound(silence);
    }
  }

  net::Loop& loop_;
  std::unique_ptr<Port> port_;
  webrtc::Certificate certificate_ = must(webrtc::Certificate::make());
  Film film_;
  std::chrono::milliseconds pause_;
  net::Timer timer_;
  std::map<int, One> peers_;
  int count_ = 0;
  uint64_t sound_ = 0;
};

void on(net::Loop& loop, const std::function<void()>& work) {
  std::promise<void> done;
  loop.post([&] {
    work();
    done.set_value();
  });
  done.get_future().wait();
}

int run(int argc, char** argv) {
  Port::Options options;
  options.address = "127.0.0.1";
  std::string film;
  int fps = 30;
  for (int i = 1; i < argc; ++i) {
    const std::string flag = argv[i];
    if (flag == "--no-udp") {
      options.udp = false;
      continue;
    }
    if (++i == argc) return 2;
    if (flag == "--video") film = argv[i];
    if (flag == "--fps") fps = std::stoi(argv[i]);
    if (flag == "--advertise") options.advertise.emplace_back(argv[i]);
    if (flag == "--address") options.address = argv[i];
  }
  net::Loop loop;
  loop.start();
  std::unique_ptr<Echo> echo;
  on(loop, [&] { echo = std::make_unique<Echo>(loop, std::move(options), film, fps); });
  for (std::string line; std::getline(std::cin, line);) {
    const Json order = must(core::parse_json(line));
    on(loop, [&] { echo->obey(order); });
  }
  on(loop, [&] { echo.reset(); });
  loop.stop();
  return 0;
}
}  // namespace
}  // namespace anc

int main(int argc, char** argv) { return anc::run(argc, argv); }
