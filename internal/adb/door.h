// Who comes in from this host: everybody, or who says the secret first.
#pragma once

#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <string>

#include "internal/core/log.h"
#include "internal/net/timer.h"
#include "internal/net/watch.h"

namespace anc::adb {

/// 256 bits of the kernel's randomness, in 64 hexadecimal digits.
Result<std::string> make_token();
/// What a connection must send before all else: "ANCLOUD-ADB ", the token, a line feed. It is not
/// answered: the next byte is the first of adb's own protocol.
std::string greeting(const std::string& token);

/// Connections on their way in. The greeting is compared as a whole and in the same time for every
/// wrong one; who is wrong or slow is closed without a word. Net thread only.
class Door {
 public:
  static constexpr size_t kMostVisitors =
      32;  ///< without a whole greeting; one more closes the oldest

  using Admitted = std::function<void(std::unique_ptr<net::Watch> host)>;
  /// An empty `token` admits everybody at once.
  Door(net::Loop& loop, const std::string& token, std::chrono::milliseconds patience,
       Admitted admitted);
  ~Door();

  void knock(core::Fd connection);
  size_t visitors() const { return visitors_.size(); }

 private:
  struct Visitor;
  using Place = std::list<Visitor>::iterator;
  void listen_to(Place visitor);
  void judge(Place visitor);

  net::Loop& loop_;
  const std::string expected_;
  const std::chrono::milliseconds patience_;
  const Admitted admitted_;
  core::RateLimitedLog log_;
  std::list<Visitor> visitors_;  // oldest first
};

}  // namespace anc::adb
