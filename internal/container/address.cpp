// Addresses for instances: see address.h.
#include "internal/container/address.h"

#include <algorithm>
#include <chrono>

#include "internal/core/file.h"
#include "internal/core/lock.h"
#include "internal/core/text.h"

namespace anc::container {
namespace {

std::string address_path(const state::Instance& instance) {
  return instance.state_dir() + "/address";
}

// A recorded address, 0 when there is none or it is unreadable: it is then chosen anew.
uint32_t recorded_address(const state::Instance& instance) {
  const auto text = core::read_file(address_path(instance), 64);
  if (!text) return 0;
  const auto address = config::parse_address(core::trim(*text));
  return address ? *address : 0;
}

Result<core::FileLock> address_lock(const std::string& data_path) {
  TRY(core::make_dirs(data_path + "/host"));
  return core::FileLock::take(data_path + "/host/address.lock", std::chrono::seconds(2));
}

}  // namespace

Result<uint32_t> choose_address(const config::Subnet& subnet, bool is_default, uint32_t recorded,
                                const std::vector<uint32_t>& taken) {
  // .2 for the default instance, .1 where the bridge itself took .2.
  const uint32_t reserved = subnet.network() + (subnet.address == subnet.network() + 2 ? 1 : 2);
  const auto is_free = [&](uint32_t address) {
    return address > subnet.network() && address < subnet.broadcast() &&
           address != subnet.address &&
           std::find(taken.begin(), taken.end(), address) == taken.end();
  };
  if (recorded != 0 && is_free(recorded)) return recorded;
  if (is_default && is_free(reserved)) return reserved;
  for (uint32_t address = subnet.network() + 1; address < subnet.broadcast(); ++address) {
    if (address != reserved && is_free(address)) return address;
  }
  return fail(Error(Kind::kCapacity, "no free address in " +
                                         config::address_text(subnet.network()) + "/" +
                                         std::to_string(subnet.prefix))
                  .hint("remove instances that are not needed, or use a wider bridge network"));
}

Result<std::string> take_address(const state::Instance& instance, const config::Subnet& subnet) {
  const core::FileLock lock = TRY(address_lock(instance.data_path()));
  std::vector<uint32_t> taken;
  for (const std::string& name : TRY(state::Instance::list(instance.data_path()))) {
    if (name == instance.name()) continue;
    const auto other = state::Instance::open(instance.data_path(), name);
    if (other) taken.push_back(recorded_address(*other));
  }
  const uint32_t recorded = recorded_address(instance);
  const uint32_t chosen =
      TRY(choose_address(subnet, instance.name() == "default", recorded, taken));
  if (chosen == recorded) return config::address_text(chosen);
  TRY(core::write_atomic(address_path(instance), config::address_text(chosen) + "\n"));
  return config::address_text(chosen);
}

}  // namespace anc::container
