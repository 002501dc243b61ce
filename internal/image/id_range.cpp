// An instance's range of host ids: see id_range.h.
#include "internal/image/id_range.h"

#include <algorithm>
#include <sys/stat.h>

#include "internal/core/file.h"
#include "internal/core/hash.h"
#include "internal/core/lock.h"
#include "internal/core/text.h"

namespace anc::image {
namespace {

std::string base_path(const state::Instance& instance) { return instance.state_dir() + "/id_base"; }

// 0 when there is none or it is unreadable: it is then chosen anew.
uint32_t recorded_base(const state::Instance& instance) {
  const auto text = core::read_file(base_path(instance), 64);
  if (!text) return 0;
  const auto base = core::parse_int(core::trim(*text), kShiftBase, kLastBase);
  return base ? static_cast<uint32_t>(*base) : 0;
}

bool overlaps(uint32_t base, const IdRange& range) {
  const uint64_t end = uint64_t{range.outside} + range.count;
  return range.outside <= base + kLastId && base < end;
}

uint32_t owner_of(const std::string& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0 ? info.st_uid : 0;
}

Result<IdRangeFacts> facts_of(const state::Instance& instance) {
  IdRangeFacts facts{.is_default = instance.name() == "default",
                     .recorded = recorded_base(instance),
                     .data_owner = owner_of(instance.data()),
                     .seed = core::fnv1a(instance.dir())};
  for (const std::string& name : TRY(state::Instance::list(instance.data_path()))) {
    const auto other = state::Instance::open(instance.data_path(), name);
    if (other && name != instance.name()) facts.taken.push_back(recorded_base(*other));
  }
  for (const char* path : {"/etc/subuid", "/etc/subgid"}) {
    const auto text = TRY(core::read_file_if_exists(path));
    for (const IdRange& range : delegated_ranges(text.value_or(""))) {
      facts.delegated.push_back(range);
    }
  }
  return facts;
}

}  // namespace

std::vector<IdRange> delegated_ranges(std::string_view text) {
  std::vector<IdRange> ranges;
  for (const std::string& line : core::split(text, '\n')) {
    const auto words = core::split(core::trim(line), ':');
    if (words.size() != 3 || words[0] == "root" || words[0] == "0") continue;
    const auto start = core::parse_int(words[1], 0, UINT32_MAX);
    const auto count = core::parse_int(words[2], 1, UINT32_MAX);
    if (!start || !count) continue;
    ranges.push_back({0, static_cast<uint32_t>(*start), static_cast<uint32_t>(*count)});
  }
  return ranges;
}

Result<uint32_t> choose_id_base(const IdRangeFacts& facts) {
  if (facts.recorded != 0) return facts.recorded;
  if (facts.is_default || facts.data_owner == kShiftBase) return kShiftBase;
  constexpr uint32_t kSlots = (kLastBase - kFirstBase) / kBaseStep + 1;
  for (uint32_t i = 0; i < kSlots; ++i) {
    const uint32_t base = kFirstBase + (facts.seed % kSlots + i) % kSlots * kBaseStep;
    const bool taken = std::find(facts.taken.begin(), facts.taken.end(), base) != facts.taken.end();
    const bool given = std::any_of(facts.delegated.begin(), facts.delegated.end(),
                                   [&](const IdRange& range) { return overlaps(base, range); });
    if (!taken && !given) return base;
  }
  return fail(Error(Kind::kCapacity, "all ranges of user ids for instances are taken")
                  .hint("remove instances that are not needed, or ranges from /etc/subuid"));
}

Result<uint32_t> look_id_base(const state::Instance& instance) {
  return choose_id_base(TRY(facts_of(instance)));
}

Result<uint32_t> take_id_base(const state::Instance& instance) {
  if (const uint32_t recorded = recorded_base(instance); recorded != 0) return recorded;
  TRY(core::make_dirs(instance.data_path() + "/host"));
  const core::FileLock lock = TRY(
      core::FileLock::take(instance.data_path() + "/host/id_base.lock", std::chrono::seconds(2)));
  const uint32_t base = TRY(choose_id_base(TRY(facts_of(instance))));
  TRY(core::write_atomic(base_path(instance), std::to_string(base) + "\n"));
  return base;
}

}  // namespace anc::image
