// Pictures and sound go through the encoders and come back as they were.
#include <cmath>
#include <cstring>
#include <numbers>

#include <gtest/gtest.h>
#include <opus/opus.h>
#include <vpx/vp8dx.h>
#include <vpx/vpx_decoder.h>
#include <wels/codec_api.h>

#include "internal/stream/h264.h"
#include "internal/stream/sound_encoder.h"
#include "internal/stream/sound_timeline.h"
#include "internal/stream/video_encoder.h"

namespace anc::test {
namespace {
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

struct Rgb {
  uint8_t red, green, blue;
};
constexpr Rgb kRed{255, 0, 0}, kWhite{255, 255, 255};

port::Frame frame_of(uint32_t width, uint32_t height, Rgb colour) {
  port::Frame frame{.number = 1, .width = width, .height = height, .pixels = {}};
  frame.pixels.resize(size_t{width} * height * 4);
  const uint8_t pixel[] = {colour.red, colour.green, colour.blue, 255};
  for (size_t i = 0; i < frame.pixels.size(); i += 4) std::memcpy(&frame.pixels[i], pixel, 4);
  return frame;
}

struct Yuv {
  int y, u, v;
};
Yuv at(const stream::Picture& picture, uint32_t x, uint32_t y) {
  const size_t colour = size_t{y / 2} * (picture.width / 2) + x / 2;
  return {picture.y[size_t{y} * picture.width + x], picture.u[colour], picture.v[colour]};
}
void expect_near(Yuv is, Yuv wanted, int tolerance = 2) {
  EXPECT_NEAR(is.y, wanted.y, tolerance);
  EXPECT_NEAR(is.u, wanted.u, tolerance);
  EXPECT_NEAR(is.v, wanted.v, tolerance);
}
// BT.601 in the limited range, from the standard.
constexpr Yuv kRedYuv{82, 90, 240}, kWhiteYuv{235, 128, 128}, kBlackYuv{16, 128, 128};

TEST(Fitter, ColoursAreThoseThatTheStreamSays) {
  stream::Fitter fitter({64, 48});
  expect_near(at(fitter.fit(frame_of(64, 48, kRed)), 63, 47), kRedYuv);
  expect_near(at(fitter.fit(frame_of(64, 48, kWhite)), 0, 0), kWhiteYuv);
}

TEST(Fitter, AnOddSizeIsCompletedByItsLastColumnAndRow) {
  EXPECT_EQ(stream::encoded_size(63, 47, port::Rotation::k0), (stream::Size{64, 48}));
  stream::Fitter fitter({64, 48});
  const auto& picture = fitter.fit(frame_of(63, 47, kRed));
  for (const auto& [x, y] : {std::pair(63u, 0u), std::pair(0u, 47u), std::pair(63u, 47u)}) {
    expect_near(at(picture, x, y), kRedYuv);
  }
}

TEST(Fitter, AnotherSizeIsScaledAndBlackBesideIt) {
  stream::Fitter fitter({64, 128});
  fitter.fit(frame_of(64, 128, kWhite));
  const auto& turned = fitter.fit(frame_of(128, 64, kRed));  // 64x32 in the middle
  expect_near(at(turned, 32, 64), kRedYuv);
  expect_near(at(turned, 0, 50), kRedYuv);
  expect_near(at(turned, 32, 40), kBlackYuv);
  expect_near(at(turned, 32, 90), kBlackYuv);
  expect_near(at(fitter.fit(frame_of(64, 128, kWhite)), 32, 10), kWhiteYuv);
  expect_near(at(fitter.fit(frame_of(1, 1, kRed)), 32, 64), kRedYuv);
}

TEST(Fitter, ATurnedDisplayIsSeenUpright) {
  EXPECT_EQ(stream::encoded_size(64, 128, port::Rotation::k90), (stream::Size{128, 64}));
  EXPECT_EQ(stream::encoded_size(64, 128, port::Rotation::k180), (stream::Size{64, 128}));
  port::Frame frame = frame_of(64, 128, kWhite);
  const port::Frame red = frame_of(64, 32, kRed);
  std::copy(red.pixels.begin(), red.pixels.end(), frame.pixels.begin());  // its top
  using enum port::Rotation;
  struct {
    port::Rotation rotation;
    uint32_t x, y;
  } const places[] = {{k0, 32, 16}, {k90, 16, 32}, {k180, 32, 112}, {k270, 112, 32}};
  for (const auto& [rotation, x, y] : places) {
    const auto size = stream::encoded_size(64, 128, rotation);
    stream::Fitter fitter(size);
    frame.rotation = rotation;
    const auto& picture = fitter.fit(frame);
    expect_near(at(picture, x, y), kRedYuv);
    expect_near(at(picture, size.width - 1 - x, size.height - 1 - y), kWhiteYuv);
  }
  stream::Fitter upright({64, 128});  // turned while it runs: 64x32 in the middle
  frame.rotation = k90;
  expect_near(at(upright.fit(frame), 2, 64), kRedYuv);
  expect_near(at(upright.fit(frame), 32, 20), kBlackYuv);
}

TEST(Fitter, WhatAnEncoderCannotTakeIsShrunkInProportion) {
  EXPECT_EQ(stream::encoded_size(720, 1280, port::Rotation::k0), (stream::Size{720, 1280}));
  EXPECT_EQ(stream::encoded_size(1, 1, port::Rotation::k0), (stream::Size{16, 16}));
  EXPECT_EQ(stream::encoded_size(2160, 3840, port::Rotation::k0), (stream::Size{2160, 3840}));
  EXPECT_EQ(stream::encoded_size(4320, 7680, port::Rotation::k0), (stream::Size{2160, 3840}));
  const auto flat = stream::encoded_size(16384, 16, port::Rotation::k0);
  EXPECT_EQ(flat.width, 3840u);
  EXPECT_EQ(flat.height, 16u);
}

class Video : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(WelsCreateDecoder(&decoder_), 0);
    SDecodingParam parameters{};
    parameters.sVideoProperty.eVideoBsType = VIDEO_BITSTREAM_AVC;
    ASSERT_EQ(decoder_->Initialize(&parameters), 0);
  }
  void TearDown() override {
    decoder_->Uninitialize();
    WelsDestroyDecoder(decoder_);
  }
  stream::AccessUnit encode(const stream::Picture& picture) {
    auto unit = encoder_->encode(picture, now_ += 33ms);
    EXPECT_TRUE(unit) << unit.error().message();
    return std::move(*unit);
  }
  /// The pixel in the middle of what a decoder makes of it.
  Yuv decode(const stream::AccessUnit& unit, stream::Size size) {
    unsigned char* planes[3]{};
    SBufferInfo info{};
    EXPECT_EQ(
        decoder_->DecodeFrameNoDelay(reinterpret_cast<const unsigned char*>(unit.bytes.data()),
                                     static_cast<int>(unit.bytes.size()), planes, &info),
        dsErrorFree);
    EXPECT_EQ(info.iBufferStatus, 1);
    if (info.iBufferStatus != 1) return {};
    EXPECT_EQ(info.UsrData.sSystemBuffer.iWidth, static_cast<int>(size.width));
    EXPECT_EQ(info.UsrData.sSystemBuffer.iHeight, static_cast<int>(size.height));
    const int* stride = info.UsrData.sSystemBuffer.iStride;
    const uint32_t x = size.width / 2, y = size.height / 2;
    const size_t colour = y / 2 * static_cast<size_t>(stride[1]) + x / 2;
    return {planes[0][y * static_cast<size_t>(stride[0]) + x], planes[1][colour],
            planes[2][colour]};
  }
  void open(stream::Size size) {
    auto made = stream::open_h264_encoder({.size = size});
    ASSERT_TRUE(made) << made.error().message();
    encoder_ = std::move(*made);
  }

  ISVCDecoder* decoder_ = nullptr;
  std::unique_ptr<stream::VideoEncoder> encoder_;
  Clock::time_point now_ = Clock::now();
};

TEST_F(Video, APictureComesBackFromEachSize) {
  for (const stream::Size size :
       {stream::Size{16, 16}, stream::Size{62, 46}, {720, 1280}, {2160, 3840}}) {
    open(size);
    stream::Fitter fitter(size);
    const auto unit = encode(fitter.fit(frame_of(size.width, size.height, kRed)));
    EXPECT_TRUE(unit.key);
    expect_near(decode(unit, size), kRedYuv);
  }
}

TEST_F(Video, KeyFramesComeOnRequestOnlyAndBringTheirParameters) {
  open({128, 128});
  stream::Fitter fitter({128, 128});
  const auto& red = fitter.fit(frame_of(128, 128, kRed));
  EXPECT_TRUE(encode(red).key);
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(encode(red).key);
  const auto& white = fitter.fit(frame_of(128, 128, kWhite));
  encode(white);
  encoder_->request_key_frame();
  const auto key = encode(white);
  EXPECT_TRUE(key.key);
  std::vector<stream::NalType> types;
  for (const auto nal : stream::nal_units(key.bytes)) types.push_back(stream::nal_type(nal));
  using enum stream::NalType;
  EXPECT_EQ(types, (std::vector{kSps, kPps, kIdrSlice}));
  expect_near(decode(key, {128, 128}), kWhiteYuv);
  EXPECT_FALSE(encode(white).key);
}

/// Bytes of two seconds of waves that never stand.
size_t waves(stream::VideoEncoder& encoder, Clock::time_point& now) {
  size_t bytes = 0;
  for (int i = 0; i < 60; ++i) {
    stream::Picture picture(320, 240);
    for (size_t at = 0; at < picture.y.size(); ++at) {
      const double x = static_cast<double>(at % 320), y = static_cast<double>(at / 320);
      const double wave = 60 * std::sin(x * 0.3 + i * 0.1) * std::sin(y * 0.2 - i * 0.1) +
                          40 * std::sin(x * y * 0.01 + i * 0.1);
      picture.y[at] = static_cast<uint8_t>(128 + wave);
    }
    const auto unit = encoder.encode(picture, now += 33ms);
    if (unit) bytes += unit->bytes.size();
  }
  return bytes;
}

TEST_F(Video, TheRateCanChangeWhileItRuns) {
  open({320, 240});
  ASSERT_TRUE(encoder_->set_rate(4'000'000, 30));
  const size_t much = waves(*encoder_, now_);
  ASSERT_TRUE(encoder_->set_rate(400'000, 30));
  const size_t little = waves(*encoder_, now_);
  EXPECT_LT(little * 3, much) << little << " of " << much;
}

TEST_F(Video, AStillPictureTakesNextToNothing) {
  open({720, 1280});
  stream::Fitter fitter({720, 1280});
  const auto& red = fitter.fit(frame_of(720, 1280, kRed));
  encode(red);
  EXPECT_LT(encode(red).bytes.size(), 200u);
}

TEST_F(Video, ALiveOneKeepsItsRateOnNoise) {
  for (const auto open_one : {stream::open_h264_encoder, stream::open_vp8_encoder}) {
    constexpr uint32_t kBits = 1'000'000;
    auto made = open_one(
        {.size = {320, 240}, .frames_per_second = 60, .bits_per_second = kBits, .live = true});
    ASSERT_TRUE(made) << made.error().message();
    uint32_t state = 1;
    size_t bytes = 0, left_out = 0;
    stream::Picture picture(320, 240);
    for (int i = 0; i < 600; ++i) {
      for (auto& y : picture.y) y = static_cast<uint8_t>((state = state * 69069 + 1) >> 24);
      const auto unit = (*made)->encode(picture, now_ += 16666us);
      ASSERT_TRUE(unit);
      EXPECT_TRUE(i > 0 ? !unit->key : unit->key) << "no key frame that nobody asked for";
      bytes += unit->bytes.size();
      left_out += unit->bytes.empty() ? 1 : 0;
    }
    EXPECT_LT(static_cast<double>(bytes) * 8 / 10, kBits * 1.15) << (*made)->facts().name;
    EXPECT_GT(left_out, 0u);
  }
}

class Vp8 : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(vpx_codec_dec_init(&decoder_, vpx_codec_vp8_dx(), nullptr, 0), VPX_CODEC_OK);
  }
  void TearDown() override { vpx_codec_destroy(&decoder_); }
  stream::AccessUnit encode(const stream::Picture& picture) {
    auto unit = encoder_->encode(picture, now_ += 33ms);
    EXPECT_TRUE(unit) << unit.error().message();
    return std::move(*unit);
  }
  /// The pixel in the middle of what a decoder makes of it.
  Yuv decode(const stream::AccessUnit& unit, stream::Size size) {
    EXPECT_EQ(vpx_codec_decode(&decoder_, reinterpret_cast<const uint8_t*>(unit.bytes.data()),
                               static_cast<unsigned>(unit.bytes.size()), nullptr, 0),
              VPX_CODEC_OK);
    vpx_codec_iter_t at = nullptr;
    const vpx_image_t* image = vpx_codec_get_frame(&decoder_, &at);
    EXPECT_NE(image, nullptr);
    if (image == nullptr) return {};
    EXPECT_EQ((stream::Size{image->d_w, image->d_h}), size);
    const auto pixel = [&](int plane, uint32_t x, uint32_t y) {
      return int{image->planes[plane][static_cast<ptrdiff_t>(y) * image->stride[plane] + x]};
    };
    const uint32_t x = size.width / 2, y = size.height / 2;
    return {pixel(0, x, y), pixel(1, x / 2, y / 2), pixel(2, x / 2, y / 2)};
  }
  void open(stream::Size size) {
    auto made = stream::open_vp8_encoder({.size = size, .live = true});
    ASSERT_TRUE(made) << made.error().message();
    encoder_ = std::move(*made);
  }

  vpx_codec_ctx_t decoder_{};
  std::unique_ptr<stream::VideoEncoder> encoder_;
  Clock::time_point now_ = Clock::now();
};

TEST_F(Vp8, APictureComesBackFromEachSize) {
  for (const stream::Size size :
       {stream::Size{16, 16}, stream::Size{62, 46}, {720, 1280}, {2160, 3840}}) {
    open(size);
    stream::Fitter fitter(size);
    const auto unit = encode(fitter.fit(frame_of(size.width, size.height, kRed)));
    EXPECT_TRUE(unit.key);
    expect_near(decode(unit, size), kRedYuv, 12);
  }
}

TEST_F(Vp8, KeyFramesComeOnRequestOnly) {
  open({128, 128});
  stream::Fitter fitter({128, 128});
  const auto& red = fitter.fit(frame_of(128, 128, kRed));
  EXPECT_TRUE(encode(red).key);
  for (int i = 0; i < 200; ++i) EXPECT_FALSE(encode(red).key);
  const auto& white = fitter.fit(frame_of(128, 128, kWhite));
  encode(white);
  encoder_->request_key_frame();
  const auto key = encode(white);
  EXPECT_TRUE(key.key);
  expect_near(decode(key, {128, 128}), kWhiteYuv, 4);
  EXPECT_FALSE(encode(white).key);
}

TEST_F(Vp8, TheRateCanChangeWhileItRuns) {
  open({320, 240});
  ASSERT_TRUE(encoder_->set_rate(4'000'000, 30));
  const size_t much = waves(*encoder_, now_);
  ASSERT_TRUE(encoder_->set_rate(400'000, 30));
  const size_t little = waves(*encoder_, now_);
  EXPECT_LT(little * 2, much) << little << " of " << much;
}

TEST(SoundEncoder, AToneComesBackInTuneAndInTime) {
  auto made = stream::SoundEncoder::open(128'000);
  ASSERT_TRUE(made) << made.error().message();
  std::vector<std::vector<std::byte>> packets;
  const size_t silent = stream::kSoundRate / 2;
  ASSERT_TRUE((*made)->add_silence(silent, packets));
  std::vector<int16_t> tone;  // half a second of 441 Hz
  for (size_t i = 0; i < silent; ++i) {
    const double angle = 2 * std::numbers::pi * 441 * static_cast<double>(i) / stream::kSoundRate;
    tone.insert(tone.end(), 2, static_cast<int16_t>(std::lround(8000 * std::sin(angle))));
  }
  ASSERT_TRUE((*made)->add(std::as_bytes(std::span(tone)), packets));
  ASSERT_TRUE((*made)->flush(packets));
  EXPECT_EQ(packets.size(), 50u);

  int code = 0;
  OpusDecoder* decoder = opus_decoder_create(48000, 2, &code);
  std::vector<int16_t> heard;
  for (const auto& packet : packets) {
    int16_t samples[stream::kOpusFrame * 2];
    ASSERT_EQ(opus_decode(decoder, reinterpret_cast<const unsigned char*>(packet.data()),
                          static_cast<opus_int32>(packet.size()), samples, stream::kOpusFrame, 0),
              static_cast<int>(stream::kOpusFrame));
    heard.insert(heard.end(), std::begin(samples), std::end(samples));
  }
  opus_decoder_destroy(decoder);
  const auto left = [&](size_t frame) { return heard[(frame + (*made)->pre_skip()) * 2]; };
  for (size_t i = 0; i < 23000; ++i) ASSERT_LT(std::abs(left(i)), 300) << "silence at " << i;
  int crossings = 0;  // of a tenth of a second, in the middle of the tone
  for (size_t i = 36000; i < 40800; ++i) crossings += left(i) < 0 && left(i + 1) >= 0;
  EXPECT_NEAR(crossings, 44, 1);
  // The first quarter of a wave ends 27 samples behind the begin.
  EXPECT_GT(left(24027), 5000);
}

}  // namespace
}  // namespace anc::test
