// The data path's folders that belong to no instance.
#include <array>
#include <cerrno>

#include "internal/core/text.h"
#include "internal/host/steps.h"

namespace anc::host {
namespace {
constexpr std::array kNames{"images", "instances", "sockets"};
constexpr mode_t kMode = 0755;

class Directories final : public Step {
 public:
  explicit Directories(std::string data_path) : data_path_(std::move(data_path)) {}

 private:
  std::string_view name() const override { return "directories"; }
  std::string_view why() const override { return "images, instances and sockets have their place"; }
  bool persistent() const override { return true; }
  std::vector<std::string> commands() const override {
    std::string all;
    for (const char* name : kNames) all += " " + core::shell_quote(data_path_ + "/" + name);
    return {"mkdir -p -m 0755" + all};
  }

  Result<Seen> check(const Host& host) const override {
    std::string missing;
    for (const char* name : kNames) {
      const std::string path = data_path_ + "/" + name;
      const auto info = TRY(host.info(path));
      if (!info) {
        missing += (missing.empty() ? "" : " ") + std::string(name);
      } else if (info->type != step::FileType::kDirectory) {
        return step::impossible(path + " is no directory", "move it away", Kind::kFailure);
      }
    }
    if (missing.empty()) return Seen{State::kHolds, {}, {}};
    return Seen{State::kAbsent,
                {{"data_path", data_path_}, {"missing", missing}},
                data_path_ + " lacks " + missing};
  }

  Result<void> apply(Host& host, const Seen& seen) const override {
    for (const std::string& name : core::split(TRY(seen.fact("missing")), ' ')) {
      TRY(host.make_dir(data_path_ + "/" + name, kMode));
    }
    return {};
  }

  Result<Left> undo(Host& host, const Seen& before) const override {
    const std::string data_path = TRY(before.fact("data_path"));
    Left left;
    for (const std::string& name : core::split(TRY(before.fact("missing")), ' ')) {
      const std::string path = data_path + "/" + name;
      const auto info = TRY(host.info(path));
      if (name.empty() || !info) continue;
      if (info->type != step::FileType::kDirectory) {
        left.push_back(path + " is no directory now");
      } else if (auto removed = host.remove_dir(path); !removed) {
        const int reason = removed.error().root_errno();
        if (reason != ENOTEMPTY && reason != EBUSY) return fail(std::move(removed.error()));
        left.push_back(path + " is in use");
      }
    }
    return left;
  }

  std::string data_path_;
};
}  // namespace

StepPtr directories(const Settings& settings) {
  return std::make_unique<Directories>(settings.data_path);
}
}  // namespace anc::host
