// Lines from stream servers.
#include "internal/session/stream_reports.h"

#include <utility>

namespace anc::session {
namespace {
constexpr size_t kMost = 8;
constexpr size_t kLongestLine = 65536;
}  // namespace

void StreamReports::add_command(Control& control) {
  control.add("stream_report",
              [this, &control](const Control::ClientPtr& client, const Control::Request&) {
                if (all_.size() >= kMost) {
                  return client->refuse(Kind::kCapacity, "too many stream this session already");
                }
                core::Fd connection = client->stream->release();
                control.drop(client);
                accept(std::move(connection));
              });
}

void StreamReports::accept(core::Fd connection) {
  const auto at = all_.emplace(all_.end());
  at->stream = std::make_unique<net::Stream>(
      loop_, std::move(connection), 4096,
      net::Stream::Handlers{.data =
                                [this, at](core::Bytes chunk) {
                                  if (!take(*at, chunk)) all_.erase(at);
                                },
                            .closed = [this, at](const std::string&) { all_.erase(at); }});
  at->stream->write(core::ByteWriter().text("{\"ok\":true}\n").take());
}

bool StreamReports::take(Reporter& reporter, core::Bytes chunk) {
  reporter.pending.append(reinterpret_cast<const char*>(chunk.data()), chunk.size());
  const size_t end = reporter.pending.rfind('\n');
  if (end != std::string::npos) {
    const size_t before = end == 0 ? std::string::npos : reporter.pending.rfind('\n', end - 1);
    const size_t begin = before == std::string::npos ? 0 : before + 1;
    auto line = core::parse_json(reporter.pending.substr(begin, end - begin));
    if (!line || !line->is_object()) return false;
    reporter.last = std::move(*line);
    reporter.pending.erase(0, end + 1);
  }
  return reporter.pending.size() <= kLongestLine;
}

core::Json StreamReports::status() const {
  core::Json all = core::Json::array();
  for (const Reporter& reporter : all_) all.push_back(reporter.last);
  return all;
}

}  // namespace anc::session
