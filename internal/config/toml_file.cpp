// TOML files: see toml_file.h.
#include "internal/config/toml_file.h"

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

namespace anc::config {
namespace {

std::string place(const std::string& file, const toml::source_position& at) {
  return file + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
}

void flatten(const toml::table& table, const std::string& prefix, const std::string& file,
             std::vector<TomlEntry>& entries) {
  for (const auto& [name, node] : table) {
    const std::string key = prefix + std::string(name.str());
    if (const toml::table* inner = node.as_table()) {
      flatten(*inner, key + ".", file, entries);
      continue;
    }
    TomlEntry entry{key, {}, TomlEntry::Shape::kOther, place(file, node.source().begin)};
    if (const auto flag = node.value_exact<bool>()) {
      entry.shape = TomlEntry::Shape::kBool;
      entry.text = *flag ? "true" : "false";
    } else if (const auto number = node.value_exact<int64_t>()) {
      entry.shape = TomlEntry::Shape::kInt;
      entry.text = std::to_string(*number);
    } else if (const auto text = node.value_exact<std::string>()) {
      entry.shape = TomlEntry::Shape::kText;
      entry.text = *text;
    }
    entries.push_back(std::move(entry));
  }
}

}  // namespace

Result<void> TomlEntry::check(const Key& known) const {
  Shape wanted = Shape::kText;
  if (known.type == Type::kBool) wanted = Shape::kBool;
  if (known.type == Type::kInt) wanted = Shape::kInt;
  // A duration may be a bare number of seconds, a size one of bytes.
  const bool bare = known.type == Type::kDuration || known.type == Type::kBytes;
  const bool fits = shape == wanted || (bare && shape == Shape::kInt);
  if (!fits) {
    return fail(Kind::kUsage, "the value must be a " + std::string(type_name(known.type)) +
                                  (wanted == Shape::kText ? ", in quotes" : ""));
  }
  return check_value(known, text);
}

Result<std::vector<TomlEntry>> parse_toml(std::string_view text, const std::string& file) {
  const toml::parse_result parsed = toml::parse(text, file);
  if (!parsed) {
    const toml::parse_error& error = parsed.error();
    return fail(Kind::kUsage,
                place(file, error.source().begin) + ": " + std::string(error.description()));
  }
  std::vector<TomlEntry> entries;
  flatten(parsed.table(), "", file, entries);
  return entries;
}

}  // namespace anc::config
