// A probe's process: looks, says one line of JSON, ends.
#include "internal/doctor/internal_verb.h"

#include <sys/resource.h>
#include <unistd.h>

#include "internal/core/fd.h"
#include "internal/core/text.h"
#include "internal/doctor/probes.h"

namespace anc::doctor {

std::optional<int> run_internal(std::span<const std::string> words) {
  if (words.empty() || words[0] != "doctor-probe") return std::nullopt;
  if (words.size() != 4) return 2;
  const auto fd = core::parse_int(words[1], 3, 1 << 20);
  const Probe* probe = find_probe(words[2]);
  const auto json = core::parse_json(words[3]);
  if (!fd || probe == nullptr || !json) return 2;
  const auto question = question_from_json(*json);
  if (!question) return 2;
  // A crash is an answer here, and nobody wants its core file.
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  const Report report = probe->look(*question);
  const core::Fd out(static_cast<int>(*fd));
  // A parent that has gone needs no answer. Names on this host need not be UTF-8.
  (void)core::write_all(
      out, to_json(report).dump(-1, ' ', false, core::Json::error_handler_t::replace) + "\n");
  ::_exit(0);  // without giving a driver another chance to hang
}

}  // namespace anc::doctor
