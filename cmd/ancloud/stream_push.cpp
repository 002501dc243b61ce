// ancloud stream push: one instance to a media server, in the foreground.
#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <future>
#include <unistd.h>

#include "cmd/ancloud/session_account.h"
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/core/file.h"
#include "internal/core/log.h"
#include "internal/core/text.h"
#include "internal/net/loop.h"
#include "internal/net/timer.h"
#include "internal/serve/push.h"
#include "internal/session/signals.h"
#include "internal/state/instance.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string url;
  std::string instance;
  std::string token, token_file, ca_file, fingerprint;
  std::string codec = "h264";
  int64_t fps = 30;
  int64_t bitrate = 4'000'000;
  bool no_audio = false;
  std::optional<std::chrono::milliseconds> duration;
};

void declare(Flags& flags, Args& args) {
  flags.positional("URL", args.url, "WHIP endpoint, such as https://media.example.org/live/whip");
  flags.instance(args.instance, true);
  flags.option("--token", args.token, "bearer token for it; seen by all users of this host");
  flags.option("--token-file", args.token_file, "file with it, or - for standard input", "FILE");
  flags.option("--ca-file", args.ca_file, "PEM file with the authority of its certificate", "FILE");
  flags.option("--fingerprint", args.fingerprint,
               "SHA-256 of its certificate, for one that is self-signed", "AB:CD:…");
  flags.option("--codec", args.codec, "what pictures are encoded as", "NAME", "h264|vp8");
  flags.option("--fps", args.fps, "pictures a second, at most", 1, 120);
  flags.option("--bitrate", args.bitrate, "bits a second for the pictures", 150'000, 100'000'000);
  flags.toggle("--no-audio", args.no_audio, "leave the sound out");
  flags.config("--user", "session.user", "USER", "who to become when started by root");
  flags.option("--for", args.duration, "stop after this time");
}

Result<std::string> token_of(const Args& args) {
  if (!args.token.empty() && !args.token_file.empty()) {
    return fail(Kind::kUsage, "--token and --token-file exclude each other");
  }
  if (!args.token.empty()) return args.token;
  if (!args.token_file.empty()) {
    const std::string path = args.token_file == "-" ? "/dev/stdin" : args.token_file;
    return std::string(core::trim(TRY(core::read_file(path, 65536), "the token")));
  }
  const char* set = std::getenv("ANCLOUD_PUSH_TOKEN");  // NOLINT(concurrency-mt-unsafe)
  return std::string(set != nullptr ? set : "");
}

/// What is wrong with it would else be noticed when the server is there, if it ever is.
Result<http::Trust> trust_of(const Args& args) {
  if (!args.ca_file.empty()) TRY(core::read_file(args.ca_file, 1 << 20), "--ca-file");
  std::string digits = args.fingerprint;
  std::erase(digits, ':');
  const bool hex = std::ranges::all_of(digits, [](unsigned char c) { return std::isxdigit(c); });
  if (!args.fingerprint.empty() && (!hex || digits.size() != 64)) {
    return fail(Kind::kUsage, "--fingerprint has 64 hexadecimal digits, with or without colons");
  }
  return http::Trust{.ca_file = args.ca_file, .fingerprint = args.fingerprint};
}

Result<serve::Push::Options> push_options(const Env& env, const Args& args) {
  const auto instance = TRY(state::Instance::open(env.config.data_path(), args.instance));
  return serve::Push::Options{
      .session_state = instance.session_state(),
      .url = TRY(http::parse_url(args.url), "URL").text(),
      .token = TRY(token_of(args)),
      .trust = TRY(trust_of(args)),
      .codec = args.codec == "vp8" ? port::Codec::kVp8 : port::Codec::kH264,
      .sound = !args.no_audio,
      .rate = {static_cast<uint32_t>(args.bitrate), static_cast<uint32_t>(args.fps)}};
}

/// Until it is asked to stop, or has failed for good.
Result<void> push_until_stopped(Env& env, const serve::Push::Options& options,
                                const std::optional<std::chrono::milliseconds>& duration) {
  net::Loop loop;
  std::promise<Result<void>> over;
  bool ended = false;  // net thread only
  const auto end = [&](Result<void> how) {
    if (!std::exchange(ended, true)) over.set_value(std::move(how));
  };
  const auto signals = TRY(session::Signals::make(loop, [&](int) { end({}); }));
  const auto certificate = TRY(webrtc::Certificate::make());
  const auto port = TRY(webrtc::Port::open(loop, {.tcp = false}), "media port");
  serve::Push push(
      loop, *port, certificate, options,
      {.progress =
           [&env](const std::string& line) {
             env.out.note(line);
             if (env.out.json())
               env.out.line({{"schema", "ancloud.stream.push.v1"}, {"state", line}}, "");
           },
       .failed = [&](const Error& why) { end(fail(why)); }});
  net::Timer time(loop);
  if (duration) time.start(*duration, [&] { end({}); });
  push.start();
  loop.start();
  auto how = over.get_future().get();
  std::promise<void> gone;
  loop.post([&] { push.stop([&] { gone.set_value(); }); });
  gone.get_future().wait();
  loop.stop();
  return how;
}

Result<int> run(Env& env, const Args& args) {
  const auto options = TRY(push_options(env, args));  // the token is read as who was asked
  if (geteuid() == 0) TRY(become(TRY(session_account(env.config))), "stream push");
  TRY(push_until_stopped(env, options, args.duration), "push " + args.instance);
  return 0;
}

}  // namespace

Verb stream_push() {
  return Verb::make(
      "stream push", "send a running instance to a media server by WHIP", declare, run,
      "Offers pictures and sound to a WHIP endpoint (RFC 9725) with a key picture every two "
      "seconds, and tries again while server or session are away. The token is best given by "
      "--token-file or in ANCLOUD_PUSH_TOKEN. Never runs as root, as `stream serve`.");
}

}  // namespace anc::cmd
