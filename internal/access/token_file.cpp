// The text form of tokens: see tokens.h.
#include <algorithm>

#include "internal/access/tokens.h"

namespace anc::access {
namespace {

constexpr std::string_view kSchema = "ancloud.tokens/1";

bool is_hex(std::string_view text, size_t digits) {
  return text.size() == digits &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Result<Token> read_token(const core::Json& row) {
  Token token;
  token.id = TRY(core::json_field<std::string>(row, "id"));
  token.name = TRY(core::json_field<std::string>(row, "name"));
  const auto role = role_of(TRY(core::json_field<std::string>(row, "role")));
  token.instance = TRY(core::json_field<std::string>(row, "instance"));
  token.created = TRY(core::json_field<int64_t>(row, "created"));
  if (row.contains("expires")) token.expires = TRY(core::json_field<int64_t>(row, "expires"));
  if (row.contains("by")) token.by = TRY(core::json_field<std::string>(row, "by"));
  token.sha256 = TRY(core::json_field<std::string>(row, "sha256"));
  if (!role || !is_hex(token.id, 8) || !is_hex(token.sha256, 64)) {
    return fail(Kind::kFailure, "a token has no role, no id or no hash");
  }
  token.role = *role;
  return token;
}

}  // namespace

std::string_view role_name(Role role) {
  return role == Role::kController ? "controller" : "viewer";
}

std::optional<Role> role_of(std::string_view name) {
  if (name == "controller") return Role::kController;
  if (name == "viewer") return Role::kViewer;
  return std::nullopt;
}

std::string render_tokens(const std::vector<Token>& tokens) {
  core::Json rows = core::Json::array();
  for (const Token& token : tokens) {
    core::Json row{{"id", token.id},
                   {"name", token.name},
                   {"role", role_name(token.role)},
                   {"instance", token.instance},
                   {"created", token.created}};
    if (token.expires) row["expires"] = *token.expires;
    if (!token.by.empty()) row["by"] = token.by;
    row["sha256"] = token.sha256;
    rows.push_back(std::move(row));
  }
  const core::Json all{{"schema", kSchema}, {"tokens", std::move(rows)}};
  return all.dump(1, ' ', false, core::Json::error_handler_t::replace) + "\n";
}

Result<std::vector<Token>> parse_tokens(std::string_view text) {
  const core::Json all = TRY(core::parse_json(text));
  if (TRY(core::json_field<std::string>(all, "schema")) != kSchema) {
    return fail(Kind::kFailure, "this is no list of tokens, or one of a newer ancloud");
  }
  const auto rows = TRY(core::json_field<core::Json>(all, "tokens"));
  if (!rows.is_array()) return fail(Kind::kFailure, "\"tokens\" is no list");
  std::vector<Token> tokens;
  for (const core::Json& row : rows) tokens.push_back(TRY(read_token(row)));
  return tokens;
}

std::optional<std::string> bearer_of(std::string_view authorization) {
  constexpr std::string_view kScheme = "bearer ";
  if (authorization.size() <= kScheme.size()) return std::nullopt;
  std::string scheme(authorization.substr(0, kScheme.size()));
  std::transform(scheme.begin(), scheme.end(), scheme.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  if (scheme != kScheme) return std::nullopt;
  authorization.remove_prefix(kScheme.size());
  const size_t first = authorization.find_first_not_of(' ');
  if (first == std::string_view::npos) return std::nullopt;
  return std::string(authorization.substr(first, authorization.find_last_not_of(' ') + 1 - first));
}

std::optional<std::string> bearer_of_protocols(std::string_view protocols) {
  constexpr std::string_view kMark = "bearer.";
  while (!protocols.empty()) {
    const size_t comma = std::min(protocols.find(','), protocols.size());
    std::string_view one = protocols.substr(0, comma);
    protocols.remove_prefix(std::min(comma + 1, protocols.size()));
    while (one.starts_with(' ')) one.remove_prefix(1);
    while (one.ends_with(' ')) one.remove_suffix(1);
    if (one.starts_with(kMark) && one.size() > kMark.size()) {
      return std::string(one.substr(kMark.size()));
    }
  }
  return std::nullopt;
}

std::string link(std::string_view base, std::string_view secret) {
  std::string url(base);
  if (!url.ends_with('/')) url += '/';
  return url + "#token=" + std::string(secret);
}

}  // namespace anc::access
