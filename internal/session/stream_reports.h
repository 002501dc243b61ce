// What those who stream this session say about it, for its status.
#pragma once

#include <list>
#include <memory>
#include <string>

#include "internal/core/fd.h"
#include "internal/core/json.h"
#include "internal/net/loop.h"
#include "internal/net/stream.h"
#include "internal/session/control.h"

namespace anc::session {

/// {"do":"stream_report"} makes the connection a report: each line of JSON replaces the one before,
/// and with the connection it is gone. Net thread only.
class StreamReports {
 public:
  explicit StreamReports(net::Loop& loop) : loop_(loop) {}
  StreamReports(const StreamReports&) = delete;
  StreamReports& operator=(const StreamReports&) = delete;

  /// `control` is borrowed and outlives the use of this.
  void add_command(Control& control);
  /// The last line of each.
  core::Json status() const;

 private:
  struct Reporter {
    std::unique_ptr<net::Stream> stream;
    std::string pending;
    core::Json last = core::Json::object();
  };
  void accept(core::Fd connection);
  /// False where the reporter is gone for it.
  bool take(Reporter& reporter, core::Bytes chunk);

  net::Loop& loop_;
  std::list<Reporter> all_;
};

}  // namespace anc::session
