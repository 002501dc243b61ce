// Leases: see lease.h.
#include "internal/state/lease.h"

#include <thread>
#include <unistd.h>

#include "internal/core/file.h"
#include "internal/core/process.h"
#include "internal/core/text.h"

namespace anc::state {

std::string lock_path(const Instance& instance) { return instance.state_dir() + "/lock"; }

Result<Lease> Lease::take(const Instance& instance) {
  return take(lock_path(instance), "instance " + instance.name());
}

Result<Lease> Lease::take(const std::string& path, const std::string& what) {
  // A reader of is_running holds the lock for an instant: a few tries tell it from a real holder.
  for (int attempt = 0; attempt < 20; ++attempt) {
    if (auto lock = TRY(core::FileLock::try_take(path, core::FileLock::Mode::kExclusive))) {
      return Lease(std::move(*lock), path);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  const core::Json facts = lease_facts(path);
  const auto pid = core::json_field<int64_t>(facts, "pid");
  return fail(Error(Kind::kBusy, what + " is in use" +
                                     (pid ? " by process " + std::to_string(*pid) : std::string()))
                  .hint("stop it first, or use another --name"));
}

Lease Lease::adopt(Fd fd, const std::string& path) {
  return Lease(core::FileLock::adopt(std::move(fd)), path);
}

Result<void> Lease::describe(const core::Json& more) const {
  core::Json facts = {
      {"schema", "ancloud.lease.v1"},
      {"pid", ::getpid()},
      {"start_time", TRY(core::process_start_time(::getpid()))},
      {"boot_id", std::string(core::trim(TRY(core::read_file("/proc/sys/kernel/random/boot_id"))))},
      {"version", ANC_VERSION},
      {"since", core::now_rfc3339()}};
  facts.update(more);
  return core::write_whole(path_ + ".json", facts.dump(2) + "\n");
}

Result<bool> is_running(const Instance& instance) {
  return core::FileLock::is_held(lock_path(instance));
}

core::Json lease_facts(const std::string& path) {
  const auto text = core::read_file(path + ".json", 1u << 16);
  if (!text) return core::Json::object();
  auto facts = core::parse_json(*text);
  return facts && facts->is_object() ? *facts : core::Json::object();
}

}  // namespace anc::state
