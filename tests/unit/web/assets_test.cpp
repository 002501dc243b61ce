// The page is in the program, and whole.
#include "internal/web/assets.h"

#include <regex>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "internal/core/file.h"

namespace anc::web {
namespace {

TEST(Page, EachFileIsAsInItsFolder) {
  for (const Asset& asset : all()) {
    const auto path = std::string(ANC_SRC) + "/internal/web/page" + std::string(asset.path);
    EXPECT_EQ(asset.body, core::read_file(path).value()) << asset.path;
    EXPECT_FALSE(asset.type.empty());
    EXPECT_LT(asset.gzip.size(), asset.body.size()) << asset.path;
  }
}

TEST(Page, PathsAreFound) {
  EXPECT_EQ(find("/")->path, "/index.html");
  EXPECT_EQ(find("/player")->path, "/player.html");
  EXPECT_EQ(find("/assets/app.js")->type, "text/javascript; charset=utf-8");
  EXPECT_EQ(find("/manifest.webmanifest")->type, "application/manifest+json");
  for (const Asset& asset : all()) EXPECT_EQ(find(asset.path)->body.data(), asset.body.data());
}

TEST(Page, OtherPathsAreNot) {
  for (const char* path :
       {"", "//", "/assets", "/assets/", "/assets/app.js/", "/../page/index.html", "x"}) {
    EXPECT_FALSE(find(path)) << path;
  }
}

TEST(Page, TagsTellContentsApart) {
  std::set<std::string_view> tags;
  for (const Asset& asset : all()) {
    EXPECT_EQ(asset.etag.size(), 34u);
    tags.insert(asset.etag);
  }
  EXPECT_EQ(tags.size(), all().size());
}

TEST(Page, WhatItNamesIsThere) {
  const std::regex named(R"re((?:href|src)="(/[^"#]+)|from "\./([^"]+)")re");
  for (const Asset& asset : all()) {
    const std::string body(asset.body);
    if (!asset.type.starts_with("text/")) continue;
    for (std::sregex_iterator it(body.begin(), body.end(), named), end; it != end; ++it) {
      const std::string path = (*it)[1].matched ? (*it)[1].str() : "/assets/" + (*it)[2].str();
      EXPECT_TRUE(find(path)) << asset.path << " names " << path;
    }
  }
}

TEST(Page, NothingInItBreaksThePolicy) {
  for (const Asset& asset : all()) {
    if (!asset.path.ends_with(".html")) continue;
    EXPECT_THAT(asset.body, testing::Not(testing::HasSubstr("<script>"))) << asset.path;
    EXPECT_THAT(asset.body, testing::Not(testing::HasSubstr("style="))) << asset.path;
    EXPECT_THAT(asset.body, testing::Not(testing::ContainsRegex(" on[a-z]+="))) << asset.path;
    EXPECT_THAT(asset.body, testing::Not(testing::HasSubstr("http"))) << asset.path;
  }
}

}  // namespace
}  // namespace anc::web
