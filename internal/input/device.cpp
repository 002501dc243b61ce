// Accepting readers and sending to all of them: see device.h.
#include "internal/input/device.h"

#include <cerrno>
#include <unistd.h>
#include <utility>

namespace anc::input {
namespace {
constexpr mode_t kMode = 0666;
}

Result<std::unique_ptr<Device>> Device::start(net::Loop& loop, const std::string& path,
                                              const std::string& staging,
                                              const Description& description,
                                              std::function<std::vector<Report>()> snapshot) {
  std::unique_ptr<Device> device(new Device(loop, staging, description, std::move(snapshot)));
  device->listener_ = TRY(net::Listener::listen(
      loop, staging, kMode,
      [at = device.get()](core::Fd fd, const net::Peer&) { at->accept(std::move(fd)); }));
  TRY(device->publish(path));
  return device;
}

Result<void> Device::publish(const std::string& path) {
  // Left over from a session that was killed; that no other one runs is what its lock says.
  if (unlink(path.c_str()) != 0 && errno != ENOENT) return fail_errno(errno, "remove " + path);
  path_.clear();
  // A second name, not another one: a rename is no creation to inotify.
  if (link(staging_.c_str(), path.c_str()) != 0) return fail_errno(errno, "make " + path);
  path_ = path;
  return {};
}

Result<void> Device::offer_anew(const Description& description) {
  description_ = encode(description);
  TRY(publish(std::string(path_)));
  clients_.clear();  // last: whoever comes back at once finds the file
  return {};
}

Device::~Device() {
  if (!path_.empty()) unlink(path_.c_str());
}

Device::Device(net::Loop& loop, std::string staging, const Description& description,
               std::function<std::vector<Report>()> snapshot)
    : loop_(loop),
      staging_(std::move(staging)),
      name_(description.name),
      description_(encode(description)),
      snapshot_(std::move(snapshot)) {}

void Device::accept(core::Fd connection) {
  if (clients_.size() >= kMaxClients) return log_.warning(name_ + ": too many clients");
  clients_.emplace_back(loop_, std::move(connection), description_,
                        [this](Client& client) { drop(client); });
  for (const Report& report : snapshot_()) (void)clients_.back().send(report);
}

void Device::drop(const Client& client) {
  clients_.remove_if([&](const Client& other) { return &other == &client; });
}

void Device::send(const Report& report) {
  for (auto it = clients_.begin(); it != clients_.end();) {
    if (it->send(report)) {
      ++it;
      continue;
    }
    log_.warning(name_ + ": a client does not read or has gone; it is disconnected");
    it = clients_.erase(it);
  }
}

}  // namespace anc::input
