// Every function's packet, decoded whole, cut short and damaged.
#include <gtest/gtest.h>

#include "tests/unit/wire/packets.h"
#include "wire/opcodes.h"

namespace anc::test {

using wire::Fault;

TEST(Decoder, EveryFunctionArrivesWithEveryArgument) {
  for (const wire::Function* function : sent_functions()) {
    const Built built = build(*function);
    const Outcome outcome = decode_recorded(built.packet());
    ASSERT_TRUE(outcome.status.ok()) << outcome.status.message();
    ASSERT_EQ(outcome.calls.size(), 1u) << function->name;
    EXPECT_EQ(outcome.calls[0], built.call) << function->name;
    EXPECT_EQ(outcome.reply, built.reply) << function->name;
    EXPECT_TRUE(outcome.zeroed) << function->name;
  }
}

TEST(Decoder, APacketCutAnywhereCallsNothing) {
  for (const wire::Function* function : sent_functions()) {
    const Built built = build(*function);
    wire::Packet packet = built.packet();
    const core::Bytes whole = packet.body;
    for (size_t n = 0; n < whole.size(); ++n) {
      // A copy of that size lets AddressSanitizer see a read beyond the end.
      const std::vector<std::byte> cut(whole.begin(), whole.first(n).end());
      packet.body = cut;
      const Outcome outcome = decode_recorded(packet);
      EXPECT_FALSE(outcome.status.ok()) << function->name << " with " << n << " bytes";
      EXPECT_TRUE(outcome.calls.empty() && outcome.reply.empty()) << function->name;
      EXPECT_NE(outcome.status.message().find(function->name), std::string::npos);
    }
  }
}

TEST(Decoder, ASurplusByteIsAFault) {
  for (const wire::Function* function : sent_functions()) {
    Built built = build(*function);
    built.bytes.push_back(std::byte{0});
    const Outcome outcome = decode_recorded(built.packet());
    EXPECT_EQ(outcome.status.fault, Fault::kDeadBytes) << function->name;
    EXPECT_TRUE(outcome.calls.empty()) << function->name;
  }
}

TEST(Decoder, ALengthWordThatLiesIsAFault) {
  for (const wire::Function* function : sent_functions()) {
    const Built built = build(*function);
    for (const size_t offset : built.length_words) {
      for (const uint32_t lie : {uint32_t{0xFFFFFFFF}, uint32_t{0x80000000}, uint32_t{4096}, 0u}) {
        Built damaged = built;
        poke(damaged.bytes, offset, lie);
        const Outcome outcome = decode_recorded(damaged.packet());
        EXPECT_FALSE(outcome.status.ok()) << function->name << " at " << offset;
        EXPECT_TRUE(outcome.calls.empty() && outcome.reply.empty()) << function->name;
      }
    }
  }
}

TEST(Decoder, AFaultNamesFunctionFieldAndValue) {
  Built built = build(*wire::find_function(wire::gles2::kGlBufferData));
  poke(built.bytes, built.length_words[0], 70000);
  EXPECT_EQ(decode_recorded(built.packet()).status.message(),
            "opcode 2060 glBufferData: data = 70000: more bytes than the packet has");
}

TEST(Decoder, WhatNoGuestSendsIsRefused) {
  size_t never = 0;
  for (const auto api : {wire::Api::kGles1, wire::Api::kGles2, wire::Api::kRc}) {
    for (const wire::Function& function : wire::functions(api)) {
      if (!function.never) continue;
      ++never;
      const Outcome outcome = decode_recorded(wire::Packet{function.opcode, {}});
      EXPECT_EQ(outcome.status.fault, Fault::kNeverSent) << function.name;
    }
  }
  EXPECT_EQ(never, 18u + 51u);
  for (const uint32_t opcode : {0u, 1023u, 1315u, 2047u, 2256u, 9999u, 10037u, 0xFFFFFFFFu}) {
    const Outcome outcome = decode_recorded(wire::Packet{opcode, {}});
    EXPECT_EQ(outcome.status.fault, Fault::kUnknownOpcode) << opcode;
    EXPECT_EQ(outcome.status.message(), "opcode " + std::to_string(opcode) + ": opcode = " +
                                            std::to_string(opcode) + ": no function has it");
  }
}

TEST(Reply, GivesBackTheMemoryOfALargeAnswer) {
  wire::Reply reply;
  (void)reply.extend(size_t{8} << 20);
  EXPECT_EQ(reply.bytes().size(), size_t{8} << 20);
  reply.clear();
  EXPECT_TRUE(reply.empty());
  EXPECT_EQ(*reply.extend(1), std::byte{0});
}

}  // namespace anc::test
