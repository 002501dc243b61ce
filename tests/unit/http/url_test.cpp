// URLs, redirects' places, and the headers for browsers.
#include "internal/http/url.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "internal/http/security.h"

namespace anc::test {
namespace {
using http::parse_url;
using http::resolve_location;
using testing::HasSubstr;

TEST(Url, IsSplit) {
  const auto url = parse_url("HTTPS://Host.Example:8443/a/b?c#d");
  ASSERT_TRUE(url);
  EXPECT_EQ(*url, (http::Url{"https", "host.example", 8443, "/a/b?c"}));
  EXPECT_EQ(url->text(), "https://host.example:8443/a/b?c");
  EXPECT_EQ(parse_url("http://h")->text(), "http://h/");
  EXPECT_EQ(parse_url("http://h?q")->text(), "http://h/?q");
  EXPECT_EQ(parse_url("https://h:443/")->authority(), "h");
  EXPECT_EQ(parse_url("http://[::1]:443/")->authority(), "[::1]:443");
  EXPECT_EQ(parse_url("https://[::1]/x")->port, 443);
  EXPECT_EQ(parse_url("https://[::1]/x")->text(), "https://[::1]/x");
}

TEST(Url, WhatIsNoneIsRefused) {
  for (const std::string& bad :
       {std::string(), std::string("h"), std::string("/a"), std::string("ftp://h/"),
        std::string("http://"), std::string("http:///a"), std::string("http://u:p@h/"),
        std::string("http://h:0/"), std::string("http://h:99999/"), std::string("http://h/a b"),
        std::string("http://h/\r\nX: y"), std::string("http://[::1/"), std::string("http://[a]/"),
        std::string("http://h/\0", 10), "http://h/" + std::string(9000, 'x')}) {
    const auto url = parse_url(bad);
    ASSERT_FALSE(url) << bad;
    EXPECT_EQ(url.error().kind(), Kind::kUsage);
  }
  EXPECT_THAT(parse_url("http://u:secret@h/").error().message(), testing::Not(HasSubstr("secret")));
}

TEST(Location, IsRelativeToWhatAnswered) {
  const std::string base = "http://a:8889/b/c/d?q";  // RFC 3986, 5.4
  const std::pair<const char*, const char*> cases[] = {
      {"g", "/b/c/g"},      {"./g", "/b/c/g"},   {"g/", "/b/c/g/"}, {"/g", "/g"},
      {"?y", "/b/c/d?y"},   {"g?y", "/b/c/g?y"}, {"g#s", "/b/c/g"}, {"", "/b/c/d?q"},
      {".", "/b/c/"},       {"..", "/b/"},       {"../g", "/b/g"},  {"../../g", "/g"},
      {"../../../g", "/g"}, {"/./g", "/g"},      {"/../g", "/g"},   {"g?y/../x", "/b/c/g?y/../x"},
      {"x:y/z", nullptr}};
  for (const auto& [location, want] : cases) {
    const auto url = resolve_location(base, location);
    if (want == nullptr) {
      EXPECT_FALSE(url) << location;
    } else {
      ASSERT_TRUE(url) << location;
      EXPECT_EQ(*url, std::string("http://a:8889") + want) << location;
    }
  }
  EXPECT_EQ(*resolve_location(base, "//h:1/x"), "http://h:1/x");
  EXPECT_EQ(*resolve_location(base, "https://h/x#f"), "https://h/x");
  EXPECT_FALSE(resolve_location(base, "ftp://h/"));
  EXPECT_FALSE(resolve_location(base, "a b"));
  EXPECT_FALSE(resolve_location("nonsense", "/a"));
}

TEST(Security, NothingInlineAndNobodysFrame) {
  const auto headers = http::security_headers();
  const auto csp = std::string(*http::find_header(headers, "content-security-policy"));
  EXPECT_THAT(csp, HasSubstr("default-src 'self'"));
  EXPECT_THAT(csp, HasSubstr("frame-ancestors 'none'"));
  EXPECT_THAT(csp, testing::Not(HasSubstr("unsafe")));
  EXPECT_THAT(csp, testing::Not(HasSubstr("https:")));
  EXPECT_EQ(http::find_header(headers, "X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(http::find_header(headers, "Referrer-Policy"), "no-referrer");
  EXPECT_EQ(http::find_header(headers, "X-Frame-Options"), "DENY");
  const auto framed = http::security_headers({"https://portal.example.org", true});
  const auto loose = std::string(*http::find_header(framed, "content-security-policy"));
  EXPECT_THAT(loose, testing::EndsWith("frame-ancestors https://portal.example.org"));
  EXPECT_THAT(loose, HasSubstr("connect-src 'self' http: https:"));
  EXPECT_FALSE(http::find_header(framed, "X-Frame-Options"));
  const auto evil = http::security_headers({"'self'; script-src *", false});
  EXPECT_THAT(std::string(*http::find_header(evil, "content-security-policy")),
              testing::EndsWith("frame-ancestors 'none'"));
}

TEST(Security, PagesOfOthersMayReadWhatWhepNeeds) {
  http::Request request;
  EXPECT_TRUE(http::cors_headers(request).empty());
  request.headers = {{"Origin", "https://player.example.org"}};
  const auto headers = http::cors_headers(request);
  EXPECT_EQ(http::find_header(headers, "access-control-allow-origin"), "*");
  EXPECT_THAT(std::string(*http::find_header(headers, "access-control-expose-headers")),
              testing::AllOf(HasSubstr("Location"), HasSubstr("Link"), HasSubstr("ETag")));
  EXPECT_FALSE(http::find_header(headers, "access-control-allow-credentials"));
  const auto answer = http::cors_preflight(request, "POST, OPTIONS");
  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(http::find_header(answer.headers, "Access-Control-Allow-Methods"), "POST, OPTIONS");
  EXPECT_THAT(std::string(*http::find_header(answer.headers, "Access-Control-Allow-Headers")),
              HasSubstr("Authorization"));
}

}  // namespace
}  // namespace anc::test
