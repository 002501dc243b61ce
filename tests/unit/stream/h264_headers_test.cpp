// The parameter sets that we write are those that a decoder reads.
#include "internal/stream/h264_headers.h"

#include <gtest/gtest.h>
#include <wels/codec_api.h>

#include "internal/stream/h264.h"

namespace anc::test {
namespace {

TEST(H264Headers, ADecoderTakesThem) {
  for (const stream::Size size : {stream::Size{720, 1280}, stream::Size{62, 46}, {3840, 2160}}) {
    const auto headers = stream::h264_headers(size, 60);
    const auto nals = stream::nal_units(headers);
    ASSERT_EQ(nals.size(), 2u);
    EXPECT_EQ(stream::nal_type(nals[0]), stream::NalType::kSps);
    EXPECT_EQ(stream::nal_type(nals[1]), stream::NalType::kPps);
    ISVCDecoder* decoder = nullptr;
    ASSERT_EQ(WelsCreateDecoder(&decoder), 0);
    SDecodingParam parameters{};
    parameters.sVideoProperty.eVideoBsType = VIDEO_BITSTREAM_AVC;
    ASSERT_EQ(decoder->Initialize(&parameters), 0);
    unsigned char* planes[3]{};
    SBufferInfo info{};
    EXPECT_EQ(decoder->DecodeFrameNoDelay(reinterpret_cast<const unsigned char*>(headers.data()),
                                          static_cast<int>(headers.size()), planes, &info) &
                  (dsBitstreamError | dsInvalidArgument | dsDataErrorConcealed),
              0);
    decoder->Uninitialize();
    WelsDestroyDecoder(decoder);
  }
}

TEST(H264Headers, AnSpsIsAsTheStandardWritesIt) {
  // 16x16 at 30: by hand, of 7.3.2.1.1.
  const auto headers = stream::h264_headers({16, 16}, 30);
  const auto sps = stream::nal_units(headers)[0];
  ASSERT_GE(sps.size(), 5u);
  EXPECT_EQ(sps[0], std::byte{0x67});
  EXPECT_EQ(sps[1], std::byte{66});
  EXPECT_EQ(sps[2], std::byte{0xC0});
  EXPECT_EQ(sps[3], std::byte{31});
  // ue(0) ue(4) ue(0) ue(4): 1 00101 1 0|0101
  EXPECT_EQ(sps[4], std::byte{0b10010110});
  // …0101, then ue(1) 010, gaps 0
  EXPECT_EQ(sps[5], std::byte{0b01010100});
}

TEST(H264Headers, LevelsGrowWithSizeAndRate) {
  EXPECT_EQ(stream::h264_level({720, 1280}, 30), 31);
  EXPECT_EQ(stream::h264_level({720, 1280}, 60), 32);
  EXPECT_EQ(stream::h264_level({1920, 1080}, 30), 40);
  EXPECT_EQ(stream::h264_level({1920, 1080}, 60), 42);
  EXPECT_EQ(stream::h264_level({3840, 2160}, 60), 52);
}

}  // namespace
}  // namespace anc::test
