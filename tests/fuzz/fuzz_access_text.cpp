// Fuzz target: small texts from the network and from files of the stream server. The first byte
// chooses who reads the rest.
#include <cstdlib>

#include "internal/access/origins.h"
#include "internal/access/rate_limit.h"
#include "internal/access/tokens.h"
#include "internal/adb/host_link.h"
#include "internal/adb/package_manager.h"
#include "internal/http/endpoint.h"
#include "internal/http/target.h"
#include "internal/http/url.h"

namespace anc {
namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

void read_url(const std::string& text) {
  const auto url = http::parse_url(text);
  if (url) {
    const auto again = http::parse_url(url->text());
    check(again && *again == *url);
  }
  const auto place = http::resolve_location("http://host:1/a/b?c", text);
  if (place) check(http::parse_url(*place).has_value());
}

void read_target(const std::string& text) {
  const auto target = http::parse_target(text);
  if (target) check(target->path.starts_with('/'));
  (void)http::query_value(text, "token");
  check(http::percent_decode(http::percent_encode(text)).value_or(text) == text);
}

void read_tokens(const std::string& text) {
  const auto tokens = access::parse_tokens(text);
  if (tokens) check(access::parse_tokens(access::render_tokens(*tokens))->size() == tokens->size());
  (void)access::bearer_of(text);
  (void)access::bearer_of_protocols(text);
}

void read_origin(const std::string& text) {
  const auto origins = *access::Origins::make({"https://a.example.org"}, {"me"});
  (void)origins.host_allowed(text);
  // A host that is not ours allows only the listed origin, however it is written.
  check(!origins.origin_allowed(text, "evil.org", true) || text.size() >= 21);
  (void)access::rate_key(text);
}

void read_endpoint(const std::string& text) {
  const auto endpoint = http::parse_endpoint(text);
  if (endpoint) check(http::parse_endpoint(http::endpoint_text(*endpoint)) == *endpoint);
  (void)http::is_loopback(text);
}

void read_adb(const std::string& text) {
  const auto head = adb::parse_packet_head(std::as_bytes(std::span(text)));
  if (head) check(head->length <= adb::PacketHead::kMostData);
  (void)adb::understand_pm(text);
}

}  // namespace
}  // namespace anc

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace anc;
  if (size < 1) return 0;
  constexpr void (*kReaders[])(const std::string&) = {read_url,    read_target,   read_tokens,
                                                      read_origin, read_endpoint, read_adb};
  kReaders[data[0] % std::size(kReaders)](
      std::string(reinterpret_cast<const char*>(data + 1), size - 1));
  return 0;
}
