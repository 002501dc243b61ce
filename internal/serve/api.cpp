// The paths of the HTTP interface (docs/http-api.md).
#include "internal/serve/api.h"

#include <utility>

#include "internal/core/text.h"
#include "internal/http/security.h"
#include "internal/http/target.h"
#include "internal/serve/socket_outlet.h"
#include "internal/web/assets.h"

namespace anc::serve {
namespace {
constexpr uint64_t kMostOffer = 64u << 10;
constexpr uint64_t kMostPackage = uint64_t{2} << 30;

http::Response json_response(const core::Json& json, int status = 200) {
  return {.status = status,
          .headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}},
          .body = json.dump(-1, ' ', false, core::Json::error_handler_t::replace) + "\n"};
}

http::Response nothing_here() {
  return http::error_response(404, "there is nothing here", "usage");
}

http::Response wrong_method(const std::string& allowed) {
  auto response = http::error_response(405, "this knows " + allowed, "usage");
  response.headers.emplace_back("Allow", allowed);
  return response;
}

http::Response forbidden(const std::string& why) {
  return http::error_response(403, why, "permission", "ask whoever gave you the token for another");
}

/// "/v1/instances/phone/whep" as {"v1", "instances", "phone", "whep"}.
std::vector<std::string> segments(const std::string& path) {
  return core::split(path.substr(1), '/');
}

bool of_api(const std::string& path) { return path.starts_with("/v1/"); }

http::Respond with_cors(const http::Request& request, http::Respond respond) {
  auto more = http::cors_headers(request);
  if (more.empty()) return respond;
  return [respond = std::move(respond), more = std::move(more)](http::Response response) {
    response.headers.insert(response.headers.end(), more.begin(), more.end());
    respond(std::move(response));
  };
}

http::Response page(const http::Request& request) {
  if (request.method != "GET") return wrong_method("GET");
  const auto asset = web::find(request.path);
  if (!asset) return nothing_here();
  const bool gzip = !asset->gzip.empty() && http::takes_gzip(request);
  std::string etag(asset->etag);
  if (gzip) etag.insert(etag.size() - 1, "-gzip");  // other bytes, another tag
  http::Response response;
  // Embedding nothing of others, the page is given clocks of 5 us: it measures how old pictures
  // are.
  response.headers = {{"Content-Security-Policy", std::string(web::kPolicy)},
                      {"Cross-Origin-Embedder-Policy", "require-corp"},
                      {"ETag", etag},
                      {"Vary", "Accept-Encoding"},
                      {"Cache-Control", "no-cache"}};
  if (request.header("If-None-Match") == etag) {
    response.status = 304;
    return response;
  }
  response.headers.emplace_back("Content-Type", std::string(asset->type));
  if (gzip) response.headers.emplace_back("Content-Encoding", "gzip");
  response.fixed_body = gzip ? asset->gzip : asset->body;
  return response;
}

core::Json describe(const access::Token& token) {
  return {{"role", access::role_name(token.role)},
          {"instance", token.instance.empty() ? core::Json(nullptr) : core::Json(token.instance)},
          {"name", token.name},
          {"expires", token.expires ? core::Json(*token.expires) : core::Json(nullptr)}};
}

/// What a body wishes for; a field that is there has to make sense.
Result<access::Wish> share_wish(const core::Json& json, const std::string& instance) {
  access::Wish wish{.instance = instance};
  const auto text = [&](const char* name, std::string none) -> Result<std::string> {
    if (!json.contains(name)) return none;
    const auto value = core::json_field<std::string>(json, name);
    if (!value) return fail(Kind::kUsage, std::string("\"") + name + "\" is a text");
    return *value;
  };
  const auto role = access::role_of(TRY(text("role", "viewer")));
  if (!role) return fail(Kind::kUsage, "a role is viewer or controller");
  wish.role = *role;
  wish.name = TRY(text("name", ""));
  if (json.contains("expires_s")) {
    const auto seconds = core::json_field<uint32_t>(json, "expires_s");
    if (!seconds) return fail(Kind::kUsage, "\"expires_s\" is a number of seconds");
    wish.lasts = std::chrono::seconds(*seconds);
  }
  return wish;
}
}  // namespace

http::Admission Api::admit(const http::Request& request) {
  if (const auto path = segments(request.path);
      path.size() == 4 && path[1] == "instances" && path[3] == "apps" && request.method == "POST") {
    // Two gigabytes of a stranger's are not written to the disk first.
    const auto token = means_.door.open(request);
    if (const auto* refusal = std::get_if<http::Response>(&token)) return {.refusal = *refusal};
    if (!std::get<access::Token>(token).may_control(path[2])) {
      return {.refusal = forbidden("a viewer may not install applications")};
    }
    return {.most_body = kMostPackage, .upload_directory = means_.options.directory};
  }
  return {.most_body = kMostOffer};
}

void Api::handle(const RequestPtr& request, http::Respond respond) {
  if (auto refusal = means_.door.refuse_stranger(*request)) return respond(std::move(*refusal));
  if (request->path == "/healthz") {
    const bool reads = request->method == "GET" || request->method == "HEAD";
    return respond(reads ? http::Response{.body = "ok\n"} : wrong_method("GET, HEAD"));
  }
  if (!of_api(request->path) && request->path != "/metrics") return respond(page(*request));
  if (request->method == "OPTIONS") {
    return respond(http::cors_preflight(*request, "GET, POST, PATCH, DELETE, OPTIONS"));
  }
  respond = with_cors(*request, std::move(respond));
  auto opened = means_.door.open(*request);
  if (auto* refusal = std::get_if<http::Response>(&opened)) return respond(std::move(*refusal));
  const auto& token = std::get<access::Token>(opened);
  if (request->path == "/metrics") {
    if (request->method != "GET") return respond(wrong_method("GET"));
    if (!token.instance.empty()) return respond(forbidden("metrics are of all instances"));
    return respond({.headers = {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}},
                    .body = means_.metrics()});
  }
  const auto path = segments(request->path);
  const bool whole = path.size() == 2 && (path[1] == "whoami" || path[1] == "instances");
  if (whole && request->method != "GET") return respond(wrong_method("GET, OPTIONS"));
  if (whole && path[1] == "whoami") return respond(json_response(describe(token)));
  if (whole) {
    return means_.instances.list(token, [respond = std::move(respond)](const core::Json& list) {
      respond(json_response(list));
    });
  }
  if (path.size() >= 4 && path[1] == "instances") {
    return of_instance(request, token, path, std::move(respond));
  }
  respond(nothing_here());
}

void Api::of_instance(const RequestPtr& request, const access::Token& token,
                      const std::vector<std::string>& path, http::Respond respond) {
  const std::string &name = path[2], &what = path[3];
  if (!token.may_see(name)) return respond(forbidden("this token is for another instance"));
  if (what == "whep" && path.size() == 5) {
    return respond(means_.whep.touch(*request, token, name, path[4]));
  }
  if (path.size() != 4) return respond(nothing_here());
  const std::string method = what == "screenshot" || what == "ws" ? "GET" : "POST";
  if (what != "whep" && what != "screenshot" && what != "share" && what != "apps" && what != "ws") {
    return respond(nothing_here());
  }
  if (request->method != method) return respond(wrong_method(method + ", OPTIONS"));
  if (what == "whep") return means_.whep.create(request, token, name, std::move(respond));
  if (what == "screenshot") return screenshot(name, std::move(respond));
  if (what == "apps") return install(request, name, std::move(respond));
  if (what == "share") return respond(share(*request, token, name));
  respond(http::error_response(426, "this is a WebSocket", "usage"));
}

void Api::screenshot(const std::string& name, http::Respond respond) {
  const auto instance = means_.instances.open(name);
  if (!instance) return respond(http::error_response(instance.error()));
  (*instance)->ask({{"do", "screenshot"}}, {}, [respond = std::move(respond)](Result<Answer> got) {
    if (!got) return respond(http::error_response(got.error()));
    respond({.headers = {{"Content-Type", "image/png"}, {"Cache-Control", "no-store"}},
             .body = std::move(got->body)});
  });
}

void Api::install(const RequestPtr& request, const std::string& name, http::Respond respond) {
  const auto instance = means_.instances.open(name);
  if (!instance) return respond(http::error_response(instance.error()));
  means_.install(**instance, request,
                 [respond = std::move(respond)](const Result<std::string>& package) {
                   if (!package) return respond(http::error_response(package.error()));
                   respond(json_response({{"package", *package}}));
                 });
}

std::string Api::base_url(const http::Request& request) const {
  const std::string host(request.header("Host").value_or("localhost"));
  // Before a proxy that ends TLS the page has come by https all the same.
  const bool secure = request.secure || means_.door.origins().allows("https://" + host);
  return (secure ? "https://" : "http://") + host + "/";
}

http::Response Api::share(const http::Request& request, const access::Token& token,
                          const std::string& instance) {
  const auto json = core::parse_json(request.body.empty() ? "{}" : request.body);
  if (!json || !json->is_object()) return http::error_response(400, "the body is no JSON", "usage");
  const auto known = means_.instances.open(instance);
  if (!known) return http::error_response(known.error());
  const auto wish = share_wish(*json, instance);
  if (!wish) return http::error_response(wish.error());
  if (!means_.options.tokens) {  // nobody needs one, and it would outlive that
    core::Json answer = describe(token);
    answer["url"] = base_url(request) + "#/" + instance;
    return json_response(answer);
  }
  const auto made = means_.door.tokens().share(token, *wish);
  if (!made) return http::error_response(made.error());
  core::Json answer = describe(made->token);
  answer["url"] = access::link(base_url(request), made->secret);
  return json_response(answer);
}

std::variant<http::Response, http::Upgrade> Api::upgrade(const http::Request& request) {
  if (auto refusal = means_.door.refuse_stranger(request)) return std::move(*refusal);
  const auto path = segments(request.path);
  if (path.size() != 4 || path[0] != "v1" || path[1] != "instances" || path[3] != "ws") {
    return nothing_here();
  }
  const auto offered = request.header("Sec-WebSocket-Protocol");
  auto opened =
      means_.door.open(request, offered ? access::bearer_of_protocols(*offered) : std::nullopt);
  if (auto* refusal = std::get_if<http::Response>(&opened)) return std::move(*refusal);
  const auto& token = std::get<access::Token>(opened);
  if (!token.may_see(path[2])) return forbidden("this token is for another instance");
  const auto instance = means_.instances.open(path[2]);
  if (!instance) return http::error_response(instance.error());
  if (means_.instances.viewers() >= means_.options.most_viewers) {
    return full_house(means_.options.most_viewers);
  }
  return watch(token, **instance, request.query);
}

http::Upgrade Api::watch(const access::Token& token, Instance& instance, const std::string& query) {
  const ViewerId id = means_.instances.next_viewer();
  port::Codec codec =
      http::query_value(query, "codec") == "vp8" ? port::Codec::kVp8 : port::Codec::kH264;
  if (means_.options.codec) codec = *means_.options.codec;
  Viewer::Options options{
      .id = id,
      .token = token,
      .codec = codec,
      .rate = {means_.options.most_bits_per_second, means_.options.most_frames_per_second}};
  return {.subprotocol = "ancloud.v1",
          .opened = [&instance, options, id](std::shared_ptr<http::WebSocket> socket) {
            auto outlet = std::make_unique<SocketOutlet>(instance, id, std::move(socket));
            instance.admit(options, std::move(outlet)).begin();
            return http::WebSocket::Handlers{
                .binary = [&instance,
                           id](core::Bytes frame) { SocketOutlet::on_frame(instance, id, frame); },
                .closed = [&instance, id](const std::string&) { instance.dismiss(id); }};
          }};
}

}  // namespace anc::serve
