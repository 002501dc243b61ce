// Who may change the host, one at a time, and what is read before anything is changed.
#include "internal/host/setup.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "internal/core/file.h"
#include "internal/core/lock.h"
#include "internal/host/filter_facts.h"
#include "internal/host/subnet_choice.h"

namespace anc::host {
namespace {
using namespace std::chrono_literals;
constexpr size_t kLongestName = 15;  // IFNAMSIZ without the NUL

Result<void> require_root(const Host& host) {
  if (host.user_id() == 0) return {};
  return fail(Error(Kind::kPermission, "only root may change the host")
                  .hint("run it with sudo; --dry-run and --status need no privileges"));
}

Result<void> check_bridge_name(const std::string& name) {
  const bool odd = std::any_of(name.begin(), name.end(), [](unsigned char c) {
    return c <= ' ' || c == '/' || c == ':' || c == '%' || c >= 0x7f;
  });
  if (!odd && !name.empty() && name.size() <= kLongestName && name != "." && name != "..") {
    return {};
  }
  return fail(Error(Kind::kUsage, "\"" + name + "\" is no name for a network interface")
                  .hint("choose at most 15 letters, digits and dashes for network.bridge"));
}

Error busy() {
  return Error(Kind::kBusy, "the host is in use by running containers or another host-setup")
      .hint("see `ancloud container list`, and stop what runs");
}

bool settled(const step::Status& status) {
  const bool skipped =
      status.seen && status.seen->state == State::kImpossible && status.step->optional();
  return status.holds() || skipped;
}
}  // namespace

Settings settings_from(const config::Config& config) {
  Settings settings;
  settings.data_path = config.data_path();
  settings.bridge = config.text("network.bridge");
  settings.network = config.subnet("network.address");
  settings.firewall = parse_firewall(config.text("network.firewall"));
  settings.isolate = config.flag("network.isolate");
  return settings;
}

Result<Settings> settle(const config::Config& config, const Host& host) {
  return settle(settings_from(config), config.value("network.address").origin.source, host);
}

Result<Settings> settle(Settings settings, const std::string& source, const Host& host) {
  if (settings.firewall == Firewall::kAuto) {
    auto facts = look_at_filters(host, settings.bridge);
    if (!facts && host.user_id() == 0) return fail(std::move(facts.error()));
    FilterFacts unseen;
    unseen.nft = host.find_program("nft").has_value();
    settings.firewall =
        choose_firewall(settings.firewall, facts ? *facts : unseen, settings.bridge);
  }
  if (source != "default" && source != config::kChosenSource) return settings;
  const NetworkUse use = TRY(look_at_networks(host));
  const auto chosen = choose_subnet(settings.network, settings.bridge, use);
  settings.network_chosen = source == config::kChosenSource;
  if (chosen.address == settings.network.address) return settings;
  settings.network_reason = claim_on(settings.address(), use);
  settings.network = chosen;
  settings.network_chosen = true;
  return settings;
}

std::string lock_path(const std::string& data_path) { return data_path + "/host.lock"; }
std::string journal_path(const std::string& data_path) { return data_path + "/host/journal"; }

HostSetup::HostSetup(Settings settings, const Needs& needs, std::chrono::milliseconds patience)
    : settings_(std::move(settings)),
      patience_(patience),
      wanted_(host::steps(settings_, needs)),
      all_(host::every_step(settings_)) {}

/// Empty when others hold it and did not let go in time.
Result<std::optional<core::FileLock>> HostSetup::lock() const {
  const auto deadline = std::chrono::steady_clock::now() + patience_;
  for (;;) {
    auto lock = TRY(
        core::FileLock::try_take(lock_path(settings_.data_path), core::FileLock::Mode::kExclusive));
    if (lock || std::chrono::steady_clock::now() > deadline) return lock;
    std::this_thread::sleep_for(20ms);
  }
}

std::vector<step::Status> HostSetup::look(const Host& host) const {
  return step::look(wanted_, host);
}

Result<std::vector<step::Status>> HostSetup::apply(Host& host, step::Observer* observer) const {
  TRY(require_root(host));
  TRY(check_bridge_name(settings_.bridge));
  // A second instance starts while the first one's supervisor holds the lock: nothing to change,
  // nothing to lock.
  TRY(core::make_dirs(settings_.data_path), "data path");
  auto lock = TRY(
      core::FileLock::try_take(lock_path(settings_.data_path), core::FileLock::Mode::kExclusive));
  if (!lock) {
    auto now = look(host);
    if (std::all_of(now.begin(), now.end(), settled)) return now;
    lock = TRY(this->lock());
  }
  if (!lock) return fail(busy());
  const auto journal = TRY(step::FileJournal::open_at(journal_path(settings_.data_path)));
  TRY(step::recover(all_, host, *journal, observer), "take back a host-setup that was cut off");
  return step::apply_all(wanted_, host, *journal, observer);
}

Result<step::Undone> HostSetup::undo(Host& host, step::Observer* observer) const {
  TRY(require_root(host));
  if (!TRY(host.info(settings_.data_path))) return step::Undone{};
  const auto held = TRY(lock());
  if (!held) return fail(busy());
  const auto journal = TRY(step::FileJournal::open_at(journal_path(settings_.data_path)));
  return step::undo_all(all_, host, *journal, observer);
}

}  // namespace anc::host
