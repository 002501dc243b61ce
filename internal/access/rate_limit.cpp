// A leaking bucket for each address: see rate_limit.h.
#include "internal/access/rate_limit.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cstring>
#include <netinet/in.h>

namespace anc::access {

using std::chrono::milliseconds;

milliseconds RateLimit::debt_at(const Entry& entry, Time now) {
  const auto passed = std::chrono::floor<milliseconds>(now - entry.at);
  return std::max(milliseconds(0), entry.debt - passed);
}

milliseconds RateLimit::wait(std::string_view address, Time now) const {
  const auto found = entries_.find(rate_key(address));
  if (found == entries_.end()) return {};
  return std::max(milliseconds(0), debt_at(found->second, now) - (burst_ - 1) * each_);
}

void RateLimit::failed(std::string_view address, Time now) {
  std::string key = rate_key(address);
  const auto found = entries_.find(key);
  if (found != entries_.end()) {
    Entry& entry = found->second;
    entry.debt = std::min(debt_at(entry, now) + each_, burst_ * each_);
    entry.at = now;
    order_.splice(order_.end(), order_, entry.place);
    return;
  }
  if (entries_.size() >= kMost) {
    entries_.erase(order_.front());
    order_.pop_front();
  }
  const auto place = order_.insert(order_.end(), key);
  entries_.emplace(std::move(key), Entry{each_, now, place});
}

void RateLimit::succeeded(std::string_view address) {
  const auto found = entries_.find(rate_key(address));
  if (found == entries_.end()) return;
  order_.erase(found->second.place);
  entries_.erase(found);
}

std::string rate_key(std::string_view address) {
  in6_addr v6{};
  if (inet_pton(AF_INET6, std::string(address.substr(0, address.find('%'))).c_str(), &v6) != 1) {
    return std::string(address);
  }
  if (IN6_IS_ADDR_V4MAPPED(&v6)) {
    char text[INET_ADDRSTRLEN];
    return inet_ntop(AF_INET, &v6.s6_addr[12], text, sizeof text);
  }
  std::memset(&v6.s6_addr[8], 0, 8);
  char text[INET6_ADDRSTRLEN];
  return inet_ntop(AF_INET6, &v6, text, sizeof text);
}

}  // namespace anc::access
