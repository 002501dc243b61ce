// A scanner for <trkpt lat= lon=>, <rtept …> and the <ele> and <time> in them.
#include "internal/location/gpx.h"

#include <charconv>
#include <ctime>
#include <string>

#include "internal/core/text.h"

namespace anc::location {
namespace {
using std::chrono::milliseconds;

struct Element {
  std::string_view attributes;
  std::string_view content;  // empty for <x/>
};

bool blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// Does the tag at `text` have exactly this name?
bool is_named(std::string_view tag, std::string_view name) {
  return tag.starts_with(name) && tag.size() > name.size() &&
         (blank(tag[name.size()]) || tag[name.size()] == '>' || tag[name.size()] == '/');
}

/// The next element called `name`; what was looked at goes from the front of `text`.
std::optional<Element> next_element(std::string_view& text, std::string_view name) {
  for (size_t open = text.find('<'); open != std::string_view::npos; open = text.find('<')) {
    text.remove_prefix(open + 1);
    if (text.starts_with("!--")) {
      text.remove_prefix(std::min(text.find("-->"), text.size()));
      continue;
    }
    if (!is_named(text, name)) continue;
    const size_t close = text.find('>');
    if (close == std::string_view::npos) return std::nullopt;
    Element element{text.substr(name.size(), close - name.size()), {}};
    text.remove_prefix(close + 1);
    if (element.attributes.ends_with('/')) return element;
    const std::string end = "</" + std::string(name);
    element.content = text.substr(0, text.find(end));
    text.remove_prefix(element.content.size());
    return element;
  }
  return std::nullopt;
}

std::optional<std::string_view> attribute(std::string_view attributes, std::string_view name) {
  for (size_t at = attributes.find(name); at != std::string_view::npos;
       at = attributes.find(name, at + 1)) {
    if (at == 0 || !blank(attributes[at - 1])) continue;
    std::string_view rest = core::trim(attributes.substr(at + name.size()));
    if (!rest.starts_with('=')) continue;
    rest = core::trim(rest.substr(1));
    if (rest.empty() || (rest[0] != '"' && rest[0] != '\'')) continue;
    return rest.substr(1, rest.find(rest[0], 1) - 1);
  }
  return std::nullopt;
}

Result<double> number(std::string_view text) {
  const std::string_view word = core::trim(text);
  double value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc{} || end != word.data() + word.size()) {
    return fail(Kind::kUsage, "\"" + std::string(word.substr(0, 40)) + "\" is not a number");
  }
  return value;
}

/// "2024-05-01T10:00:00Z", with a fraction or an offset or without, in milliseconds since 1970.
std::optional<int64_t> time_of(std::string_view text) {
  const std::string word(core::trim(text).substr(0, 40));
  std::tm parts{};
  const char* rest = strptime(word.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
  if (rest == nullptr) return std::nullopt;
  int64_t time = int64_t{timegm(&parts)} * 1000;
  if (*rest == '.') {
    int64_t unit = 100;
    for (++rest; *rest >= '0' && *rest <= '9'; ++rest, unit /= 10) time += (*rest - '0') * unit;
  }
  int hours = 0, minutes = 0;
  if ((*rest == '+' || *rest == '-') && std::sscanf(rest + 1, "%2d:%2d", &hours, &minutes) == 2) {
    time += (*rest == '+' ? -1 : 1) * (hours * 60 + minutes) * 60000;
  }
  return time;
}

Result<Fix> place_of(const Element& point) {
  const auto latitude = attribute(point.attributes, "lat");
  const auto longitude = attribute(point.attributes, "lon");
  if (!latitude || !longitude) return fail(Kind::kUsage, "it has no latitude or no longitude");
  Fix fix{.latitude = TRY(number(*latitude)), .longitude = TRY(number(*longitude))};
  std::string_view inside = point.content;
  if (const auto height = next_element(inside, "ele")) {
    fix.altitude_m = TRY(number(height->content));
  }
  TRY(check(fix));
  return fix;
}

/// Speed and direction from the point before; standing still keeps the direction.
void add_motion(const TrackPoint& before, TrackPoint& point) {
  const double metres = distance_m(before.fix, point.fix);
  const double seconds = static_cast<double>((point.at - before.at).count()) / 1000;
  point.fix.bearing_deg =
      metres > 0.1 ? bearing_deg(before.fix, point.fix) : before.fix.bearing_deg;
  point.fix.speed_mps = seconds > 0 ? std::min(metres / seconds, 1000.0) : 0;
}
}  // namespace

Result<std::vector<TrackPoint>> read_gpx(std::string_view text) {
  std::vector<TrackPoint> points;
  const bool track = text.find("<trkpt") != std::string_view::npos;
  std::optional<int64_t> first;
  while (const auto element = next_element(text, track ? "trkpt" : "rtept")) {
    const std::string which = "point " + std::to_string(points.size() + 1);
    TrackPoint point{.fix = TRY(place_of(*element), which)};
    std::string_view inside = element->content;
    const auto stamp = next_element(inside, "time");
    const auto time = stamp ? time_of(stamp->content) : std::nullopt;
    if (points.empty()) {
      first = time;
    } else {
      point.at = points.back().at + milliseconds(1000);
      if (time && first) point.at = std::max(milliseconds(*time - *first), points.back().at);
      add_motion(points.back(), point);
    }
    points.push_back(point);
  }
  if (points.empty()) return fail(Kind::kUsage, "there is no track point in it");
  return points;
}

}  // namespace anc::location
