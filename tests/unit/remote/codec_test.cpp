// Each message against bytes that were not made by the code, and what is no message.
#include "internal/remote/codec.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "internal/core/file.h"
#include "tests/unit/remote/to_json.h"

namespace anc::remote {
namespace {

std::vector<std::byte> unhex(const std::string& hex) {
  std::vector<std::byte> bytes;
  for (size_t at = 0; at + 1 < hex.size(); at += 2) {
    bytes.push_back(static_cast<std::byte>(std::stoul(hex.substr(at, 2), nullptr, 16)));
  }
  return bytes;
}

core::Json vectors() {
  const auto text = core::read_file(std::string(ANC_SRC) + "/tests/browser/control_vectors.json");
  return core::parse_json(text.value()).value();
}

/// The one message in `bytes`, shown, and encoded again.
template <class Take>
std::pair<core::Json, std::vector<std::byte>> round_trip(core::Bytes bytes, Take take) {
  const auto message = take(bytes);
  if (!message || !*message || !bytes.empty()) return {};
  return {show(**message), encode(**message)};
}

std::vector<std::byte> head(uint8_t type, uint32_t length) {
  return core::ByteWriter().u32be(uint32_t{type} << 24 | length).take();
}

TEST(ControlCodec, EveryVectorIsReadAndWrittenAsItStands) {
  for (const core::Json& vector : vectors()) {
    const std::vector<std::byte> bytes = unhex(vector["hex"]);
    const auto [shown, again] = vector["from"] == "viewer" ? round_trip(bytes, take_from_viewer)
                                                           : round_trip(bytes, take_from_server);
    EXPECT_EQ(shown, vector["fields"]) << vector["type"];
    EXPECT_EQ(again, bytes) << vector["type"];
  }
}

TEST(ControlCodec, ThereIsAVectorForEachMessage) {
  std::set<std::string> types;
  for (const core::Json& vector : vectors()) types.insert(vector["type"]);
  EXPECT_EQ(types.size(), std::variant_size_v<FromViewer> + std::variant_size_v<FromServer>);
}

TEST(ControlCodec, AMessageCutAnywhereIsRefused) {
  for (const core::Json& vector : vectors()) {
    const std::vector<std::byte> whole = unhex(vector["hex"]);
    for (size_t length = 1; length < whole.size(); ++length) {
      core::Bytes cut = core::Bytes(whole).first(length);
      if (vector["from"] == "viewer") {
        EXPECT_FALSE(take_from_viewer(cut)) << vector["type"] << length;
      } else {
        EXPECT_FALSE(take_from_server(cut)) << vector["type"] << length;
      }
    }
  }
}

TEST(ControlCodec, FieldsThatEndTooSoonAreRefusedByName) {
  for (const core::Json& vector : vectors()) {
    if (vector["from"] != "viewer") continue;
    const std::vector<std::byte> whole = unhex(vector["hex"]);
    for (uint32_t length = 0; length + kHead < whole.size(); ++length) {
      std::vector<std::byte> shorter = head(static_cast<uint8_t>(whole[0]), length);
      shorter.insert(shorter.end(), whole.begin() + kHead, whole.begin() + kHead + length);
      core::Bytes bytes = shorter;
      const auto message = take_from_viewer(bytes);
      ASSERT_FALSE(message) << vector["type"] << length;
      EXPECT_THAT(message.error().message(), testing::HasSubstr("is missing"));
    }
  }
}

TEST(ControlCodec, WhatANewerVersionAddsIsPassedOver) {
  std::vector<std::byte> bytes = head(0x7f, 3);  // no such type
  bytes.resize(bytes.size() + 3);
  const std::vector<std::byte> longer = head(Key::kType, 5);  // two bytes behind the known fields
  bytes.insert(bytes.end(), longer.begin(), longer.end());
  bytes.resize(bytes.size() + 5);
  core::Bytes left = bytes;
  const auto key = take_from_viewer(left);
  ASSERT_TRUE(key && *key);
  EXPECT_EQ(std::get<Key>(**key).action, Key::Action::kUp);
  EXPECT_TRUE(left.empty());
  EXPECT_EQ(take_from_viewer(left).value(), std::nullopt);
}

TEST(ControlCodec, AServersMessageIsNoneOfAViewers) {
  const std::vector<std::byte> bye = encode(FromServer(Bye{}));
  core::Bytes bytes = bye;
  EXPECT_EQ(take_from_viewer(bytes).value(), std::nullopt);
}

TEST(ControlCodec, SeveralMessagesMayTravelTogether) {
  std::vector<std::byte> bytes = encode(FromViewer(Key{.code = 30}));
  const std::vector<std::byte> second = encode(FromViewer(Rotate{}));
  bytes.insert(bytes.end(), second.begin(), second.end());
  core::Bytes left = bytes;
  EXPECT_TRUE(std::holds_alternative<Key>(*take_from_viewer(left).value()));
  EXPECT_TRUE(std::holds_alternative<Rotate>(*take_from_viewer(left).value()));
  EXPECT_EQ(take_from_viewer(left).value(), std::nullopt);
}

std::string fault_of(const std::vector<std::byte>& message) {
  core::Bytes bytes = message;
  const auto taken = take_from_viewer(bytes);
  return taken ? "" : taken.error().message();
}

TEST(ControlCodec, ValuesThatDoNotExistAreRefused) {
  std::vector<std::byte> key = encode(FromViewer(Key{}));
  key.back() = std::byte{3};
  EXPECT_EQ(fault_of(key), "message of type 6: action has no such value");
  std::vector<std::byte> button = encode(FromViewer(PointerButton{}));
  button.back() = std::byte{2};
  EXPECT_EQ(fault_of(button), "message of type 4: down has no such value");
}

TEST(ControlCodec, TextThatIsNoUtf8IsRefused) {
  std::vector<std::byte> text = encode(FromViewer(Text{.id = 1, .utf8 = "a"}));
  text.back() = std::byte{0xff};
  EXPECT_EQ(fault_of(text), "message of type 7: utf8 is no UTF-8");
}

TEST(ControlCodec, TheLongestTextPassesAndALongerOneDoesNot) {
  std::vector<std::byte> most =
      encode(FromViewer(Text{.id = 1, .utf8 = std::string(kMostText, 'x')}));
  EXPECT_LE(most.size(), kMostMessage);
  EXPECT_EQ(fault_of(most), "");
  std::vector<std::byte> more = core::ByteWriter()
                                    .bytes(head(Text::kType, kMostText + 7))
                                    .u32be(1)
                                    .u16be(kMostText + 1)
                                    .text(std::string(kMostText + 1, 'x'))
                                    .take();
  EXPECT_EQ(fault_of(more), "message of type 7: utf8 is too long");
  EXPECT_EQ(fault_of(head(0x7f, kMostMessage)), "a message is too long");
}

TEST(ControlCodec, ElevenFingersAreTooMany) {
  std::vector<std::byte> bytes =
      core::ByteWriter().bytes(head(Touches::kType, 9 + 11 * 6)).u32be(1).u32be(1).u8(11).take();
  bytes.resize(bytes.size() + 11 * 6);
  EXPECT_EQ(fault_of(bytes), "message of type 2: contacts is too long");
}

std::optional<uint8_t> versions(uint8_t lowest, uint8_t highest) {
  return common_version({.lowest = lowest, .highest = highest, .wants = 0, .agent = {}});
}

TEST(ControlCodec, VersionsMeetWhereTheyOverlap) {
  EXPECT_EQ(versions(1, 9), 1);
  EXPECT_EQ(versions(2, 9), std::nullopt);
  EXPECT_EQ(versions(0, 0), std::nullopt);
}

TEST(ControlCodec, TextIsCutBetweenCharacters) {
  EXPECT_EQ(cut_text("你好", 6), "你好");
  EXPECT_EQ(cut_text("你好", 5), "你");
  EXPECT_EQ(cut_text("你好", 2), "");
  EXPECT_EQ(cut_text("abc", 2), "ab");
}

TEST(ControlPlaces, AFractionMeansThePixelItWasMadeFor) {
  for (const uint32_t size : {1u, 3u, 720u, 1280u, 16384u}) {
    for (uint32_t pixel = 0; pixel < size; ++pixel) {
      ASSERT_EQ(to_pixel(to_fraction(pixel, size), size), static_cast<int32_t>(pixel));
    }
    EXPECT_EQ(to_pixel(65535, size), static_cast<int32_t>(size - 1));
  }
}

}  // namespace
}  // namespace anc::remote
