// libvpx's VP8 behind the interface.
#include <algorithm>
#include <atomic>
#include <string>

#include <vpx/vp8cx.h>
#include <vpx/vpx_encoder.h>

#include "internal/stream/video_encoder.h"

namespace anc::stream {
namespace {
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

/// A key frame has at most so many percent of what a frame has in the mean.
constexpr unsigned kMostKey = 1500;

Error failed(const std::string& what, const char* why) {
  return Error(Kind::kGraphics, "VP8 encoder: " + what + " (libvpx says: " + why + ")");
}

vpx_codec_enc_cfg_t configuration(const VideoFormat& format) {
  vpx_codec_enc_cfg_t all{};
  vpx_codec_enc_config_default(vpx_codec_vp8_cx(), &all, 0);
  all.g_w = format.size.width;
  all.g_h = format.size.height;
  all.g_threads = 1;  // two that wait for each other spin, and a small host has nothing to spare
  all.g_timebase = {.num = 1, .den = 1000};
  all.g_lag_in_frames = 0;
  all.g_error_resilient = 0;  // what is lost is sent again, or a key frame comes
  all.kf_mode = VPX_KF_DISABLED;
  all.rc_end_usage = VPX_CBR;
  all.rc_target_bitrate = format.bits_per_second / 1000;
  all.rc_min_quantizer = 2;
  all.rc_max_quantizer = 58;
  all.rc_undershoot_pct = 100;
  all.rc_overshoot_pct = 15;
  // Milliseconds at the target rate: what may be sent in a burst, and what that begins with.
  all.rc_buf_sz = 1000;
  all.rc_buf_initial_sz = 500;
  all.rc_buf_optimal_sz = 600;
  all.rc_dropframe_thresh = format.live ? 30 : 0;
  all.rc_resize_allowed = 0;
  return all;
}

class Vp8 final : public VideoEncoder {
 public:
  explicit Vp8(const VideoFormat& format)
      : format_(format), configuration_(configuration(format)) {}
  Vp8(const Vp8&) = delete;
  Vp8& operator=(const Vp8&) = delete;
  ~Vp8() override {
    if (open_) vpx_codec_destroy(&codec_);
  }

  Result<void> open() {
    if (vpx_codec_enc_init(&codec_, vpx_codec_vp8_cx(), &configuration_, 0) != VPX_CODEC_OK) {
      return fail(failed("it cannot be opened", vpx_codec_error(&codec_)));
    }
    open_ = true;
    // Quicker still takes no less time for a UI, and the mode for screens leaves out more of noise.
    vpx_codec_control(&codec_, VP8E_SET_CPUUSED, format_.live ? -12 : -6);
    vpx_codec_control(&codec_, VP8E_SET_STATIC_THRESHOLD, 100u);
    vpx_codec_control(&codec_, VP8E_SET_SCREEN_CONTENT_MODE, 0u);
    vpx_codec_control(&codec_, VP8E_SET_MAX_INTRA_BITRATE_PCT, kMostKey);
    vpx_codec_control(&codec_, VP8E_SET_NOISE_SENSITIVITY, 0u);
    vpx_codec_control(&codec_, VP8E_SET_TOKEN_PARTITIONS, VP8_ONE_TOKENPARTITION);
    return {};
  }

  Result<AccessUnit> encode(const Picture& picture, Clock::time_point captured_at) override {
    CHECK((Size{picture.width, picture.height} == format_.size), "a stream keeps its size");
    vpx_image_t image{};
    // It reads them only.
    vpx_img_wrap(&image, VPX_IMG_FMT_I420, picture.width, picture.height, 1,
                 const_cast<uint8_t*>(picture.y.data()));
    image.planes[VPX_PLANE_U] = const_cast<uint8_t*>(picture.u.data());
    image.planes[VPX_PLANE_V] = const_cast<uint8_t*>(picture.v.data());
    image.stride[VPX_PLANE_Y] = static_cast<int>(picture.width);
    image.stride[VPX_PLANE_U] = image.stride[VPX_PLANE_V] = static_cast<int>(picture.width / 2);
    const vpx_enc_frame_flags_t flags = key_wanted_.exchange(false) ? VPX_EFLAG_FORCE_KF : 0;
    const auto duration = 1000 / std::min(configured_fps_, 1000u);
    if (vpx_codec_encode(&codec_, &image, time_of(captured_at), duration, flags, VPX_DL_REALTIME) !=
        VPX_CODEC_OK) {
      return fail(failed("a picture cannot be encoded", vpx_codec_error(&codec_)));
    }
    return take_unit(captured_at);
  }

  void request_key_frame() override { key_wanted_ = true; }
  EncoderFacts facts() const override { return {.name = vp8_name(), .hardware = false}; }

  Result<void> set_rate(uint32_t bits_per_second, uint32_t frames_per_second) override {
    configuration_.rc_target_bitrate = bits_per_second / 1000;
    configured_fps_ = frames_per_second;
    if (vpx_codec_enc_config_set(&codec_, &configuration_) != VPX_CODEC_OK) {
      return fail(failed("it refuses another rate", vpx_codec_error(&codec_)));
    }
    return {};
  }

 private:
  /// Milliseconds since the first picture; always more than the one before.
  vpx_codec_pts_t time_of(Clock::time_point captured_at) {
    if (begin_ == Clock::time_point{}) begin_ = captured_at;
    const auto passed = std::chrono::duration_cast<milliseconds>(captured_at - begin_).count();
    time_ = std::max<vpx_codec_pts_t>(time_ + 1, passed);
    return time_;
  }

  AccessUnit take_unit(Clock::time_point captured_at) {
    AccessUnit unit;
    unit.captured_at = captured_at;
    vpx_codec_iter_t at = nullptr;
    while (const vpx_codec_cx_pkt_t* packet = vpx_codec_get_cx_data(&codec_, &at)) {
      if (packet->kind != VPX_CODEC_CX_FRAME_PKT) continue;
      const auto* bytes = static_cast<const std::byte*>(packet->data.frame.buf);
      unit.bytes.insert(unit.bytes.end(), bytes, bytes + packet->data.frame.sz);
      unit.key |= (packet->data.frame.flags & VPX_FRAME_IS_KEY) != 0;
    }
    return unit;
  }

  const VideoFormat format_;
  vpx_codec_enc_cfg_t configuration_;
  uint32_t configured_fps_ = format_.frames_per_second;
  vpx_codec_ctx_t codec_{};
  bool open_ = false;
  std::atomic<bool> key_wanted_ = false;
  Clock::time_point begin_{};
  vpx_codec_pts_t time_ = -1;
};
}  // namespace

std::string vp8_name() { return std::string("libvpx ") + vpx_codec_version_str(); }

Result<std::unique_ptr<VideoEncoder>> open_vp8_encoder(const VideoFormat& format) {
  auto encoder = std::make_unique<Vp8>(format);
  TRY(encoder->open());
  return std::unique_ptr<VideoEncoder>(std::move(encoder));
}

}  // namespace anc::stream
