// ancloud clipboard set: puts text on the guest's clipboard.
#include <cerrno>

#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/app/guest_state.h"
#include "internal/core/file.h"
#include "internal/session/client.h"
#include "internal/state/instance.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string instance;
  std::string text;
};

void declare(Flags& flags, Args& args) {
  flags.positional("TEXT", args.text, "the text; standard input when not given, or with -");
  flags.instance(args.instance, true);
}

Result<std::string> text_of(const Args& args) {
  if (!args.text.empty() && args.text != "-") return args.text;
  auto text = core::read_file("/dev/stdin", app::kLongestClipboard);
  if (!text && text.error().root_errno() == EFBIG) {
    return fail(std::move(text.error()).as(Kind::kCapacity));
  }
  return text;
}

Result<int> run(Env& env, const Args& args) {
  const auto instance = TRY(state::Instance::open(env.config.data_path(), args.instance));
  const std::string text = TRY(text_of(args), "read the text");
  TRY(session::ask(instance.session_state(), {{"do", "clipboard_set"}}, std::chrono::seconds(10),
                   text),
      "clipboard of " + args.instance);
  env.out.print("ancloud.clipboard.v1", core::Json{{"bytes", text.size()}}, "");
  return 0;
}

}  // namespace

Verb clipboard_set() {
  return Verb::make("clipboard set", "put text on the guest's clipboard", declare, run,
                    "At most 1 MiB of UTF-8; exit code 12 above that.");
}

}  // namespace anc::cmd
