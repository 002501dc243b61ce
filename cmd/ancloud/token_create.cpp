// ancloud token create: a secret with which a browser may see or touch a phone.
#include "cmd/ancloud/token_store.h"
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string role;
  std::string instance;
  std::string name;
  std::optional<std::chrono::milliseconds> expires;
};

void declare(Flags& flags, Args& args) {
  flags.option("--role", args.role, "what its holder may do", "ROLE", "controller|viewer");
  flags.option("--instance", args.instance, "the only instance it is for; all without it", "NAME");
  flags.option("--expires", args.expires, "how long it lasts; for ever without it");
  flags.option("--name", args.name, "what it is called in lists");
  flags.config("--user", "session.user", "USER", "whose stream server it is for, said by root");
}

Result<int> run(Env& env, const Args& args) {
  const auto role = access::role_of(args.role);
  if (!role) return fail(Kind::kUsage, "which role? --role controller or --role viewer");
  access::Wish wish{*role, args.instance, std::nullopt, args.name};
  if (args.expires) wish.lasts = std::chrono::ceil<std::chrono::seconds>(*args.expires);
  access::Tokens tokens(TRY(stream_directory(env.config)));
  const access::Created made = TRY(tokens.create(wish));
  core::Json facts = token_facts(made.token);
  facts["token"] = made.secret;
  env.out.note("token " + made.token.id + ": keep it, it is not shown again");
  env.out.print("ancloud.token.create.v1", facts, made.secret + "\n");
  return 0;
}

}  // namespace

Verb token_create() {
  return Verb::make(
      "token create", "make a token for the phone in the browser", declare, run,
      "A viewer sees and hears, a controller also touches, types and installs. The token goes to "
      "stdout, once: only its hash is kept, in <data>/stream/tokens.json. A running stream server "
      "takes it at once. In a browser it stands behind the address, as in https://HOST:PORT/#token="
      "TOKEN; other programs send it as `Authorization: Bearer TOKEN`.");
}

}  // namespace anc::cmd
