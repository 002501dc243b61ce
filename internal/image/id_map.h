// The id map of an instance: which host id stands for which id of the guest.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "internal/core/fd.h"

namespace anc::image {

/// `count` ids from `inside` on are `outside` and following on the host.
struct IdRange {
  uint32_t inside = 0;
  uint32_t outside = 0;
  uint32_t count = 0;
};

/// What Anbox's images were shifted by when packed, and the first host id of the instance
/// "default", which any kernel can therefore show them to as they are. Others have ranges of their
/// own (id_range.h).
inline constexpr uint32_t kShiftBase = 100000;
/// The last id a guest has: Android's user 0 ends there (anbox-host.md 1.7).
inline constexpr uint32_t kLastId = 100000;

/// Maps of users and groups, each in ascending order without overlaps.
struct IdMap {
  std::vector<IdRange> uids;
  std::vector<IdRange> gids;
};

/// Anbox's map (anbox-host.md 1.7) from `base` on: 0-998 and 1001-100000 are shifted by it, 999 is
/// unmapped, 1000 (Android's system) is the session's user and group. kUsage when one of those lies
/// inside the mapped range.
Result<IdMap> android_id_map(uint32_t base, uint32_t session_uid, uint32_t session_gid);

/// The same map for files whose owners were shifted by kShiftBase when they were packed.
IdMap over_shifted(IdMap map);

/// The host id of a guest id; the overflow id 65534 where it is unmapped.
uint32_t to_host(const std::vector<IdRange>& ranges, uint32_t inside);

/// "0:100000:999,1000:1000:1", the form in which a map travels to the FUSE server, and back.
std::string format_ranges(const std::vector<IdRange>& ranges);
Result<std::vector<IdRange>> parse_ranges(std::string_view text);

/// A descriptor of a new user namespace with this map, for mount_setattr(2). Root only.
Result<Fd> user_namespace(const IdMap& map);

}  // namespace anc::image
