// Properties: see properties.h.
#include "cmd/ancloud-guest/properties.h"

#include <array>
#include <charconv>

#include "cmd/ancloud-guest/qemu_pipe.h"
#include "internal/core/file.h"
#include "internal/core/text.h"

namespace anc::guest {
namespace {

Result<void> read_piece(const Fd& pipe, std::span<char> piece, int timeout_ms) {
  for (size_t done = 0; done < piece.size(); ++done) {
    if (!TRY(core::wait_readable(pipe, timeout_ms))) {
      return fail(Kind::kTimeout,
                  "the host did not answer within " + std::to_string(timeout_ms) + " ms");
    }
    // Byte by byte: the host may cut its answer anywhere, and this happens once per boot.
    if (!TRY(core::read_exactly(pipe, std::as_writable_bytes(piece.subspan(done, 1))))) {
      return fail(Kind::kFailure, "the host closed the pipe before the list ended");
    }
  }
  return {};
}

}  // namespace

Properties parse_properties(std::string_view text) {
  Properties found;
  for (const std::string& raw : core::split(text, '\n')) {
    const std::string_view line = core::trim(raw);
    const size_t equals = line.find('=');
    if (line.empty() || line[0] == '#' || equals == std::string_view::npos || equals == 0) continue;
    found.emplace_back(line.substr(0, equals), line.substr(equals + 1));
  }
  return found;
}

std::string format_properties(const Properties& properties) {
  std::string text;
  for (const auto& [name, value] : properties) text += name + "=" + value + "\n";
  return text;
}

const std::string* value_of(const Properties& properties, std::string_view name) {
  const std::string* found = nullptr;
  for (const auto& [key, value] : properties) {
    if (key != name) continue;
    found = &value;
    if (name.starts_with("ro.")) break;
  }
  return found;
}

Result<Properties> all_properties() {
  std::string text;
  for (const char* path : {kBuildProperties, kPersistentFile, kPropertiesFile}) {
    text += TRY(core::read_file_if_exists(path)).value_or("");
    text += '\n';
  }
  return parse_properties(text);
}

Result<Properties> read_boot_properties(const Fd& pipe, int timeout_ms) {
  Properties found;
  for (;;) {
    std::array<char, 4> head{};
    TRY(read_piece(pipe, std::span(head).first(1), timeout_ms));
    if (head[0] == '\0') return found;
    TRY(read_piece(pipe, std::span(head).subspan(1), timeout_ms));
    size_t length = 0;
    const auto parsed = std::from_chars(head.data(), head.data() + head.size(), length, 16);
    if (parsed.ec != std::errc() || parsed.ptr != head.data() + head.size()) {
      return fail(Kind::kFailure, "a frame's length is no hexadecimal number");
    }
    std::string body(length, '\0');
    TRY(read_piece(pipe, body, timeout_ms));
    for (auto& property : parse_properties(body)) found.push_back(std::move(property));
  }
}

Result<Properties> ask_boot_properties(const std::string& path, int timeout_ms) {
  const Fd pipe = TRY(open_qemu_pipe(path, "qemud:boot-properties"));
  // Two writes, as Android's qemud library makes them.
  TRY(core::write_all(pipe, std::string("0004")));
  TRY(core::write_all(pipe, std::string("list")));
  return read_boot_properties(pipe, timeout_ms);
}

}  // namespace anc::guest
