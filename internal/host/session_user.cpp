// Sessions never run as root: where nobody is named to run them, a system user does.
#include "internal/core/text.h"
#include "internal/host/steps.h"

namespace anc::host {
namespace {

class SessionUser final : public Step {
 public:
  SessionUser(std::string user, std::string home)
      : user_(std::move(user)), home_(std::move(home)) {}

 private:
  std::string_view name() const override { return "user"; }
  std::string_view why() const override { return "sessions of no particular user run as it"; }
  bool persistent() const override { return true; }
  std::vector<std::string> commands() const override {
    std::vector<std::string> words;
    for (const std::string& word : command()) words.push_back(core::shell_quote(word));
    return {core::join(words, " ")};
  }

  std::vector<std::string> command() const {
    return {"useradd", "--system",          "--user-group", "--no-create-home", "--home-dir", home_,
            "--shell", "/usr/sbin/nologin", user_};
  }

  Result<Seen> check(const Host& host) const override {
    const auto user = TRY(host.user(user_));
    if (user && user->uid == 0) {
      return step::impossible("user " + user_ + " is root", "name another user by --user",
                              Kind::kPermission);
    }
    if (user) return Seen{State::kHolds, {}, {}};
    if (!host.find_program("useradd")) {
      return step::impossible("there is no useradd to make user " + user_,
                              "apt install passwd, or name a user by --user");
    }
    return Seen{State::kAbsent, {{"user", user_}, {"home", home_}}, "no user " + user_};
  }

  Result<void> apply(Host& host, const Seen&) const override {
    TRY(host.run(command(), {}));
    return {};
  }

  Result<Left> undo(Host& host, const Seen& before) const override {
    const std::string name = TRY(before.fact("user"));
    const auto user = TRY(host.user(name));
    if (!user) return Left{};
    if (user->home != TRY(before.fact("home"))) return Left{"user " + name + " was changed"};
    TRY(host.run({"userdel", name}, {}));
    return Left{};
  }

  std::string user_;
  std::string home_;
};
}  // namespace

StepPtr session_user(const Settings& settings) {
  return std::make_unique<SessionUser>(settings.user, settings.data_path);
}
}  // namespace anc::host
