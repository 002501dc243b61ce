// Host set-up as a whole: lock, journal, recovery, then the steps; and the way back.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "internal/config/config.h"
#include "internal/core/lock.h"
#include "internal/host/steps.h"
#include "internal/step/runner.h"

namespace anc::host {

/// What the configuration says of the host. Its firewall stays undecided (kAuto): for an undo.
Settings settings_from(const config::Config& config);
/// settings_from(), and decided what depends on the machine: which firewall (choose_firewall()),
/// and, where nobody set network.address, a range that is free (choose_subnet()). What cannot be
/// seen without privileges is decided as if it were not there.
Result<Settings> settle(const config::Config& config, const Host& host);
/// The same of settings that came another way; `network_source` is where their range comes from, as
/// config::Origin::source.
Result<Settings> settle(Settings settings, const std::string& network_source, const Host& host);

/// `<data>/host.lock`: shared by each supervisor, exclusive while the host is changed.
std::string lock_path(const std::string& data_path);
/// `<data>/host/journal`
std::string journal_path(const std::string& data_path);

/// What one caller wants of the host. Results borrow steps from it.
class HostSetup {
 public:
  /// `patience`: how long another holder of the host's lock is waited for.
  HostSetup(Settings settings, const Needs& needs,
            std::chrono::milliseconds patience = std::chrono::seconds(5));

  const Steps& steps() const { return wanted_; }

  /// Each wanted step as it is now; any user may ask, and what only root sees is a `problem`.
  std::vector<step::Status> look(const Host& host) const;

  /// Makes the wanted steps hold, after undoing a run that was cut off. kPermission when not root;
  /// kUsage for a bridge name the kernel would refuse; kBusy when something must change while
  /// containers run, or another host-setup does not end in time.
  Result<std::vector<step::Status>> apply(Host& host, step::Observer* observer = nullptr) const;

  /// Takes back all that the journal says was done, wanted or not. kPermission, kBusy as above.
  Result<step::Undone> undo(Host& host, step::Observer* observer = nullptr) const;

 private:
  Result<std::optional<core::FileLock>> lock() const;

  Settings settings_;
  std::chrono::milliseconds patience_;
  Steps wanted_;
  Steps all_;  // an undo must know whatever an earlier run applied
};

}  // namespace anc::host
