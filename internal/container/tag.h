// Names on the host that belong to one instance and to no other.
#pragma once

#include <string>

#include "internal/state/instance.h"

namespace anc::container {

/// Derived from the instance's path, the same in every process, so that leftovers can be found.
struct Tag {
  std::string cgroup;     ///< "ancloud/NAME-HASH", below each hierarchy's root
  std::string host_link;  ///< "ancHASH", 11 characters: the host's end of the veth pair
  /// Of the guest's eth0: locally administered, and the same at every start.
  std::string hardware_address;  ///< "02:61:HA:SH:HA:SH"
  std::string stage;  ///< "/run/ancloud/NAME-HASH": where the supervisor puts mounts together
};

Tag tag_of(const state::Instance& instance);

}  // namespace anc::container
