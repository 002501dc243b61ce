// From SDL's scan codes to Linux key codes.
#pragma once

#include <cstdint>

namespace anc::window {

/// The Linux code of the key in that place, whatever the desktop's layout prints on it; 0 for a key
/// that the guest has no code for. The map of anbox-host.md 5.6, and the keys it lacks: the ISO key
/// beside the left shift (86), the one beside enter (43), print screen (99).
uint16_t linux_key(int scancode);

}  // namespace anc::window
