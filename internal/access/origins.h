// Whose pages may talk to us, and under which names we answer.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "internal/core/error.h"

namespace anc::access {

/// A page on another site must not use the browser of somebody who can reach us, neither with its
/// own name (Origin) nor with a name that it has pointed at us (Host: DNS rebinding). An address is
/// no name, so it is always allowed as a host. Immutable; any thread.
class Origins {
 public:
  /// `allowed`: origins as browsers write them ("https://phones.example.org", with a port where it
  /// is not the scheme's own), or "*" for all. `names`: further names of this host.
  static Result<Origins> make(std::vector<std::string> allowed, std::vector<std::string> names);

  /// The Host header, "name", "name:port", "1.2.3.4:80", "[::1]:80".
  bool host_allowed(std::string_view host) const;
  /// The Origin header; none comes from what is no page, and is allowed. A page of ours comes from
  /// the host that it talks to.
  bool origin_allowed(std::optional<std::string_view> origin, std::string_view host,
                      bool secure) const;
  const std::vector<std::string>& allowed() const { return allowed_; }
  /// This very one is named.
  bool allows(std::string_view origin) const;

 private:
  Origins() = default;
  std::vector<std::string> allowed_;  // lower case
  std::vector<std::string> names_;    // lower case
  bool all_ = false;
};

/// The host's own names: that of gethostname, its first label, and that with ".local" behind it.
std::vector<std::string> own_names();

}  // namespace anc::access
