// Tokens on a real directory with a clock of the test's.
#include "internal/access/tokens.h"

#include <sys/stat.h>
#include <thread>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "internal/access/directory.h"
#include "internal/core/file.h"

namespace anc::test {
namespace {
using access::Role;
using access::Token;
using access::Tokens;
using access::Wish;
using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

class TokensTest : public testing::Test {
 protected:
  Tokens tokens() {
    return Tokens(dir_.path(), [this] { return now_; });
  }
  std::string file() const { return dir_.path() + "/tokens.json"; }
  core::TempDir dir_ = *core::TempDir::make("anc-access");
  int64_t now_ = 1'800'000'000;
};

TEST_F(TokensTest, ASecretIsToldOnceAndFoundAgain) {
  Tokens mine = tokens();
  const auto made = mine.create({Role::kController, "phone", 1h, "me"});
  ASSERT_TRUE(made) << made.error().message();
  EXPECT_EQ(made->secret.size(), 4u + 43u);
  EXPECT_THAT(made->secret, testing::StartsWith("anc_"));
  const auto found = mine.check(made->secret);
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->id, made->token.id);
  EXPECT_EQ((*found)->name, "me");
  EXPECT_EQ((*found)->expires, now_ + 3600);
  EXPECT_TRUE((*found)->may_control("phone"));
  EXPECT_FALSE((*found)->may_see("other"));
  const std::string text = *core::read_file(file());
  EXPECT_THAT(text, Not(HasSubstr(made->secret.substr(4))));
  struct stat info {};
  ASSERT_EQ(stat(file().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST_F(TokensTest, NothingElseIsAToken) {
  Tokens mine = tokens();
  EXPECT_EQ(*mine.check("anything"), std::nullopt) << "no file yet";
  const std::string secret = mine.create({})->secret;
  for (size_t n = 0; n < secret.size(); ++n) {
    EXPECT_EQ(*mine.check(secret.substr(0, n)), std::nullopt);
    std::string other = secret;
    other[n] = static_cast<char>(other[n] ^ 1);
    EXPECT_EQ(*mine.check(other), std::nullopt);
  }
  EXPECT_EQ(*mine.check(secret + "x"), std::nullopt);
  EXPECT_EQ(*mine.check(std::string(1u << 20, 'x')), std::nullopt);
  EXPECT_NE(*mine.check(secret), std::nullopt);
}

TEST_F(TokensTest, ExpiresByTheClock) {
  Tokens mine = tokens();
  const auto made = mine.create({Role::kViewer, "", 10s, ""});
  now_ += 9;
  EXPECT_NE(*mine.check(made->secret), std::nullopt);
  EXPECT_TRUE(*mine.still_counts(made->token));
  now_ += 1;
  EXPECT_EQ(*mine.check(made->secret), std::nullopt);
  EXPECT_FALSE(*mine.still_counts(made->token));
  EXPECT_TRUE(mine.list()->empty());
  ASSERT_TRUE(mine.create({}));
  EXPECT_THAT(*core::read_file(file()), Not(HasSubstr(made->token.id))) << "and is dropped";
}

TEST_F(TokensTest, OtherProcessesChangeTheList) {
  Tokens server = tokens();
  Tokens verb = tokens();
  EXPECT_EQ(*server.check("x"), std::nullopt);
  const auto made = verb.create({});
  EXPECT_NE(*server.check(made->secret), std::nullopt);
  const auto second = server.create({});
  EXPECT_EQ(verb.list()->size(), 2u);
  EXPECT_TRUE(*verb.revoke(made->token.id));
  EXPECT_FALSE(*verb.revoke(made->token.id));
  EXPECT_EQ(*server.check(made->secret), std::nullopt);
  EXPECT_FALSE(*server.still_counts(made->token));
  EXPECT_NE(*server.check(second->secret), std::nullopt);
}

TEST_F(TokensTest, ChangesAtTheSameTimeAreAllKept) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([this] {
      Tokens own = tokens();
      for (int n = 0; n < 5; ++n) EXPECT_TRUE(own.create({}));
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(tokens().list()->size(), 20u);
}

TEST_F(TokensTest, SharesAreNeverMoreThanTheirMaker) {
  Tokens mine = tokens();
  const Token maker = mine.create({Role::kController, "phone", 2h, ""})->token;
  const auto shared = mine.share(maker, {Role::kViewer, "", std::nullopt, "guest"});
  ASSERT_TRUE(shared) << shared.error().message();
  EXPECT_EQ(shared->token.instance, "phone");
  EXPECT_EQ(shared->token.expires, maker.expires) << "a day, but not longer than its maker's";
  EXPECT_EQ(mine.share(maker, {Role::kViewer, "other", 1h, ""}).error().kind(), Kind::kPermission);
  EXPECT_EQ(mine.share(shared->token, {}).error().kind(), Kind::kPermission);
  EXPECT_EQ(mine.share(maker, {Role::kViewer, "", 24h * 31, ""}).error().kind(), Kind::kUsage);
  EXPECT_EQ(mine.share(maker, {Role::kViewer, "", 0s, ""}).error().message(),
            "a share link lasts from a second to 30 days");
  const auto again = mine.share(maker, {Role::kController, "phone", 1h, ""});
  const auto third = mine.share(again->token, {Role::kViewer, "phone", 1h, ""});
  const auto stranger = mine.create({});
  EXPECT_TRUE(*mine.revoke(maker.id));
  for (const auto& gone : {shared, again, third}) {
    EXPECT_EQ(*mine.check(gone->secret), std::nullopt);
  }
  EXPECT_NE(*mine.check(stranger->secret), std::nullopt);
  // It was found good, then revoked while sharing waited for the lock.
  EXPECT_EQ(mine.share(maker, {}).error().kind(), Kind::kPermission);
  const Token wide = mine.create({Role::kController, "", std::nullopt, ""})->token;
  EXPECT_EQ(mine.share(wide, {Role::kViewer, "any", std::nullopt, ""})->token.expires,
            now_ + 24 * 3600);
}

TEST_F(TokensTest, OddWishesAreRefused) {
  Tokens mine = tokens();
  for (const Wish& bad :
       {Wish{Role::kViewer, "../x", {}, ""}, Wish{Role::kViewer, "", 0s, ""},
        Wish{Role::kViewer, "", -1s, ""}, Wish{Role::kViewer, "", 24h * 366 * 11, ""},
        Wish{Role::kViewer, "", {}, "a\nb"}, Wish{Role::kViewer, "", {}, "\xff"},
        Wish{Role::kViewer, "", {}, std::string(101, 'x')}}) {
    const auto made = mine.create(bad);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind(), Kind::kUsage);
  }
  EXPECT_FALSE(core::exists(file()));
}

TEST_F(TokensTest, AnUnreadableListLetsNobodyIn) {
  Tokens mine = tokens();
  const auto made = mine.create({Role::kController, "a", 1h, "n"});
  const std::string whole = *core::read_file(file());
  for (size_t n = 0; n + 1 < whole.size(); ++n) {
    EXPECT_FALSE(access::parse_tokens(whole.substr(0, n))) << n;
  }
  ASSERT_TRUE(core::write_atomic(file(), whole.substr(0, whole.size() / 2)));
  EXPECT_FALSE(mine.check(made->secret));
  EXPECT_FALSE(mine.create({})) << "and is not overwritten";
  ASSERT_TRUE(core::write_atomic(file(), whole));
  EXPECT_NE(*mine.check(made->secret), std::nullopt);
  for (
      const char* bad :
      {"[]", "{}", R"({"schema":"ancloud.tokens/1","tokens":{}})",
       R"({"schema":"ancloud.tokens/2","tokens":[]})",
       R"({"schema":"ancloud.tokens/1","tokens":[1]})",
       R"({"schema":"ancloud.tokens/1","tokens":[{"id":"12345678","name":"","role":"root","instance":"","created":1,"sha256":"00"}]})"}) {
    EXPECT_FALSE(access::parse_tokens(bad)) << bad;
  }
}

TEST_F(TokensTest, ThereIsAnEnd) {
  std::vector<Token> many;
  for (size_t i = 0; i < Tokens::kMost; ++i) {
    char id[16];
    std::snprintf(id, sizeof id, "%08zx", i);
    Token token;
    token.id = id;
    token.sha256 = access::sha256_hex(id);
    many.push_back(token);
  }
  ASSERT_TRUE(core::write_atomic(file(), access::render_tokens(many)));
  const auto made = tokens().create({});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind(), Kind::kCapacity);
}

TEST(Hash, IsSha256) {  // FIPS 180-2, B.1
  EXPECT_EQ(access::sha256_hex("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Bearer, IsFoundInHeaders) {
  EXPECT_EQ(access::bearer_of("Bearer abc"), "abc");
  EXPECT_EQ(access::bearer_of("bEARER   abc  "), "abc");
  for (const char* bad : {"", "Bearer", "Bearer ", "Bearer   ", "Basic abc", "Bearerabc"}) {
    EXPECT_EQ(access::bearer_of(bad), std::nullopt) << bad;
  }
  EXPECT_EQ(access::bearer_of_protocols("ancloud.v1, bearer.abc"), "abc");
  EXPECT_EQ(access::bearer_of_protocols("bearer.abc"), "abc");
  for (const char* bad : {"", ",", "bearer.", "ancloud.v1", "xbearer.a"}) {
    EXPECT_EQ(access::bearer_of_protocols(bad), std::nullopt) << bad;
  }
  EXPECT_EQ(access::link("https://a:1", "anc_x"), "https://a:1/#token=anc_x");
}

TEST(Directory, IsItsOwnersAlone) {
  const auto data = *core::TempDir::make("anc-access");
  const auto made = access::prepare_directory(data.path(), {});
  ASSERT_TRUE(made);
  EXPECT_EQ(*made, data.path() + "/stream");
  struct stat info {};
  ASSERT_EQ(stat(made->c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0700u);
  EXPECT_TRUE(access::prepare_directory(data.path(), {})) << "again";
  EXPECT_TRUE(access::prepare_directory(data.path() + "/new", {}));
  EXPECT_FALSE(access::prepare_directory("/proc/none", {}));
}

TEST(Directory, RootHandsItOver) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root";
  const auto data = *core::TempDir::make("anc-access");
  const std::string path = *access::prepare_directory(data.path(), {});
  const auto first = Tokens(path).create({});
  ASSERT_TRUE(first) << first.error().message();
  ASSERT_EQ(symlink("/etc/hostname", (path + "/tls-key.pem").c_str()), 0);
  struct stat before {
  }, after{}, info{};
  ASSERT_EQ(stat("/etc/hostname", &before), 0);
  ASSERT_TRUE(access::prepare_directory(data.path(), access::Owner{12345, 12345}));
  ASSERT_EQ(stat("/etc/hostname", &after), 0);
  EXPECT_EQ(before.st_uid, after.st_uid) << "a link leads nowhere";
  const auto second = Tokens(path).create({});
  ASSERT_TRUE(second) << second.error().message();
  for (const char* name : {"", "/tokens.json", "/tokens.lock"}) {
    ASSERT_EQ(stat((path + name).c_str(), &info), 0) << name;
    EXPECT_EQ(info.st_uid, 12345u) << name;
  }
  EXPECT_EQ(Tokens(path).list()->size(), 2u);
  ASSERT_TRUE(access::prepare_directory(data.path(), access::Owner{12346, 12346})) << "a new user";
  ASSERT_EQ(stat((path + "/tokens.json").c_str(), &info), 0);
  EXPECT_EQ(info.st_uid, 12346u);
  // What the owner may not write, root does not write for the owner.
  ASSERT_EQ(unlink((path + "/tokens.lock").c_str()), 0);
  ASSERT_EQ(mkdir((data.path() + "/roots").c_str(), 0700), 0);
  ASSERT_EQ(symlink((data.path() + "/roots/file").c_str(), (path + "/tokens.lock").c_str()), 0);
  EXPECT_FALSE(Tokens(path).create({}));
}

}  // namespace
}  // namespace anc::test
