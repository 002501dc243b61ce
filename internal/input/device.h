// One event device: a listening socket, and whoever reads from it.
#pragma once

#include <functional>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "internal/core/log.h"
#include "internal/input/client.h"
#include "internal/input/description.h"
#include "internal/net/listener.h"

namespace anc::input {

/// Net thread only. Several clients read the same events; each may come late and come back.
class Device {
 public:
  /// More readers of one device than any guest has.
  static constexpr size_t kMaxClients = 16;

  /// Listens at `path`, mode 0666: the guest's input reader is another user than the session's. The
  /// file appears only once connections are taken: a guest that watches the directory tries once.
  /// Until then it is at `staging`, which must be on the same file system.
  /// `snapshot` gives the reports that a client needs which comes in the middle of things.
  static Result<std::unique_ptr<Device>> start(net::Loop& loop, const std::string& path,
                                               const std::string& staging,
                                               const Description& description,
                                               std::function<std::vector<Report>()> snapshot);
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;
  ~Device();  ///< removes the file at `path`

  /// To all clients; one that does not read is disconnected.
  void send(const Report& report);
  /// Takes its file away and makes it again, then disconnects all clients: to a guest it was
  /// unplugged, and is now the device of `description`.
  Result<void> offer_anew(const Description& description);
  size_t clients() const { return clients_.size(); }

 private:
  Device(net::Loop& loop, std::string staging, const Description& description,
         std::function<std::vector<Report>()> snapshot);
  Result<void> publish(const std::string& path);
  void accept(core::Fd connection);
  void drop(const Client& client);

  net::Loop& loop_;
  const std::string staging_, name_;
  std::vector<std::byte> description_;
  const std::function<std::vector<Report>()> snapshot_;
  core::RateLimitedLog log_;
  std::list<Client> clients_;
  std::string path_;  // empty until it is ours
  std::unique_ptr<net::Listener> listener_;
};

}  // namespace anc::input
