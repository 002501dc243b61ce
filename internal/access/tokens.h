// Who may see or touch which phone: tokens, of which only hashes are kept.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "internal/core/json.h"

namespace anc::access {

enum class Role : uint8_t { kViewer, kController };

std::string_view role_name(Role role);  ///< "viewer", "controller"
std::optional<Role> role_of(std::string_view name);

/// What a token's holder may do, and until when. Never the secret.
struct Token {
  std::string id{};    ///< 8 hexadecimal digits: what people revoke it by
  std::string name{};  ///< chosen by who made it; may be empty
  Role role = Role::kViewer;
  std::string instance{};            ///< the only one it is for; empty: all
  int64_t created = 0;               ///< seconds since 1970
  std::optional<int64_t> expires{};  ///< seconds since 1970; none: never
  std::string by{};                  ///< id of the token whose holder made this share link
  std::string sha256{};              ///< of the secret, 64 hexadecimal digits

  bool may_see(std::string_view which) const { return instance.empty() || instance == which; }
  bool may_control(std::string_view which) const {
    return role == Role::kController && may_see(which);
  }
  bool expired(int64_t now) const { return expires && *expires <= now; }
};

/// The wish for a new token.
struct Wish {
  Role role = Role::kViewer;
  std::string instance{};
  std::optional<std::chrono::seconds> lasts{};
  std::string name{};  ///< at most 100 bytes of printable UTF-8
};

struct Created {
  Token token;
  std::string secret;  ///< "anc_" and 43 letters: 256 bits; told once and never kept
};

/// The tokens of a `<data>/stream`. Several processes may use one directory; one object belongs to
/// one thread. Calls take a moment of file work; a change waits up to two seconds for its lock.
class Tokens {
 public:
  static constexpr size_t kMost = 1000;  ///< at once; expired ones do not count

  using Clock = std::function<int64_t()>;  ///< seconds since 1970
  explicit Tokens(std::string directory, Clock clock = {});

  /// kCapacity above kMost; kUsage for an odd name or instance, or no time at all.
  Result<Created> create(const Wish& wish);
  /// A share link's token: of the same instance or of `wish.instance`, never more than its maker
  /// may, never longer than its maker's, a day where nothing is said. kPermission unless `maker`
  /// is a controller; kUsage for more than 30 days.
  Result<Created> share(const Token& maker, Wish wish);
  /// All that have not expired, oldest first.
  Result<std::vector<Token>> list();
  /// False where there is none of that id. Those that its holder shared go with it.
  Result<bool> revoke(std::string_view id);

  /// The token of this secret, if there is one that counts. Notices what other processes changed.
  /// The time that it takes does not tell how much of a secret was right.
  Result<std::optional<Token>> check(std::string_view secret);
  /// Does a token found earlier still count? For connections that last.
  Result<bool> still_counts(const Token& token);

 private:
  struct Seen {
    uint64_t inode = 0;
    int64_t size = -1, seconds = 0, nanoseconds = 0;
    bool operator==(const Seen&) const = default;
  };
  Result<Created> add(const Wish& wish, const std::string& by);
  Result<void> refresh();
  Result<void> read_from(const std::string& directory);
  Result<void> change(const std::function<Result<void>(std::vector<Token>&)>& what);

  std::string directory_;
  Clock clock_;
  Seen seen_;
  std::vector<Token> tokens_;
};

/// The file's content, both ways. Reading checks every field. Pure.
std::string render_tokens(const std::vector<Token>& tokens);
Result<std::vector<Token>> parse_tokens(std::string_view text);

/// 64 hexadecimal digits.
std::string sha256_hex(std::string_view text);

/// "Bearer SECRET" (RFC 6750, 2.1) as SECRET; none for any other header.
std::optional<std::string> bearer_of(std::string_view authorization);
/// The secret in "ancloud.v1, bearer.SECRET": browsers cannot give a WebSocket other headers.
std::optional<std::string> bearer_of_protocols(std::string_view protocols);
/// `base` ("https://host:8443/") with the secret where no server ever sees it in a log.
std::string link(std::string_view base, std::string_view secret);

}  // namespace anc::access
