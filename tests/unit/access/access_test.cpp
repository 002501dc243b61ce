// Rate limit, origins and certificates.
#include <fstream>
#include <sys/stat.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "internal/access/origins.h"
#include "internal/access/rate_limit.h"
#include "internal/access/tls_files.h"
#include "internal/core/file.h"

namespace anc::test {
namespace {
using access::Origins;
using access::RateLimit;
using namespace std::chrono_literals;

TEST(RateLimits, FailuresCostTime) {
  RateLimit limit(3, 1000ms);
  const RateLimit::Time start{};
  EXPECT_EQ(limit.wait("a", start), 0ms);
  for (int i = 0; i < 2; ++i) limit.failed("a", start);
  EXPECT_EQ(limit.wait("a", start), 0ms) << "two of three";
  for (int i = 0; i < 100; ++i) limit.failed("a", start);
  EXPECT_EQ(limit.wait("a", start), 1000ms);
  EXPECT_EQ(limit.wait("b", start), 0ms);
  EXPECT_EQ(limit.wait("a", start + 400ms), 600ms);
  EXPECT_EQ(limit.wait("a", start + 1000ms), 0ms);
  limit.failed("a", start + 1000ms);
  EXPECT_EQ(limit.wait("a", start + 1000ms), 1000ms) << "one try a second from now on";
  limit.succeeded("a");
  EXPECT_EQ(limit.wait("a", start + 1000ms), 0ms);
}

TEST(RateLimits, AreBoundedAndForgetTheOldest) {
  RateLimit limit(1, 1h);
  const RateLimit::Time start{};
  limit.failed("old", start);
  for (size_t i = 0; i < RateLimit::kMost; ++i) limit.failed("x" + std::to_string(i), start);
  EXPECT_EQ(limit.known(), RateLimit::kMost);
  EXPECT_EQ(limit.wait("old", start), 0ms);
  EXPECT_GT(limit.wait("x9", start), 0ms);
}

TEST(RateLimits, OneCustomerIsOneAddress) {
  EXPECT_EQ(access::rate_key("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
  EXPECT_EQ(access::rate_key("fe80::1%eth0"), "fe80::");
  EXPECT_EQ(access::rate_key("::ffff:10.0.0.1"), "10.0.0.1");
  EXPECT_EQ(access::rate_key("10.0.0.1"), "10.0.0.1");
}

TEST(Hosts, NamesOfOthersAreRefused) {
  const Origins origins =
      *Origins::make({"https://Phones.example.org"}, {"myhost", "myhost.local"});
  for (const char* good :
       {"127.0.0.1", "127.0.0.1:80", "[::1]:80", "[::1]", "10.1.2.3:8443", "localhost",
        "LOCALHOST:1", "a.localhost", "myhost", "MyHost:8443", "myhost.local", "myhost.",
        "phones.example.org", "phones.example.org:9"}) {
    EXPECT_TRUE(origins.host_allowed(good)) << good;
  }
  for (const char* bad :
       {"", "evil.org", "localhost.evil.org", "127.0.0.1.evil.org", "xlocalhost", "[::1", "[a]:1",
        "[::1]x", "myhost:x", "myhost:99999", ":80", "2130706433", "0x7f.1"}) {
    EXPECT_FALSE(origins.host_allowed(bad)) << bad;
  }
}

TEST(Hosts, PagesOfOthersAreRefused) {
  const Origins origins = *Origins::make({"https://phones.example.org"}, {"myhost"});
  EXPECT_TRUE(origins.origin_allowed(std::nullopt, "evil.org", false)) << "no page";
  EXPECT_TRUE(origins.origin_allowed("http://127.0.0.1:8080", "127.0.0.1:8080", false));
  EXPECT_TRUE(origins.origin_allowed("https://[::1]:8443", "[::1]:8443", true));
  EXPECT_TRUE(origins.origin_allowed("https://myhost", "myhost:443", true));
  EXPECT_TRUE(origins.origin_allowed("https://phones.example.org", "anything", false));
  EXPECT_TRUE(origins.origin_allowed("https://phones.example.org:443", "anything", false));
  for (const char* bad :
       {"null", "", "http://evil.org", "https://127.0.0.1:8080", "http://127.0.0.1:8081",
        "http://127.0.0.1", "file://", "https://phones.example.org.evil.org",
        "http://phones.example.org", "https://phones.example.org/x"}) {
    EXPECT_FALSE(origins.origin_allowed(bad, "127.0.0.1:8080", false)) << bad;
  }
  EXPECT_FALSE(origins.origin_allowed("http://evil.org", "evil.org", false)) << "rebinding";
  EXPECT_TRUE(Origins::make({"*"}, {})->origin_allowed("http://evil.org", "a", false));
  for (const char* bad : {"phones.example.org", "ftp://a", "https://", "https://a/b"}) {
    EXPECT_FALSE(Origins::make({bad}, {})) << bad;
  }
}

TEST(Certificates, AreMadeOnceAndKept) {
  const auto dir = *core::TempDir::make("anc-access");
  const auto made = access::self_signed_tls_files(dir.path(), {"phone.lan", "10.0.0.7"});
  ASSERT_TRUE(made) << made.error().message();
  EXPECT_TRUE(made->self_signed);
  EXPECT_THAT(made->fingerprint, testing::MatchesRegex("([0-9A-F]{2}:){31}[0-9A-F]{2}"));
  struct stat info {};
  ASSERT_EQ(stat((dir.path() + "/tls-key.pem").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  const auto again = access::self_signed_tls_files(dir.path(), {"10.0.0.7"});
  EXPECT_EQ(again->fingerprint, made->fingerprint);
  EXPECT_TRUE(again->self_signed);
  const auto other = access::self_signed_tls_files(dir.path(), {"other.lan"});
  EXPECT_NE(other->fingerprint, made->fingerprint) << "it is not for this host";
  const auto soon = access::make_self_signed({}, std::chrono::hours(24 * 29));
  ASSERT_TRUE(core::write_atomic(dir.path() + "/tls-certificate.pem", soon->certificate));
  ASSERT_TRUE(core::write_atomic(dir.path() + "/tls-key.pem", soon->key));
  EXPECT_NE(access::self_signed_tls_files(dir.path(), {})->fingerprint, soon->fingerprint);
  ASSERT_TRUE(core::write_atomic(dir.path() + "/tls-key.pem", "damaged"));
  EXPECT_TRUE(access::self_signed_tls_files(dir.path(), {}));
}

TEST(Certificates, OnesOwnAreChecked) {
  const auto dir = *core::TempDir::make("anc-access");
  const auto a = *access::make_self_signed({"a.lan"});
  const auto b = *access::make_self_signed({"b.lan"});
  const auto expired = *access::make_self_signed({"c.lan"}, std::chrono::hours(-1));
  const auto path = [&](const std::string& name) { return dir.path() + "/" + name; };
  const auto try_pair = [&](const std::string& certificate, const std::string& key) {
    EXPECT_TRUE(core::write_whole(path("c"), certificate));
    EXPECT_TRUE(core::write_whole(path("k"), key));
    return access::own_tls_files(path("c"), path("k"));
  };
  const auto good = try_pair(a.certificate + b.certificate, a.key);
  ASSERT_TRUE(good);
  EXPECT_EQ(good->fingerprint, a.fingerprint);
  EXPECT_FALSE(good->self_signed);
  EXPECT_EQ(good->certificate, a.certificate + b.certificate) << "with those above it";
  const auto swapped = try_pair(a.certificate, b.key);
  ASSERT_FALSE(swapped);
  EXPECT_THAT(swapped.error().message(), testing::HasSubstr("not that of the certificate"));
  const auto late = try_pair(expired.certificate, expired.key);
  ASSERT_FALSE(late);
  EXPECT_THAT(late.error().message(), testing::HasSubstr("expired"));
  EXPECT_FALSE(try_pair("junk", a.key));
  EXPECT_FALSE(try_pair(a.certificate, "junk"));
  EXPECT_FALSE(try_pair(a.certificate, a.certificate));
  EXPECT_FALSE(access::own_tls_files(path("missing"), path("k")));
  for (size_t n = 0; n < a.certificate.size() - 1; n += 7) {
    EXPECT_FALSE(try_pair(a.certificate.substr(0, n), a.key)) << n;
  }
}

}  // namespace
}  // namespace anc::test
