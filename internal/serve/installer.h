#pragma once
#include "internal/http/message.h"
#include "internal/serve/instance.h"
namespace anc::serve {
class Installer {
 public:
  explicit Installer(net::Loop&) {}
  void install(Instance&, std::shared_ptr<const http::Request>,
               std::function<void(Result<std::string>)> done) {
    done(fail(Kind::kFailure, "not yet"));
  }
};
}  // namespace anc::serve
