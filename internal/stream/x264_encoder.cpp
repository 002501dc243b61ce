// x264 behind the interface, where the build has it (ANC_X264: the binary is GPL then). Its header
// clashes with other encoders': only here.
#ifdef ANC_X264
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <string>
#include <x264.h>

#include "internal/stream/video_encoder.h"

namespace anc::stream {
namespace {
using Clock = std::chrono::steady_clock;

Error failed(const std::string& what) { return Error(Kind::kGraphics, "x264: " + what); }

struct Close {
  void operator()(x264_t* encoder) const { x264_encoder_close(encoder); }
};

int kilobits(uint32_t bits) { return static_cast<int>(std::max(bits / 1000, 1u)); }

void set_rates(x264_param_t& all, const VideoFormat& format) {
  all.i_fps_num = format.frames_per_second;
  all.i_fps_den = 1;
  all.rc.i_rc_method = X264_RC_ABR;
  all.rc.i_bitrate = all.rc.i_vbv_max_bitrate = kilobits(format.bits_per_second);
  all.rc.i_vbv_buffer_size = format.live ? std::max(all.rc.i_bitrate / 4, 1) : all.rc.i_bitrate;
}

Result<x264_param_t> parameters(const VideoFormat& format) {
  x264_param_t all{};
  if (x264_param_default_preset(&all, format.live ? "ultrafast" : "veryfast", "zerolatency") < 0) {
    return fail(failed("it has no such preset"));
  }
  all.i_log_level = X264_LOG_NONE;
  all.i_threads = 1;
  all.i_width = static_cast<int>(format.size.width);
  all.i_height = static_cast<int>(format.size.height);
  all.i_csp = X264_CSP_I420;
  all.i_keyint_max = X264_KEYINT_MAX_INFINITE;
  all.i_scenecut_threshold = 0;
  all.b_repeat_headers = 1;
  all.b_annexb = 1;
  all.b_vfr_input = 0;  // else it keeps a picture back to know how long it lasts
  all.vui.b_fullrange = kColours.full_range ? 1 : 0;
  all.vui.i_colorprim = kColours.primaries;
  all.vui.i_transfer = kColours.transfer;
  all.vui.i_colmatrix = kColours.matrix;
  set_rates(all, format);
  if (x264_param_apply_profile(&all, "baseline") < 0) return fail(failed("it has no baseline"));
  return all;
}

class X264 final : public VideoEncoder {
 public:
  explicit X264(const VideoFormat& format) : format_(format) {}

  Result<void> open() {
    parameters_ = TRY(parameters(format_));
    encoder_.reset(x264_encoder_open(&parameters_));
    return encoder_ ? Result<void>{} : fail(failed("it refuses the format"));
  }

  Result<AccessUnit> encode(const Picture& picture, Clock::time_point captured_at) override {
    CHECK((Size{picture.width, picture.height} == format_.size), "a stream keeps its size");
    x264_picture_t in{}, out{};
    x264_picture_init(&in);
    in.i_type = key_wanted_.exchange(false) ? X264_TYPE_IDR : X264_TYPE_AUTO;
    in.i_pts = pictures_++;
    in.img.i_csp = X264_CSP_I420;
    in.img.i_plane = 3;
    const std::vector<uint8_t>* planes[] = {&picture.y, &picture.u, &picture.v};
    for (size_t i = 0; i < 3; ++i) {
      in.img.plane[i] = const_cast<uint8_t*>(planes[i]->data());  // it reads them only
      in.img.i_stride[i] = static_cast<int>(i == 0 ? picture.width : picture.width / 2);
    }
    x264_nal_t* nals = nullptr;
    int count = 0;
    const int size = x264_encoder_encode(encoder_.get(), &nals, &count, &in, &out);
    if (size < 0) return fail(failed("a picture cannot be encoded"));
    AccessUnit unit{.bytes = {}, .key = out.b_keyframe != 0, .captured_at = captured_at};
    if (count == 0) return unit;
    const auto* bytes = reinterpret_cast<const std::byte*>(nals[0].p_payload);  // all in one piece
    unit.bytes.assign(bytes, bytes + size);
    return unit;
  }

  void request_key_frame() override { key_wanted_ = true; }
  EncoderFacts facts() const override { return {.name = x264_name(), .hardware = false}; }

  Result<void> set_rate(uint32_t bits_per_second, uint32_t frames_per_second) override {
    format_.bits_per_second = bits_per_second;
    format_.frames_per_second = frames_per_second;
    set_rates(parameters_, format_);
    if (x264_encoder_reconfig(encoder_.get(), &parameters_) < 0) {
      return fail(failed("it refuses another rate"));
    }
    return {};
  }

 private:
  VideoFormat format_;
  x264_param_t parameters_{};
  std::unique_ptr<x264_t, Close> encoder_;
  std::atomic<bool> key_wanted_ = false;
  int64_t pictures_ = 0;
};
}  // namespace

std::string x264_name() { return "x264 " + std::to_string(X264_BUILD); }

Result<std::unique_ptr<VideoEncoder>> open_x264_encoder(const VideoFormat& format) {
  auto encoder = std::make_unique<X264>(format);
  TRY(encoder->open());
  return std::unique_ptr<VideoEncoder>(std::move(encoder));
}

}  // namespace anc::stream
#endif
