// A commit, or a clipboard for one paste: see text_path.h.
#include "internal/session/text_path.h"

#include <utility>

namespace anc::session {

TextPath::TextPath(net::Loop& loop, pipe::TextInput& input, app::GuestState& guest)
    : TextPath(loop, input, guest, Patience{}) {}

TextPath::TextPath(net::Loop& loop, pipe::TextInput& input, app::GuestState& guest,
                   Patience patience)
    : input_(input), guest_(guest), patience_(patience), timer_(loop) {}

Result<void> TextPath::check(const std::string& utf8) const {
  if (direct()) return input_.check(utf8);
  if (!guest_.booted()) {
    return fail(
        Error(Kind::kNotRunning, "no key types this text, and no guest has booted that takes it")
            .hint("`ancloud wait` waits until one has; letters of ASCII are typed by keys"));
  }
  return app::check_clipboard(utf8);
}

void TextPath::paste(const std::string& utf8, Done done) {
  done_ = std::move(done);
  guest_.lend_clipboard(utf8, [this] { timer_.start(patience_.settle, [this] { end({}); }); });
  timer_.start(patience_.begin, [this] {
    end(fail(Error(Kind::kTimeout, "the guest did not paste the text")
                 .hint("is a text field in focus? Without one Android drops the paste key")));
  });
}

void TextPath::end(const Result<void>& how) {
  guest_.return_clipboard();
  if (const Done done = std::exchange(done_, nullptr)) done(how);
}

}  // namespace anc::session
