// The machine itself: system calls, rtnetlink, modprobe and the host's own programs.
#pragma once

#include "internal/step/host.h"

namespace anc::step {

/// Holds nothing between calls; see Host for each function.
class RealHost final : public Host {
 public:
  uid_t user_id() const override;
  Result<std::string> boot_id() const override;
  Result<std::optional<User>> user(const std::string& name) const override;

  Result<std::optional<std::string>> read(const std::string& path) const override;
  Result<void> write(const std::string& path, const std::string& content) override;
  Result<void> write_file(const std::string& path, const std::string& content,
                          mode_t mode) override;
  Result<std::optional<FileInfo>> info(const std::string& path) const override;
  Result<std::vector<std::string>> list(const std::string& path) const override;
  Result<void> make_dir(const std::string& path, mode_t mode) override;
  Result<void> make_node(const std::string& path, mode_t type_and_mode, dev_t device) override;
  Result<void> set_mode(const std::string& path, mode_t mode) override;
  Result<void> set_owner(const std::string& path, uid_t uid, gid_t gid) override;
  Result<void> remove_dir(const std::string& path) override;
  Result<void> remove_file(const std::string& path) override;

  Result<std::vector<MountInfo>> mounts() const override;
  Result<void> mount(const MountRequest& request) override;
  Result<void> unmount(const std::string& target, int flags) override;

  Result<bool> has_module(const std::string& name) const override;
  Result<void> load_module(const std::string& name, const std::string& parameters) override;
  Result<void> unload_module(const std::string& name) override;

  Result<std::vector<Link>> links() const override;
  Result<std::vector<Ipv4>> addresses() const override;
  Result<std::vector<Ipv4>> routes() const override;
  Result<void> add_bridge(const std::string& name, const HardwareAddress& address) override;
  Result<void> remove_link(const std::string& name) override;
  Result<void> set_link_up(const std::string& name, bool up) override;
  Result<void> add_address(const Ipv4& address) override;
  Result<void> remove_address(const Ipv4& address) override;

  std::optional<std::string> find_program(const std::string& name) const override;
  Result<core::Output> ask(const std::vector<std::string>& argv) const override;
  Result<std::string> run(const std::vector<std::string>& argv, const std::string& input) override;
  Result<core::Output> attempt(const std::vector<std::string>& argv) override;
};

}  // namespace anc::step
