// The applets `sensors` and `location`: Android's HALs for both, printed instead of passed on.
#include <array>
#include <cstdio>

#include "cmd/ancloud-guest/applets.h"
#include "cmd/ancloud-guest/options.h"
#include "cmd/ancloud-guest/qemu_pipe.h"
#include "internal/core/text.h"

namespace anc::guest {
namespace {
constexpr int kAnswerMs = 10000;

std::string frame(const std::string& body) {
  std::array<char, 8> head;
  std::snprintf(head.data(), head.size(), "%04zx", body.size());
  return head.data() + body;
}

Result<std::string> read_bytes(const Fd& pipe, size_t count) {
  std::string bytes(count, '\0');
  if (!TRY(core::wait_readable(pipe, kAnswerMs))) {
    return fail(Kind::kTimeout, "the host says nothing");
  }
  if (!TRY(core::read_exactly(pipe, std::as_writable_bytes(std::span(bytes))))) {
    return fail(Kind::kFailure, "the host closed the connection");
  }
  return bytes;
}

/// The next frame's body: a header of four hexadecimal digits, then as many bytes.
Result<std::string> read_frame(const Fd& pipe) {
  const std::string head = TRY(read_bytes(pipe, 4));
  size_t length = 0;
  for (const char digit : head) {
    const size_t value = std::string_view("0123456789abcdef").find(digit);
    if (value == std::string_view::npos) return fail(Kind::kFailure, "the host sends no frames");
    length = length * 16 + value;
  }
  return length == 0 ? std::string() : TRY(read_bytes(pipe, length));
}

void print_line(const std::string& line) {
  std::printf("%s\n", line.c_str());
  std::fflush(stdout);
}
}  // namespace

Result<int> sensors_main(Args args) {
  std::string pipe = "/dev/qemu_pipe", cycles = "1", delay = "200";
  const Option options[] = {{"--pipe", &pipe}, {"--cycles", &cycles}, {"--delay", &delay}};
  auto names = TRY(parse_options(args, options));
  if (names.empty()) names = {"acceleration"};
  const int64_t wanted = TRY(core::parse_int(cycles, 1, INT32_MAX), "--cycles");
  const Fd host = TRY(open_qemu_pipe(pipe, "qemud:sensors"));
  // At once, so that the first cycle has all of them.
  std::string requests = frame("set-delay:" + delay);
  for (const std::string& name : names) requests += frame("set:" + name + ":1");
  TRY(core::write_all(host, requests), "ask for sensors");
  for (int64_t seen = 0; seen < wanted;) {
    const std::string event = TRY(read_frame(host), "read sensors");
    print_line(event);
    if (event.starts_with("sync:")) ++seen;
  }
  return 0;
}

Result<int> location_main(Args args) {
  std::string pipe = "/dev/qemu_pipe", sentences = "2";
  const Option options[] = {{"--pipe", &pipe}, {"--sentences", &sentences}};
  TRY(parse_options(args, options));
  const int64_t wanted = TRY(core::parse_int(sentences, 1, INT32_MAX), "--sentences");
  const Fd host = TRY(open_qemu_pipe(pipe, "qemud:gps"));
  std::string line;
  for (int64_t seen = 0; seen < wanted;) {
    const std::string byte = TRY(read_bytes(host, 1), "read the place");
    if (byte != "\n") {
      line += byte;
      continue;
    }
    print_line(line);
    line.clear();
    ++seen;
  }
  return 0;
}

}  // namespace anc::guest
