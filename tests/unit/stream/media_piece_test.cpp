// Media pieces come back as they were, and only whole and right ones are taken.
#include "internal/stream/media_piece.h"

#include <gtest/gtest.h>

#include "internal/stream/piece.h"

namespace anc::test {
namespace {
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using Bytes = std::vector<std::byte>;

Bytes joined(Bytes head, const Bytes& rest) {
  head.insert(head.end(), rest.begin(), rest.end());
  return head;
}

port::EncodedVideo picture() {
  const Clock::time_point now(123456789ns);
  return {.codec = port::Codec::kVp8,
          .key = true,
          .frame = 7,
          .geometry = 3,
          .rotation = port::Rotation::k270,
          .width = 1280,
          .height = 720,
          .at = {.posted = now,
                 .composed = now + 1us,
                 .drawn = now + 1500ns,
                 .read_back = now + 2us,
                 .converted = now + 3us,
                 .encoded = now + 4ns},
          .bytes = {std::byte{1}, std::byte{2}, std::byte{3}}};
}
Bytes picture_bytes() { return joined(stream::media_head(picture()), picture().bytes); }

port::EncodedSound packet() {
  return {.captured_at = Clock::time_point(5s), .position = 1u << 20, .opus = {std::byte{9}}};
}
Bytes packet_bytes() { return joined(stream::media_head(packet()), packet().opus); }

TEST(MediaPiece, AllOfAPictureComesBack) {
  const Bytes bytes = picture_bytes();
  core::Bytes left = bytes;
  const auto piece = stream::take_media(left);
  ASSERT_TRUE(piece && piece->has_value());
  EXPECT_TRUE(left.empty());
  const auto video = std::get<port::EncodedVideo>(**piece), wanted = picture();
  EXPECT_EQ(video.codec, wanted.codec);
  EXPECT_EQ(video.key, wanted.key);
  EXPECT_EQ(video.frame, wanted.frame);
  EXPECT_EQ(video.geometry, wanted.geometry);
  EXPECT_EQ(video.rotation, wanted.rotation);
  EXPECT_EQ(video.width, wanted.width);
  EXPECT_EQ(video.height, wanted.height);
  EXPECT_EQ(video.at.posted, wanted.at.posted);
  EXPECT_EQ(video.at.composed, wanted.at.composed);
  EXPECT_EQ(video.at.drawn, wanted.at.drawn);
  EXPECT_EQ(video.at.read_back, wanted.at.read_back);
  EXPECT_EQ(video.at.converted, wanted.at.converted);
  EXPECT_EQ(video.at.encoded, wanted.at.encoded);
  EXPECT_EQ(video.bytes, wanted.bytes);
}

TEST(MediaPiece, SoundAndNotesFollowOneAnother) {
  const Bytes bytes = joined(packet_bytes(), stream::media_note({{"encoder", "x"}}));
  core::Bytes left = bytes;
  const auto first = stream::take_media(left);
  ASSERT_TRUE(first && first->has_value());
  const auto sound = std::get<port::EncodedSound>(**first);
  EXPECT_EQ(sound.captured_at, packet().captured_at);
  EXPECT_EQ(sound.position, packet().position);
  EXPECT_EQ(sound.opus, packet().opus);
  const auto second = stream::take_media(left);
  ASSERT_TRUE(second && second->has_value());
  EXPECT_EQ(std::get<core::Json>(**second)["encoder"], "x");
  EXPECT_TRUE(left.empty());
}

TEST(MediaPiece, OneThatIsCutOffIsNotTaken) {
  for (const Bytes& whole :
       {picture_bytes(), packet_bytes(), stream::media_note({{"error", "long"}})}) {
    for (size_t length = 0; length < whole.size(); ++length) {
      core::Bytes left = core::Bytes(whole).first(length);
      const auto piece = stream::take_media(left);
      ASSERT_TRUE(piece) << length;
      EXPECT_FALSE(piece->has_value()) << length;
      EXPECT_EQ(left.size(), length);
    }
  }
}

TEST(MediaPiece, OneThatSaysToBeShorterIsRefused) {
  for (const Bytes& whole : {picture_bytes(), packet_bytes()}) {
    for (size_t length = 0; length + stream::kPieceHead + 3 < whole.size(); ++length) {
      Bytes bytes = whole;
      bytes[1] = static_cast<std::byte>(length);
      core::Bytes left = bytes;
      const auto piece = stream::take_media(left);
      if (whole == picture_bytes() || length <= 16) {
        EXPECT_FALSE(piece) << length;
      }
    }
  }
}

TEST(MediaPiece, WrongOnesAreRefused) {
  struct {
    size_t at;
    uint8_t value;
    const char* what;
  } const wrongs[] = {{0, 1, "kind"},      {0, 19, "kind"},      {4, 255, "length"},
                      {5, 0, "codec"},     {5, 3, "codec"},      {6, 2, "flags"},
                      {7, 45, "rotation"}, {8, 255, "rotation"}, {9, 1, "width"},
                      {12, 1, "too wide"}, {13, 1, "height"},    {16, 9, "too high"}};
  for (const auto& wrong : wrongs) {
    Bytes bytes = picture_bytes();
    bytes[wrong.at] = std::byte{wrong.value};
    core::Bytes left = bytes;
    EXPECT_FALSE(stream::take_media(left)) << wrong.what;
  }
  for (const char* text : {"", "{", "[]", "7"}) {
    const std::string_view view = text;
    const Bytes bytes =
        core::ByteWriter().u8(18).u32le(static_cast<uint32_t>(view.size())).text(view).take();
    core::Bytes left = bytes;
    EXPECT_FALSE(stream::take_media(left)) << text;
  }
}

}  // namespace
}  // namespace anc::test
