// ancloud record: what a running session shows and plays, as an MP4 file.
#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <fcntl.h>
#include <iomanip>
#include <sstream>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/ancloud/stop_signals.h"
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/core/file.h"
#include "internal/session/client.h"
#include "internal/state/instance.h"
#include "internal/stream/piece.h"

namespace anc::cmd {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds kForTheRest{10};  // what the session gets to write the end

struct Args {
  std::string file;
  std::string instance;
  std::optional<std::chrono::milliseconds> duration;
  int64_t fps = 30;
  std::string bitrate = "4M";
  bool no_audio = false;
  bool force = false;
};

void declare(Flags& flags, Args& args) {
  flags.positional("FILE", args.file, "where to write, usually NAME.mp4");
  flags.instance(args.instance, true);
  flags.option("--duration", args.duration, "stop after this time; else Ctrl-C does");
  flags.option("--fps", args.fps, "pictures a second, at most", 1, 120);
  flags.option("--bitrate", args.bitrate, "bits a second for the picture, such as 800k or 8M",
               "BITS");
  flags.toggle("--no-audio", args.no_audio, "leave the sound out");
  flags.toggle("--force", args.force, "replace FILE where there is one");
}

/// "4000000", "800k", "8M"; decimal, as rates are.
Result<uint32_t> parse_bitrate(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const std::string unit(end, text.data() + text.size());
  const double factor = unit == "M" ? 1e6 : unit == "k" ? 1e3 : unit.empty() ? 1 : 0;
  const double bits = value * factor;
  if (error == std::errc() && bits >= 100e3 && bits <= 100e6) {
    return static_cast<uint32_t>(std::lround(bits));
  }
  return fail(Kind::kUsage, "--bitrate: \"" + text + "\" is not from 100k to 100M");
}

/// The file on its way: whole pieces only, so that it plays whenever this stops.
class MediaFile {
 public:
  static Result<MediaFile> create(const Args& args) {
    const int how = args.force ? O_TRUNC : O_EXCL;
    auto fd = core::open_file(args.file, O_WRONLY | O_CREAT | how);
    if (fd) return MediaFile(std::move(*fd));
    if (fd.error().root_errno() != EEXIST) return fail(std::move(fd.error()));
    return fail(Error(Kind::kUsage, args.file + " is there already").hint("--force replaces it"));
  }

  /// Where only a part fits, the file is cut back to what it was.
  Result<void> append(core::Bytes piece) {
    auto written = core::write_all(fd_, piece);
    if (written) {
      size_ += piece.size();
      return {};
    }
    if (::ftruncate(fd_.get(), static_cast<off_t>(size_)) != 0) {
      return fail_errno(errno, "cut off what does not fit");
    }
    return written;
  }
  uint64_t size() const { return size_; }
  /// Leaves no empty file behind; what is no file of ours, /dev/null for one, stays.
  void remove_if_empty(const std::string& path) const {
    struct stat info {};
    const bool regular = ::fstat(fd_.get(), &info) == 0 && S_ISREG(info.st_mode);
    if (regular && size_ == 0) ::unlink(path.c_str());
  }

 private:
  explicit MediaFile(core::Fd fd) : fd_(std::move(fd)) {}
  core::Fd fd_;
  uint64_t size_ = 0;
};

/// Pieces as they come in; the end's line once it has come.
class Intake {
 public:
  Intake(const core::Fd& socket, MediaFile& file) : socket_(socket), file_(file) {}

  /// Reads once. False at the end, by a piece that says so or without one.
  Result<bool> read_some() {
    const ssize_t n = ::read(socket_.get(), chunk_.data(), chunk_.size());
    if (n < 0 && errno == EINTR) return true;
    if (n < 0) return fail_errno(errno, "read the recording");
    pending_.insert(pending_.end(), chunk_.begin(), chunk_.begin() + n);
    core::Bytes left = pending_;
    while (const auto piece = TRY(stream::take_piece(left))) {
      if (piece->kind == stream::PieceKind::kEnd) {
        end_.assign(reinterpret_cast<const char*>(piece->data.data()), piece->data.size());
        return false;
      }
      TRY(file_.append(piece->data));
    }
    pending_.erase(pending_.begin(), pending_.end() - static_cast<std::ptrdiff_t>(left.size()));
    return n > 0;
  }
  const std::string& end() const { return end_; }

 private:
  const core::Fd& socket_;
  MediaFile& file_;
  std::vector<std::byte> chunk_ = std::vector<std::byte>(size_t{1} << 18);
  std::vector<std::byte> pending_;
  std::string end_;
};

/// What the session says of the finished recording. `asked` becomes whether we ended it.
Result<core::Json> receive(const core::Fd& socket, MediaFile& file, const Args& args, bool& asked) {
  const core::Fd stop = TRY(stop_signals());
  std::optional<Clock::time_point> until;
  if (args.duration) until = Clock::now() + *args.duration;
  Intake intake(socket, file);
  for (bool more = true; more;) {
    if (TRY(wait_for_more(socket, stop, until))) {
      more = TRY(intake.read_some());
    } else if (!asked) {
      asked = true;
      ::shutdown(socket.get(), SHUT_WR);
      until = Clock::now() + kForTheRest;
    } else {
      return fail(Kind::kTimeout, "the session does not end the recording");
    }
  }
  if (intake.end().empty()) {
    return fail(Error(Kind::kFailure, "the session broke off; what is in the file plays")
                    .hint("`ancloud logs --source session` may tell why"));
  }
  return session::parse_head(intake.end());
}

std::string summary(const std::string& file, double seconds, uint64_t frames) {
  std::ostringstream text;
  text << file << ": " << std::fixed << std::setprecision(1) << seconds << " s, " << frames
       << " pictures\n";
  return text.str();
}

Result<int> run(Env& env, const Args& args) {
  if (args.file.empty()) return fail(Kind::kUsage, "say which FILE to write");
  const uint32_t bits = TRY(parse_bitrate(args.bitrate));
  const auto instance = TRY(state::Instance::open(env.config.data_path(), args.instance));
  if (!args.force && core::exists(args.file)) TRY(MediaFile::create(args));  // refuses it
  auto answer =
      TRY(session::ask_ongoing(
              instance.session_state(),
              {{"do", "record"}, {"fps", args.fps}, {"bitrate", bits}, {"sound", !args.no_audio}}),
          "record " + args.instance);
  MediaFile file = TRY(MediaFile::create(args));
  bool asked = false;
  const auto told = receive(answer.rest, file, args, asked);
  if (!told) file.remove_if_empty(args.file);
  if (!told) return fail(Error(told.error()).context(args.file));
  if (!asked) env.out.note("the session has ended");
  const auto seconds = TRY(core::json_field<double>(*told, "seconds"));
  const auto frames = TRY(core::json_field<uint64_t>(*told, "frames"));
  core::Json result = {{"file", args.file}, {"bytes", file.size()}};
  for (const char* name : {"seconds", "frames", "width", "height", "sound", "dropped_sound"}) {
    result[name] = TRY(core::json_field<core::Json>(*told, name));
  }
  env.out.print("ancloud.record.v1", result, summary(args.file, seconds, frames));
  return 0;
}

}  // namespace

Verb record() {
  return Verb::make(
      "record", "record what a running session shows and plays as an MP4 file", declare, run,
      "H.264 and Opus, until Ctrl-C, --duration or the end of the session. The file is whole at "
      "every moment: after a crash, or on a full disk, it plays up to the last half second. "
      "Pictures have the times at which the guest drew them; a still screen is encoded once, so "
      "that it costs nothing. The size is that of the first picture: others are fitted into it. "
      "Several recordings may run at once, four at most.");
}

}  // namespace anc::cmd
