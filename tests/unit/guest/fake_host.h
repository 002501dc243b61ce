// A host for the guest under test: real sockets, the real decoder, answers that let a guest go on.
#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "internal/core/fd.h"
#include "internal/core/file.h"
#include "internal/core/guarded.h"

namespace anc::guest {

/// What the guest has sent.
struct Heard {
  /// Names of the calls of each GL connection, in order.
  std::vector<std::vector<std::string>> calls;
  /// Frames as lists of layer names, in the order of posting.
  std::vector<std::vector<std::string>> frames;
  /// Widths of the window surfaces, in the order in which they were made.
  std::vector<uint32_t> surfaces;
  /// All bytes of the bridge.
  std::string bridge;
  /// Faults of the stream: none, when the guest speaks correctly.
  std::vector<std::string> faults;

  std::set<std::string> functions() const;
  size_t count(const std::string& function) const;
};

/// A listening unix socket.
core::Fd listen_on(const std::string& path);

/// Listens on a pipe and a bridge socket from construction to destruction.
class FakeHost {
 public:
  /// `hang_up_after`: packets after which a GL connection is closed, 0 for never.
  explicit FakeHost(size_t hang_up_after = 0);
  ~FakeHost();

  std::string pipe() const { return dir_.path() + "/pipe"; }
  std::string bridge() const { return dir_.path() + "/bridge"; }
  std::string data() const { return dir_.path(); }
  /// The framebuffer is so wide from now on; 180x320 at first.
  void widen(int width) { width_ = width; }
  /// Waits until so many window surfaces were made by guests; false when they are not in time.
  bool wait_for_surfaces(int count) const;
  /// As much for connections of the bridge that were heard to their end: a guest that has ended may
  /// have left one that is not even accepted.
  bool wait_for_bridges(int count) const;
  /// Ends all connections, then tells everything that was heard.
  Heard finish();

 private:
  void accept_on(const core::Fd& listener, bool bridge);
  void serve_gl(const core::Fd& connection);
  void serve_bridge(const core::Fd& connection);

  core::TempDir dir_;
  const size_t hang_up_after_;
  std::atomic<int> width_ = 180, surfaces_ = 0, bridges_ = 0;
  core::Fd pipe_listener_, bridge_listener_;
  core::Guarded<Heard> heard_;
  core::Guarded<std::vector<std::thread>> threads_;
  std::thread pipe_thread_, bridge_thread_;
};

}  // namespace anc::guest
