// A terminal between ours and a command's: raw mode, window size, bytes both ways.
#pragma once

#include <termios.h>
#include <utility>

#include "internal/core/fd.h"

namespace anc::container {

/// A new pseudo terminal with the window size of `like`.
struct Pty {
  Fd master;
  Fd slave;
};
Result<Pty> make_pty(int like);

/// Our terminal in raw mode while this lives.
class RawMode {
 public:
  static Result<RawMode> enter(int terminal);
  RawMode(RawMode&& other) noexcept
      : terminal_(std::exchange(other.terminal_, -1)), saved_(other.saved_) {}
  RawMode& operator=(RawMode&&) = delete;
  ~RawMode();

 private:
  RawMode(int terminal, const termios& saved) : terminal_(terminal), saved_(saved) {}
  int terminal_;
  termios saved_;
};

/// Copies stdin to `master` and `master` to stdout until `child` (a pidfd) has ended and its output
/// is read, passing on each change of the window's size. Blocks SIGWINCH.
Result<void> relay(const Fd& master, const Fd& child);

}  // namespace anc::container
