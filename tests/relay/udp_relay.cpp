// The relay as a program, for tests that are no C++.
//
// usage: udp_relay TARGET_PORT [--loss PERCENT] [--delay MS] [--jitter MS] [--overtake PERCENT]
//                  [--seed N] [--port N]
// Prints the port that it relays from. A line "rebind" on the standard input changes its ports on
// the other side, "loss PERCENT" the losses; it ends when the standard input does.
#include <cstdlib>
#include <iostream>
#include <string>

#include "tests/relay/relay.h"

namespace {
using anc::test::Relay;
using std::chrono::microseconds;

bool read_options(int count, char** words, Relay::Options& options) {
  for (int i = 2; i < count; i += 2) {
    if (i + 1 == count) return false;
    const std::string name = words[i];
    const double value = std::strtod(words[i + 1], nullptr);
    if (name == "--loss") {
      options.loss = value / 100;
    } else if (name == "--delay") {
      options.delay = microseconds(static_cast<int64_t>(value * 1000));
    } else if (name == "--jitter") {
      options.jitter = microseconds(static_cast<int64_t>(value * 1000));
    } else if (name == "--overtake") {
      options.overtake = value / 100;
    } else if (name == "--seed") {
      options.seed = static_cast<unsigned>(value);
    } else if (name == "--port") {
      options.port = static_cast<uint16_t>(value);
    } else {
      return false;
    }
  }
  return true;
}
}  // namespace

int main(int count, char** words) {
  Relay::Options options;
  if (count < 2 || !read_options(count, words, options)) {
    std::cerr << "usage: udp_relay TARGET_PORT [--loss PERCENT] [--delay MS] [--jitter MS] "
                 "[--overtake PERCENT] [--seed N] [--port N]\n";
    return 2;
  }
  const auto relay = Relay::open(options);
  if (!relay) {
    std::cerr << relay.error().message() << "\n";
    return 1;
  }
  (*relay)->to(static_cast<uint16_t>(std::strtoul(words[1], nullptr, 10)));
  std::cout << (*relay)->port() << std::endl;
  for (std::string line; std::getline(std::cin, line);) {
    if (line == "rebind") (*relay)->rebind();
    if (line.starts_with("loss ")) {
      (*relay)->become(std::strtod(line.c_str() + 5, nullptr) / 100);
    }
  }
  const auto counters = (*relay)->counters();
  std::cerr << "{\"passed\": " << counters.passed << ", \"lost\": " << counters.lost << "}\n";
}
