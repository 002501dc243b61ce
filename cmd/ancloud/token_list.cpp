// ancloud token list: who may see or touch what.
#include "cmd/ancloud/token_store.h"
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"

namespace anc::cmd {
namespace {

struct Args {};

void declare(Flags&, Args&) {}

Result<int> run(Env& env, const Args&) {
  core::Json rows = core::Json::array();
  for (const access::Token& token : TRY(all_tokens(env.config))) rows.push_back(token_facts(token));
  env.out.print("ancloud.token.list.v1", rows);
  return 0;
}

}  // namespace

Verb token_list() {
  return Verb::make("token list", "list the tokens for the phone in the browser", declare, run,
                    "Those that have expired are left out. shared_by is the token whose holder "
                    "made a share link; it goes when that one is revoked. Secrets are not kept and "
                    "cannot be shown.");
}

}  // namespace anc::cmd
