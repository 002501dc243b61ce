// The lines of a journal and the entries they leave open.
#include "internal/step/journal.h"

#include <algorithm>
#include <fcntl.h>
#include <unistd.h>

#include "internal/core/file.h"
#include "internal/core/json.h"
#include "internal/core/text.h"

namespace anc::step {
namespace {
using core::Json;
constexpr int kSchema = 1;
constexpr int64_t kLargestId = int64_t{1} << 53;  // what every JSON reader keeps exact

Json line_of(const char* event) {
  return Json{{"schema", kSchema}, {"at", core::now_rfc3339()}, {"event", event}};
}

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<Entry> entry_of(const Json& json) {
  Entry entry;
  entry.id = TRY(core::json_field<int64_t>(json, "id"));
  if (entry.id < 1 || entry.id > kLargestId) return fail(Kind::kFailure, "id out of range");
  entry.step = TRY(core::json_field<std::string>(json, "step"));
  entry.boot = TRY(core::json_field<std::string>(json, "boot"));
  entry.seen.state = TRY(parse_state(TRY(core::json_field<std::string>(json, "state"))));
  entry.seen.facts = TRY((core::json_field<std::map<std::string, std::string>>(json, "facts")));
  return entry;
}
}  // namespace

Result<void> Journal::begin(const std::string& step, const std::string& boot, const Seen& seen,
                            Sync sync) {
  Json json = line_of("begin");
  json["id"] = last_id_ + 1;
  json["boot"] = boot;
  json["step"] = step;
  json["state"] = state_name(seen.state);
  json["facts"] = seen.facts;
  TRY(append(text_of(json), sync), "write to the journal");
  Seen kept;
  kept.state = seen.state;
  kept.facts = seen.facts;
  open_.push_back({++last_id_, step, boot, std::move(kept), false});
  return {};
}

Result<void> Journal::complete(Sync sync) {
  TRY(append(text_of(line_of("complete")), sync), "write to the journal");
  for (Entry& entry : open_) entry.complete = true;
  return {};
}

Result<void> Journal::undone(int64_t id) {
  const auto it =
      std::find_if(open_.begin(), open_.end(), [&](const Entry& entry) { return entry.id == id; });
  CHECK(it != open_.end(), "only an open entry can be undone");
  if (open_.size() == 1) {
    TRY(clear(), "empty the journal");
  } else {
    Json json = line_of("undone");
    json["id"] = id;
    TRY(append(text_of(json), Sync::kLater), "write to the journal");
  }
  open_.erase(it);
  return {};
}

Result<void> Journal::replay(const std::string& line) {
  const Json json = TRY(core::parse_json(line));
  const int schema = TRY(core::json_field<int>(json, "schema"));
  if (schema != kSchema) {
    return fail(Kind::kFailure, "schema " + std::to_string(schema) + " is of another version");
  }
  const auto event = TRY(core::json_field<std::string>(json, "event"));
  if (event == "begin") {
    open_.push_back(TRY(entry_of(json)));
    last_id_ = std::max(last_id_, open_.back().id);
  } else if (event == "complete") {
    for (Entry& entry : open_) entry.complete = true;
  } else if (event == "undone") {
    const auto id = TRY(core::json_field<int64_t>(json, "id"));
    if (std::erase_if(open_, [&](const Entry& entry) { return entry.id == id; }) != 1) {
      return fail(Kind::kFailure, "undoes entry " + std::to_string(id) + ", which is not open");
    }
  } else {
    return fail(Kind::kFailure, "unknown event \"" + event + "\"");
  }
  return {};
}

Result<std::unique_ptr<FileJournal>> FileJournal::open_at(const std::string& path) {
  std::unique_ptr<FileJournal> journal(new FileJournal(path));
  TRY(journal->load(), "journal " + path);
  return journal;
}

Result<void> FileJournal::load() {
  const auto text = TRY(core::read_file_if_exists(path_));
  if (!text) return {};
  const size_t whole = text->rfind('\n') + 1;  // npos + 1 is 0: a single torn line
  const auto lines = core::split(std::string_view(*text).substr(0, whole), '\n');
  for (size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].empty() && i + 1 == lines.size()) break;
    if (auto replayed = replay(lines[i]); !replayed) {
      return fail(std::move(std::move(replayed.error()).context("line " + std::to_string(i + 1)))
                      .hint("look at it with: cat " + core::shell_quote(path_) +
                            "; undo by hand what it says was begun, then remove it")
                      .log(path_));
    }
  }
  fd_ = TRY(core::open_file(path_, O_WRONLY | O_APPEND));
  size_ = static_cast<off_t>(whole);
  if (whole != text->size() && ftruncate(fd_.get(), size_) != 0) {
    return fail_errno(errno, "drop its torn last line");
  }
  return {};
}

Result<void> FileJournal::make_file() {
  const std::string directory = path_.substr(0, path_.rfind('/'));
  TRY(core::make_dirs(directory));
  fd_ = TRY(core::open_file(path_, O_WRONLY | O_APPEND | O_CREAT, 0600));
  new_file_ = true;
  return {};
}

Result<void> FileJournal::sync_file() {
  if (fdatasync(fd_.get()) != 0) return fail_errno(errno, "sync " + path_);
  if (!new_file_) return {};
  const std::string directory = path_.substr(0, path_.rfind('/'));
  const Fd parent = TRY(core::open_file(directory, O_RDONLY | O_DIRECTORY));
  if (fsync(parent.get()) != 0) return fail_errno(errno, "sync " + directory);
  new_file_ = false;
  return {};
}

Result<void> FileJournal::append(const std::string& line, Sync sync) {
  if (!fd_) TRY(make_file());
  Result<void> written = core::write_all(fd_, line + "\n");
  if (written && sync == Sync::kNow) written = sync_file();
  if (!written) {
    if (ftruncate(fd_.get(), size_) != 0) {
      return fail(std::move(written.error()).context("and its torn line could not be dropped"));
    }
    return fail(std::move(written.error()));
  }
  size_ += static_cast<off_t>(line.size()) + 1;
  return {};
}

Result<void> FileJournal::clear() {
  if (ftruncate(fd_.get(), 0) != 0 || fdatasync(fd_.get()) != 0) {
    return fail_errno(errno, "truncate " + path_);
  }
  size_ = 0;
  return {};
}

Result<std::unique_ptr<MemoryJournal>> MemoryJournal::from_lines(
    const std::vector<std::string>& lines) {
  auto journal = std::make_unique<MemoryJournal>();
  for (const std::string& line : lines) TRY(journal->replay(line));
  journal->lines_ = lines;
  return journal;
}

Result<void> MemoryJournal::append(const std::string& line, Sync /*sync*/) {
  lines_.push_back(line);
  return {};
}

Result<void> MemoryJournal::clear() {
  lines_.clear();
  return {};
}

}  // namespace anc::step
