// The link that `stream serve --link` prints: a token that ends with the server.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "internal/access/tokens.h"

namespace anc::cmd {

/// Revokes its tokens when it goes. One thread.
class Link {
 public:
  /// A new one, for that instance or, when empty, all. Links of servers that were killed before
  /// they could revoke theirs stay good until this one ends: pages come back by them.
  static Result<std::unique_ptr<Link>> make(const std::string& directory,
                                            const std::string& instance);
  /// Only takes those over.
  static Result<std::unique_ptr<Link>> adopt(const std::string& directory,
                                             const std::string& instance);
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;
  ~Link();

  /// The link to a server at `base`; empty where it was adopted, whose secret nobody has.
  std::string at(const std::string& base) const;

 private:
  Link(access::Tokens tokens, std::vector<std::string> ids, std::string secret)
      : tokens_(std::move(tokens)), ids_(std::move(ids)), secret_(std::move(secret)) {}

  access::Tokens tokens_;
  std::vector<std::string> ids_;
  std::string secret_;
};

}  // namespace anc::cmd
