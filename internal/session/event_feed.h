// What happens in a session, told line by line to whoever follows it on the control socket.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "internal/core/json.h"
#include "internal/session/control.h"

namespace anc::session {

/// Answers {"do":"events"}: a line {"ok":true}, then one line per event, each an object with
/// "event", first those that lead to the state of now, until the follower or the session ends. A
/// follower that does not read is dropped. Net thread only.
class EventFeed {
 public:
  using Snapshot = std::function<std::vector<core::Json>()>;

  /// Adds itself to `control`, which is borrowed and outlives the feed's use.
  EventFeed(Control& control, Snapshot snapshot);
  EventFeed(const EventFeed&) = delete;
  EventFeed& operator=(const EventFeed&) = delete;

  void tell(const core::Json& event);

 private:
  void follow(const Control::ClientPtr& client);

  Control& control_;
  const Snapshot snapshot_;
  std::vector<std::weak_ptr<Control::Client>> followers_;
};

}  // namespace anc::session
