// Recorded sessions of a real guest: every byte of both directions is accounted for.
#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include <gtest/gtest.h>

#include "internal/wire/framing.h"
#include "tests/unit/wire/loopback.h"
#include "tests/unit/wire/packets.h"
#include "tests/unit/wire/reference.h"

namespace anc::test {
namespace {

namespace fs = std::filesystem;

/// Both directions of one connection, joined.
struct Recorded {
  std::vector<std::byte> up;
  size_t down = 0;
};

std::string slurp(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::map<uint32_t, Recorded> read_trace(const fs::path& path) {
  const std::string file = slurp(path);
  core::ByteReader in(std::as_bytes(std::span(file)));
  EXPECT_EQ(in.take_text(4), "GWTR");
  in.skip(12);
  std::map<uint32_t, Recorded> connections;
  while (in.ok() && in.remaining() > 0) {
    Recorded& connection = connections[in.u32le()];
    const uint8_t kind = in.u8();
    in.skip(11);
    const core::Bytes data = in.take(in.u32le());
    if (kind == 0) connection.up.insert(connection.up.end(), data.begin(), data.end());
    if (kind == 1) connection.down += data.size();
  }
  EXPECT_TRUE(in.ok()) << path;
  return connections;
}

/// "c1 @4 len 8 rcGetRendererVersion" for each line of the listing, by connection.
std::map<uint32_t, std::vector<std::string>> read_listing(const fs::path& path) {
  std::map<uint32_t, std::vector<std::string>> calls;
  std::istringstream lines(slurp(path));
  for (std::string line; std::getline(lines, line);) {
    if (line.size() < 2 || line[0] != 'c') continue;
    calls[static_cast<uint32_t>(std::stoul(line.substr(1)))].push_back(
        line.substr(0, line.find('(')));
  }
  return calls;
}

/// A host that takes everything and answers zeros.
class Sink final : public wire::Transport {
 public:
  Result<void> write(core::Bytes data) override {
    bytes.insert(bytes.end(), data.begin(), data.end());
    return {};
  }
  Result<void> read(std::span<std::byte> data) override {
    std::ranges::fill(data, std::byte{0});
    return {};
  }
  std::vector<std::byte> bytes;
};

/// Replaces what the recorded guest left in the dead bytes by zeros.
void blank_dead_bytes(std::vector<std::byte>& up, size_t end, size_t dead) {
  std::ranges::fill(std::span(up).subspan(end - dead, dead), std::byte{0});
}

void check_connection(const std::string& name, Recorded recorded,
                      const std::vector<std::string>& listing, uint32_t number) {
  wire::Framer framer;
  framer.feed(recorded.up);
  ASSERT_EQ(framer.take_word(), 0u) << name;
  Sink sink;
  wire::Stream stream(sink);
  stream.send_client_flags();
  size_t at = 4, answered = 0, index = 0;
  wire::Packet packet;
  while (framer.next(packet)) {
    const size_t size = packet.body.size() + wire::kHeadSize;
    const Outcome outcome = decode_recorded(packet);
    ASSERT_TRUE(outcome.status.ok()) << name << " @" << at << ": " << outcome.status.message();
    std::ostringstream line;
    line << 'c' << number << " @" << at << " len " << size << ' ' << outcome.calls.at(0).name;
    ASSERT_LT(index, listing.size()) << name;
    ASSERT_EQ(line.str(), listing[index++]) << name;
    size_t dead = 0;
    for (const Arg& arg : outcome.calls[0].args) dead += arg.out_length;
    blank_dead_bytes(recorded.up, at + size, dead);
    answered += outcome.reply.size();
    at += size;
    EXPECT_EQ(reencode(stream, packet).size(), outcome.reply.size());
  }
  EXPECT_TRUE(framer.status().ok()) << framer.status().message();
  EXPECT_EQ(framer.buffered(), 0u) << name;
  EXPECT_EQ(at, recorded.up.size()) << name;
  EXPECT_EQ(index, listing.size()) << name;
  EXPECT_EQ(answered, recorded.down) << name;
  stream.flush();
  EXPECT_TRUE(sink.bytes == recorded.up) << name << ": the encoder's bytes differ";
}

}  // namespace

TEST(Trace, DecodesWithNothingLeftOverAndEncodesToTheSameBytes) {
  const fs::path folder = reference("traces");
  ANC_NEED_REFERENCE(folder);
  size_t traces = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".trace") continue;
    ++traces;
    const std::string name = entry.path().stem();
    const auto listing = read_listing(folder / (name + ".calls.txt"));
    for (const auto& [number, recorded] : read_trace(entry.path())) {
      check_connection(name, recorded, listing.at(number), number);
    }
  }
  EXPECT_GE(traces, 14u);
}

}  // namespace anc::test
