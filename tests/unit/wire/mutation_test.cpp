// Each field of each packet spoiled in turn: what a decoder takes, it takes within the packet.
#include <filesystem>

#include <gtest/gtest.h>

#include "internal/wire/framing.h"
#include "tests/recording/recording.h"
#include "tests/unit/wire/packets.h"
#include "tests/unit/wire/reference.h"

namespace anc::test {
namespace {

constexpr uint32_t kSeed = 20261125;

/// The checks of one spoiled packet. Copied to its own size, so that AddressSanitizer sees the end.
void check(const std::vector<std::byte>& bytes) {
  wire::Framer framer(size_t{16} << 20);
  framer.feed(bytes);
  wire::Packet packet;
  if (!framer.next(packet)) {
    uint32_t size = 0;
    std::memcpy(&size, bytes.data() + 4, sizeof size);
    EXPECT_TRUE(!framer.status().ok() || size > bytes.size());
    return;
  }
  const std::vector<std::byte> body(packet.body.begin(), packet.body.end());
  packet.body = body;
  const Outcome outcome = decode_recorded(packet);
  if (!outcome.status.ok()) {
    EXPECT_TRUE(outcome.calls.empty() && outcome.reply.empty());
    EXPECT_NE(outcome.status.message().find(" = "), std::string::npos);
    return;
  }
  ASSERT_EQ(outcome.calls.size(), 1u);
  size_t arrays = 0, answered = 0;
  for (const Arg& arg : outcome.calls[0].args) {
    arrays += arg.bytes.size() + arg.out_length;
    answered += arg.out_length;
  }
  EXPECT_LE(arrays, body.size());
  EXPECT_LE(outcome.reply.size(), answered + 4);
}

size_t spoil_all(const std::vector<std::byte>& packet, std::mt19937& random) {
  size_t cases = 0;
  for (const Field& field : fields_of(packet)) {
    for (const uint32_t value : spoiled_values(field_value(packet, field), field.bytes, random)) {
      std::vector<std::byte> spoiled = packet;
      set_field(spoiled, field, value);
      SCOPED_TRACE(std::string(field.name) + " = " + std::to_string(value));
      check(spoiled);
      ++cases;
    }
  }
  return cases;
}

}  // namespace

TEST(Mutation, NoFieldOfAnyFunctionMisleadsADecoder) {
  std::mt19937 random(kSeed);
  size_t cases = 0;
  for (const wire::Function* function : sent_functions()) {
    SCOPED_TRACE(function->name);
    cases += spoil_all(build(*function).bytes, random);
  }
  EXPECT_GT(cases, 10000u);
}

TEST(Mutation, NoFieldOfAnyRecordedPacketDoes) {
  const auto folder = reference("traces");
  ANC_NEED_REFERENCE(folder);
  std::mt19937 random(kSeed);
  size_t traces = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".trace") continue;
    ++traces;
    SCOPED_TRACE(entry.path().stem().string());
    const auto steps = read_trace(entry.path());
    ASSERT_TRUE(steps) << steps.error().message();
    // Big packets differ in their data only, and each case copies them.
    for (const Step& step : *steps) {
      if (step.packet.size() <= 4096) spoil_all(step.packet, random);
    }
  }
  EXPECT_GE(traces, 14u);
}

}  // namespace anc::test
