// What the server answers, path by path.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "internal/http/message.h"
#include "internal/http/server.h"
#include "internal/serve/door.h"
#include "internal/serve/instances.h"
#include "internal/serve/options.h"
#include "internal/serve/whep.h"

namespace anc::serve {

/// Net thread only.
class Api {
 public:
  struct Means {
    const Options& options;
    Door& door;
    Instances& instances;
    Whep& whep;
    std::function<std::string()> metrics;  ///< the text of /metrics
    /// Installs what was uploaded for an instance, and tells the package's name, later.
    std::function<void(Instance& instance, std::shared_ptr<const http::Request> request,
                       std::function<void(Result<std::string>)> done)>
        install;
  };
  explicit Api(Means means) : means_(std::move(means)) {}

  void handle(const std::shared_ptr<const http::Request>& request, http::Respond respond);
  http::Admission admit(const http::Request& request);
  std::variant<http::Response, http::Upgrade> upgrade(const http::Request& request);

 private:
  using RequestPtr = std::shared_ptr<const http::Request>;
  struct Route;

  void of_instance(const RequestPtr& request, const access::Token& token,
                   const std::vector<std::string>& path, http::Respond respond);
  void screenshot(const std::string& instance, http::Respond respond);
  void install(const RequestPtr& request, const std::string& instance, http::Respond respond);
  http::Response share(const http::Request& request, const access::Token& token,
                       const std::string& instance);
  std::string base_url(const http::Request& request) const;
  http::Upgrade watch(const access::Token& token, Instance& instance, const std::string& query);

  const Means means_;
};

}  // namespace anc::serve
