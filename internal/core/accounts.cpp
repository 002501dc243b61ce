// The name service: see accounts.h.
#include "internal/core/accounts.h"

#include <cerrno>
#include <grp.h>
#include <pwd.h>
#include <vector>

namespace anc::core {
namespace {
constexpr size_t kLargest = 64u << 20;  // a group names all its members

/// `ask` is a get…_r call with its key; answers whether there is such an entry. `text` keeps what
/// the entry points to.
template <class Entry, class Ask>
Result<bool> look_up(const std::string& what, Entry& entry, std::vector<char>& text, Ask ask) {
  for (text.resize(16u << 10);; text.resize(2 * text.size())) {
    Entry* found = nullptr;
    const int error = ask(&entry, text.data(), text.size(), &found);
    if (error == ERANGE && text.size() < kLargest) continue;
    if (error != 0 && error != ENOENT) return fail_errno(error, "look up " + what);
    return found != nullptr;
  }
}

template <class Ask>
Result<std::optional<Account>> account(const std::string& what, Ask ask) {
  passwd entry{};
  std::vector<char> text;
  if (!TRY(look_up(what, entry, text, ask))) return std::optional<Account>();
  return std::optional(Account{entry.pw_name, entry.pw_uid, entry.pw_gid, entry.pw_dir});
}
}  // namespace

Result<std::optional<Account>> find_account(const std::string& name) {
  return account("user " + name, [&](passwd* entry, char* text, size_t size, passwd** found) {
    return ::getpwnam_r(name.c_str(), entry, text, size, found);
  });
}

Result<std::optional<Account>> find_account(uid_t uid) {
  return account("user " + std::to_string(uid),
                 [&](passwd* entry, char* text, size_t size, passwd** found) {
                   return ::getpwuid_r(uid, entry, text, size, found);
                 });
}

Result<std::optional<gid_t>> find_group(const std::string& name) {
  struct group entry {};
  std::vector<char> text;
  const bool found =
      TRY(look_up("group " + name, entry, text,
                  [&](struct group* into, char* room, size_t size, struct group** at) {
                    return ::getgrnam_r(name.c_str(), into, room, size, at);
                  }));
  return found ? std::optional(entry.gr_gid) : std::nullopt;
}

}  // namespace anc::core
