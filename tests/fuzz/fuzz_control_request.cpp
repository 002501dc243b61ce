// Fuzz target: requests on the control socket. The first byte says in pieces of how many bytes the
// rest arrives (0: at once), which must not matter.
#include <algorithm>
#include <cstdlib>

#include "internal/session/request_reader.h"

namespace anc {
namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

/// "" while the request is not complete, else what it is or why it is none.
std::string read(core::Bytes stream, size_t piece) {
  session::RequestReader reader;
  std::string outcome;
  for (size_t at = 0; at < stream.size(); at += piece) {
    const auto got = reader.feed(stream.subspan(at, std::min(piece, stream.size() - at)));
    if (!got) continue;
    check(outcome.empty());  // one answer for one connection
    if (!*got) {
      outcome = got->error().message();
      continue;
    }
    const core::Json& head = (*got)->head;
    check(!head.is_null() && (*got)->body.size() <= session::RequestReader::kMaxBody);
    outcome = head.dump(-1, ' ', false, core::Json::error_handler_t::replace) + (*got)->body;
  }
  return outcome;
}

}  // namespace
}  // namespace anc

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace anc;
  if (size < 2) return 0;
  const core::Bytes stream = std::as_bytes(std::span(data + 1, size - 1));
  const size_t piece = data[0] == 0 ? stream.size() : data[0];
  check(read(stream, piece) == read(stream, stream.size()));
  return 0;
}
