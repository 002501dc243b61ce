// Small text work: see text.h.
#include "internal/core/text.h"

#include <algorithm>
#include <charconv>
#include <ctime>
#include <numeric>

namespace anc::core {
namespace {

struct Unit {
  std::string_view suffix;
  int64_t factor;
};

// "12ms" → 12 * factor of "ms". The number must be whole and not negative.
Result<int64_t> parse_with_unit(std::string_view text, std::span<const Unit> units,
                                const std::string& what) {
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view suffix(end, static_cast<size_t>(text.data() + text.size() - end));
  const auto unit =
      std::find_if(units.begin(), units.end(), [&](const Unit& u) { return u.suffix == suffix; });
  int64_t product = 0;
  if (error != std::errc() || number < 0 || unit == units.end() ||
      __builtin_mul_overflow(number, unit->factor, &product)) {
    return fail(Kind::kUsage, "\"" + std::string(text) + "\" is not " + what);
  }
  return product;
}

}  // namespace

Result<int64_t> parse_int(std::string_view text, int64_t low, int64_t high) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < low || value > high) {
    return fail(Kind::kUsage, "\"" + std::string(text) + "\" is not a whole number from " +
                                  std::to_string(low) + " to " + std::to_string(high));
  }
  return value;
}

Result<std::chrono::milliseconds> parse_duration(std::string_view text) {
  static constexpr Unit kUnits[] = {
      {"", 1000}, {"ms", 1}, {"s", 1000}, {"m", 60 * 1000}, {"h", 3600 * 1000}};
  return std::chrono::milliseconds(
      TRY(parse_with_unit(text, kUnits, "a duration such as 250ms, 20s, 5m or 2h")));
}

std::string format_duration(std::chrono::milliseconds value) {
  const int64_t ms = value.count();
  if (ms % 1000 != 0) return std::to_string(ms) + "ms";
  if (ms == 0 || ms % 60000 != 0) return std::to_string(ms / 1000) + "s";
  if (ms % 3600000 != 0) return std::to_string(ms / 60000) + "m";
  return std::to_string(ms / 3600000) + "h";
}

Result<uint64_t> parse_size(std::string_view text) {
  static constexpr Unit kUnits[] = {
      {"", 1}, {"B", 1}, {"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}};
  return static_cast<uint64_t>(
      TRY(parse_with_unit(text, kUnits, "a size such as 65536, 64KiB or 4MiB")));
}

std::string format_size(uint64_t bytes) {
  static constexpr Unit kUnits[] = {{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}};
  for (const Unit& unit : kUnits) {
    const auto factor = static_cast<uint64_t>(unit.factor);
    if (bytes >= factor && bytes % factor == 0) {
      return std::to_string(bytes / factor) + std::string(unit.suffix);
    }
  }
  return std::to_string(bytes);
}

Result<std::pair<int, int>> parse_extent(std::string_view text) {
  const size_t cut = text.find_first_of("x,");
  if (cut != std::string_view::npos) {
    auto width = parse_int(text.substr(0, cut), 1, 16384);
    auto height = parse_int(text.substr(cut + 1), 1, 16384);
    if (width && height) return std::pair(static_cast<int>(*width), static_cast<int>(*height));
  }
  return fail(Kind::kUsage, "\"" + std::string(text) + "\" is not a size such as 720x1280");
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (true) {
    const size_t cut = text.find(separator);
    parts.emplace_back(text.substr(0, cut));
    if (cut == std::string_view::npos) return parts;
    text.remove_prefix(cut + 1);
  }
}

std::string_view trim(std::string_view text) {
  static constexpr std::string_view kBlank = " \t\r\n";
  const size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

std::string join(std::span<const std::string> parts, std::string_view separator) {
  std::string text;
  for (const std::string& part : parts) {
    if (&part != parts.data()) text += separator;
    text += part;
  }
  return text;
}

std::string shell_quote(std::string_view word) {
  static constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,@%+";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string_view::npos) {
    return std::string(word);
  }
  std::string quoted = "'";
  for (const char c : word) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

std::string nearest(std::string_view word, std::span<const std::string> known) {
  std::string best;
  size_t best_distance = std::max<size_t>(1, word.size() / 3) + 1;
  for (const std::string& candidate : known) {
    std::vector<size_t> row(candidate.size() + 1);
    std::iota(row.begin(), row.end(), size_t{0});
    for (size_t i = 1; i <= word.size(); ++i) {
      size_t diagonal = std::exchange(row[0], i);
      for (size_t j = 1; j <= candidate.size(); ++j) {
        const size_t swap = diagonal + (word[i - 1] == candidate[j - 1] ? 0 : 1);
        diagonal = row[j];
        row[j] = std::min({row[j] + 1, row[j - 1] + 1, swap});
      }
    }
    if (row.back() < best_distance) {
      best_distance = row.back();
      best = candidate;
    }
  }
  return best;
}

bool is_utf8(std::string_view text) {
  // Lead bytes from `first` on, how many follow, and what the letter must at least be.
  struct Form {
    uint8_t first;
    size_t more;
    char32_t least;
  };
  constexpr Form kForms[] = {{0xf0, 3, 0x10000}, {0xe0, 2, 0x800}, {0xc0, 1, 0x80}};
  for (size_t at = 0; at < text.size(); ++at) {
    const auto lead = static_cast<uint8_t>(text[at]);
    if (lead < 0x80) continue;
    const Form* form = std::find_if(std::begin(kForms), std::end(kForms),
                                    [lead](const Form& f) { return lead >= f.first; });
    if (form == std::end(kForms) || lead >= 0xf8 || text.size() - at <= form->more) return false;
    char32_t letter = lead & (0x3fu >> form->more);
    for (size_t i = 0; i < form->more; ++i) {
      const auto byte = static_cast<uint8_t>(text[++at]);
      if ((byte & 0xc0) != 0x80) return false;
      letter = letter << 6 | (byte & 0x3f);
    }
    const bool surrogate = letter >= 0xd800 && letter < 0xe000;
    if (letter < form->least || letter > 0x10ffff || surrogate) return false;
  }
  return true;
}

namespace {

std::string date_and_time(std::time_t seconds) {
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char buffer[32];
  const size_t n = std::strftime(buffer, sizeof buffer, "%Y-%m-%dT%H:%M:%S", &parts);
  return std::string(buffer, n);
}

}  // namespace

std::string now_rfc3339() { return date_and_time(std::time(nullptr)) + "Z"; }

std::string rfc3339(std::chrono::steady_clock::time_point when) {
  using std::chrono::duration_cast;
  using std::chrono::milliseconds;
  const auto system = std::chrono::system_clock::now().time_since_epoch() -
                      (std::chrono::steady_clock::now() - when);
  const int64_t ms = duration_cast<milliseconds>(system).count();
  const std::string fraction = std::to_string(1000 + ms % 1000).substr(1);
  return date_and_time(static_cast<std::time_t>(ms / 1000)) + "." + fraction + "Z";
}

}  // namespace anc::core
