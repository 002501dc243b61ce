// Packages that viewers upload, on their way into guests.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "internal/http/message.h"
#include "internal/net/loop.h"
#include "internal/serve/instance.h"
#include "internal/session/worker.h"

namespace anc::serve {

/// By the guest's adbd, since this process may not enter containers; one after another. Net thread
/// only.
class Installer {
 public:
  /// Gets the name of the package.
  using Done = std::function<void(Result<std::string>)>;

  explicit Installer(net::Loop& loop) : loop_(loop), worker_("apk-install", 8) {}

  /// `request` holds the upload.
  void install(Instance& instance, std::shared_ptr<const http::Request> request, Done done);

 private:
  void begin(std::shared_ptr<const http::Request> request, const core::Json& adb, Done done);

  net::Loop& loop_;
  session::Worker worker_;
};

}  // namespace anc::serve
