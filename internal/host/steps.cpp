// The list of host steps: the order is the order of the documentation.
#include "internal/host/steps.h"

namespace anc::host {

Steps steps(const Settings& settings, const Needs& needs) {
  Steps list;
  if (needs.selinux) list.push_back(selinux_permissive());
  if (needs.build_binder) list.push_back(binder_build(settings));
  if (needs.binder) list.push_back(binder_module(settings));
  if (needs.binder) list.push_back(ashmem_module());
  if (needs.binder) list.push_back(binderfs());
  if (needs.binder) list.push_back(binder_nodes());
  if (needs.network) list.push_back(bridge(settings));
  if (needs.network) list.push_back(address(settings));
  if (needs.network) list.push_back(forwarding());
  if (needs.network) list.push_back(firewall(settings));
  list.push_back(apparmor());
  list.push_back(directories(settings));
  if (needs.user) list.push_back(session_user(settings));
  return list;
}

}  // namespace anc::host
