// Finding instances on the disk, asking their sessions.
#include "internal/serve/instances.h"

#include <utility>
#include <vector>

#include "internal/core/log.h"
#include "internal/state/instance.h"

namespace anc::serve {
namespace {
constexpr auto kPatience = std::chrono::seconds(1);

/// Of a status of a session (session.cpp), what the page shows.
core::Json running_entry(const core::Json& status) {
  std::string rung;
  if (const auto rungs = status.find("rungs"); rungs != status.end() && !rungs->empty()) {
    rung = core::json_field<std::string>(rungs->back(), "rung").value_or("");
  }
  const core::Json display = status.value("display", core::Json::object());
  return {{"running", true},
          {"rung", rung},
          {"width", core::json_field<uint32_t>(display, "seen_width").value_or(0)},
          {"height", core::json_field<uint32_t>(display, "seen_height").value_or(0)}};
}
}  // namespace

/// Answers that are on their way.
struct Instances::Listing {
  explicit Listing(net::Loop& loop) : patience(loop) {}
  void finish() {
    patience.cancel();
    const auto tell = std::exchange(done, nullptr);
    if (!tell) return;
    core::Json list = core::Json::array();
    for (auto& [name, entry] : entries) list.push_back(std::move(entry));
    tell({{"schema", "ancloud.instances/1"}, {"instances", std::move(list)}});
  }
  std::map<std::string, core::Json> entries;
  size_t missing = 0;
  std::function<void(core::Json)> done;
  net::Timer patience;
};

Instances::Instances(net::Loop& loop, std::string data_path, std::string only, Watcher& watcher)
    : loop_(loop), data_path_(std::move(data_path)), only_(std::move(only)), watcher_(watcher) {}

Result<Instance*> Instances::open(const std::string& name) {
  if (!only_.empty() && name != only_) {
    return fail(Kind::kNoInstance, "this server has no instance " + name.substr(0, 64));
  }
  const auto on_disk = TRY(state::Instance::open(data_path_, name));
  std::unique_ptr<Instance>& place = all_[name];
  if (!place) {
    place = std::make_unique<Instance>(loop_, name, on_disk.session_state(), watcher_);
  }
  return place.get();
}

size_t Instances::viewers() const {
  size_t all = 0;
  for (const auto& [name, instance] : all_) all += instance->viewers();
  return all;
}

void Instances::list(const access::Token& token, std::function<void(core::Json)> done) {
  const auto listing = std::make_shared<Listing>(loop_);
  listing->done = std::move(done);
  const auto names = state::Instance::list(data_path_);
  if (!names) core::log_warning("list the instances: " + names.error().message());
  std::vector<Instance*> asked;
  for (const std::string& name : names.value_or(std::vector<std::string>())) {
    if (!token.may_see(name)) continue;
    const auto instance = open(name);
    if (instance) asked.push_back(*instance);
  }
  for (Instance* instance : asked) {
    listing->entries[instance->name()] = {{"name", instance->name()},
                                          {"running", false},
                                          {"viewers", instance->viewers()},
                                          {"controller", instance->seat().holder().has_value()}};
  }
  listing->missing = asked.size();
  if (asked.empty()) return listing->finish();
  listing->patience.start(kPatience, [listing] { listing->finish(); });
  for (Instance* instance : asked) {
    instance->ask({{"do", "status"}}, {},
                  [listing, name = instance->name()](const Result<Answer>& answer) {
                    if (answer) listing->entries[name].update(running_entry(answer->head));
                    if (--listing->missing == 0) listing->finish();
                  });
  }
}

}  // namespace anc::serve
