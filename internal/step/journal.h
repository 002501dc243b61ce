// What was begun and not yet undone: written before the machine is touched, read after a crash.
//
// Two kinds of death matter. A killed process leaves what write(2) took, so that is enough for a
// step whose effect lives in the kernel. A power cut takes the page cache and the kernel's state
// alike, so only lines about files and users must reach the disk first. Syncing every line would
// cost more than the whole set-up: a sync takes some 7 ms on a virtual disk.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <sys/types.h>
#include <vector>

#include "internal/core/fd.h"
#include "internal/step/step.h"

namespace anc::step {

/// A step that was begun and is not undone.
struct Entry {
  int64_t id = 0;  ///< of the line, counted from 1
  std::string step;
  std::string boot;       ///< boot id of the kernel it was applied to
  Seen seen;              ///< before it was applied
  bool complete = false;  ///< the run it belongs to ended well
};

/// Whether a line must survive a power cut before the next thing happens.
enum class Sync { kNow, kLater };

/// An append-only list of lines. A failing append leaves the entries as they were.
class Journal {
 public:
  virtual ~Journal() = default;

  /// Before `apply`. A process that is killed any time later has left the line.
  Result<void> begin(const std::string& step, const std::string& boot, const Seen& seen, Sync sync);
  /// All entries so far belong to runs that ended well.
  Result<void> complete(Sync sync);
  /// The open entry `id` is undone, or belongs to others now. When none is open any more, the
  /// journal is emptied. A line lost to a power cut means an undo that is done twice.
  Result<void> undone(int64_t id);

  /// Open entries, oldest first.
  const std::vector<Entry>& open() const { return open_; }

 protected:
  /// Takes one line, without newline.
  virtual Result<void> append(const std::string& line, Sync sync) = 0;
  virtual Result<void> clear() = 0;
  /// Replays one line into the entries.
  Result<void> replay(const std::string& line);

 private:
  std::vector<Entry> open_;
  int64_t last_id_ = 0;
};

/// JSON lines in a file of mode 0600, each with "schema"; nothing is made before the first line. A
/// torn last line (power cut) is dropped; any other damage is an error that says which command
/// looks at the file. The caller holds the lock that guards it.
class FileJournal final : public Journal {
 public:
  static Result<std::unique_ptr<FileJournal>> open_at(const std::string& path);

 private:
  explicit FileJournal(std::string path) : path_(std::move(path)) {}
  Result<void> append(const std::string& line, Sync sync) override;
  Result<void> clear() override;
  Result<void> load();
  Result<void> make_file();
  Result<void> sync_file();

  std::string path_;
  Fd fd_;
  bool new_file_ = false;  // its name is not on the disk yet
  off_t size_ = 0;         // of the whole lines; a write that was cut off is truncated to it
};

/// For tests, and for steps that end with their process.
class MemoryJournal final : public Journal {
 public:
  const std::vector<std::string>& lines() const { return lines_; }
  /// The journal of a process that was killed after line `count` reached the disk.
  static Result<std::unique_ptr<MemoryJournal>> from_lines(const std::vector<std::string>& lines);

 private:
  Result<void> append(const std::string& line, Sync sync) override;
  Result<void> clear() override;
  std::vector<std::string> lines_;
};

}  // namespace anc::step

namespace anc {
using step::Journal;
using step::MemoryJournal;
}  // namespace anc
