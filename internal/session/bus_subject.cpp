// Answering the bus.
#include "internal/session/bus_subject.h"

#include <utility>

#include "internal/core/file.h"
#include "internal/session/guest_actions.h"

namespace anc::session {
namespace {
constexpr size_t kLargestIcon = 1u << 20;  // what is kept is smaller
}

dbus::Facts BusSubject::facts() const {
  dbus::Facts facts = facts_();
  facts.ready = state_.booted();
  return facts;
}

std::vector<dbus::Application> BusSubject::applications() const {
  std::vector<dbus::Application> list;
  for (const auto& [package, entry] : state_.applications().all()) {
    list.push_back({.package = package,
                    .name = entry.name,
                    .activity = entry.launch.component,
                    .has_icon = entry.has_icon});
  }
  return list;
}

Result<std::string> BusSubject::icon(const std::string& package) const {
  // Only a package of the list becomes a path.
  const auto* entry = state_.applications().find(package);
  if (entry == nullptr || !entry->has_icon) {
    return fail(Kind::kUsage, "there is no icon of \"" + package.substr(0, 100) + "\"");
  }
  return core::read_file(state_.applications().icon_path(package), kLargestIcon);
}

void BusSubject::launch(const port::Intent& wanted, const std::string& stack,
                        std::function<void(Result<std::string>)> done) {
  const auto launch = launch_of(state_, wanted, stack, default_stack_);
  if (!launch) return done(fail(launch.error()));
  calls_.launch(*launch, [done = std::move(done),
                          activity = launch->intent.component](const Result<void>& started) {
    if (!started) return done(fail(started.error()));
    done(activity);
  });
}

void BusSubject::stop(const std::string& package,
                      std::function<void(Result<std::vector<int32_t>>)> done) {
  stop_tasks(state_, calls_, package, std::move(done));
}

}  // namespace anc::session
