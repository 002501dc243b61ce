// A bad network between two ends: a UDP relay on the loopback that loses, delays and reorders.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <netinet/in.h>
#include <random>
#include <thread>
#include <vector>

#include "internal/core/error.h"
#include "internal/core/fd.h"

namespace anc::test {

/// Whoever sends to its port is passed on to the target, from a port of its own, and answers go
/// back. A thread of its own; IPv4 on 127.0.0.1.
class Relay {
 public:
  struct Options {
    double loss = 0;  ///< share of the packets of each direction
    std::chrono::microseconds delay{0}, jitter{0};
    double overtake = 0;  ///< share of those that do not wait for what was sent before them
    unsigned seed = 1;
    uint16_t port = 0;  ///< 0: a free one
  };
  static Result<std::unique_ptr<Relay>> open(const Options& options);
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;
  ~Relay();

  uint16_t port() const { return port_; }
  /// Before the first packet.
  void to(uint16_t target) { target_ = target; }
  /// From now on clients come from other ports, as after a change of network.
  void rebind() { rebind_ = true; }
  /// How bad the network is from now on.
  void become(double loss) { loss_ = loss; }

  struct Counters {
    uint64_t passed = 0, lost = 0;
  };
  Counters counters() const { return {passed_, lost_}; }

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct Client {
    sockaddr_in address{};
    Fd up;  ///< connected to the target
    Time latest_there{}, latest_back{};
  };
  struct Waiting {
    size_t client = 0;
    bool back = false;
    std::vector<char> bytes;
  };
  explicit Relay(const Options& options) : options_(options), random_(options.seed) {}
  Result<void> bind();
  Fd connect_up() const;
  void run();
  void take_front(Time now);
  void take_up(size_t client, Time now);
  void put(size_t client, bool back, std::vector<char> bytes, Time now);
  void pass_due(Time now);
  double part() { return std::uniform_real_distribution<>(0, 1)(random_); }

  const Options options_;
  std::mt19937 random_;
  Fd front_;
  uint16_t port_ = 0;
  std::vector<Client> clients_;
  std::multimap<Time, Waiting> waiting_;
  std::atomic<uint16_t> target_ = 0;
  std::atomic<double> loss_ = 0;
  std::atomic<bool> rebind_ = false, stop_ = false;
  std::atomic<uint64_t> passed_ = 0, lost_ = 0;
  std::thread thread_;
};

}  // namespace anc::test
