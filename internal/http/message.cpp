// Heads and error bodies: see message.h.
#include "internal/http/message.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <strings.h>

#include "internal/core/json.h"
#include "internal/core/text.h"

namespace anc::http {
namespace {

struct Status {
  int code;
  std::string_view text;
};
constexpr Status kStatuses[] = {{101, "Switching Protocols"},
                                {200, "OK"},
                                {201, "Created"},
                                {202, "Accepted"},
                                {204, "No Content"},
                                {206, "Partial Content"},
                                {301, "Moved Permanently"},
                                {302, "Found"},
                                {303, "See Other"},
                                {304, "Not Modified"},
                                {307, "Temporary Redirect"},
                                {308, "Permanent Redirect"},
                                {400, "Bad Request"},
                                {401, "Unauthorized"},
                                {403, "Forbidden"},
                                {404, "Not Found"},
                                {405, "Method Not Allowed"},
                                {406, "Not Acceptable"},
                                {408, "Request Timeout"},
                                {409, "Conflict"},
                                {411, "Length Required"},
                                {412, "Precondition Failed"},
                                {413, "Content Too Large"},
                                {415, "Unsupported Media Type"},
                                {421, "Misdirected Request"},
                                {422, "Unprocessable Content"},
                                {426, "Upgrade Required"},
                                {428, "Precondition Required"},
                                {429, "Too Many Requests"},
                                {431, "Request Header Fields Too Large"},
                                {500, "Internal Server Error"},
                                {501, "Not Implemented"},
                                {502, "Bad Gateway"},
                                {503, "Service Unavailable"},
                                {504, "Gateway Timeout"},
                                {505, "HTTP Version Not Supported"}};

int status_of(Kind kind) {
  switch (kind) {
    case Kind::kUsage:
      return 400;
    case Kind::kNoInstance:
      return 404;
    case Kind::kPermission:
      return 403;
    case Kind::kBusy:
    case Kind::kNotRunning:
      return 409;
    case Kind::kImage:
      return 422;
    case Kind::kCapacity:
      return 503;
    case Kind::kTimeout:
      return 504;
    default:
      return 500;
  }
}

void append_line(std::string& head, std::string_view name, std::string_view value) {
  head += name;
  head += ": ";
  for (const char c : value) {
    head += static_cast<unsigned char>(c) < 0x20 && c != '\t' ? ' ' : c;
  }
  head += "\r\n";
}

std::string date() {  // RFC 9110, 5.6.7; not by strftime, whose names depend on the locale
  static constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  char rest[32];
  const size_t n = std::strftime(rest, sizeof rest, " %Y %H:%M:%S GMT", &parts);
  const std::string day = std::to_string(100 + parts.tm_mday).substr(1);
  return std::string(kDays[static_cast<size_t>(parts.tm_wday)]) + ", " + day + " " +
         kMonths[static_cast<size_t>(parts.tm_mon)] + std::string(rest, n);
}

}  // namespace

std::optional<std::string_view> find_header(const Headers& headers, std::string_view name) {
  for (const auto& [key, value] : headers) {
    const bool same =
        key.size() == name.size() && ::strncasecmp(key.data(), name.data(), name.size()) == 0;
    if (same) return value;
  }
  return std::nullopt;
}

bool takes_gzip(const Request& request) {
  for (const std::string& coding :
       core::split(request.header("Accept-Encoding").value_or(""), ',')) {
    const auto parts = core::split(coding, ';');
    if (::strcasecmp(std::string(core::trim(parts.at(0))).c_str(), "gzip") != 0) continue;
    const std::string_view weight = parts.size() > 1 ? core::trim(parts[1]) : "";
    return !weight.starts_with("q=0") || weight.find_first_not_of("0.", 2) != std::string::npos;
  }
  return false;
}

Response error_response(int status, std::string_view error, std::string_view kind,
                        std::string_view hint) {
  core::Json body{{"error", error}, {"kind", kind}};
  if (!hint.empty()) body["hint"] = hint;
  return {status,
          {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}},
          body.dump(-1, ' ', false, core::Json::error_handler_t::replace) + "\n"};
}

Response error_response(const Error& error) {
  return error_response(status_of(error.kind()), error.message(), core::kind_name(error.kind()),
                        error.hint());
}

std::string_view status_text(int status) {
  const auto found = std::find_if(std::begin(kStatuses), std::end(kStatuses),
                                  [status](const Status& s) { return s.code == status; });
  return found == std::end(kStatuses) ? std::string_view("Status") : found->text;
}

std::string render_head(const Response& response, bool keep_alive) {
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + " " +
                     std::string(status_text(response.status));
  head += "\r\n";
  for (const auto& [name, value] : response.headers) append_line(head, name, value);
  append_line(head, "Date", date());
  append_line(head, "Connection", keep_alive ? "keep-alive" : "close");
  const bool bodyless = response.status == 204 || response.status == 304 || response.status < 200;
  if (!bodyless) {
    const size_t size =
        response.fixed_body.empty() ? response.body.size() : response.fixed_body.size();
    append_line(head, "Content-Length", std::to_string(size));
  }
  return head + "\r\n";
}

}  // namespace anc::http
