// The host's fixed binder nodes are one context: which containers use them.
#pragma once

#include <string>

#include "internal/core/fd.h"

namespace anc::container {

/// A claim on the fixed nodes, held by each supervisor whose guest uses them. It is a lock on the
/// node itself, so that it holds over all data paths of a host and dies with its holder.
class BinderClaim {
 public:
  /// `node`: /dev/binder. kBusy where another container has one and `share` is false.
  static Result<BinderClaim> take(const std::string& node, bool share);

  /// Nobody else had one at that moment.
  bool alone() const { return alone_; }

 private:
  BinderClaim(Fd fd, bool alone) : fd_(std::move(fd)), alone_(alone) {}
  Fd fd_;
  bool alone_;
};

}  // namespace anc::container
