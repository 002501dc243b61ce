// The bounds-checked reader.
#include "internal/core/bytes.h"

#include <gtest/gtest.h>

namespace anc::core {
namespace {

TEST(ByteReader, ReadsWhatTheWriterWrote) {
  ByteWriter writer;
  writer.u8(7).u16le(0x1234).u32be(0x01020304).u64le(1ull << 40).f32le(1.5f).text("end");
  ByteReader reader(writer.view());
  EXPECT_EQ(reader.u8(), 7);
  EXPECT_EQ(reader.u16le(), 0x1234);
  EXPECT_EQ(reader.u32be(), 0x01020304u);
  EXPECT_EQ(reader.u64le(), 1ull << 40);
  EXPECT_EQ(reader.f32le(), 1.5f);
  EXPECT_EQ(reader.take_text(3), "end");
  EXPECT_TRUE(reader.ok());
  EXPECT_EQ(reader.remaining(), 0u);
}

TEST(ByteReader, GoesBadAtEveryCutAndStaysBad) {
  ByteWriter writer;
  writer.u32le(1).u16be(2).u64le(3);
  for (size_t cut = 0; cut < writer.size(); ++cut) {
    ByteReader reader(writer.view().first(cut));
    (void)reader.u32le();
    (void)reader.u16be();
    (void)reader.u64le();
    EXPECT_FALSE(reader.ok()) << cut;
    EXPECT_EQ(reader.u8(), 0) << cut;
    EXPECT_TRUE(reader.take(1).empty()) << cut;
    EXPECT_FALSE(reader.ok()) << cut;
  }
}

TEST(ByteReader, AHugeLengthIsRefused) {
  const std::byte data[4] = {};
  ByteReader reader{Bytes(data)};
  EXPECT_TRUE(reader.take(~size_t{0}).empty());
  EXPECT_FALSE(reader.ok());
}

}  // namespace
}  // namespace anc::core
