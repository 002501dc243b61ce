// Framing of pieces.
#include "internal/stream/piece.h"

namespace anc::stream {

std::vector<std::byte> piece_head(PieceKind kind, size_t length) {
  CHECK(length <= kMostPiece, "a piece has a limit");
  return core::ByteWriter()
      .u8(static_cast<uint8_t>(kind))
      .u32le(static_cast<uint32_t>(length))
      .take();
}

Result<std::optional<Piece>> take_piece(core::Bytes& bytes) {
  core::ByteReader reader(bytes);
  const uint8_t kind = reader.u8();
  const uint32_t length = reader.u32le();
  if (!reader.ok()) return std::nullopt;
  if (kind != static_cast<uint8_t>(PieceKind::kMedia) &&
      kind != static_cast<uint8_t>(PieceKind::kEnd)) {
    return fail(Kind::kFailure, "the session sends something else than a recording");
  }
  if (length > kMostPiece) return fail(Kind::kFailure, "a piece of the recording is too long");
  if (reader.remaining() < length) return std::nullopt;
  const Piece piece{static_cast<PieceKind>(kind), reader.take(length)};
  bytes = bytes.subspan(kPieceHead + length);
  return piece;
}

}  // namespace anc::stream
