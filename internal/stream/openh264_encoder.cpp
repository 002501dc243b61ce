// OpenH264 behind the interface. Its header clashes with other encoders': only here.
#include <atomic>
#include <cstring>
#include <string>
#include <thread>

#include <wels/codec_api.h>

#include "internal/stream/video_encoder.h"

namespace anc::stream {
namespace {
using Clock = std::chrono::steady_clock;

/// Where a quiet picture ends up; beyond it only the file grows. Of a live one, at 48 dB, nobody
/// sees the difference either, and finer it takes a quarter more time and twice the bits.
constexpr int kLeastQp = 12, kLeastLiveQp = 22, kMostQp = 51;

Error failed(const std::string& what, int code) {
  return Error(Kind::kGraphics,
               "H.264 encoder: " + what + " (OpenH264 says " + std::to_string(code) + ")");
}

struct Destroy {
  void operator()(ISVCEncoder* encoder) const {
    encoder->Uninitialize();
    WelsDestroySVCEncoder(encoder);
  }
};

void say_colours(SSpatialLayerConfig& layer) {
  layer.bVideoSignalTypePresent = true;
  layer.uiVideoFormat = VF_UNDEF;
  layer.bFullRange = kColours.full_range;
  layer.bColorDescriptionPresent = true;
  layer.uiColorPrimaries = kColours.primaries;
  layer.uiTransferCharacteristics = kColours.transfer;
  layer.uiColorMatrix = kColours.matrix;
}

/// Slices of a live picture, each on a thread of its own: two take 2.3 ms where one takes 3.5, and
/// also beside a guest that keeps two cores busy the late pictures come sooner (docs/encoders.md).
unsigned live_slices() {
  const unsigned cores = std::thread::hardware_concurrency();
  return cores >= 8 ? 4 : cores >= 2 ? 2 : 1;
}

SEncParamExt parameters(ISVCEncoder& encoder, const VideoFormat& format) {
  SEncParamExt all{};
  encoder.GetDefaultParams(&all);
  // The mode for screens makes better pictures of the same bits, and looks for what has scrolled,
  // which takes up to twice the time. Noise it leaves out nearly all of, to keep the rate.
  all.iUsageType = format.live ? CAMERA_VIDEO_REAL_TIME : SCREEN_CONTENT_REAL_TIME;
  all.iComplexityMode = format.live ? LOW_COMPLEXITY : MEDIUM_COMPLEXITY;
  all.bEnableSceneChangeDetect = !format.live;  // no key frame that nobody has asked for
  all.iPicWidth = static_cast<int>(format.size.width);
  all.iPicHeight = static_cast<int>(format.size.height);
  all.iTargetBitrate = static_cast<int>(format.bits_per_second);
  all.iMaxBitrate = UNSPECIFIED_BIT_RATE;
  all.fMaxFrameRate = static_cast<float>(format.frames_per_second);
  all.iRCMode = RC_TIMESTAMP_MODE;
  all.bEnableFrameSkip = format.live;
  all.iMinQp = format.live ? kLeastLiveQp : kLeastQp;
  all.iMaxQp = kMostQp;
  all.uiIntraPeriod = 0;  // key frames on demand
  all.eSpsPpsIdStrategy = CONSTANT_ID;
  const unsigned slices = format.live ? live_slices() : 1;
  all.iMultipleThreadIdc = static_cast<unsigned short>(slices);
  all.bEnableDenoise = false;
  all.bEnableAdaptiveQuant = false;
  all.bEnableBackgroundDetection = !format.live;  // a camera's: it leaves ghosts of what moved
  SSpatialLayerConfig& layer = all.sSpatialLayers[0];
  layer.iVideoWidth = all.iPicWidth;
  layer.iVideoHeight = all.iPicHeight;
  layer.fFrameRate = all.fMaxFrameRate;
  layer.iSpatialBitrate = all.iTargetBitrate;
  layer.iMaxSpatialBitrate = UNSPECIFIED_BIT_RATE;
  layer.uiProfileIdc = PRO_BASELINE;
  layer.sSliceArgument.uiSliceMode = slices > 1 ? SM_FIXEDSLCNUM_SLICE : SM_SINGLE_SLICE;
  layer.sSliceArgument.uiSliceNum = slices;
  say_colours(layer);
  return all;
}

class OpenH264 final : public VideoEncoder {
 public:
  explicit OpenH264(const VideoFormat& format) : format_(format) {}

  Result<void> open() {
    ISVCEncoder* made = nullptr;
    const int code = WelsCreateSVCEncoder(&made);
    if (code != 0 || made == nullptr) return fail(failed("it cannot be made", code));
    encoder_.reset(made);
    int quiet = WELS_LOG_QUIET;
    encoder_->SetOption(ENCODER_OPTION_TRACE_LEVEL, &quiet);
    const SEncParamExt all = parameters(*encoder_, format_);
    if (const int refused = encoder_->InitializeExt(&all); refused != 0) {
      return fail(failed("it refuses pictures of " + std::to_string(format_.size.width) + "x" +
                             std::to_string(format_.size.height),
                         refused));
    }
    return {};
  }

  Result<AccessUnit> encode(const Picture& picture, Clock::time_point captured_at) override {
    CHECK((Size{picture.width, picture.height} == format_.size), "a stream keeps its size");
    if (key_wanted_.exchange(false)) encoder_->ForceIntraFrame(true);
    SSourcePicture source{};
    source.iColorFormat = videoFormatI420;
    source.iPicWidth = static_cast<int>(picture.width);
    source.iPicHeight = static_cast<int>(picture.height);
    source.iStride[0] = source.iPicWidth;
    source.iStride[1] = source.iStride[2] = source.iPicWidth / 2;
    // It reads them only.
    source.pData[0] = const_cast<uint8_t*>(picture.y.data());
    source.pData[1] = const_cast<uint8_t*>(picture.u.data());
    source.pData[2] = const_cast<uint8_t*>(picture.v.data());
    if (begin_ == Clock::time_point{}) begin_ = captured_at;
    source.uiTimeStamp =
        std::chrono::duration_cast<std::chrono::milliseconds>(captured_at - begin_).count();
    SFrameBSInfo out{};
    if (const int code = encoder_->EncodeFrame(&source, &out); code != 0) {
      return fail(failed("a picture cannot be encoded", code));
    }
    return unit_of(out, captured_at);
  }

  void request_key_frame() override { key_wanted_ = true; }
  EncoderFacts facts() const override { return {.name = openh264_name(), .hardware = false}; }

  Result<void> set_rate(uint32_t bits_per_second, uint32_t frames_per_second) override {
    float frames = static_cast<float>(frames_per_second);
    SBitrateInfo bits{};
    bits.iLayer = SPATIAL_LAYER_ALL;
    bits.iBitrate = static_cast<int>(bits_per_second);
    int code = encoder_->SetOption(ENCODER_OPTION_FRAME_RATE, &frames);
    if (code == 0) code = encoder_->SetOption(ENCODER_OPTION_BITRATE, &bits);
    if (code != 0) return fail(failed("it refuses another rate", code));
    return {};
  }

 private:
  static AccessUnit unit_of(const SFrameBSInfo& out, Clock::time_point captured_at) {
    AccessUnit unit;
    unit.captured_at = captured_at;
    unit.key = out.eFrameType == videoFrameTypeIDR;
    if (out.eFrameType == videoFrameTypeSkip) return unit;
    unit.bytes.reserve(static_cast<size_t>(out.iFrameSizeInBytes));
    for (int i = 0; i < out.iLayerNum; ++i) {
      const SLayerBSInfo& layer = out.sLayerInfo[i];
      size_t size = 0;
      for (int n = 0; n < layer.iNalCount; ++n) {
        size += static_cast<size_t>(layer.pNalLengthInByte[n]);
      }
      const auto* begin = reinterpret_cast<const std::byte*>(layer.pBsBuf);
      unit.bytes.insert(unit.bytes.end(), begin, begin + size);
    }
    return unit;
  }

  const VideoFormat format_;
  std::unique_ptr<ISVCEncoder, Destroy> encoder_;
  std::atomic<bool> key_wanted_ = false;
  Clock::time_point begin_{};
};
}  // namespace

std::string openh264_name() {
  const OpenH264Version version = WelsGetCodecVersion();
  return "OpenH264 " + std::to_string(version.uMajor) + "." + std::to_string(version.uMinor) + "." +
         std::to_string(version.uRevision);
}

Result<std::unique_ptr<VideoEncoder>> open_h264_encoder(const VideoFormat& format) {
  auto encoder = std::make_unique<OpenH264>(format);
  TRY(encoder->open());
  return std::unique_ptr<VideoEncoder>(std::move(encoder));
}

}  // namespace anc::stream
