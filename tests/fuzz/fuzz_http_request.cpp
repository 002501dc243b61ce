// Fuzz target: what a client sends to the HTTP server. The first byte says in pieces of how many
// bytes the rest arrives (0: at once), which must not matter.
#include <algorithm>
#include <cstdlib>

#include "internal/http/request_reader.h"

namespace anc {
namespace {

constexpr uint64_t kMostBody = 1000;

void check(bool holds) {
  if (!holds) std::abort();
}

/// The requests. Which fault ends them, and how early, is left out: of a head that is both too long
/// and malformed either may be found first, and of one that never ends none at all.
std::string read(core::Bytes stream, size_t piece) {
  using Step = http::RequestReader::Step;
  http::RequestReader reader(2000);
  std::string outcome;
  for (size_t at = 0; at < stream.size(); at += piece) {
    reader.append(stream.subspan(at, std::min(piece, stream.size() - at)));
    for (Step step = reader.next(); step != Step::kMore; step = reader.next()) {
      if (step == Step::kFault) {
        check(reader.fault().status >= 400);
        return outcome;
      }
      if (step == Step::kHead) {
        const http::Request& head = reader.head();
        check(head.path.starts_with('/') && head.path.find("/../") == std::string::npos);
        check(head.path.find('\0') == std::string::npos);
        (void)reader.is_upgrade();
        (void)reader.wants_continue();
        reader.admit({kMostBody, {}, {}});
        continue;
      }
      const bool keep = reader.keep_alive();
      const http::Request request = reader.take();
      check(request.body.size() <= kMostBody);
      outcome += request.method + " " + request.path + "?" + request.query + " " + request.body;
      if (!keep) return outcome;
    }
  }
  return outcome;
}

}  // namespace
}  // namespace anc

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace anc;
  if (size < 2) return 0;
  const core::Bytes stream = std::as_bytes(std::span(data + 1, size - 1));
  const std::string whole = read(stream, stream.size());
  check(data[0] == 0 || read(stream, data[0]) == whole);
  return 0;
}
