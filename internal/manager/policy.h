// Who may have which container from the manager, and with what in it. Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

#include "internal/container/options.h"
#include "internal/manager/messages.h"

namespace anc::manager {

/// Who asks, as the kernel says it of the connection.
struct Requester {
  uid_t uid = 0;
  gid_t gid = 0;
  std::vector<gid_t> groups;  ///< supplementary ones
  std::string name;           ///< for people: "alice", or the number
};

/// What a matching user gets. Rules add up.
struct Rule {
  std::optional<uid_t> user;  ///< neither: everyone who can reach the socket
  std::optional<gid_t> group;
  bool own = false;  ///< the instance user-UID
  bool every_instance = false;
  std::vector<std::string> instances;
  std::vector<std::string> devices;     ///< paths
  std::vector<std::string> binds;       ///< targets
  std::vector<std::string> properties;  ///< keys
};

using Policy = std::vector<Rule>;

/// Numbers of names; the real ones ask the name service, tests give their own.
struct Names {
  std::function<std::optional<uid_t>(const std::string&)> user;
  std::function<std::optional<gid_t>(const std::string&)> group;
  static Names system();
};

/// `WHO=WHAT,WHAT; WHO=…`. WHO: a user, @GROUP (names or numbers), or *. WHAT: `own`, an instance,
/// * for every one, device:/dev/X, bind:/TARGET, property:KEY. kUsage naming the bad word.
Result<Policy> parse_policy(std::string_view text, const Names& names);

/// A request that may be done.
struct Grant {
  std::string instance;
  container::Asked asked;
  std::vector<std::string> properties;
};

/// By default, of what a session asks (anbox-host.md 2.4), all and nothing else. Root is refused: a
/// session never runs as root. kPermission with what the administrator would have to allow.
Result<Grant> decide(const Policy& policy, const Requester& who, const StartRequest& request);

}  // namespace anc::manager
