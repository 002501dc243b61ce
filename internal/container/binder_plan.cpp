// The rule for a guest's binder: see binder_plan.h.
#include "internal/container/binder_plan.h"

#include <iterator>

#include "internal/container/guest_plan.h"
#include "internal/core/text.h"

namespace anc::container {
namespace {

// Android 7, which Anbox's images are, has no hwbinder and vndbinder yet (anbox-host.md 1.12).
std::vector<std::string> node_names(const GuestFacts& facts, const StartOptions& options) {
  const unsigned by_family = facts.family == image::Family::kAnbox ? 1 : 3;
  const unsigned count = options.binder_nodes != 0 ? options.binder_nodes : by_family;
  return {std::begin(kBinderNodes), std::begin(kBinderNodes) + count};
}

FileKind kind_on_host(const GuestFacts& facts, const std::string& path) {
  const auto found = facts.host.find(path);
  return found == facts.host.end() ? FileKind::kAbsent : found->second.kind;
}

Error no_nodes(const GuestFacts& facts, const std::string& lacking, const std::string& all) {
  const std::string path = "/dev/" + lacking;
  if (kind_on_host(facts, path) != FileKind::kAbsent) {
    return Error(Kind::kHostRequirement, path + " is no device, but some other file")
        .hint("find out who made it, remove it, then `ancloud host-setup`");
  }
  if (lacking != kBinderNodes[0]) {
    return Error(Kind::kHostRequirement,
                 "the guest needs the binder nodes " + all + ", and this host has no " + path)
        .hint(
            "a binder that is loaded keeps its nodes: reboot, then `ancloud host-setup`, before "
            "anything else loads it");
  }
  return Error(Kind::kHostRequirement, "the guest needs binder, and this host has none")
      .hint(
          "`ancloud host-setup` loads the kernel's driver, and with --build-binder builds one "
          "where it can; --binder none starts the guest without");
}

}  // namespace

std::string_view from_name(BinderPlan::From from) {
  switch (from) {
    case BinderPlan::From::kNowhere:
      return "none";
    case BinderPlan::From::kBinderfs:
      return "binderfs";
    case BinderPlan::From::kHostNodes:
      return "nodes";
  }
  return "none";
}

bool wants_binder(Binder binder, image::Family family) {
  return binder == Binder::kAuto ? image::needs_binder(family) : binder != Binder::kNone;
}

Result<BinderPlan> decide_binder(const GuestFacts& facts, const StartOptions& options) {
  BinderPlan plan;
  if (!wants_binder(options.binder, facts.family)) return plan;
  plan.nodes = node_names(facts, options);
  const bool may_be_own = options.binder == Binder::kAuto || options.binder == Binder::kBinderfs;
  if (may_be_own && facts.binderfs && facts.binder_major) {
    plan.from = BinderPlan::From::kBinderfs;
    plan.directory = plan.nodes.size() > 1;
    return plan;
  }
  if (options.binder == Binder::kBinderfs) {
    return fail(Error(Kind::kHostRequirement, "the kernel has no binderfs")
                    .hint("`ancloud host-setup` loads the driver, and with --build-binder builds "
                          "one that has it"));
  }
  for (const std::string& name : plan.nodes) {
    if (kind_on_host(facts, "/dev/" + name) != FileKind::kCharDevice) {
      return fail(no_nodes(facts, name, core::join(plan.nodes, ", ")));
    }
  }
  plan.from = BinderPlan::From::kHostNodes;
  return plan;
}

}  // namespace anc::container
