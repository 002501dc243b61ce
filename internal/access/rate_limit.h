// Guessing takes time: failed logins of each address.
#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <map>
#include <string>
#include <string_view>

namespace anc::access {

/// One thread. Knows at most kMost addresses; the one that failed longest ago is forgotten first.
class RateLimit {
 public:
  static constexpr size_t kMost = 4096;
  using Time = std::chrono::steady_clock::time_point;

  /// After `burst` failures an address waits; one more is forgiven every `each`.
  explicit RateLimit(int burst = 10, std::chrono::milliseconds each = std::chrono::seconds(6))
      : burst_(burst), each_(each) {}

  /// How long `address` has to wait before it may try again; zero: now. Ask before the secret is
  /// looked at, so that a right guess does not help either.
  std::chrono::milliseconds wait(std::string_view address, Time now) const;
  void failed(std::string_view address, Time now);
  void succeeded(std::string_view address);
  size_t known() const { return entries_.size(); }

 private:
  struct Entry {
    std::chrono::milliseconds debt{};  // at `at`: each_ for a failure; it melts since then
    Time at{};
    std::list<std::string>::iterator place;
  };
  static std::chrono::milliseconds debt_at(const Entry& entry, Time now);

  int burst_;
  std::chrono::milliseconds each_;
  std::map<std::string, Entry, std::less<>> entries_;
  std::list<std::string> order_;  // failed longest ago first
};

/// What an address counts as: itself, and of v6 its /64, of which a customer has all.
std::string rate_key(std::string_view address);

}  // namespace anc::access
