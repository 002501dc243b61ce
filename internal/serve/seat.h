// Who may touch: one viewer of an instance at a time, and how the place changes hands.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "internal/remote/server_messages.h"

namespace anc::serve {

/// A number that no other viewer of this server has.
using ViewerId = uint32_t;

/// Pure: it says who is to be told what. A place that is free goes to the first who comes and may
/// have it. A newer connection of the same person takes it over, so that a page that comes back
/// need not wait for its old connection to die. Who asks gets it when the holder grants it, or has
/// not answered for a while (expire()).
class Seat {
 public:
  using What = remote::HandoverIs::What;
  using Tell = std::function<void(ViewerId to, const remote::HandoverIs& news)>;

  struct Person {
    bool may_control = false;
    std::string token;  ///< its id: who has the same is the same person
    std::string name;   ///< for people
  };

  explicit Seat(Tell tell) : tell_(std::move(tell)) {}

  void join(ViewerId viewer, Person person);
  void leave(ViewerId viewer);
  /// True when it waits from now on: who asks again has waited since the first time.
  bool request(ViewerId viewer);
  void release(ViewerId viewer);
  /// By the holder; `to` has asked. Else nothing happens.
  void grant(ViewerId holder, ViewerId to);
  void deny(ViewerId holder, ViewerId to);
  /// The holder has not answered `asker` in time.
  void expire(ViewerId asker);

  bool controls(ViewerId viewer) const { return holder_ == viewer; }
  std::optional<ViewerId> holder() const { return holder_; }

 private:
  void give(ViewerId viewer);
  void vacate();
  remote::HandoverIs news(What what, ViewerId about) const;
  void tell_others(ViewerId but, What what, ViewerId about);

  const Tell tell_;
  std::map<ViewerId, Person> people_;
  std::optional<ViewerId> holder_, asker_;
};

}  // namespace anc::serve
