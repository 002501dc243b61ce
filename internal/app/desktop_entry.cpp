// Quoting for desktop entries.
#include "internal/app/desktop_entry.h"

#include "internal/apk/package.h"
#include "internal/core/json.h"

namespace anc::app {
namespace {
constexpr std::string_view kSuffix = ".desktop";
constexpr std::string_view kReplacement = "\xef\xbf\xbd";

/// The JSON library knows how to replace what is no UTF-8.
std::string as_utf8(std::string_view text) {
  const std::string quoted =
      core::Json(text).dump(-1, ' ', false, core::Json::error_handler_t::replace);
  const auto clean = core::parse_json(quoted);
  return clean ? clean->get<std::string>() : std::string();
}

/// One argument between double quotes, before the file's own escapes.
std::string quote_word(std::string_view word) {
  std::string out = "\"";
  for (const char c : word.substr(0, word.find('\0'))) {
    if (c == '"' || c == '`' || c == '$' || c == '\\') out += '\\';
    out += c;
    if (c == '%') out += c;  // else a field code
  }
  return out + "\"";
}
}  // namespace

std::string desktop_string(std::string_view value) {
  std::string out;
  for (const char c : as_utf8(value)) {
    switch (c) {
      case ' ':
        out += out.empty() ? "\\s" : " ";  // a reader drops blanks at the front
        break;
      case '\n':
        out += "\\n";
        break;
      case '\t':
        out += "\\t";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\\':
        out += "\\\\";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
          out += kReplacement;
        } else {
          out += c;
        }
    }
  }
  return out;
}

std::string desktop_exec(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) line += (line.empty() ? "" : " ") + quote_word(word);
  return desktop_string(line);
}

std::string desktop_entry_text(const DesktopEntry& entry) {
  std::string text = "[Desktop Entry]\nType=Application\nVersion=1.0\n";
  const auto line = [&text](std::string_view key, const std::string& value) {
    text += std::string(key) + "=" + value + "\n";
  };
  // A name is required, and an application may have none.
  line("Name", desktop_string(entry.name.empty() ? entry.package : entry.name));
  line("Comment", desktop_string(entry.comment));
  line("Exec", desktop_exec(entry.exec));
  if (!entry.icon.empty()) line("Icon", desktop_string(entry.icon));
  line("Terminal", "false");
  line("Categories", "Utility;X-Ancloud;");  // without a main one it is nowhere in most menus
  line("X-Ancloud-Instance", desktop_string(entry.instance));
  line("X-Ancloud-Package", desktop_string(entry.package));
  line("X-Ancloud-DataPath", desktop_string(entry.data_path));
  return text;
}

bool belongs_to(std::string_view text, const std::string& instance, const std::string& data_path) {
  const auto has_line = [text](const std::string& line) {
    const size_t at = text.find("\n" + line + "\n");
    return at != std::string_view::npos;
  };
  return has_line("X-Ancloud-Instance=" + desktop_string(instance)) &&
         has_line("X-Ancloud-DataPath=" + desktop_string(data_path));
}

std::string desktop_stem(const std::string& instance, const std::string& package) {
  return "ancloud-" + instance + "-" + package;
}

std::optional<std::string> package_of_desktop_file(const std::string& instance,
                                                   std::string_view file_name) {
  const std::string front = desktop_stem(instance, "");
  if (!file_name.starts_with(front) || !file_name.ends_with(kSuffix) ||
      file_name.size() < front.size() + kSuffix.size()) {
    return std::nullopt;
  }
  const std::string_view package =
      file_name.substr(front.size(), file_name.size() - front.size() - kSuffix.size());
  if (!apk::is_package_name(package)) return std::nullopt;
  return std::string(package);
}

}  // namespace anc::app
