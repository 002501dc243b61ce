// How a recording travels from the session to the command that writes it into a file.
//
// A piece is u8 kind, u32le length and that many bytes. Only whole pieces belong in the file, so
// that it is whole whenever either process dies.
#pragma once

#include <optional>
#include <vector>

#include "internal/core/bytes.h"
#include "internal/core/error.h"

namespace anc::stream {

enum class PieceKind : uint8_t {
  kMedia = 1,  ///< for the file: its header, then fragments
  kEnd = 2,    ///< a line of JSON as Control answers: how it went
};

inline constexpr size_t kPieceHead = 5;
inline constexpr size_t kMostPiece = size_t{64} << 20;

struct Piece {
  PieceKind kind = PieceKind::kMedia;
  core::Bytes data;  ///< borrowed
};

/// The bytes before `data`.
std::vector<std::byte> piece_head(PieceKind kind, size_t length);

/// The piece at the start of `bytes`, which then begin after it; nullopt, and nothing taken, when
/// it is not complete. An error where these are no pieces.
Result<std::optional<Piece>> take_piece(core::Bytes& bytes);

}  // namespace anc::stream
