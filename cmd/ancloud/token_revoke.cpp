// ancloud token revoke: a token stops to count.
#include "cmd/ancloud/token_store.h"
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/access/directory.h"
#include "internal/core/file.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string id;
};

void declare(Flags& flags, Args& args) {
  flags.positional("ID", args.id, "as `ancloud token list` shows it");
}

Result<int> run(Env& env, const Args& args) {
  if (args.id.empty()) return fail(Kind::kUsage, "which token? name its ID");
  const std::string path = access::directory_path(env.config.data_path());
  if (!core::exists(path) || !TRY(access::Tokens(path).revoke(args.id))) {
    return fail(Error(Kind::kUsage, "there is no token \"" + args.id + "\"")
                    .hint("`ancloud token list` shows them"));
  }
  env.out.print("ancloud.token.revoke.v1", core::Json{{"id", args.id}}, "");
  return 0;
}

}  // namespace

Verb token_revoke() {
  return Verb::make("token revoke", "make a token worthless, and what its holder shared", declare,
                    run, "A running stream server ends the connections that it had let in.");
}

}  // namespace anc::cmd
