// Remembers the range that was chosen because the default one is in use, for each later command.
#include "internal/config/config.h"
#include "internal/core/text.h"
#include "internal/host/steps.h"

namespace anc::host {
namespace {

class NetworkChoice final : public Step {
 public:
  explicit NetworkChoice(const Settings& settings)
      : path_(config::chosen_network_file(settings.data_path)),
        content_(address_text(settings.address()) + "\n"),
        why_("the containers' range is " + network_text(settings.address()) +
             (settings.network_reason.empty() ? "" : ", since " + settings.network_reason)) {}

 private:
  std::string_view name() const override { return "network-choice"; }
  std::string_view why() const override { return why_; }
  bool persistent() const override { return true; }
  std::vector<std::string> commands() const override {
    const std::string folder = path_.substr(0, path_.rfind('/'));
    return {"mkdir -p " + core::shell_quote(folder),
            "echo " + std::string(core::trim(content_)) + " > " + core::shell_quote(path_)};
  }

  Result<Seen> check(const Host& host) const override {
    const auto now = TRY(host.read(path_));
    if (now == content_) return Seen{State::kHolds, {}, {}};
    return Seen{now ? State::kDrifted : State::kAbsent,
                {{"path", path_}, {"content", content_}, {"previous", now.value_or("")}},
                path_ + (now ? " names another range" : " is not there")};
  }

  Result<void> apply(Host& host, const Seen& seen) const override {
    return host.write_file(TRY(seen.fact("path")), TRY(seen.fact("content")), 0644);
  }

  Result<Left> undo(Host& host, const Seen& before) const override {
    const std::string path = TRY(before.fact("path"));
    const std::string previous = TRY(before.fact("previous"));
    const auto now = TRY(host.read(path));
    if (!now || *now == previous) return Left{};
    if (*now != TRY(before.fact("content"))) return Left{path + " names another range now"};
    if (previous.empty()) {
      TRY(host.remove_file(path));
    } else {
      TRY(host.write_file(path, previous, 0644));
    }
    return Left{};
  }

  std::string path_;
  std::string content_;
  std::string why_;
};
}  // namespace

StepPtr network_choice(const Settings& settings) {
  return std::make_unique<NetworkChoice>(settings);
}
}  // namespace anc::host
