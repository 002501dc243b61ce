// Which binder a guest gets: its own binder file system, the host's fixed nodes, or none.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "internal/container/options.h"
#include "internal/core/error.h"
#include "internal/image/info.h"

namespace anc::container {

/// Names of binder nodes that Android versions use, in the order in which they came.
inline constexpr const char* kBinderNodes[] = {"binder", "hwbinder", "vndbinder"};

struct GuestFacts;

/// Decided before anything is made.
struct BinderPlan {
  enum class From {
    kNowhere,
    kBinderfs,   ///< an instance of its own: nobody else's services are in it
    kHostNodes,  ///< the host's fixed nodes: one context for all who open them
  };
  From from = From::kNowhere;
  std::vector<std::string> nodes;  ///< in the guest's /dev
  bool directory = false;          ///< the binderfs itself at /dev/binderfs, as from Android 11 on
};

/// "none", "binderfs", "nodes": in the lease and in status.
std::string_view from_name(BinderPlan::From from);

/// Is binder asked for: by the setting, or by the family of the image where that says auto?
bool wants_binder(Binder binder, image::Family family);

/// Pure. kHostRequirement where the guest is to have binder and this host has none for it.
Result<BinderPlan> decide_binder(const GuestFacts& facts, const StartOptions& options);

}  // namespace anc::container
