// What a session offers on the message bus.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "internal/app/guest_state.h"
#include "internal/dbus/subject.h"
#include "internal/port/platform.h"

namespace anc::session {

/// The guest's state and the calls to it, as the bus asks for them. Net thread only.
class BusSubject final : public dbus::Subject {
 public:
  /// `facts` gives all but `ready`; the others are borrowed. A launch that names no stack goes to
  /// `default_stack`.
  BusSubject(const app::GuestState& state, port::PlatformCalls& calls,
             std::optional<port::Stack> default_stack, std::function<dbus::Facts()> facts)
      : state_(state), calls_(calls), default_stack_(default_stack), facts_(std::move(facts)) {}

  dbus::Facts facts() const override;
  std::vector<dbus::Application> applications() const override;
  Result<std::string> icon(const std::string& package) const override;
  std::vector<port::TaskWindow> windows() const override { return state_.windows(); }
  void launch(const port::Intent& wanted, const std::string& stack,
              std::function<void(Result<std::string>)> done) override;
  void stop(const std::string& package,
            std::function<void(Result<std::vector<int32_t>>)> done) override;

 private:
  const app::GuestState& state_;
  port::PlatformCalls& calls_;
  const std::optional<port::Stack> default_stack_;
  const std::function<dbus::Facts()> facts_;
};

}  // namespace anc::session
