// Tasks: see tasks.h.
#include "cmd/ancloud-guest/tasks.h"

#include <algorithm>
#include <utility>

#include "cmd/ancloud-guest/icon.h"
#include "cmd/ancloud-guest/installed.h"

namespace anc::guest {
namespace {

constexpr const char* kScenePackage = "org.ancloud.demo";

auto find(std::vector<Task>& tasks, int32_t id) {
  return std::find_if(tasks.begin(), tasks.end(), [id](const Task& task) { return task.id == id; });
}

}  // namespace

std::vector<Application> Tasks::applications() {
  std::vector<Application> all = {
      {"Demo", kScenePackage, "org.ancloud.demo.Scene", icon_png({45, 212, 191})},
      {"Clipboard", "org.ancloud.clipboard", "org.ancloud.clipboard.Main",
       icon_png({96, 165, 250})},
      {"Notes", "org.ancloud.notes", "org.ancloud.notes.Main", icon_png({251, 191, 36})}};
  for (Application& one : installed_in()) all.push_back(std::move(one));
  return all;
}

Tasks::Tasks(int display_width, int display_height)
    : width_(display_width), height_(display_height) {
  state_.with([&](State& state) {
    state.tasks.push_back({kSceneTask, kScenePackage, "Demo", {}, {0, 0, width_, height_}});
  });
}

std::optional<int32_t> Tasks::launch(const std::string& package) {
  for (const Application& application : applications()) {
    if (application.package != package) continue;
    return state_.with([&](State& state) {
      for (const Task& task : state.tasks) {
        if (task.package == package) return task.id;
      }
      // Each a little lower than the last, so that none hides another.
      const int32_t id = state.next++;
      const int32_t left = width_ / 10, top = height_ / 5 + (id % 4) * height_ / 20;
      state.tasks.push_back(
          {id, package, application.name, {}, {left, top, width_ - left, top + height_ / 4}});
      return id;
    });
  }
  return std::nullopt;
}

bool Tasks::focus(int32_t task) {
  return state_.with([&](State& state) {
    const auto found = find(state.tasks, task);
    if (found == state.tasks.end()) return false;
    if (task != kSceneTask) std::rotate(found, found + 1, state.tasks.end());
    return true;
  });
}

bool Tasks::remove(int32_t task) {
  if (task == kSceneTask) return false;
  return state_.with([&](State& state) {
    const auto found = find(state.tasks, task);
    if (found == state.tasks.end()) return false;
    state.tasks.erase(found);
    return true;
  });
}

bool Tasks::resize(int32_t task, const Frame& frame) {
  if (task == kSceneTask || frame.right <= frame.left || frame.bottom <= frame.top) return false;
  return state_.with([&](State& state) {
    const auto found = find(state.tasks, task);
    if (found == state.tasks.end()) return false;
    found->frame = frame;
    return true;
  });
}

void Tasks::write(int32_t task, const std::string& text) {
  state_.with([&](State& state) {
    const auto found = find(state.tasks, task);
    if (found != state.tasks.end()) found->text = text;
  });
}

std::vector<Task> Tasks::in_order() const {
  return state_.with([](const State& state) { return state.tasks; });
}

}  // namespace anc::guest
