// ancloud input text: text as if it were typed.
#include <cerrno>

#include "cmd/ancloud/gestures.h"
#include "cmd/ancloud/verbs.h"
#include "internal/app/guest_state.h"
#include "internal/core/file.h"
#include "internal/core/text.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string instance, text;
};

void declare(Flags& flags, Args& args) {
  flags.positional("TEXT", args.text,
                   "what to type, - reads it from standard input; put -- before text that begins "
                   "with a dash");
  declare_instance(flags, args.instance);
}

Result<std::string> text_of(const Args& args) {
  if (args.text.empty()) return fail(Kind::kUsage, "TEXT is missing");
  if (args.text != "-") return args.text;
  auto text = core::read_file("/dev/stdin", app::kLongestClipboard);
  if (!text && text.error().root_errno() == EFBIG) {
    return fail(Kind::kCapacity, "more than 1 MiB of text: nothing is typed");
  }
  return text;
}

Result<int> run(Env& env, const Args& args) {
  const std::string text = TRY(text_of(args), "read the text");
  if (!core::is_utf8(text)) return fail(Kind::kUsage, "the text is not UTF-8");
  return perform(env, args.instance, {{{}, {{"text", text}}}});
}

}  // namespace

Verb input_text() {
  return Verb::make(
      "input text", "type text into the guest", declare, run,
      "A guest with the service text-input (the demo guest) is given any text directly. Else "
      "letters "
      "of ASCII are typed by keys of a US keyboard, and other or long text is pasted into the "
      "field "
      "in focus; the clipboard stays as it is. At most 1 MiB, all of it or nothing. Exit code: 3 "
      "where no guest takes text, 10 where the guest does not paste it, 11 where it has not read "
      "the text before, 12 above 1 MiB.");
}

}  // namespace anc::cmd
