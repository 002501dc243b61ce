// Writing and reading of media pieces.
#include "internal/stream/media_piece.h"

#include <string>

#include "internal/stream/piece.h"

namespace anc::stream {
namespace {
using Time = std::chrono::steady_clock::time_point;
using std::chrono::nanoseconds;

constexpr uint8_t kKey = 1;
constexpr size_t kVideoHead = 1 + 1 + 2 + 4 + 4 + 8 + 8 + 6 * 8;
constexpr size_t kSoundHead = 8 + 8;

void put_head(core::ByteWriter& out, MediaKind kind, size_t length) {
  CHECK(length <= kMostMedia, "a piece has a limit");
  out.u8(static_cast<uint8_t>(kind)).u32le(static_cast<uint32_t>(length));
}

void put_time(core::ByteWriter& out, Time time) {
  out.put(int64_t{std::chrono::duration_cast<nanoseconds>(time.time_since_epoch()).count()});
}
Time take_time(core::ByteReader& in) { return Time(nanoseconds(in.get<int64_t>())); }

tl::unexpected<Error> wrong(const std::string& what) {
  return fail(Kind::kFailure, "the session's media: " + what);
}

std::vector<std::byte> rest_of(core::ByteReader& in) {
  const core::Bytes rest = in.take(in.remaining());
  return {rest.begin(), rest.end()};
}

bool is_side(uint32_t pixels) { return pixels >= 2 && pixels <= kMostSide && pixels % 2 == 0; }

Result<MediaPiece> video_of(core::ByteReader in) {
  port::EncodedVideo video;
  const uint8_t codec = in.u8(), flags = in.u8();
  const uint16_t turned = in.u16le();
  video.width = in.u32le();
  video.height = in.u32le();
  video.frame = in.u64le();
  video.geometry = in.u64le();
  video.at.posted = take_time(in);
  video.at.composed = take_time(in);
  video.at.drawn = take_time(in);
  video.at.read_back = take_time(in);
  video.at.converted = take_time(in);
  video.at.encoded = take_time(in);
  if (!in.ok() || in.remaining() == 0) return wrong("a picture is too short");
  if (codec != static_cast<uint8_t>(port::Codec::kH264) &&
      codec != static_cast<uint8_t>(port::Codec::kVp8)) {
    return wrong("a picture of an unknown codec");
  }
  if (flags > kKey) return wrong("a picture with unknown flags");
  if (turned % 90 != 0 || turned > 270) return wrong("a picture with a rotation that there is not");
  if (!is_side(video.width) || !is_side(video.height)) return wrong("a picture of a wrong size");
  video.codec = static_cast<port::Codec>(codec);
  video.key = flags == kKey;
  video.rotation = static_cast<port::Rotation>(turned);
  video.bytes = rest_of(in);
  return MediaPiece(std::move(video));
}

Result<MediaPiece> sound_of(core::ByteReader in) {
  port::EncodedSound sound;
  sound.captured_at = take_time(in);
  sound.position = in.u64le();
  if (!in.ok() || in.remaining() == 0) return wrong("a packet of sound is too short");
  sound.opus = rest_of(in);
  return MediaPiece(std::move(sound));
}

Result<MediaPiece> note_of(core::ByteReader in) {
  core::Json note = TRY(core::parse_json(in.take_text(in.remaining())), "the session's media");
  if (!note.is_object()) return wrong("a note that is no object");
  return MediaPiece(std::move(note));
}
}  // namespace

std::vector<std::byte> media_head(const port::EncodedVideo& video) {
  core::ByteWriter out;
  put_head(out, MediaKind::kVideo, kVideoHead + video.bytes.size());
  out.u8(static_cast<uint8_t>(video.codec)).u8(video.key ? kKey : 0);
  out.u16le(static_cast<uint16_t>(port::degrees(video.rotation)));
  out.u32le(video.width).u32le(video.height).u64le(video.frame).u64le(video.geometry);
  for (const Time time : {video.at.posted, video.at.composed, video.at.drawn, video.at.read_back,
                          video.at.converted, video.at.encoded}) {
    put_time(out, time);
  }
  return out.take();
}

std::vector<std::byte> media_head(const port::EncodedSound& sound) {
  core::ByteWriter out;
  put_head(out, MediaKind::kSound, kSoundHead + sound.opus.size());
  put_time(out, sound.captured_at);
  out.u64le(sound.position);
  return out.take();
}

std::vector<std::byte> media_note(const core::Json& note) {
  const std::string line = note.dump(-1, ' ', false, core::Json::error_handler_t::replace) + "\n";
  core::ByteWriter out;
  put_head(out, MediaKind::kNote, line.size());
  return out.text(line).take();
}

Result<std::optional<MediaPiece>> take_media(core::Bytes& bytes) {
  core::ByteReader reader(bytes);
  const uint8_t kind = reader.u8();
  const uint32_t length = reader.u32le();
  if (!reader.ok()) return std::nullopt;
  if (kind < static_cast<uint8_t>(MediaKind::kVideo) ||
      kind > static_cast<uint8_t>(MediaKind::kNote)) {
    return wrong("a piece of an unknown kind");
  }
  if (length > kMostMedia) return wrong("a piece is too long");
  if (reader.remaining() < length) return std::nullopt;
  const core::ByteReader data(reader.take(length));
  Result<MediaPiece> piece = fail(Kind::kFailure, "");
  switch (static_cast<MediaKind>(kind)) {
    case MediaKind::kVideo:
      piece = video_of(data);
      break;
    case MediaKind::kSound:
      piece = sound_of(data);
      break;
    case MediaKind::kNote:
      piece = note_of(data);
      break;
  }
  if (!piece) return fail(std::move(piece.error()));
  bytes = bytes.subspan(kPieceHead + length);
  return std::optional<MediaPiece>(std::move(*piece));
}

}  // namespace anc::stream
