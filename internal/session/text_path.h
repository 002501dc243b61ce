// How text reaches a guest that no key can type it to: by its text-input, or by a paste.
#pragma once

#include <string>

#include "internal/app/guest_state.h"
#include "internal/net/timer.h"
#include "internal/pipe/text_input.h"
#include "internal/port/input.h"

namespace anc::session {

/// An image that knows nothing of text-input (Anbox's) pastes: for one press of the paste key it
/// reads the text in place of the clipboard, which never changes: commands and the desktop see what
/// they saw before. Android may read more than once for one paste, and says nothing at its end: the
/// loan ends when it has not read for a while. What the guest reads in that time for another reason
/// is the text, too. Net thread only.
class TextPath final : public port::TextCommit {
 public:
  /// Times of a paste: how long the guest may take to begin reading, and the silence after its last
  /// reading that ends it.
  struct Patience {
    std::chrono::milliseconds begin{5000};
    std::chrono::milliseconds settle{250};
  };
  /// `input` and `guest` are borrowed.
  TextPath(net::Loop& loop, pipe::TextInput& input, app::GuestState& guest);
  TextPath(net::Loop& loop, pipe::TextInput& input, app::GuestState& guest, Patience patience);

  bool direct() const override { return input_.open(); }
  Result<void> check(const std::string& utf8) const override;
  Result<int32_t> commit(const std::string& utf8) override { return input_.commit(utf8); }
  void paste(const std::string& utf8, Done done) override;

 private:
  void end(const Result<void>& how);

  pipe::TextInput& input_;
  app::GuestState& guest_;
  const Patience patience_;
  Done done_;
  net::Timer timer_;
};

}  // namespace anc::session
