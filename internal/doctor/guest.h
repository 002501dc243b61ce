// The network as a running guest has it: asked from inside its network namespace.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "internal/doctor/finding.h"

namespace anc::doctor {

/// One running instance.
struct GuestFacts {
  std::string name{};
  std::string address{};  ///< empty: it has no network, and nothing is asked
  std::string gateway{};
  int gateway_error = 0;  ///< errno, ETIMEDOUT for no answer; 0 when it answered
  std::string server{};   ///< name server
  int server_error = 0;
};

struct GuestsFacts {
  bool root = true;  ///< who asks; others cannot enter
  std::vector<GuestFacts> guests{};
};

Report judge_guests(const GuestsFacts& facts);

/// A question for the name servers of the root, which every server can answer: RFC 1035 4.1.
std::vector<std::byte> dns_question(uint16_t id);
/// Whether it is an answer to that question, whatever it says.
bool is_dns_answer(std::span<const std::byte> packet, uint16_t id);

/// An ICMP echo request with its checksum (RFC 792), and whether a raw packet is the reply to it.
std::vector<std::byte> echo_request(uint16_t id, uint16_t sequence);
bool is_echo_reply(std::span<const std::byte> packet, uint16_t id, uint16_t sequence);

}  // namespace anc::doctor
