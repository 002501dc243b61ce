// How live pictures and sound travel from a session to those who send them on.
//
// The framing is that of piece.h: u8 kind, u32le length and that many bytes. Times are nanoseconds
// of CLOCK_MONOTONIC, since both ends are processes of one host. All integers are little endian.
//
//   video  u8 codec (port::Codec), u8 flags (1: key), u16 rotation in degrees, u32 width,
//          u32 height, u64 frame, u64 geometry, i64 posted, composed, read back, converted,
//          encoded, then the bytes of the picture
//   sound  i64 captured, u64 position, then a packet of Opus
//   note   a line of JSON: an object
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "internal/core/bytes.h"
#include "internal/core/error.h"
#include "internal/core/json.h"
#include "internal/port/media.h"

namespace anc::stream {

/// Beside those of PieceKind.
enum class MediaKind : uint8_t { kVideo = 16, kSound = 17, kNote = 18 };

/// Above any encoded picture.
inline constexpr size_t kMostMedia = size_t{16} << 20;
/// Of a side of an encoded picture, in pixels.
inline constexpr uint32_t kMostSide = 3840;

/// What stands before EncodedVideo::bytes, so that these need not be copied.
std::vector<std::byte> media_head(const port::EncodedVideo& video);
/// What stands before EncodedSound::opus.
std::vector<std::byte> media_head(const port::EncodedSound& sound);
/// A whole one.
std::vector<std::byte> media_note(const core::Json& note);

using MediaPiece = std::variant<port::EncodedVideo, port::EncodedSound, core::Json>;

/// The piece at the start of `bytes`, which then begin after it; nullopt, and nothing taken, when
/// it is not complete. kFailure where these are no such pieces: nothing after it can be read.
Result<std::optional<MediaPiece>> take_media(core::Bytes& bytes);

}  // namespace anc::stream
