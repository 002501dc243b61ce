// Stable names of what can be wrong with a host: one table for `ancloud doctor`, for the "code" of
// JSON errors, and for docs/doctor.md.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "internal/core/error.h"

namespace anc::core {

/// One fault each; rows of the table in codes.cpp, in the same order.
enum class Code : unsigned char {
  kNone,
  kBinderMissing,
  kBinderNotLoaded,
  kBinderNoNodes,
  kBinderForbidden,
  kBinderVersion,
  kBinderShared,
  kBinderNodeMode,
  kAshmemMissing,
  kMemfdMissing,
  kSelinuxEnforcing,
  kSelinuxInactive,
  kApparmorProfile,
  kUserNamespaceMissing,
  kUserNamespaceRestricted,
  kSubidMissing,
  kCgroupMissing,
  kCgroupReadOnly,
  kCgroupControllers,
  kCgroupDevices,
  kOverlayMissing,
  kOverlayUpperRefused,
  kOverlayUserNamespace,
  kLoopMissing,
  kFuseMissing,
  kSquashfsMissing,
  kSquashfsCompressor,
  kImageUnmountable,
  kIdMapMissing,
  kImageMissing,
  kImageBad,
  kImageAbi,
  kCpu32Bit,
  kCpuFeatures,
  kDataPathMissing,
  kDataPathReadOnly,
  kDataPathForbidden,
  kDataPathNoexec,
  kDataPathUnreachable,
  kDiskFull,
  kDiskLow,
  kInodesLow,
  kSessionUserMissing,
  kSessionUserBad,
  kOvercommitStrict,
  kInotifyExhausted,
  kInotifyLow,
  kKeysExhausted,
  kKeysLow,
  kMapCountLow,
  kBridgeUnsupported,
  kBridgeTaken,
  kBridgeMissing,
  kRouteClash,
  kIpForwardOff,
  kFirewallMissing,
  kFirewallRules,
  kFirewallMixed,
  kForwardDocker,
  kForwardUfw,
  kForwardFirewalld,
  kForwardDrop,
  kGuestNoGateway,
  kGuestNoDns,
  kPortInUse,
  kPortForbidden,
  kAddressNotHere,
  kGlMissing,
  kGlNothingDraws,
  kGlCrashes,
  kGlHangs,
  kGlSoftware,
  kEncoderMissing,
  kEncoderHardware,
  kProbeCrashed,
  kProbeHung,
  kProbeFailed,
  kNeedsRoot,
  kNeedsDataPath,
  kNeedsImage,
  kNeedsInstance,
};

/// How much a fault is in the way. kProblem: something cannot start, or the guest will not work;
/// kWarning: it starts, with less than it could have, or after host-setup; kOk: nothing to do;
/// kNotTried: nobody knows.
enum class Severity { kOk, kWarning, kProblem, kNotTried };

/// Whom a fault concerns: every guest, those with Android's own userland, Anbox's image alone.
enum class Concerns { kAll, kAndroid, kAnbox };

/// A row of the table.
struct CodeFacts {
  Code code;
  std::string_view name;  ///< "binder_missing": never renamed
  Severity severity;      ///< for those it concerns; for others less, see doctor/weigh.h
  Concerns concerns;
  std::string_view group;    ///< of host-setup's steps that repair it; empty: none does
  std::string_view meaning;  ///< one clause, for docs/doctor.md
};

/// All but kNone, in the order of the doctor's road.
std::span<const CodeFacts> code_table();
/// CHECKs that it is not kNone.
const CodeFacts& code_facts(Code code);
/// "binder_missing"; empty for kNone.
std::string_view code_name(Code code);
/// None for a name that is not in the table.
std::optional<Code> find_code(std::string_view name);

/// "ok", "warning", "problem", "not_tried": in JSON.
std::string_view severity_name(Severity severity);
std::optional<Severity> find_severity(std::string_view name);

}  // namespace anc::core

namespace anc {
using core::Severity;
}
