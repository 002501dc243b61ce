// ancloud input text: text as if it were typed.
#include <algorithm>

#include "cmd/ancloud/gestures.h"
#include "cmd/ancloud/verbs.h"

namespace anc::cmd {
namespace {

constexpr size_t kMaxText = 1u << 20;
constexpr size_t kPiece = 50;  // letters typed at once; a guest reads them before the next come
constexpr std::chrono::milliseconds kPause{20};

struct Args {
  std::string instance, text;
};

void declare(Flags& flags, Args& args) {
  flags.positional("TEXT", args.text, "what to type; put -- before text that begins with a dash");
  declare_instance(flags, args.instance);
}

Result<int> run(Env& env, const Args& args) {
  if (args.text.empty()) return fail(Kind::kUsage, "TEXT is missing");
  if (args.text.size() > kMaxText) return fail(Kind::kUsage, "more than 1 MiB of text");
  // What is no UTF-8 is replaced when it is written as JSON.
  const auto replaced = core::Json::error_handler_t::replace;
  const auto as_sent = core::parse_json(core::Json(args.text).dump(-1, ' ', false, replaced));
  if (!as_sent || *as_sent != args.text) return fail(Kind::kUsage, "the text is not UTF-8");
  std::vector<TimedEvent> events;
  const bool ascii = std::all_of(args.text.begin(), args.text.end(),
                                 [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  // Other than ASCII is committed as a whole: a letter must not be cut.
  const size_t piece = ascii ? kPiece : args.text.size();
  for (size_t at = 0; at < args.text.size(); at += piece) {
    events.push_back({kPause * (at / piece), {{"text", args.text.substr(at, piece)}}});
  }
  return perform(env, args.instance, events);
}

}  // namespace

Verb input_text() {
  return Verb::make("input text", "type text into the guest", declare, run,
                    "Letters of ASCII are typed by keys of a US keyboard. Other text needs a guest "
                    "that takes it and fails with exit code 1 where none does.");
}

}  // namespace anc::cmd
