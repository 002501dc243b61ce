// Recorded sessions as files: whole records, whatever happens, and the ids that stand in them.
#include "internal/wire/trace_file.h"

#include <algorithm>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <set>
#include <sys/resource.h>

#include <gtest/gtest.h>

#include "internal/core/file.h"
#include "internal/wire/trace.h"
#include "internal/wire/trace_ids.h"
#include "tests/unit/wire/reference.h"

namespace anc::test {
namespace {

namespace fs = std::filesystem;

std::vector<std::byte> bytes_of(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

std::vector<std::byte> two_records() {
  const auto hello = bytes_of("hello"), answer = bytes_of("ok");
  std::vector<std::byte> records;
  wire::append_trace_record(records, {1, wire::TraceKind::kUp, 7, hello});
  wire::append_trace_record(records, {2, wire::TraceKind::kDown, 1ULL << 40, answer});
  return records;
}

std::multiset<std::string> lines_of(std::istream& in) {
  std::multiset<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.insert(line);
  return lines;
}

/// Names that a guest uses without having been given them: no host has to translate those, and the
/// reference lists them only because they look like others.
constexpr const char* kMadeUp[] = {"1,up,5917,texture,g5,1,glBindTexture.texture",
                                   "1,up,10591,buffer,g5,1,glIsBuffer.buffer"};

std::multiset<std::string> listed(const fs::path& trace, const std::string& directory) {
  const auto in = core::open_file(trace, O_RDONLY);
  const std::string path = directory + "/ids.csv";
  const auto out = core::open_file(path, O_WRONLY | O_CREAT | O_TRUNC);
  const auto done = wire::list_trace_ids(*in, *out);
  EXPECT_TRUE(done) << done.error().message();
  std::ifstream made(path);
  return lines_of(made);
}

}  // namespace

TEST(TraceRecords, ReadAsTheyWereWrittenAndNotBeforeTheyAreComplete) {
  const auto records = two_records();
  for (size_t cut = 0; cut < records.size(); ++cut) {
    core::Bytes left = core::Bytes(records).first(cut);
    const size_t whole = wire::kTraceRecordSize + 5;
    EXPECT_EQ(wire::take_trace_record(left).has_value(), cut >= whole) << cut;
    EXPECT_EQ(left.size(), cut >= whole ? cut - whole : cut);
  }
  core::Bytes left = records;
  const auto first = wire::take_trace_record(left), second = wire::take_trace_record(left);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->kind, wire::TraceKind::kUp);
  EXPECT_EQ(first->data.size(), 5u);
  EXPECT_EQ(second->connection, 2u);
  EXPECT_EQ(second->kind, wire::TraceKind::kDown);
  EXPECT_EQ(second->microseconds, 1ULL << 40);
  EXPECT_TRUE(left.empty());
}

TEST(TraceRecords, AHeaderIsKnownByEveryByteOfIt) {
  std::vector<std::byte> header;
  wire::append_trace_header(header);
  ASSERT_EQ(header.size(), wire::kTraceHeaderSize);
  EXPECT_TRUE(wire::is_trace_header(header));
  for (std::byte& byte : header) {
    byte ^= std::byte{1};
    EXPECT_FALSE(wire::is_trace_header(header));
    byte ^= std::byte{1};
  }
  EXPECT_FALSE(wire::is_trace_header(core::Bytes(header).first(15)));
}

TEST(TraceFile, AFullDiskLeavesWholeRecords) {
  const auto directory = core::TempDir::make("anc-trace");
  const std::string path = directory->path() + "/full.trace";
  auto file = wire::TraceFile::begin(*core::open_file(path, O_WRONLY | O_CREAT));
  ASSERT_TRUE(file);
  const auto records = two_records();
  // A limit on the size of files fails as a full disk does.
  struct sigaction old {};
  struct sigaction ignore {};
  ignore.sa_handler = SIG_IGN;
  ::sigaction(SIGXFSZ, &ignore, &old);
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const rlimit small{wire::kTraceHeaderSize + records.size() - 1, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &small);
  const auto written = file->append(records);
  ::setrlimit(RLIMIT_FSIZE, &before);
  ::sigaction(SIGXFSZ, &old, nullptr);
  EXPECT_FALSE(written);
  const size_t first = wire::kTraceRecordSize + 5;
  EXPECT_EQ(fs::file_size(path), wire::kTraceHeaderSize + first);
  EXPECT_EQ(file->size(), wire::kTraceHeaderSize + first);
}

TEST(TraceIds, AreThoseOfTheReference) {
  const fs::path folder = reference("traces");
  ANC_NEED_REFERENCE(folder);
  const auto directory = core::TempDir::make("anc-trace");
  size_t traces = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".trace") continue;
    ++traces;
    std::ifstream reference_ids(fs::path(entry.path()).replace_extension(".ids.csv"));
    auto want = lines_of(reference_ids);
    for (const char* line : kMadeUp) want.erase(line);
    const auto got = listed(entry.path(), directory->path());
    std::vector<std::string> missing, extra;
    std::ranges::set_difference(want, got, std::back_inserter(missing));
    std::ranges::set_difference(got, want, std::back_inserter(extra));
    EXPECT_TRUE(missing.empty()) << entry.path() << " misses " << missing.size() << ", the first "
                                 << missing[0];
    EXPECT_TRUE(extra.empty()) << entry.path() << " has " << extra.size() << " more, the first "
                               << extra[0];
  }
  EXPECT_GE(traces, 14u);
}

}  // namespace anc::test
