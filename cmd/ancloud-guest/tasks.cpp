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

std::optional<int32_t> topmost_at(const std::vector<Task>& tasks, const Point& place) {
  for (auto task = tasks.rbegin(); task != tasks.rend(); ++task) {
    const Frame& frame = task->frame;
    const bool inside = place.x >= frame.left && place.x < frame.right && place.y >= frame.top &&
                        place.y < frame.bottom;
    if (inside && task->id != kSceneTask) return task->id;
  }
  return std::nullopt;
}

std::vector<Application> Tasks::applications() {
  std::vector<Application> all = {
      {"Demo", kScenePackage, "org.ancloud.demo.Scene"},
      {"Clipboard", "org.ancloud.clipboard", "org.ancloud.clipboard.Main"},
      {"Notes", "org.ancloud.notes", "org.ancloud.notes.Main"}};
  for (Application& application : all) {
    application.icon = icon_png(colour_of(application.package));
  }
  for (Application& one : installed_in()) all.push_back(std::move(one));
  return all;
}

std::array<uint8_t, 3> Tasks::colour_of(const std::string& package) {
  if (package == "org.ancloud.clipboard") return {96, 165, 250};
  if (package == "org.ancloud.notes") return {251, 191, 36};
  return {45, 212, 191};
}

Tasks::Tasks(int display_width, int display_height, Changes& changes)
    : changes_(changes), state_(State{display_width, display_height}) {
  state_.with([&](State& state) {
    state.tasks.push_back(
        {kSceneTask, kScenePackage, "Demo", {}, {0, 0, display_width, display_height}});
  });
}

std::optional<int32_t> Tasks::launch(const std::string& package) {
  for (const Application& application : applications()) {
    if (application.package != package) continue;
    return change([&](State& state) {
      for (const Task& task : state.tasks) {
        if (task.package == package) return task.id;
      }
      // Each a little lower than the last, so that none hides another.
      const int32_t id = state.next++;
      const int32_t left = state.width / 10;
      const int32_t top = state.height / 5 + (id % 4) * state.height / 20;
      const Frame frame = {left, top, state.width - left, top + state.height / 4};
      state.tasks.push_back({id, package, application.name, {}, frame});
      ++state.version;
      return id;
    });
  }
  return std::nullopt;
}

bool Tasks::focus(int32_t task) {
  return change([&](State& state) {
    const auto found = find(state.tasks, task);
    if (found == state.tasks.end()) return false;
    if (task == kSceneTask) return true;
    std::rotate(found, found + 1, state.tasks.end());
    ++state.version;
    return true;
  });
}

bool Tasks::remove(int32_t task) {
  if (task == kSceneTask) return false;
  return change([&](State& state) {
    const auto found = find(state.tasks, task);
    if (found == state.tasks.end()) return false;
    state.tasks.erase(found);
    ++state.version;
    return true;
  });
}

bool Tasks::resize(int32_t task, const Frame& frame) {
  if (task == kSceneTask || frame.right <= frame.left || frame.bottom <= frame.top) return false;
  return change([&](State& state) {
    const auto found = find(state.tasks, task);
    if (found == state.tasks.end()) return false;
    found->frame = frame;
    ++state.version;
    return true;
  });
}

void Tasks::write(int32_t task, const std::string& text) {
  change([&](State& state) {
    const auto found = find(state.tasks, task);
    if (found != state.tasks.end()) found->text = text;
  });
}

void Tasks::resize_screen(int width, int height) {
  state_.with([&](State& state) {
    if (state.width == width && state.height == height) return;
    state.width = width;
    state.height = height;
    find(state.tasks, kSceneTask)->frame = {0, 0, width, height};
    ++state.version;
  });
}

uint64_t Tasks::version() const {
  return state_.with([](const State& state) { return state.version; });
}

std::vector<Task> Tasks::in_order() const {
  return state_.with([](const State& state) { return state.tasks; });
}

}  // namespace anc::guest
