// All instances of a data path that are being watched, and what is asked of the others.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "internal/access/tokens.h"
#include "internal/core/json.h"
#include "internal/net/loop.h"
#include "internal/net/timer.h"
#include "internal/serve/instance.h"

namespace anc::serve {

/// Net thread only.
class Instances {
 public:
  /// `only`: the one instance that there is for this server; empty: all.
  Instances(net::Loop& loop, std::string data_path, std::string only, Watcher& watcher);

  /// kNoInstance, or kUsage for what is no name.
  Result<Instance*> open(const std::string& name);
  /// A number for one more viewer.
  ViewerId next_viewer() { return ++last_viewer_; }
  size_t viewers() const;
  /// Tells what each instance that `token` may see is like; those that do not answer within a
  /// second count as not running.
  void list(const access::Token& token, std::function<void(core::Json)> done);
  template <class Each>
  void each(Each&& call) {
    for (const auto& [name, instance] : all_) call(*instance);
  }

 private:
  struct Listing;

  net::Loop& loop_;
  const std::string data_path_, only_;
  Watcher& watcher_;
  std::map<std::string, std::unique_ptr<Instance>> all_;
  ViewerId last_viewer_ = 0;
};

}  // namespace anc::serve
