// The bridge by making one where nobody sees it: see bridge.h.
#include "internal/doctor/bridge.h"

#include <algorithm>
#include <cerrno>
#include <sched.h>

#include "internal/doctor/network_steps.h"
#include "internal/doctor/probes.h"
#include "internal/host/subnet_choice.h"
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
  const step::RealHost host;
  const auto settings = settled(question, host);
  if (!settings) return Report(could_not_look(settings.error().message()));
  Report steps = look_at_steps(*settings, host,
                               {{"bridge", Code::kBridgeMissing},
                                {"address", Code::kBridgeMissing},
                                {"forwarding", Code::kIpForwardOff}});
  std::string free;
  if (const auto use = host::look_at_networks(host)) {
    const auto chosen = host::choose_subnet(settings->network, settings->bridge, *use);
    if (chosen.address != settings->network.address) {
      free = step::address_text({chosen.address, chosen.prefix, {}});
    }
  }
  return judge_bridge(try_bridge(), std::move(steps), free);
}

}  // namespace anc::doctor
