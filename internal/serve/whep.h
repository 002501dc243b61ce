// WHEP: any player offers, is answered, and watches (draft-ietf-wish-whep; field.md 4.7).
#pragma once

#include <map>
#include <memory>
#include <string>

#include "internal/access/tokens.h"
#include "internal/http/message.h"
#include "internal/serve/instances.h"
#include "internal/serve/options.h"
#include "internal/serve/peer_outlet.h"

namespace anc::serve {

/// The resources of WHEP: one for each viewer over WebRTC. Net thread only.
class Whep {
 public:
  Whep(const Options& options, Instances& instances, PeerOutlet::Means means)
      : options_(options), instances_(instances), means_(means) {}

  /// POST: 201 with the answer, a Location and an ETag. Answers later: the session is asked first.
  void create(std::shared_ptr<const http::Request> request, const access::Token& token,
              const std::string& instance, http::Respond respond);
  /// PATCH, DELETE and the rest of what a resource knows. Only who made it may touch it.
  http::Response touch(const http::Request& request, const access::Token& token,
                       const std::string& instance, const std::string& resource);

 private:
  struct Resource {
    std::string instance;
    ViewerId viewer = 0;
    std::string token, etag;
    std::string remote_ufrag;  ///< the viewer's name in ICE
  };
  http::Response answer(const http::Request& request, const access::Token& token,
                        Instance& instance);
  webrtc::Peer::Options wishes(const http::Request& request) const;
  void forget_the_gone();

  const Options& options_;
  Instances& instances_;
  const PeerOutlet::Means means_;
  std::map<std::string, Resource> resources_;
};

/// 503 with Retry-After: there is no room for one more viewer.
http::Response full_house(size_t most);

}  // namespace anc::serve
