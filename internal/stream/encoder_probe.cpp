// Both sides of the probe: who asks, and the process that tries.
#include "internal/stream/encoder_probe.h"

#include <csignal>
#include <sys/resource.h>
#include <unistd.h>

#include "internal/core/fd.h"
#include "internal/core/json.h"
#include "internal/core/process.h"
#include "internal/core/text.h"

namespace anc::stream {
namespace {
/// A driver that hangs in the kernel cannot be killed: its process is left behind.
constexpr std::chrono::seconds kDeathTime{1};
constexpr size_t kMostAnswer = 4096;

/// What the child says before its end; kTimeout when it is silent for too long.
Result<std::string> listen_to(const core::Fd& child, std::chrono::milliseconds patience) {
  std::string said;
  const auto end = std::chrono::steady_clock::now() + patience;
  while (said.size() < kMostAnswer) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    if (left.count() <= 0 || !TRY(core::wait_readable(child, static_cast<int>(left.count())))) {
      return fail(Kind::kTimeout, "silent");
    }
    char buffer[512];
    const ssize_t n = ::read(child.get(), buffer, sizeof buffer);
    if (n <= 0) break;
    said.append(buffer, static_cast<size_t>(n));
  }
  return said;
}

/// One grey picture through the encoder.
Result<std::string> try_encoder(const Device& device) {
  constexpr Size kSize{640, 480};
  const auto encoder = TRY(open_hardware(device, {.size = kSize, .live = true}));
  Picture picture(kSize.width, kSize.height);
  const AccessUnit unit = TRY(encoder->encode(picture, std::chrono::steady_clock::now()));
  if (unit.bytes.empty() || !unit.key) {
    return fail(Kind::kGraphics, "the first picture does not come out as a key frame");
  }
  return encoder->facts().name;
}
}  // namespace

Result<std::string> probe_encoder(const Device& device, std::chrono::milliseconds patience) {
  core::FdPair pipe = TRY(core::make_pipe());
  core::Command command;
  command.argv = {"/proc/self/exe",
                  "internal",
                  "encoder-probe",
                  std::to_string(pipe.second.get()),
                  std::string(hardware_name(device.hardware)),
                  device.node};
  command.keep = {pipe.second.get()};
  command.in = command.out = command.err = core::Command::kNull;
  command.die_with_parent = true;
  core::Child child = TRY(core::Child::spawn(command), "start the probe of an encoder");
  pipe.second.reset();
  const auto said = listen_to(pipe.first, patience);
  if (!said) {
    (void)child.signal(SIGKILL);
    const auto gone = child.wait_for(kDeathTime);
    if (!gone || !*gone) child.detach();
    return fail(Kind::kGraphics,
                "its driver hangs (no answer for " + std::to_string(patience.count()) + " ms)");
  }
  const core::ExitStatus status = TRY(child.wait());
  if (said->empty()) return fail(Kind::kGraphics, "its driver crashes (" + status.text() + ")");
  const core::Json answer = TRY(core::parse_json(*said), "the probe of an encoder");
  if (const auto error = answer.find("error"); error != answer.end()) {
    return fail(Kind::kGraphics, TRY(core::json_field<std::string>(answer, "error")));
  }
  return core::json_field<std::string>(answer, "name");
}

std::optional<int> run_internal(std::span<const std::string> words) {
  if (words.empty() || words[0] != "encoder-probe") return std::nullopt;
  if (words.size() != 4 || (words[2] != "vaapi" && words[2] != "nvenc")) return 2;
  const auto fd = core::parse_int(words[1], 3, 1 << 20);
  if (!fd) return 2;
  // A crash is an answer here, and nobody wants its core file.
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  const auto name =
      try_encoder({words[2] == "nvenc" ? Hardware::kNvenc : Hardware::kVaapi, words[3]});
  const core::Json answer =
      name ? core::Json{{"name", *name}} : core::Json{{"error", name.error().message()}};
  const core::Fd out(static_cast<int>(*fd));
  // A parent that has gone needs no answer.
  (void)core::write_all(out, answer.dump(-1, ' ', false, core::Json::error_handler_t::replace));
  ::_exit(0);  // without giving the driver another chance to hang
}

}  // namespace anc::stream
