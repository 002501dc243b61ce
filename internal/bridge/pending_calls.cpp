// Waiting for answers.
#include "internal/bridge/pending_calls.h"

#include <utility>

#include "internal/core/text.h"

namespace anc::bridge {

uint32_t PendingCalls::add(const std::string& method, Done done) {
  CHECK(!full(), "the caller asked before");
  while (pending_.contains(next_)) ++next_;  // after 2^32 calls
  const uint32_t id = next_++;
  Pending& call = pending_.try_emplace(id, loop_, std::move(done)).first->second;
  call.deadline.start(patience_, [this, id, method] {
    finish(id, fail(Error(Kind::kTimeout, "the guest did not answer " + method + " within " +
                                              core::format_duration(patience_))));
  });
  return id;
}

bool PendingCalls::finish(uint32_t id, Result<void> outcome) {
  // Taken out first: whoever is told may ask for the next call.
  auto node = pending_.extract(id);
  if (node.empty()) return false;
  node.mapped().done(std::move(outcome));
  return true;
}

void PendingCalls::fail_all(const Error& why) {
  auto ended = std::exchange(pending_, {});
  for (auto& [id, call] : ended) call.done(fail(why));
}

}  // namespace anc::bridge
