// Who may come in: the token of a request, and what a request without a good one is told.
#pragma once

#include <string>
#include <variant>

#include "internal/access/origins.h"
#include "internal/access/rate_limit.h"
#include "internal/access/tokens.h"
#include "internal/core/error.h"
#include "internal/http/message.h"

namespace anc::serve {

/// Net thread only.
class Door {
 public:
  /// Without `tokens` everybody who reaches the server controls.
  static Result<Door> make(const std::string& directory, bool tokens,
                           const std::vector<std::string>& origins);

  /// The token, or the answer to whoever has none that counts: 401, or 429 after too many tries.
  std::variant<access::Token, http::Response> open(const http::Request& request);
  /// The same for a token that came another way.
  std::variant<access::Token, http::Response> open(const http::Request& request,
                                                   const std::optional<std::string>& secret);
  /// The answer to a request that no page of ours made: its Host or Origin is another's. None where
  /// all is well.
  std::optional<http::Response> refuse_stranger(const http::Request& request) const;
  /// Still counts, for connections that last.
  bool counts(const access::Token& token);

  access::Tokens& tokens() { return tokens_; }
  const access::Origins& origins() const { return origins_; }

 private:
  Door(const std::string& directory, bool wants_tokens, access::Origins origins)
      : tokens_(directory), wants_tokens_(wants_tokens), origins_(std::move(origins)) {}

  access::Tokens tokens_;
  const bool wants_tokens_;
  access::Origins origins_;
  access::RateLimit limit_;
};

}  // namespace anc::serve
