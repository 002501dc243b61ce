// Results and errors: see output.h.
#include "cmd/ancloud/output.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <unistd.h>
#include <vector>

#include "internal/core/codes.h"

namespace anc::cmd {
namespace {

std::string scalar_text(const core::Json& value) {
  if (value.is_null()) return "-";
  if (value.is_string()) return value.get<std::string>().empty() ? "-" : value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  return value.dump();
}

// A guest's own words need not be UTF-8.
std::string one_line(const core::Json& value) {
  return value.dump(-1, ' ', false, core::Json::error_handler_t::replace);
}

std::string label(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

std::string table_text(const core::Json& rows) {
  if (rows.empty()) return "";
  std::vector<std::vector<std::string>> cells(1);
  for (const auto& [name, value] : rows.front().items()) {
    std::string head = label(name);
    std::transform(head.begin(), head.end(), head.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    cells[0].push_back(head);
  }
  for (const core::Json& row : rows) {
    cells.emplace_back();
    for (const auto& [name, value] : row.items()) cells.back().push_back(scalar_text(value));
  }
  std::vector<size_t> widths;
  for (const auto& row : cells) {
    widths.resize(std::max(widths.size(), row.size()));
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (const auto& row : cells) {
    std::string line;
    for (size_t i = 0; i < row.size(); ++i) {
      line += row[i];
      if (i + 1 < row.size()) line.append(widths[i] - row[i].size() + 2, ' ');
    }
    text += line + "\n";
  }
  return text;
}

bool is_table(const core::Json& value) {
  return value.is_array() && std::all_of(value.begin(), value.end(),
                                         [](const core::Json& row) { return row.is_object(); });
}

std::string object_text(const core::Json& object, const std::string& indent) {
  size_t width = 0;
  for (const auto& [name, value] : object.items()) width = std::max(width, name.size());
  std::string text;
  for (const auto& [name, value] : object.items()) {
    const std::string shown = label(name);
    if (value.is_object()) {
      text += indent + shown + "\n" + object_text(value, indent + "  ");
    } else if (is_table(value) && !value.empty()) {
      text += indent + shown + "\n" + table_text(value);
    } else if (value.is_array()) {
      std::string list;
      for (const core::Json& item : value) list += (list.empty() ? "" : ", ") + scalar_text(item);
      text += indent + shown + std::string(width - name.size() + 2, ' ') +
              (list.empty() ? "-" : list) + "\n";
    } else {
      text +=
          indent + shown + std::string(width - name.size() + 2, ' ') + scalar_text(value) + "\n";
    }
  }
  return text;
}

void put(std::FILE* stream, const std::string& text) {
  // Results matter: a closed or full stdout must not pass for success.
  if (std::fwrite(text.data(), 1, text.size(), stream) != text.size() || std::fflush(stream) != 0) {
    std::fprintf(stderr, "ancloud: cannot write the result: %s\n", core::errno_text(errno).c_str());
    std::exit(1);  // NOLINT(concurrency-mt-unsafe): verbs are one thread
  }
}

}  // namespace

std::string render_text(const core::Json& value) {
  if (value.is_object()) return object_text(value, "");
  if (is_table(value)) return table_text(value);
  return scalar_text(value) + "\n";
}

void Output::print(std::string_view schema, const core::Json& value) const {
  print(schema, value, render_text(value));
}

void Output::print(std::string_view schema, const core::Json& value,
                   const std::string& text) const {
  if (!json_) return put(stdout, text);
  core::Json document = {{"schema", schema}};
  if (value.is_object()) {
    document.update(value);
  } else {
    document["items"] = value;
  }
  // Texts of the guest need not be UTF-8.
  put(stdout, document.dump(2, ' ', false, core::Json::error_handler_t::replace) + "\n");
}

void Output::line(const core::Json& value, const std::string& text) const {
  put(stdout, (json_ ? one_line(value) : text) + "\n");
}

void Output::note(const std::string& line) const {
  if (!json_) std::fprintf(stderr, "%s\n", line.c_str());
}

void print_error(const Error& error, bool json) {
  if (json) {
    const core::Json document = {{"schema", "ancloud.error.v1"},
                                 {"kind", core::kind_name(error.kind())},
                                 {"code", core::code_name(error.code())},
                                 {"exit_code", error.exit_code()},
                                 {"message", error.message()},
                                 {"errno", error.root_errno()},
                                 {"hint", error.hint()},
                                 {"log", error.log()}};
    std::fprintf(stderr, "%s\n", one_line(document).c_str());
    return;
  }
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody sets the environment
  const bool colour = ::isatty(2) == 1 && std::getenv("NO_COLOR") == nullptr;
  std::fprintf(stderr, "%sancloud:%s %s\n", colour ? "\033[1;31m" : "", colour ? "\033[0m" : "",
               error.message().c_str());
  if (!error.hint().empty()) std::fprintf(stderr, "  hint: %s\n", error.hint().c_str());
  if (!error.log().empty()) std::fprintf(stderr, "  log:  %s\n", error.log().c_str());
}

}  // namespace anc::cmd
