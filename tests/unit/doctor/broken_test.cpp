// Each fault alone: facts of a sound host broken in one place give that code, with a way out.
#include <cerrno>
#include <functional>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "internal/doctor/binder.h"
#include "internal/doctor/bridge.h"
#include "internal/doctor/cgroups.h"
#include "internal/doctor/encoder.h"
#include "internal/doctor/examine.h"
#include "internal/doctor/firewall.h"
#include "internal/doctor/gl.h"
#include "internal/doctor/guest.h"
#include "internal/doctor/image.h"
#include "internal/doctor/limits.h"
#include "internal/doctor/lsm.h"
#include "internal/doctor/memory.h"
#include "internal/doctor/namespaces.h"
#include "internal/doctor/network_steps.h"
#include "internal/doctor/overlay.h"
#include "internal/doctor/ports.h"
#include "internal/doctor/squashfs.h"
#include "internal/doctor/storage.h"
#include "internal/doctor/user.h"
#include "internal/host/steps.h"
#include "internal/step/runner.h"

namespace anc::doctor {
namespace {

using enum core::Code;

/// A sound host, area by area; `Break` spoils one fact of it.
template <class Facts>
using Break = std::function<void(Facts&)>;

Report binder(const Break<BinderFacts>& spoil) {
  BinderFacts facts{.nodes = {},
                    .has_binderfs = true,
                    .binderfs_version = 8,
                    .module_loaded = true,
                    .module_installed = true,
                    .kernel = "6.1"};
  spoil(facts);
  return judge_binder(facts);
}

/// A host with fixed nodes alone.
Report nodes(const Break<BinderNode>& spoil) {
  BinderNode node{"/dev/binder", 0666, 0, 8};
  spoil(node);
  return judge_binder({.nodes = {node}, .module_loaded = true, .kernel = "6.1"});
}

Report memory(int memfd, int ashmem) { return judge_memory({memfd, ashmem}); }

Report lsm(std::optional<std::string> modules, std::optional<bool> enforcing,
           std::optional<bool> guest_profile = {}) {
  return judge_lsm({std::move(modules), enforcing, guest_profile});
}

Report namespaces(const Break<NamespaceFacts>& spoil) {
  NamespaceFacts facts;
  facts.unprivileged_error = 0;
  facts.most = 15000;
  facts.newuidmap = true;
  facts.uids = facts.gids = {{"root", 100000, 65536}};
  spoil(facts);
  return judge_namespaces(facts);
}

Report cgroups(const Break<CgroupFacts>& spoil) {
  CgroupFacts facts{.hierarchies = {{"/sys/fs/cgroup", true, {"cpu", "memory", "pids"}}}};
  spoil(facts);
  return judge_cgroups(facts);
}

Report limits(const Break<LimitFacts>& spoil) {
  LimitFacts facts;
  facts.sysctls = {{"fs.inotify.max_user_instances", 128},
                   {"fs.inotify.max_user_watches", 8192},
                   {"kernel.keys.maxkeys", 200},
                   {"vm.max_map_count", 65530},
                   {"vm.overcommit_memory", 0}};
  spoil(facts);
  return judge_limits(facts);
}

Report overlay(const Break<OverlayFacts>& spoil, bool root = true) {
  OverlayFacts facts{.writable = Attempt{}, .place = "/data", .in_user_namespace = 0};
  spoil(facts);
  return judge_overlay(facts, root);
}

Report squashfs(const Break<SquashfsFacts>& spoil) {
  SquashfsFacts facts{.compressors = {{"gzip", 0}, {"zstd", 0}}, .id_map_error = 0};
  spoil(facts);
  return judge_squashfs(facts);
}

Report image(const Break<ImageFacts>& spoil) {
  ImageFacts facts{.path = "/i.img", .machine = "x86_64", .features = "ssse3 sse4_2 popcnt"};
  facts.info.emplace();
  facts.info->path = "/i.img";
  facts.info->abi = "x86_64";
  spoil(facts);
  return judge_image(facts);
}

Report storage(const Break<StorageFacts>& spoil) {
  StorageFacts facts{.path = "/data",
                     .directory = "/data",
                     .free_bytes = 20ull << 30,
                     .inodes = 1'000'000,
                     .free_inodes = 900'000};
  spoil(facts);
  return judge_storage(facts);
}

Report user(const Break<UserFacts>& spoil) {
  UserFacts facts{.name = "ancloud", .uid = 999, .data_path = "/data"};
  spoil(facts);
  return judge_user(facts);
}

/// What a host-setup step said.
Report step_said(Code absent, Seen seen) {
  const Steps steps = host::steps({});
  step::Status status;
  status.step = steps.front().get();
  status.seen = std::move(seen);
  Report report;
  if (auto finding = judge_step(status, absent)) report.add(std::move(*finding));
  return report;
}

Report firewall(const Break<FirewallFacts>& spoil, Report steps = {}) {
  FirewallFacts facts{.nft = true,
                      .iptables = true,
                      .filters = {.nft = true, .iptables = "iptables"},
                      .decided = host::Firewall::kIptables};
  spoil(facts);
  return judge_firewall(facts, std::move(steps));
}

Report guest(const Break<GuestFacts>& spoil) {
  GuestFacts facts{"phone", "192.168.240.112", "192.168.240.1", 0, "8.8.8.8", 0};
  spoil(facts);
  return judge_guests({.guests = {facts}});
}

Report port(int error, const std::string& holder = "") {
  return judge_ports({{"stream.listen", "127.0.0.1", 8555, false, error, holder}});
}

Report gl(const std::vector<gles::Verdict>& verdicts) { return judge_gl(verdicts); }

gles::Verdict draws(bool software) {
  return {.candidate = "device 0",
          .fault = "",
          .facts = {{"renderer", "Mesa Intel(R)"}, {"software", software}}};
}

Report encoders(const Break<EncodersFacts>& spoil) {
  EncodersFacts facts{.software = {{"h264", "OpenH264 2.3.1", ""}, {"vp8", "libvpx v1.12", ""}},
                      .chips = {}};
  spoil(facts);
  return judge_encoders(facts);
}

const Probe& some_probe() { return *find_probe("gl"); }

std::map<Code, Report> broken() {
  const auto as_is = [](auto&) {};
  std::map<Code, Report> all;
  const auto gone = [](BinderFacts& facts) {
    facts.has_binderfs = facts.module_loaded = facts.module_installed = false;
  };
  all[kBinderMissing] = binder(gone);
  all[kBinderNotLoaded] = binder([](BinderFacts& f) { f.has_binderfs = f.module_loaded = false; });
  all[kBinderNoNodes] = binder([](BinderFacts& f) { f.has_binderfs = false; });
  all[kBinderForbidden] = binder([](BinderFacts& f) { f.binderfs_error = EPERM; });
  all[kBinderVersion] = binder([](BinderFacts& f) { f.binderfs_version = 7; });
  all[kBinderShared] = nodes(as_is);
  all[kBinderNodeMode] = nodes([](BinderNode& node) { node.mode = 0600; });
  all[kMemfdMissing] = memory(ENOSYS, 0);
  all[kAshmemMissing] = memory(0, ENOENT);
  all[kSelinuxEnforcing] = lsm("capability,selinux", true);
  all[kSelinuxInactive] = lsm("capability,apparmor", std::nullopt);
  all[kApparmorProfile] = lsm("selinux,apparmor", false, false);
  all[kUserNamespaceMissing] = namespaces([](NamespaceFacts& f) { f.error = EINVAL; });
  all[kUserNamespaceRestricted] =
      namespaces([](NamespaceFacts& f) { f.unprivileged_error = EPERM; });
  all[kSubidMissing] = namespaces([](NamespaceFacts& f) { f.gids.clear(); });
  all[kCgroupMissing] = cgroups([](CgroupFacts& f) { f.hierarchies.clear(); });
  all[kCgroupReadOnly] = cgroups([](CgroupFacts& f) { f.hierarchies[0].error = EROFS; });
  all[kCgroupControllers] = cgroups([](CgroupFacts& f) {
    f.hierarchies[0].controllers = {"cpu", "pids"};
  });
  all[kCgroupDevices] = cgroups([](CgroupFacts& f) { f.device_filter_error = EPERM; });
  all[kOverlayMissing] = overlay([](OverlayFacts& f) { f.plain = {ENODEV, "no such device"}; });
  all[kOverlayUpperRefused] = overlay([](OverlayFacts& f) {
    f.writable = Attempt{EINVAL, "invalid argument"};
  });
  all[kOverlayUserNamespace] = overlay([](OverlayFacts& f) { f.in_user_namespace = EPERM; });
  all[kNeedsDataPath] = overlay([](OverlayFacts& f) { f.writable.reset(); });
  all[kNeedsRoot] = overlay(as_is, false);
  all[kLoopMissing] = squashfs([](SquashfsFacts& f) { f.loop_error = ENOENT; });
  all[kSquashfsMissing] = squashfs([](SquashfsFacts& f) { f.squashfs = false; });
  all[kSquashfsCompressor] = squashfs([](SquashfsFacts& f) { f.compressors["gzip"] = EINVAL; });
  all[kIdMapMissing] = squashfs([](SquashfsFacts& f) { f.id_map_error = EINVAL; });
  all[kFuseMissing] = squashfs([](SquashfsFacts& f) { f.fuse_error = ENOENT; });
  all[kImageUnmountable] = squashfs([](SquashfsFacts& f) { f.fuse_error = f.loop_error = ENOENT; });
  all[kNeedsImage] = image([](ImageFacts& f) { f.path.clear(); });
  const auto unreadable = [](bool missing) {
    return [missing](ImageFacts& f) {
      f.info.reset();
      f.problem = "no such file or directory";
      f.missing = missing;
    };
  };
  all[kImageMissing] = image(unreadable(true));
  all[kImageBad] = image(unreadable(false));
  all[kImageAbi] = image([](ImageFacts& f) { f.info->abi = "arm64-v8a"; });
  all[kCpu32Bit] = image([](ImageFacts& f) {
    f.info->abi = "x86";
    f.error_32_bit = ENOEXEC;
  });
  all[kCpuFeatures] = image([](ImageFacts& f) { f.features = "ssse3 popcnt"; });
  all[kDataPathMissing] = storage([](StorageFacts& f) { f.directory = "/"; });
  all[kDataPathReadOnly] = storage([](StorageFacts& f) { f.write_error = EROFS; });
  all[kDataPathForbidden] = storage([](StorageFacts& f) { f.write_error = EACCES; });
  all[kDataPathNoexec] = storage([](StorageFacts& f) { f.noexec = true; });
  all[kDiskFull] = storage([](StorageFacts& f) { f.write_error = ENOSPC; });
  all[kDiskLow] = storage([](StorageFacts& f) { f.free_bytes = 500u << 20; });
  all[kInodesLow] = storage([](StorageFacts& f) { f.free_inodes = 12; });
  all[kSessionUserMissing] = user([](UserFacts& f) { f.uid.reset(); });
  all[kSessionUserBad] = user([](UserFacts& f) { f.uid = 0; });
  all[kDataPathUnreachable] = user([](UserFacts& f) { f.unreachable = "/data"; });
  all[kOvercommitStrict] = limits([](LimitFacts& f) { f.sysctls["vm.overcommit_memory"] = 2; });
  all[kInotifyExhausted] = limits([](LimitFacts& f) { f.inotify_error = EMFILE; });
  all[kInotifyLow] = limits([](LimitFacts& f) { f.sysctls["fs.inotify.max_user_instances"] = 16; });
  all[kKeysExhausted] = limits([](LimitFacts& f) { f.key_error = EDQUOT; });
  all[kKeysLow] = limits([](LimitFacts& f) { f.sysctls["kernel.keys.maxkeys"] = 10; });
  all[kMapCountLow] = limits([](LimitFacts& f) { f.sysctls["vm.max_map_count"] = 1000; });
  const auto impossible = [](Code code) {
    return step::impossible("it is so", "do this", Kind::kNetwork, code);
  };
  all[kBridgeUnsupported] = judge_bridge(EOPNOTSUPP, {}, "");
  all[kBridgeTaken] = judge_bridge(0, step_said(kBridgeMissing, impossible(kBridgeTaken)), "");
  all[kBridgeMissing] =
      judge_bridge(0, step_said(kBridgeMissing, Seen(State::kAbsent, {}, "no bridge")), "");
  all[kRouteClash] =
      judge_bridge(0, step_said(kBridgeMissing, impossible(kRouteClash)), "192.168.241.1/24");
  all[kIpForwardOff] =
      judge_bridge(0, step_said(kIpForwardOff, Seen(State::kAbsent, {}, "it is off")), "");
  all[kFirewallMissing] = firewall([](FirewallFacts& f) { f.nft = f.iptables = false; });
  const auto tables = [](std::vector<host::FilterTable> there) {
    return [there](FirewallFacts& f) { f.filters.tables = there; };
  };
  host::FilterChain one_rule;
  one_rule.rules.resize(1);
  all[kFirewallMixed] = firewall(tables({{"iptables-legacy", "ip", "filter", {{"INPUT", one_rule}}},
                                         {"nft", "ip", "filter", {{"INPUT", one_rule}}}}));
  all[kFirewallRules] =
      firewall(as_is, step_said(kFirewallRules, Seen(State::kAbsent, {}, "8 rules are missing")));
  const auto policy = [&](std::map<std::string, host::FilterChain> chains) {
    chains["FORWARD"] = {.at_forward = true, .policy_drop = true};
    return tables({{"iptables-nft", "ip", "filter", chains}});
  };
  all[kForwardDocker] = firewall(policy({{"DOCKER-USER", {}}}));
  all[kForwardUfw] = firewall(policy({{"ufw-user-forward", {}}}));
  all[kForwardDrop] = firewall(policy({}));
  all[kForwardFirewalld] =
      firewall(tables({{"nft",
                        "inet",
                        "firewalld",
                        {{"filter_FORWARD", {.at_forward = true, .policy_drop = true}}}}}));
  all[kGuestNoGateway] = guest([](GuestFacts& f) { f.gateway_error = ETIMEDOUT; });
  all[kGuestNoDns] = guest([](GuestFacts& f) { f.server_error = ETIMEDOUT; });
  all[kNeedsInstance] = judge_guests({});
  all[kPortInUse] = port(EADDRINUSE, "nginx (pid 8)");
  all[kPortForbidden] = port(EACCES);
  all[kAddressNotHere] = port(EADDRNOTAVAIL);
  all[kGlMissing] = judge_gl(fail(Error(Kind::kGraphics, "open libEGL.so.1").code(kGlMissing)));
  all[kGlNothingDraws] = gl({{.candidate = "device 0", .fault = "does not initialise"}});
  all[kGlCrashes] = gl(
      {{.candidate = "device 0", .fault = "crashes (signal 11)", .dangerous = true}, draws(false)});
  all[kGlHangs] = gl(
      {{.candidate = "device 0", .fault = "hangs (no answer)", .dangerous = true}, draws(false)});
  all[kGlSoftware] = gl({draws(true)});
  all[kEncoderMissing] = encoders([](EncodersFacts& f) { f.software[0] = {"h264", "", "no"}; });
  all[kEncoderHardware] = encoders([](EncodersFacts& f) { f.chips = {{"nvenc", "", "no"}}; });
  all[kProbeCrashed] = Report(silent_probe(some_probe(), false, "signal 11", {}));
  all[kProbeHung] = Report(silent_probe(some_probe(), true, "", std::chrono::seconds(2)));
  all[kProbeFailed] = Report(could_not_look("statvfs: input/output error"));
  return all;
}

/// Faults that come along by their nature.
const std::map<Code, std::set<Code>> kCompanions = {
    {kBinderNodeMode, {kBinderShared}},                 // no binderfs means nodes
    {kImageUnmountable, {kLoopMissing, kFuseMissing}},  // that is what it means
};

TEST(Broken, EachFaultGivesItsOwnCodeAndNoOther) {
  for (const auto& [code, report] : broken()) {
    std::set<Code> found;
    for (const Finding& finding : report.findings) {
      if (finding.code != kNone) found.insert(finding.code);
    }
    std::set<Code> expected = {code};
    if (const auto more = kCompanions.find(code); more != kCompanions.end()) {
      expected.insert(more->second.begin(), more->second.end());
    }
    EXPECT_EQ(found, expected) << core::code_name(code) << ": " << to_json(report).dump();
  }
}

TEST(Broken, EachFaultSaysWhatItIsAndWhatToDo) {
  for (const auto& [code, report] : broken()) {
    for (const Finding& finding : report.findings) {
      EXPECT_FALSE(finding.cause.empty()) << core::code_name(code);
      EXPECT_FALSE(finding.cause.ends_with('.')) << finding.cause;
      const bool bad =
          finding.severity == Severity::kWarning || finding.severity == Severity::kProblem;
      if (bad) {
        EXPECT_FALSE(finding.command.empty() && finding.advice.empty()) << finding.cause;
      }
      if (finding.code == kNone) continue;
      EXPECT_EQ(finding.severity, core::code_facts(finding.code).severity) << finding.cause;
      if (!core::code_facts(finding.code).group.empty()) {
        EXPECT_EQ(finding.command, "ancloud host-setup") << core::code_name(finding.code);
      }
    }
  }
}

TEST(Broken, WhatNoStepOfOursCuresIsLeftToItsOwnerInItsOwnWords) {
  const Report report = firewall([](FirewallFacts& f) {
    f.decided = host::Firewall::kNft;
    f.filters.tables = {
        {"iptables-nft",
         "ip",
         "filter",
         {{"ufw-user-forward", {}}, {"FORWARD", {.at_forward = true, .policy_drop = true}}}}};
  });
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings.front().code, kForwardUfw);
  EXPECT_EQ(report.findings.front().command,
            "ufw route allow in on ancloud && ufw route allow out on ancloud");
}

TEST(Broken, NoCodeOfTheTableIsLeftOut) {
  const auto all = broken();
  for (const core::CodeFacts& row : core::code_table()) {
    EXPECT_TRUE(all.contains(row.code)) << row.name;
  }
}

TEST(Broken, ASoundHostHasNothingWorseThanANote) {
  const auto as_is = [](auto&) {};
  const std::vector<Report> sound = {binder(as_is),      memory(0, 0),    lsm("selinux", false),
                                     namespaces(as_is),  cgroups(as_is),  limits(as_is),
                                     overlay(as_is),     squashfs(as_is), image(as_is),
                                     storage(as_is),     user(as_is),     judge_bridge(0, {}, ""),
                                     firewall(as_is),    guest(as_is),    port(0),
                                     gl({draws(false)}), encoders(as_is)};
  for (const Report& report : sound) {
    ASSERT_FALSE(report.findings.empty());
    for (const Finding& finding : report.findings) {
      EXPECT_EQ(finding.code, kNone) << finding.cause;
      EXPECT_EQ(finding.severity, Severity::kOk) << finding.cause;
    }
  }
}

}  // namespace
}  // namespace anc::doctor
