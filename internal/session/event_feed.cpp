// Following a session.
#include "internal/session/event_feed.h"

#include <utility>

namespace anc::session {
namespace {
constexpr size_t kMostFollowers = 8;       // of the control socket's 16 clients
constexpr size_t kMostWaiting = 4u << 20;  // bytes that a follower has not read
}  // namespace

EventFeed::EventFeed(Control& control, Snapshot snapshot)
    : control_(control), snapshot_(std::move(snapshot)) {
  control.add("events", [this](const Control::ClientPtr& client, const Control::Request&) {
    follow(client);
  });
}

void EventFeed::follow(const Control::ClientPtr& client) {
  std::erase_if(followers_, [](const auto& follower) { return follower.expired(); });
  if (followers_.size() >= kMostFollowers) {
    return client->refuse(Kind::kBusy, "too many others follow this session's events");
  }
  std::vector<core::Json> lines = snapshot_();
  lines.insert(lines.begin(), core::Json{{"ok", true}});
  client->tell(lines);
  followers_.push_back(client);
}

void EventFeed::tell(const core::Json& event) {
  std::erase_if(followers_, [&](const std::weak_ptr<Control::Client>& follower) {
    const auto client = follower.lock();
    if (!client) return true;
    client->tell({&event, 1});
    if (client->stream->queued() <= kMostWaiting) return false;
    control_.drop(client);
    return true;
  });
}

}  // namespace anc::session
