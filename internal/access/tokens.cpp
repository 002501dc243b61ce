// Making, finding and losing tokens: see tokens.h.
#include "internal/access/tokens.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <sys/random.h>
#include <sys/stat.h>
#include <thread>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "internal/access/directory.h"
#include "internal/core/file.h"
#include "internal/core/lock.h"
#include "internal/core/text.h"
#include "internal/state/instance.h"

namespace anc::access {
namespace {

constexpr const char* kFile = "/tokens.json";
constexpr size_t kSecretBytes = 32;
constexpr size_t kMostName = 100;
constexpr size_t kMostFile = 4u << 20;
constexpr auto kLockPatience = std::chrono::seconds(2);
constexpr auto kLockPause = std::chrono::milliseconds(10);
constexpr std::chrono::seconds kShareDefault = std::chrono::hours(24);
constexpr std::chrono::seconds kShareMost = std::chrono::hours(24 * 30);
constexpr std::chrono::seconds kMostLasts = std::chrono::hours(24 * 366 * 10);

template <size_t N>
Result<std::array<unsigned char, N>> random_bytes() {
  std::array<unsigned char, N> bytes;
  if (::getrandom(bytes.data(), N, 0) != static_cast<ssize_t>(N)) {
    return fail_errno(errno, "make a token");
  }
  return bytes;
}

template <class Range>
std::string hex(const Range& bytes) {
  std::string text;
  for (const unsigned char byte : bytes) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

/// RFC 4648, 5, without padding: safe in URLs, headers and subprotocols.
std::string base64url(const std::array<unsigned char, kSecretBytes>& bytes) {
  static constexpr char kLetters[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string text;
  unsigned bits = 0;
  int held = 0;
  for (const unsigned char byte : bytes) {
    bits = (bits << 8 | byte) & 0xffff;
    for (held += 8; held >= 6; held -= 6) text += kLetters[bits >> (held - 6) & 63];
  }
  if (held > 0) text += kLetters[bits << (6 - held) & 63];
  return text;
}

Result<core::FileLock> wait_for_lock(const std::string& path) {
  const auto end = std::chrono::steady_clock::now() + kLockPatience;
  while (true) {
    auto lock = TRY(core::FileLock::try_take(path, core::FileLock::Mode::kExclusive));
    if (lock) return std::move(*lock);
    if (std::chrono::steady_clock::now() > end) {
      return fail(Kind::kBusy, "another process is changing the tokens");
    }
    std::this_thread::sleep_for(kLockPause);
  }
}

Result<void> check_wish(const Wish& wish) {
  const bool odd = std::any_of(wish.name.begin(), wish.name.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
  if (odd || wish.name.size() > kMostName || !core::is_utf8(wish.name)) {
    return fail(Kind::kUsage, "a token's name has at most 100 bytes and no control characters");
  }
  if (!wish.instance.empty()) TRY(state::check_name(wish.instance));
  if (wish.lasts && (*wish.lasts <= std::chrono::seconds(0) || *wish.lasts > kMostLasts)) {
    return fail(Error(Kind::kUsage, "a token lasts from a second to ten years")
                    .hint("leave the time out for one that does not expire"));
  }
  return {};
}

void drop_expired(std::vector<Token>& tokens, int64_t now) {
  std::erase_if(tokens, [now](const Token& token) { return token.expired(now); });
}

int64_t system_seconds() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace

std::string sha256_hex(std::string_view text) {
  std::array<unsigned char, 32> digest{};
  unsigned size = 0;
  const int done =
      EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
  CHECK(done == 1 && size == digest.size(), "SHA-256 is always there");
  return hex(digest);
}

Tokens::Tokens(std::string directory, Clock clock)
    : directory_(std::move(directory)), clock_(clock ? std::move(clock) : system_seconds) {}

Result<void> Tokens::refresh() {
  const AsOwnerOf owner(directory_);
  return read_from(owner.path());
}

Result<void> Tokens::read_from(const std::string& directory) {
  const std::string file = directory + kFile;
  struct stat info {};
  if (::stat(file.c_str(), &info) != 0) {
    if (errno != ENOENT) return fail_errno(errno, "look at " + directory_ + kFile);
    tokens_.clear();
    seen_ = {};
    return {};
  }
  const Seen now{info.st_ino, info.st_size, info.st_mtim.tv_sec, info.st_mtim.tv_nsec};
  if (now == seen_) return {};
  tokens_ = TRY(parse_tokens(TRY(core::read_file(file, kMostFile))), directory_ + kFile);
  seen_ = now;
  return {};
}

Result<void> Tokens::change(const std::function<Result<void>(std::vector<Token>&)>& what) {
  const AsOwnerOf owner(directory_);
  const core::FileLock lock = TRY(wait_for_lock(owner.path() + "/tokens.lock"));
  TRY(read_from(owner.path()));
  std::vector<Token> tokens = tokens_;
  drop_expired(tokens, clock_());
  TRY(what(tokens));
  TRY(core::write_atomic(owner.path() + kFile, render_tokens(tokens), 0600));
  seen_ = {};  // read back: the file is what counts
  return read_from(owner.path());
}

Result<Created> Tokens::create(const Wish& wish) { return add(wish, {}); }

Result<Created> Tokens::add(const Wish& wish, const std::string& by) {
  TRY(check_wish(wish));
  Created made;
  made.secret = "anc_" + base64url(TRY(random_bytes<kSecretBytes>()));
  Token& token = made.token;
  token.name = wish.name;
  token.role = wish.role;
  token.instance = wish.instance;
  token.created = clock_();
  token.by = by;
  if (wish.lasts) token.expires = token.created + wish.lasts->count();
  token.sha256 = sha256_hex(made.secret);
  TRY(change([&](std::vector<Token>& tokens) -> Result<void> {
        // Who shares may have been revoked while this waited for the lock.
        if (!by.empty() && std::ranges::find(tokens, by, &Token::id) == tokens.end()) {
          return fail(Kind::kPermission, "the token that shares is no longer valid");
        }
        if (tokens.size() >= kMost) {
          return fail(Error(Kind::kCapacity, "there are " + std::to_string(kMost) + " tokens")
                          .hint("`ancloud token revoke` those that are not needed"));
        }
        token.id = hex(TRY(random_bytes<4>()));
        const auto same = [&](const Token& other) { return other.id == token.id; };
        while (std::any_of(tokens.begin(), tokens.end(), same)) {
          token.id = hex(TRY(random_bytes<4>()));
        }
        tokens.push_back(token);
        return {};
      }),
      "create a token");
  return made;
}

Result<Created> Tokens::share(const Token& maker, Wish wish) {
  if (maker.role != Role::kController) {
    return fail(Kind::kPermission, "only a controller may share");
  }
  if (wish.instance.empty()) wish.instance = maker.instance;
  if (!maker.may_see(wish.instance)) {
    return fail(Kind::kPermission, "this token is not for " + wish.instance);
  }
  if (!wish.lasts) wish.lasts = kShareDefault;
  if (*wish.lasts <= std::chrono::seconds(0) || *wish.lasts > kShareMost) {
    return fail(Kind::kUsage, "a share link lasts from a second to 30 days");
  }
  if (maker.expires) {
    wish.lasts = std::min(*wish.lasts, std::chrono::seconds(*maker.expires - clock_()));
  }
  return add(wish, maker.id);
}

Result<std::vector<Token>> Tokens::list() {
  TRY(refresh(), "list tokens");
  std::vector<Token> tokens = tokens_;
  drop_expired(tokens, clock_());
  return tokens;
}

Result<bool> Tokens::revoke(std::string_view id) {
  bool found = false;
  TRY(change([&](std::vector<Token>& tokens) -> Result<void> {
        found = std::erase_if(tokens, [&](const Token& t) { return t.id == id; }) > 0;
        std::vector<std::string> gone = {std::string(id)};
        for (size_t i = 0; found && i < gone.size(); ++i) {  // and what was shared by those
          for (const Token& token : tokens) {
            if (token.by == gone[i]) gone.push_back(token.id);
          }
          std::erase_if(tokens, [&](const Token& t) { return t.by == gone[i]; });
        }
        return {};
      }),
      "revoke a token");
  return found;
}

Result<std::optional<Token>> Tokens::check(std::string_view secret) {
  TRY(refresh(), "check a token");
  const std::string hash = sha256_hex(secret);
  std::optional<Token> found;
  for (const Token& token : tokens_) {  // all of them, whatever was found
    if (CRYPTO_memcmp(token.sha256.data(), hash.data(), hash.size()) == 0) found = token;
  }
  if (found && found->expired(clock_())) found.reset();
  return found;
}

Result<bool> Tokens::still_counts(const Token& token) {
  TRY(refresh(), "check a token");
  const bool there = std::any_of(tokens_.begin(), tokens_.end(),
                                 [&](const Token& t) { return t.sha256 == token.sha256; });
  return there && !token.expired(clock_());
}

}  // namespace anc::access
