// The bridge by making one where nobody sees it: see bridge.h.
#include "internal/doctor/bridge.h"

#include <algorithm>
#include <cerrno>
#include <sched.h>

#include "internal/doctor/network_steps.h"
#include "internal/doctor/probes.h"
#include "internal/step/real_host.h"

namespace anc::doctor {
namespace {

constexpr int kNotTried = -1;

/// After everything else: this process is in another network then.
int try_bridge() {
  if (::unshare(CLONE_NEWNET) != 0) return errno == EPERM ? kNotTried : errno;
  step::RealHost host;
  const auto made = host.add_bridge("anc-doctor", {2, 0, 0, 0, 0, 1});
  return made ? 0 : std::max(made.error().root_errno(), 1);
}

}  // namespace

std::string free_network(const std::vector<step::Ipv4>& addresses,
                         const std::vector<step::Ipv4>& routes) {
  constexpr int kWidestClaim = 8;  // as host-setup's address step sees it: wider is a way out
  const auto taken = [&](const step::Ipv4& candidate) {
    const auto overlaps = [&](const step::Ipv4& other) {
      return other.prefix >= kWidestClaim && other.overlaps(candidate);
    };
    return std::any_of(addresses.begin(), addresses.end(), overlaps) ||
           std::any_of(routes.begin(), routes.end(), overlaps);
  };
  // 192.168.240-254, 172.31.0-255, 10.240.0-255: where few look for networks of theirs.
  const std::pair<uint32_t, uint32_t> ranges[] = {
      {0xC0A8F001, 15}, {0xAC1F0001, 256}, {0x0AF00001, 256}};
  for (const auto& [first, count] : ranges) {
    for (uint32_t i = 0; i < count; ++i) {
      const step::Ipv4 candidate{first + (i << 8), 24, {}};
      if (!taken(candidate)) return address_text(candidate);
    }
  }
  return {};
}

Report judge_bridge(int error, Report steps, const std::string& free) {
  Report report;
  if (error > 0) {
    report.add(fault(Code::kBridgeUnsupported, "make a bridge: " + core::errno_text(error))
                   .with_command("modprobe -a bridge veth"));
  }
  bool there = true;
  for (Finding& finding : steps.findings) {
    there = there && finding.code != Code::kBridgeMissing && finding.code != Code::kBridgeTaken;
    if (finding.code == Code::kRouteClash && !free.empty()) {
      finding.advice = "choose another range, this one is free: ANCLOUD_NETWORK_ADDRESS=" + free +
                       ", or network.address in the configuration";
    }
  }
  report.labels["ancloud.bridge"] = there ? "yes" : "no";
  report.add(std::move(steps));
  if (report.findings.empty()) report.add(fine("the bridge is there, its packets are forwarded"));
  return report;
}

Report probe_bridge(const Question& question) {
  Report steps = look_at_steps(question, {{"bridge", Code::kBridgeMissing},
                                          {"address", Code::kBridgeMissing},
                                          {"forwarding", Code::kIpForwardOff}});
  const step::RealHost host;
  const auto addresses = host.addresses();
  const auto routes = host.routes();
  const std::string free = addresses && routes ? free_network(*addresses, *routes) : "";
  return judge_bridge(try_bridge(), std::move(steps), free);
}

}  // namespace anc::doctor
