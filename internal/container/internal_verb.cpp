// Entry of the supervisor and of the LXC monitor: see internal_verb.h.
#include "internal/container/internal_verb.h"

#include <cstdio>
#include <fcntl.h>

#include "internal/container/dhcp.h"
#include "internal/container/message.h"
#include "internal/container/monitor.h"
#include "internal/container/ports_process.h"
#include "internal/container/supervisor.h"
#include "internal/core/inherited.h"
#include "internal/core/log.h"
#include "internal/core/text.h"

namespace anc::container {
namespace {

Result<int> supervise(std::span<const std::string> words) {
  if (words.size() != 5) return fail(Kind::kUsage, "supervisor: five arguments are needed");
  const auto instance = TRY(state::Instance::open(words[0], words[1]));
  const auto options = TRY(options_from_json(TRY(core::parse_json(words[2]))));
  state::Lease lease =
      words[3] == "-" ? TRY(state::Lease::take(instance))
                      : state::Lease::adopt(TRY(core::inherited(words[3])), lock_path(instance));
  return Supervisor::run(instance, options, std::move(lease), TRY(core::inherited(words[4])));
}

int exit_code(const std::string& what, const Result<int>& code) {
  if (code) return *code;
  std::fprintf(stderr, "%s: %s\n", what.c_str(), code.error().message().c_str());
  return code.error().exit_code();
}

}  // namespace

std::optional<int> run_internal(std::span<const std::string> words) {
  if (words.size() == 4 && words[0] == "lxc-monitor") {
    return run_monitor(words[1], words[2], words[3] == "filter");
  }
  if (words.empty()) return std::nullopt;
  const std::string& what = words[0];
  const auto rest = words.subspan(1);
  if (what == "ports") return exit_code(what, serve_ports(rest).map([] { return 0; }));
  if (what == "dhcp") return exit_code(what, serve_dhcp(rest).map([] { return 0; }));
  if (what == "dhcp-server") return exit_code(what, run_dhcp_server(rest));
  if (what != "supervisor") return std::nullopt;
  core::init_log(core::LogLevel::kInfo, "supervisor");
  return exit_code(what, supervise(rest));
}

}  // namespace anc::container
