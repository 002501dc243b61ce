// Framing: any cutting gives the same packets, and a size word alone costs nothing.
#include "internal/wire/framing.h"

#include <gtest/gtest.h>

#include "tests/unit/wire/packets.h"

namespace anc::test {
namespace {

using wire::Fault;
using wire::Framer;

std::vector<std::byte> stream_of(const std::vector<uint32_t>& opcodes) {
  std::vector<std::byte> stream;
  for (const uint32_t opcode : opcodes) {
    const Built built = build(*wire::find_function(opcode));
    stream.insert(stream.end(), built.bytes.begin(), built.bytes.end());
  }
  return stream;
}

/// Every packet that is complete now, head put back in front.
std::vector<std::vector<std::byte>> drain(Framer& framer) {
  std::vector<std::vector<std::byte>> packets;
  wire::Packet packet;
  while (framer.next(packet)) {
    core::ByteWriter out;
    out.u32le(packet.opcode).u32le(static_cast<uint32_t>(packet.body.size() + 8));
    packets.push_back(out.bytes(packet.body).take());
  }
  return packets;
}

std::vector<std::byte> join(const std::vector<std::vector<std::byte>>& packets) {
  std::vector<std::byte> all;
  for (const auto& packet : packets) all.insert(all.end(), packet.begin(), packet.end());
  return all;
}

std::vector<std::byte> buffer_data(size_t bytes) {
  core::ByteWriter out;
  out.u32le(2060).u32le(static_cast<uint32_t>(24 + bytes)).u32le(0x8892);
  out.u32le(static_cast<uint32_t>(bytes)).u32le(static_cast<uint32_t>(bytes));
  out.bytes(std::vector<std::byte>(bytes, std::byte{7})).u32le(0x88E4);
  return out.take();
}

Fault fault_of_head(uint32_t opcode, uint32_t size, size_t max_packet = 1 << 20) {
  Framer framer(max_packet);
  core::ByteWriter head;
  framer.feed(head.u32le(opcode).u32le(size).view());
  wire::Packet packet;
  EXPECT_FALSE(framer.next(packet));
  EXPECT_FALSE(framer.next(packet));
  return framer.status().fault;
}

}  // namespace

TEST(Framer, CutAtEveryByteItGivesTheSamePackets) {
  const auto stream = stream_of({10000, 2060, 2064, 2103, 10035, 2140, 10036, 1175});
  for (size_t cut = 0; cut <= stream.size(); ++cut) {
    Framer framer;
    framer.feed(core::Bytes(stream).first(cut));
    auto packets = drain(framer);
    framer.feed(core::Bytes(stream).subspan(cut));
    for (auto& packet : drain(framer)) packets.push_back(std::move(packet));
    EXPECT_EQ(packets.size(), 8u) << cut;
    EXPECT_EQ(join(packets), stream) << cut;
    EXPECT_EQ(framer.buffered(), 0u) << cut;
    EXPECT_TRUE(framer.status().ok());
  }
}

TEST(Framer, ByteByByteItGivesTheSamePackets) {
  const auto stream = stream_of({2060, 2064, 10035, 10036});
  Framer framer;
  std::vector<std::vector<std::byte>> packets;
  for (const std::byte b : stream) {
    framer.window()[0] = b;
    framer.filled(1);
    for (auto& packet : drain(framer)) packets.push_back(std::move(packet));
  }
  EXPECT_EQ(packets.size(), 4u);
  EXPECT_EQ(join(packets), stream);
}

TEST(Framer, PacketsLieInTheBufferWithoutACopy) {
  Framer framer;
  const auto stream = stream_of({2060});
  const auto room = framer.window();
  std::memcpy(room.data(), stream.data(), stream.size());
  framer.filled(stream.size());
  wire::Packet packet;
  ASSERT_TRUE(framer.next(packet));
  EXPECT_EQ(packet.body.data(), room.data() + wire::kHeadSize);
}

TEST(Framer, ManySmallPacketsNeverGrowTheBuffer) {
  Framer framer;
  const auto stream = stream_of({2064, 2103, 10035});
  size_t packets = 0;
  for (int i = 0; i < 20000; ++i) {
    framer.feed(core::Bytes(stream).first(stream.size() / 2));
    packets += drain(framer).size();
    framer.feed(core::Bytes(stream).subspan(stream.size() / 2));
    packets += drain(framer).size();
  }
  EXPECT_EQ(packets, 60000u);
  EXPECT_EQ(framer.capacity(), Framer::kUsualCapacity);
}

TEST(Framer, ALargePacketComesWholeAndItsMemoryGoesAgain) {
  Framer framer;
  const auto large = buffer_data(size_t{5} << 20);
  const auto small = stream_of({10000});
  framer.feed(large);
  framer.feed(small);
  EXPECT_EQ(join(drain(framer)).size(), large.size() + small.size());
  EXPECT_GE(framer.capacity(), large.size());
  (void)framer.window();
  EXPECT_EQ(framer.capacity(), Framer::kUsualCapacity);
}

TEST(Framer, AClaimedSizeCostsNoMemory) {
  Framer framer;
  core::ByteWriter head;
  framer.feed(head.u32le(2060).u32le(60u << 20).view());
  EXPECT_TRUE(drain(framer).empty());
  EXPECT_TRUE(framer.status().ok());
  (void)framer.window();
  EXPECT_EQ(framer.capacity(), Framer::kUsualCapacity);
}

TEST(Framer, TheWordBeforeThePacketsIsTakenOnce) {
  Framer framer;
  const auto stream = stream_of({10000});
  core::ByteWriter flags;
  framer.feed(flags.u8(1).u8(0).u8(0).view());
  EXPECT_FALSE(framer.take_word());
  framer.feed(std::vector<std::byte>(1));
  EXPECT_EQ(framer.take_word(), 1u);
  framer.feed(stream);
  EXPECT_EQ(join(drain(framer)), stream);
}

TEST(Framer, BadHeadsBreakTheStreamAtOnce) {
  for (uint32_t size = 0; size < 8; ++size) {
    EXPECT_EQ(fault_of_head(10000, size), Fault::kPacketSize) << size;
  }
  for (const wire::Function* function : sent_functions()) {
    EXPECT_EQ(fault_of_head(function->opcode, function->min_size - 1u), Fault::kPacketSize);
  }
  EXPECT_EQ(fault_of_head(2060, (1 << 20) + 1), Fault::kPacketSize);
  EXPECT_EQ(fault_of_head(2060, 1 << 20), Fault::kNone);
  EXPECT_EQ(fault_of_head(2060, 0xFFFFFFFF), Fault::kPacketSize);
  EXPECT_EQ(fault_of_head(2256, 8), Fault::kUnknownOpcode);
  EXPECT_EQ(fault_of_head(2119, 12), Fault::kNeverSent);
}

}  // namespace anc::test
