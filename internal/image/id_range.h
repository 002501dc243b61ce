// The range of host ids that is an instance's own, so that no guest's user is another guest's.
#pragma once

#include <string_view>
#include <vector>

#include "internal/image/id_map.h"
#include "internal/state/instance.h"

namespace anc::image {

/// Ranges of instances other than "default" lie in 1879100000-2147200000, in steps of 200000: ids
/// that neither useradd nor systemd nor LXD give out (systemd's UIDS-GIDS.md calls them unused).
/// Multiples of 100000, as Android's users are.
inline constexpr uint32_t kFirstBase = 1'879'100'000, kLastBase = 2'147'100'000,
                          kBaseStep = 200'000;

/// "NAME:START:COUNT" lines of subuid(5): what is given to users, as outside ids. Root's own lines
/// are left out, and what is no such line.
std::vector<IdRange> delegated_ranges(std::string_view text);

/// What a choice depends on.
struct IdRangeFacts {
  bool is_default = false;
  uint32_t recorded = 0;                ///< of an earlier start; 0: none
  uint32_t data_owner = 0;              ///< of the instance's data directory
  std::vector<uint32_t> taken = {};     ///< bases of other instances
  std::vector<IdRange> delegated = {};  ///< delegated_ranges of /etc/subuid and /etc/subgid
  uint32_t seed = 0;  ///< where to begin: spreads the instances of several data paths
};

/// The first host id. A recorded one is kept, and so is kShiftBase where data has it already, since
/// files cannot change their owners at each start. kCapacity when none is free. Pure.
Result<uint32_t> choose_id_base(const IdRangeFacts& facts);

/// Chooses once and records it in state/id_base. Root only.
Result<uint32_t> take_id_base(const state::Instance& instance);
/// What take_id_base would give; records nothing.
Result<uint32_t> look_id_base(const state::Instance& instance);

}  // namespace anc::image
