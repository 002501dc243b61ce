// What the false drivers encode with.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <thread>
#include <vector>

#include <wels/codec_api.h>

namespace fake {

/// Is that asked for?
inline bool behaves(std::string_view how) {
  const char* asked = std::getenv("FAKE_ENCODER");
  return asked != nullptr && asked == how;
}

/// What opening an encoder does; false where it is refused.
inline bool open_as_asked() {
  if (behaves("crash")) std::abort();
  while (behaves("hang")) std::this_thread::sleep_for(std::chrono::seconds(1));
  return !behaves("refuse");
}

/// I420 in, H.264 out.
class PictureEncoder {
 public:
  PictureEncoder(int width, int height, int bits, float fps) : width_(width), height_(height) {
    WelsCreateSVCEncoder(&encoder_);
    int quiet = WELS_LOG_QUIET;
    encoder_->SetOption(ENCODER_OPTION_TRACE_LEVEL, &quiet);
    SEncParamBase all{};
    all.iUsageType = CAMERA_VIDEO_REAL_TIME;
    all.iPicWidth = width;
    all.iPicHeight = height;
    all.iTargetBitrate = bits;
    all.fMaxFrameRate = fps;
    all.iRCMode = RC_OFF_MODE;
    encoder_->Initialize(&all);
  }
  PictureEncoder(const PictureEncoder&) = delete;
  PictureEncoder& operator=(const PictureEncoder&) = delete;
  ~PictureEncoder() {
    encoder_->Uninitialize();
    WelsDestroySVCEncoder(encoder_);
  }

  /// False where the picture is refused.
  bool encode(uint8_t* y, int y_stride, uint8_t* u, uint8_t* v, int colour_stride, bool key) {
    if (behaves("fail") && pictures_ == 4) return false;
    if (key) encoder_->ForceIntraFrame(true);
    SSourcePicture source{};
    source.iColorFormat = videoFormatI420;
    source.iPicWidth = width_;
    source.iPicHeight = height_;
    source.iStride[0] = y_stride;
    source.iStride[1] = source.iStride[2] = colour_stride;
    source.pData[0] = y;
    source.pData[1] = u;
    source.pData[2] = v;
    source.uiTimeStamp = 33 * pictures_++;
    SFrameBSInfo out{};
    if (encoder_->EncodeFrame(&source, &out) != 0) return false;
    is_key_ = out.eFrameType == videoFrameTypeIDR;
    bytes_.clear();
    for (int i = 0; i < out.iLayerNum; ++i) {
      const SLayerBSInfo& layer = out.sLayerInfo[i];
      int size = 0;
      for (int n = 0; n < layer.iNalCount; ++n) size += layer.pNalLengthInByte[n];
      bytes_.insert(bytes_.end(), layer.pBsBuf, layer.pBsBuf + size);
    }
    return true;
  }
  std::vector<uint8_t>& bytes() { return bytes_; }
  bool is_key() const { return is_key_; }

 private:
  const int width_, height_;
  ISVCEncoder* encoder_ = nullptr;
  std::vector<uint8_t> bytes_;
  bool is_key_ = false;
  int64_t pictures_ = 0;
};

}  // namespace fake
