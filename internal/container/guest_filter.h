// The guest's filter of system calls, and how liblxc comes to load it.
#pragma once

#include <string>

namespace anc::container {

/// Where liblxc is linked statically, its call of seccomp_load(3), just before init is executed, is
/// ours (the linker's --wrap), and loads this. LXC reads a profile line by line and compiles it
/// while the container waits: 40 ms of a start of 50 (measured); this one was compiled while
/// building. In the monitor only. A container whose basic devices LXC could not make is refused
/// there as well.
void prepare_guest_filter();

/// The profile to name in LXC's configuration: the whole list, or where the load is ours a stand-in
/// that allows nothing, should it ever be loaded itself.
std::string filter_profile();

}  // namespace anc::container
