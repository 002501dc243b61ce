// Three services, read piece by piece: see host_news.h.
#include "cmd/ancloud-guest/host_news.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "cmd/ancloud-guest/console.h"
#include "cmd/ancloud-guest/qemu_pipe.h"
#include "internal/core/bytes.h"
#include "internal/core/text.h"

namespace anc::guest {
namespace {

constexpr int kLookMs = 100;
constexpr uint32_t kLongestText = 1u << 20;  // what the host promises at most

// Exactly `count` bytes; nothing when `stop` came first or the host has closed.
Result<std::optional<std::string>> take(const Fd& pipe, size_t count, const std::stop_token& stop) {
  for (std::string bytes(count, '\0');;) {
    if (stop.stop_requested()) return std::optional<std::string>();
    if (!TRY(core::wait_readable(pipe, kLookMs))) continue;
    if (!TRY(core::read_exactly(pipe, std::as_writable_bytes(std::span(bytes))))) {
      return std::optional<std::string>();
    }
    return std::optional(std::move(bytes));
  }
}

std::optional<double> number_of(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// "5231.2000" is 52 degrees and 31.2 minutes (NMEA 0183).
std::optional<double> degrees_of(std::string_view text) {
  const auto value = number_of(text);
  if (!value) return std::nullopt;
  const double whole = std::floor(*value / 100);
  return whole + (*value - 100 * whole) / 60;
}

std::string frame(const std::string& body) {
  std::array<char, 8> head;
  std::snprintf(head.data(), head.size(), "%04zx", body.size());
  return head.data() + body;
}

}  // namespace

int quarters_of_event(std::string_view event, int before) {
  const auto parts = core::split(event, ':');
  if (parts.size() != 4 || parts[0] != "acceleration") return before;
  const auto x = number_of(parts[1]), y = number_of(parts[2]);
  return x && y ? quarters_by_gravity(*x, *y, before) : before;
}

std::optional<std::string> place_of_sentence(std::string_view sentence) {
  const auto fields = core::split(sentence, ',');
  if (fields.size() < 7 || !fields[0].starts_with("$")) return std::nullopt;
  size_t at = 0;  // of the latitude
  if (fields[0].ends_with("GGA")) at = 2;
  if (fields[0].ends_with("RMC")) at = 3;
  if (at == 0) return std::nullopt;
  const auto latitude = degrees_of(fields[at]), longitude = degrees_of(fields[at + 2]);
  if (!latitude || !longitude) return std::nullopt;
  std::array<char, 80> text;
  std::snprintf(text.data(), text.size(), "%.5f\u00b0 %.1s  %.5f\u00b0 %.1s", *latitude,
                fields[at + 1].c_str(), *longitude, fields[at + 3].c_str());
  return std::string(text.data());
}

Result<void> hear_texts(const std::string& pipe, CommittedTexts& texts,
                        const std::stop_token& stop) {
  const Fd host = TRY(open_qemu_pipe(pipe, "text-input"));
  while (const auto head = TRY(take(host, sizeof(uint32_t), stop))) {
    core::ByteReader reader(std::as_bytes(std::span(*head)));
    const uint32_t size = reader.u32le();
    if (size > kLongestText) return fail(Kind::kFailure, "a text of more than 1 MiB");
    const auto text = size == 0 ? std::optional<std::string>("") : TRY(take(host, size, stop));
    if (!text) return {};
    if (!texts.push(*text, stop)) return {};
  }
  return {};
}

Result<void> hear_gravity(const std::string& pipe, ScreenState& screen,
                          const std::stop_token& stop) {
  const Fd host = TRY(open_qemu_pipe(pipe, "qemud:sensors"));
  TRY(core::write_all(host, frame("set-delay:200") + frame("set:acceleration:1")));
  while (const auto head = TRY(take(host, 4, stop))) {
    size_t length = 0;
    const auto [end, error] = std::from_chars(head->data(), head->data() + 4, length, 16);
    if (error != std::errc() || end != head->data() + 4) {
      return fail(Kind::kFailure, "sensors: the host sends no frames");
    }
    const auto event = length == 0 ? std::optional<std::string>("") : TRY(take(host, length, stop));
    if (!event) return {};
    const int before = screen.quarters(), now = quarters_of_event(*event, before);
    if (now == before) continue;
    screen.turn(now);
    say("rotation " + std::to_string(90 * now));
  }
  return {};
}

Result<void> hear_place(const std::string& pipe, ScreenState& screen, const std::stop_token& stop) {
  const Fd host = TRY(open_qemu_pipe(pipe, "qemud:gps"));
  std::string line;
  while (const auto byte = TRY(take(host, 1, stop))) {
    if (*byte != "\n") {
      if (line.size() < 256) line += *byte;
      continue;
    }
    if (const auto place = place_of_sentence(line)) screen.set_place(*place);
    line.clear();
  }
  return {};
}

}  // namespace anc::guest
