// Targets, endpoints, heads and the request reader, without a network.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "internal/http/endpoint.h"
#include "internal/http/message.h"
#include "internal/http/request_reader.h"
#include "internal/http/target.h"

namespace anc::test {
namespace {
using http::Endpoint;
using Step = http::RequestReader::Step;

core::Bytes bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

TEST(Target, IsDecodedAndSplit) {
  const auto target = http::parse_target("/a%20b/%E4%BD%A0?x=1&y=%3F");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/a b/你");
  EXPECT_EQ(target->query, "x=1&y=%3F");
  EXPECT_EQ(http::parse_target("http://host:1/a/?b")->path, "/a/");
  EXPECT_EQ(http::parse_target("/")->path, "/");
}

TEST(AcceptEncoding, TellsWhetherGzipIsTaken) {
  const auto takes = [](const char* said) {
    http::Request request;
    request.headers = {{"Accept-Encoding", said}};
    return http::takes_gzip(request);
  };
  for (const char* yes :
       {"gzip", "deflate, GZIP", "br;q=1.0, gzip;q=0.8", "gzip ; q=0.001", "gzip;q=1"}) {
    EXPECT_TRUE(takes(yes)) << yes;
  }
  for (const char* no :
       {"", "br", "gzip;q=0", "gzip; q=0.000", "x-gzip", "gzipped", ";", ",,", "*"}) {
    EXPECT_FALSE(takes(no)) << no;
  }
  EXPECT_FALSE(http::takes_gzip({}));
}

TEST(Target, NeverLeavesItsPlace) {
  for (const char* bad : {"",
                          "*",
                          "a",
                          "http://host",
                          "http://host?a",
                          "/..",
                          "/a/../b",
                          "/%2e%2e/a",
                          "/a/%2E",
                          "/./a",
                          "//a",
                          "/a//b",
                          "/%2f",
                          "/a%2f%2e%2e%2fb",
                          "/a%5cb",
                          "/a\\b",
                          "/%00",
                          "/a%",
                          "/a%4",
                          "/a%zz",
                          "/%ff",
                          "/%c0%ae%c0%ae/",
                          "/a%0ab",
                          "/%7f"}) {
    EXPECT_FALSE(http::parse_target(bad)) << bad;
  }
}

TEST(Target, QueryValuesAreDecoded) {
  EXPECT_EQ(http::query_value("a=1&b=x%20y+z&c", "b"), "x y z");
  EXPECT_EQ(http::query_value("a=1&b=2&b=3", "b"), "2");
  EXPECT_EQ(http::query_value("c", "c"), "");
  EXPECT_EQ(http::query_value("a=1", "b"), std::nullopt);
  EXPECT_EQ(http::query_value("a=%4", "a"), std::nullopt);
  EXPECT_EQ(http::query_value("", "a"), std::nullopt);
}

TEST(Target, EncodingIsUndoneByDecoding) {
  EXPECT_EQ(http::percent_encode("a b/ü~"), "a%20b%2F%C3%BC~");
  EXPECT_EQ(http::percent_decode(http::percent_encode("a+b%?\n")), "a+b%?\n");
}

TEST(EndpointText, IsReadAsPeopleWriteIt) {
  EXPECT_EQ(http::parse_endpoint("127.0.0.1:80").value(), (Endpoint{"127.0.0.1", 80}));
  EXPECT_EQ(http::parse_endpoint("[::1]:8443").value(), (Endpoint{"::1", 8443}));
  EXPECT_EQ(http::parse_endpoint("localhost:0").value(), (Endpoint{"localhost", 0}));
  EXPECT_EQ(http::parse_endpoint(":8080").value(), (Endpoint{"", 8080}));
  EXPECT_EQ(http::parse_endpoint("8080").value(), (Endpoint{"127.0.0.1", 8080}));
  for (const char* bad : {"", "a", "1.2.3.4", "::1:80", "[::1]", "[::1:80", "[1.2.3.4]:80",
                          "a b:80", "a:65536", "a:-1", "a:", "a:1x", "a/b:1"}) {
    const auto made = http::parse_endpoint(bad);
    EXPECT_FALSE(made) << bad;
    if (made) continue;
    EXPECT_EQ(made.error().kind(), Kind::kUsage);
  }
  EXPECT_EQ(http::endpoint_text({"::1", 80}), "[::1]:80");
  EXPECT_EQ(http::endpoint_text({"a", 80}), "a:80");
}

TEST(EndpointText, TellsTheLoopback) {
  for (const char* here : {"127.0.0.1", "127.9.9.9", "::1", "localhost"}) {
    EXPECT_TRUE(http::is_loopback(here)) << here;
  }
  for (const char* there : {"", "0.0.0.0", "::", "10.0.0.1", "example.org", "127.0.0.1.evil.org"}) {
    EXPECT_FALSE(http::is_loopback(there)) << there;
  }
}

TEST(Head, NoValueEndsIt) {
  const std::string head = http::render_head({200, {{"A", "b\r\nEvil: 1"}}, "xyz"}, true);
  EXPECT_THAT(head, testing::HasSubstr("A: b  Evil: 1\r\n"));
  EXPECT_THAT(head, testing::HasSubstr("Content-Length: 3\r\n"));
  EXPECT_THAT(http::render_head({204}, false), testing::Not(testing::HasSubstr("Content-Length")));
}

/// Feeds `text` in pieces and tells what became of it: each request on a line, or the fault.
std::string read(std::string_view text, size_t piece, uint64_t most_body = 100) {
  http::RequestReader reader(1000);
  std::string said;
  for (size_t at = 0; at < text.size(); at += piece) {
    reader.append(bytes_of(text.substr(at, piece)));
    while (true) {
      const Step step = reader.next();
      if (step == Step::kMore) break;
      if (step == Step::kFault) return said + std::to_string(reader.fault().status);
      if (step == Step::kHead) {
        reader.admit({most_body, {}, {}});
        continue;
      }
      const http::Request request = reader.take();
      said += request.method + " " + request.path + " " + request.body + "\n";
    }
  }
  return said;
}

constexpr std::string_view kPost = "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello";
constexpr std::string_view kChunked =
    "POST /b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: t\r\n\r\n";
constexpr std::string_view kGet = "GET /c?d HTTP/1.1\r\nHost: x\r\n\r\n";

TEST(RequestReader, PiecesDoNotMatter) {
  const std::string all = std::string(kPost) + std::string(kChunked) + std::string(kGet);
  const std::string want = "POST /a hello\nPOST /b abcde\nGET /c \n";
  for (size_t piece = 1; piece <= all.size(); ++piece) EXPECT_EQ(read(all, piece), want) << piece;
}

TEST(RequestReader, ACutRequestIsNone) {
  for (const std::string_view whole : {kPost, kChunked, kGet}) {
    for (size_t n = 0; n < whole.size(); ++n) EXPECT_EQ(read(whole.substr(0, n), 7), "") << n;
  }
}

TEST(RequestReader, WhatIsNoRequestIsAFault) {
  const std::pair<std::string, const char*> cases[] = {
      {"\x16\x03\x01\x02", "400"},
      {"GET\r\n\r\n", "400"},
      {"GET / HTTP/2.0\r\n\r\n", "505"},
      {"GET / HTTP/1.1\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400"},
      {"GET /../a HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost : a\r\n\r\n", "400"},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", "400"},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "400"},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
       "400"},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", "501"},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", "501"},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "400"},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 101\r\n\r\n", "413"},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n" +
           std::string(101, 'x'),
       "413"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(2000, 'x') + "\r\n\r\n", "431"},
      {"GET /" + std::string(2000, 'x'), "431"},
  };
  for (const auto& [text, status] : cases) {
    EXPECT_EQ(read(text, text.size()), status) << text.substr(0, 100);
    EXPECT_EQ(read(text, 1), status) << text.substr(0, 100);
  }
  std::string many = "GET / HTTP/1.1\r\nHost: a\r\n";
  for (int i = 0; i < 200; ++i) many += "A: bcdefgh\r\n";
  EXPECT_EQ(read(many, 13), "431");
}

TEST(RequestReader, AChunkWithAnEndlessHeadIsAFault) {
  std::string text = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;";
  text += std::string(200000, 'x');
  EXPECT_EQ(read(text, 1000), "400");
}

TEST(RequestReader, TellsWhatTheConnectionMayDo) {
  http::RequestReader reader;
  EXPECT_FALSE(reader.began());
  reader.append(bytes_of("HEAD /x HTTP/1.0\r\n"));
  EXPECT_EQ(reader.next(), Step::kMore);
  EXPECT_TRUE(reader.began());
  reader.append(bytes_of("X-A: b\r\n\r\n"));
  ASSERT_EQ(reader.next(), Step::kHead);
  EXPECT_EQ(reader.head().method, "GET");
  EXPECT_TRUE(reader.is_head_request());
  EXPECT_FALSE(reader.keep_alive());
  EXPECT_FALSE(reader.has_body());
  EXPECT_EQ(reader.head().header("x-a"), "b");
  EXPECT_FALSE(reader.head().header("x-b"));
}

}  // namespace
}  // namespace anc::test
