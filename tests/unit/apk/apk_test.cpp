// What is taken for a package, and what is not.
#include <gtest/gtest.h>

#include "internal/apk/package.h"
#include "internal/apk/zip.h"
#include "internal/core/file.h"
#include "tests/unit/apk/packages.h"

namespace anc::test {
namespace {
using apk::MemorySource;

Result<apk::Package> inspect(const std::vector<std::byte>& bytes) {
  return apk::inspect(MemorySource(bytes));
}

std::string refusal(const std::vector<std::byte>& bytes) {
  const auto package = inspect(bytes);
  if (package) return "taken";
  EXPECT_EQ(package.error().kind(), Kind::kImage) << package.error().message();
  return package.error().message();
}

bool says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::vector<std::byte> put(std::vector<std::byte> bytes, size_t at, uint32_t value) {
  for (size_t i = 0; i < 4; ++i) bytes[at + i] = static_cast<std::byte>(value >> (8 * i));
  return bytes;
}

TEST(Apk, APackageIsKnownByItsManifest) {
  const auto package = inspect(apk_of("org.example.app"));
  ASSERT_TRUE(package) << package.error().message();
  EXPECT_EQ(package->manifest.package, "org.example.app");
  EXPECT_EQ(package->manifest.version_name, "1.2");
  EXPECT_EQ(package->manifest.version_code, 42u);
  EXPECT_EQ(package->manifest.label, "Label");
  EXPECT_EQ(package->manifest.activity, ".Main") << "the one in the launcher";
  EXPECT_EQ(package->abis, (std::vector<std::string>{"arm64-v8a", "x86_64"}));
  EXPECT_EQ(package->entries, 4u);
}

TEST(Apk, StringsOfBothKindsAndACommentAtTheEnd) {
  for (const bool utf8 : {false, true}) {
    const auto manifest = binary_xml(manifest_of("a.b"), utf8);
    const auto package = inspect(zip({{"AndroidManifest.xml", manifest}}, "PK\5\6 a comment"));
    ASSERT_TRUE(package) << package.error().message();
    EXPECT_EQ(package->manifest.package, "a.b");
  }
}

TEST(Apk, TextOfAPackageIsOneLine) {
  const auto manifest = binary_xml(manifest_of("a.b", "two\nlines\x1b[2J"), true);
  EXPECT_EQ(apk::read_manifest(manifest)->label, "two lines [2J");
}

// A cut file, at every length, is an error and not a crash.
TEST(Apk, CutAnywhereItIsRefused) {
  const auto whole = apk_of("org.example.app");
  for (size_t length = 0; length < whole.size(); ++length) {
    const std::vector<std::byte> cut(whole.begin(),
                                     whole.begin() + static_cast<std::ptrdiff_t>(length));
    EXPECT_FALSE(inspect(cut)) << length;
  }
  const auto manifest = binary_xml(manifest_of("a.b"), false);
  for (size_t length = 0; length < manifest.size(); ++length) {
    const auto read = apk::read_manifest(core::Bytes(manifest).first(length));
    EXPECT_TRUE(read || read.error().kind() == Kind::kImage) << length;
  }
}

TEST(Apk, WhatIsWrongIsSaid) {
  const auto manifest = binary_xml(manifest_of("a.b"), true);
  const std::vector<std::byte> text(100, std::byte{'x'});
  EXPECT_TRUE(says(refusal({}), "no ZIP archive"));
  EXPECT_TRUE(says(refusal(text), "no ZIP archive"));
  EXPECT_TRUE(says(refusal(zip({})), "no AndroidManifest.xml"));
  EXPECT_TRUE(says(refusal(zip({{"classes.dex", text}})), "no AndroidManifest.xml"));
  EXPECT_TRUE(says(refusal(zip({{"AndroidManifest.xml", text}})), "not binary XML"));
  EXPECT_TRUE(says(
      refusal(zip({{"AndroidManifest.xml", manifest}, {"AndroidManifest.xml", manifest}})), "two"));
  const Node nameless{"manifest"};
  EXPECT_TRUE(
      says(refusal(zip({{"AndroidManifest.xml", binary_xml(nameless, true)}})), "no package"));
  const auto odd = binary_xml(manifest_of("../../etc"), true);
  EXPECT_TRUE(says(refusal(zip({{"AndroidManifest.xml", odd}})), "impossible"));
}

TEST(Apk, LiesOfTheDirectoryAreFound) {
  const auto good = zip({{"AndroidManifest.xml", binary_xml(manifest_of("a.b"), true)}});
  const size_t end = good.size() - 22;  // the end's record
  const size_t entry = end - 46 - 19;   // the one entry
  EXPECT_NE(refusal(put(good, end + 12, 0xfffffff0)), "taken") << "size of the directory";
  EXPECT_NE(refusal(put(good, end + 16, 0x7fffffff)), "taken") << "its place";
  EXPECT_NE(refusal(put(good, entry + 16, 1)), "taken") << "checksum";
  EXPECT_NE(refusal(put(good, entry + 20, 0xffffffff)), "taken") << "size when packed";
  EXPECT_NE(refusal(put(good, entry + 24, 0xffffffff)), "taken") << "size";
  EXPECT_NE(refusal(put(good, entry + 42, 0x7fffffff)), "taken") << "place of the local header";
}

TEST(Apk, ABombIsNotUnpacked) {
  const std::vector<std::byte> zeros(5u << 20);
  EXPECT_TRUE(says(refusal(zip({{"AndroidManifest.xml", zeros, true}})), "larger than"));
}

TEST(Apk, OnlyRegularFilesAreRead) {
  EXPECT_EQ(apk::FileSource::open("/dev/null").error().kind(), Kind::kUsage);
  EXPECT_EQ(apk::FileSource::open("/").error().kind(), Kind::kUsage);
  EXPECT_EQ(apk::FileSource::open("/no/such").error().root_errno(), ENOENT);
  const auto dir = *core::TempDir::make("anc-apk");
  const auto bytes = apk_of("a.b");
  ASSERT_TRUE(core::write_whole(dir.path() + "/x.apk",
                                {reinterpret_cast<const char*>(bytes.data()), bytes.size()}));
  EXPECT_TRUE(apk::inspect(*apk::FileSource::open(dir.path() + "/x.apk")));
}
}  // namespace
}  // namespace anc::test
