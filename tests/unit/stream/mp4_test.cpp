// MP4: the boxes are where a player looks for them, and lead to the bytes that went in.
#include "internal/stream/mp4.h"

#include <map>
#include <string>

#include <gtest/gtest.h>

#include "internal/stream/h264.h"
#include "internal/stream/piece.h"
#include "internal/stream/sound_timeline.h"
#include "internal/stream/video_timeline.h"

namespace anc::test {
namespace {
using namespace std::string_literals;

std::vector<std::byte> bytes(const std::string& text) {
  const auto all = std::as_bytes(std::span(text));
  return {all.begin(), all.end()};
}
std::string text(core::Bytes data) {
  return {reinterpret_cast<const char*>(data.data()), data.size()};
}

/// What lies in the boxes named, one in another: "moov/trak/tkhd". Of several the last one.
core::Bytes find(core::Bytes data, std::string_view path) {
  const std::string_view name = path.substr(0, 4);
  core::Bytes found;
  core::ByteReader reader(data);
  while (reader.remaining() > 0) {
    const uint32_t size = reader.u32be();
    const std::string_view type = reader.take_text(4);
    const core::Bytes inside = reader.take(size - 8);
    EXPECT_TRUE(reader.ok()) << "a box goes over its end in " << path;
    if (!reader.ok()) return {};
    if (type == name) found = inside;
  }
  EXPECT_FALSE(found.empty()) << "no " << path;
  return path.size() == 4 ? found : find(found, path.substr(5));
}

const stream::VideoTrack kVideo{
    .size = {720, 1280}, .sps = bytes("\x67\x42\xC0\x1F\xAA"s), .pps = bytes("\x68\xCE"s)};

TEST(Mp4, TheHeaderSaysWhatATrackIs) {
  const auto header = stream::mp4_header(kVideo, std::nullopt);
  EXPECT_EQ(text(core::Bytes(header).subspan(4, 8)), "ftypiso5");
  const core::Bytes entries = find(header, "moov/trak/mdia/minf/stbl/stsd");
  const core::Bytes entry = find(entries.subspan(8), "avc1");
  core::ByteReader size(entry.subspan(24));
  EXPECT_EQ(size.u16be(), 720);
  EXPECT_EQ(size.u16be(), 1280);
  EXPECT_EQ(text(find(entry.subspan(78), "avcC")),
            "\x01\x42\xC0\x1F\xFF\xE1\0\5\x67\x42\xC0\x1F\xAA\1\0\2\x68\xCE"s);
  EXPECT_EQ(text(find(entry.subspan(78), "colr")), "nclx\0\1\0\15\0\6\0"s);
}

TEST(Mp4, SoundBeginsBehindTheEncodersOwnSamples) {
  const auto header = stream::mp4_header(kVideo, stream::SoundTrack{.pre_skip = 312});
  const core::Bytes entries = find(header, "moov/trak/mdia/minf/stbl/stsd");
  EXPECT_EQ(text(find(find(entries.subspan(8), "Opus").subspan(28), "dOps")),
            "\0\2\1\x38\0\0\xAC\x44\0\0\0"s);
  core::ByteReader list(find(header, "moov/trak/edts/elst").subspan(8));
  EXPECT_EQ(list.u32be(), 0u);
  EXPECT_EQ(list.u32be(), 312u);
}

TEST(Mp4, AFragmentLeadsToItsSamples) {
  const stream::Run video{
      .begin = 90000,
      .samples = {{bytes("key picture"), 3000, true}, {bytes("other"), 4500, false}}};
  const stream::Run sound{.begin = 48000, .samples = {{bytes("opus"), 960, true}}};
  const auto fragment = stream::mp4_fragment(7, video, sound);
  EXPECT_EQ(core::ByteReader(find(fragment, "moof/mfhd").subspan(4)).u32be(), 7u);
  // The last track is the sound.
  core::ByteReader begin(find(fragment, "moof/traf/tfdt").subspan(8));
  EXPECT_EQ(begin.u32be(), 48000u);
  core::ByteReader run(find(fragment, "moof/traf/trun").subspan(4));
  EXPECT_EQ(run.u32be(), 1u);
  const uint32_t offset = run.u32be();
  EXPECT_EQ(run.u32be(), 960u);
  EXPECT_EQ(text(core::Bytes(fragment).subspan(offset, run.u32be())), "opus");
  EXPECT_EQ(text(find(fragment, "mdat")), "key pictureotheropus");

  const auto alone = stream::mp4_fragment(8, video, {});
  core::ByteReader pictures(find(alone, "moof/traf/trun").subspan(4));
  EXPECT_EQ(pictures.u32be(), 2u);
  const uint32_t first = pictures.u32be();
  EXPECT_EQ(pictures.u32be(), 3000u);
  EXPECT_EQ(pictures.u32be(), 11u);
  EXPECT_EQ(pictures.u32be(), 0x02000000u);
  EXPECT_EQ(pictures.u32be(), 4500u);
  EXPECT_EQ(pictures.u32be(), 5u);
  EXPECT_EQ(pictures.u32be(), 0x01010000u);
  EXPECT_EQ(text(core::Bytes(alone).subspan(first, 11)), "key picture");
}

TEST(H264, UnitsLieBetweenStartCodes) {
  const auto stream = bytes("\0\0\0\1\x67sps\0\0\0\1\x68pps\0\0\1\x65slice\0\0\1"s);
  const auto units = stream::nal_units(stream);
  ASSERT_EQ(units.size(), 3u);
  EXPECT_EQ(text(units[0]), "\x67sps");
  EXPECT_EQ(stream::nal_type(units[1]), stream::NalType::kPps);
  EXPECT_EQ(text(stream::with_lengths(stream)), "\0\0\0\6\x65slice"s);
  EXPECT_TRUE(stream::nal_units({}).empty());
  EXPECT_TRUE(stream::nal_units(bytes("no start code")).empty());
}

TEST(VideoTimeline, APictureLastsUntilTheNextOne) {
  stream::VideoTimeline line;
  line.add(0, {}, true);
  line.add(3000, {}, false);
  line.add(9000, {}, false);
  const auto run = line.take(9100, 22500);  // the newest one is young
  ASSERT_EQ(run.samples.size(), 2u);
  EXPECT_EQ(run.samples[0].duration, 3000u);
  EXPECT_EQ(run.samples[1].duration, 6000u);
  EXPECT_TRUE(line.pending());
  line.add(12000, {}, false);
  const auto rest = line.take(57000, 22500);
  EXPECT_EQ(rest.begin, 9000u);
  ASSERT_EQ(rest.samples.size(), 2u);
  EXPECT_EQ(rest.samples[1].duration, 45000u);
  EXPECT_FALSE(line.pending());
  EXPECT_TRUE(line.take(90000, 22500).samples.empty());
}

TEST(VideoTimeline, TimeNeverGoesBack) {
  stream::VideoTimeline line;
  line.add(100, {}, true);
  line.add(50, {}, false);  // captured before, by its stamp
  EXPECT_EQ(line.take(90000, 0).samples[0].duration, 1u);
  line.add(80000, {}, false);  // before the end of what is written
  EXPECT_EQ(line.take(99000, 0).begin, 90000u);
}

TEST(SoundTimeline, ABurstFollowsAGapIsSilenceATooEarlyOneIsCut) {
  stream::SoundTimeline line;
  auto step = line.place(10000, 1024);  // the guest begins to play
  EXPECT_EQ(step.silence, 10000u);
  step = line.place(10100, 1024);  // at once, into the host's queue
  EXPECT_EQ(step.silence + step.skip, 0u);
  step = line.place(12000, 1024);
  EXPECT_EQ(step.silence + step.skip, 0u);
  EXPECT_EQ(line.fill(13072), 0u);
  EXPECT_EQ(line.fill(44100), 31028u);
  step = line.place(39000, 1024);
  EXPECT_EQ(step.skip, 1024u);
  step = line.place(39000, 6000);
  EXPECT_EQ(step.skip, 5100u);
}

TEST(Piece, IsTakenWholeOrNotAtAll) {
  auto stream = stream::piece_head(stream::PieceKind::kMedia, 5);
  const auto data = bytes("media");
  stream.insert(stream.end(), data.begin(), data.end());
  const auto end = stream::piece_head(stream::PieceKind::kEnd, 0);
  stream.insert(stream.end(), end.begin(), end.end());
  for (size_t cut = 0; cut < stream.size(); ++cut) {
    core::Bytes left = core::Bytes(stream).first(cut);
    const auto piece = stream::take_piece(left);
    ASSERT_TRUE(piece);
    EXPECT_EQ(piece->has_value(), cut >= 10);
    EXPECT_EQ(left.size(), cut >= 10 ? cut - 10 : cut);
  }
  core::Bytes left = stream;
  EXPECT_EQ(text((*stream::take_piece(left))->data), "media");
  EXPECT_EQ((*stream::take_piece(left))->kind, stream::PieceKind::kEnd);
  for (const std::string& wrong : {"\3\0\0\0\0"s, "\1\0\0\0\x7f"s}) {
    const auto spoiled = bytes(wrong);
    left = spoiled;
    EXPECT_FALSE(stream::take_piece(left));
  }
}

}  // namespace
}  // namespace anc::test
