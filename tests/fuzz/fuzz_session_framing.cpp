// Fuzz target: a guest's bytes through the framing of qemud pipes and of anbox_bridge. The first
// byte says in pieces of how many bytes the rest arrives (0: at once).
#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "internal/pipe/qemud.h"
#include "internal/rpc/framing.h"

namespace anc {
namespace {
constexpr size_t kLimit = 4096;

/// What a stream came to; must not depend on how it was cut.
struct Outcome {
  std::vector<std::string> frames;
  bool good = true;
  bool operator==(const Outcome&) const = default;
};

Outcome read_qemud(core::Bytes stream, size_t piece) {
  pipe::QemudReader reader(kLimit);
  Outcome outcome;
  for (size_t at = 0; at < stream.size(); at += piece) {
    outcome.good &= reader.feed(stream.subspan(at, std::min(piece, stream.size() - at)),
                                [&](std::string_view body) { outcome.frames.emplace_back(body); });
  }
  return outcome;
}

Outcome read_bridge(core::Bytes stream, size_t piece) {
  rpc::FrameReader reader(kLimit);
  Outcome outcome;
  const auto keep = [&](uint8_t type, std::string_view payload) {
    outcome.frames.push_back(std::to_string(type) + ":" + std::string(payload));
  };
  for (size_t at = 0; at < stream.size(); at += piece) {
    const auto chunk = stream.subspan(at, std::min(piece, stream.size() - at));
    outcome.good &= reader.feed(chunk, keep);
  }
  return outcome;
}

void check(bool holds) {
  if (!holds) std::abort();
}
}  // namespace
}  // namespace anc

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace anc;
  if (size < 2) return 0;
  const core::Bytes stream = std::as_bytes(std::span(data + 1, size - 1));
  const size_t piece = data[0] == 0 ? stream.size() : data[0];
  check(read_qemud(stream, piece) == read_qemud(stream, stream.size()));
  check(read_bridge(stream, piece) == read_bridge(stream, stream.size()));
  for (const std::string& frame : read_qemud(stream, piece).frames) check(frame.size() <= kLimit);
  return 0;
}
