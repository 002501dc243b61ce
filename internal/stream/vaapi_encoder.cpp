// VA-API behind the interface (libva 2.17, va.h and va_enc_h264.h).
#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <fcntl.h>
#include <libyuv.h>
#include <string>
#include <utility>

#include "internal/core/fd.h"
#include "internal/stream/h264.h"
#include "internal/stream/h264_headers.h"
#include "internal/stream/vaapi_library.h"

namespace anc::stream {
namespace {
using Clock = std::chrono::steady_clock;

constexpr uint8_t kIntraSlice = 2, kPredictedSlice = 0;  // table 7-6

VAPictureH264 no_picture() {
  VAPictureH264 none{};
  none.picture_id = VA_INVALID_SURFACE;
  none.flags = VA_PICTURE_H264_INVALID;
  return none;
}

/// A misc parameter of that type as a buffer has it: the type, and the values behind it.
template <class Values>
std::vector<std::byte> misc(VAEncMiscParameterType type, const Values& values) {
  std::vector<std::byte> bytes(sizeof(VAEncMiscParameterBuffer) + sizeof values);
  std::memcpy(bytes.data() + offsetof(VAEncMiscParameterBuffer, type), &type, sizeof type);
  std::memcpy(bytes.data() + sizeof(VAEncMiscParameterBuffer), &values, sizeof values);
  return bytes;
}

class Vaapi final : public VideoEncoder {
 public:
  Vaapi(const Va& va, const VideoFormat& format) : va_(va), format_(format) {}
  Vaapi(const Vaapi&) = delete;
  Vaapi& operator=(const Vaapi&) = delete;
  /// The display takes all that was made on it with it.
  ~Vaapi() override {
    if (display_ != nullptr) va_.Terminate(display_);
  }

  Result<void> open(const std::string& node) {
    device_ = core::Fd(::open(node.c_str(), O_RDWR | O_CLOEXEC));
    if (!device_) return fail_errno(errno, "VA-API: open " + node, Kind::kGraphics);
    display_ = va_.GetDisplayDRM(device_.get());
    if (display_ == nullptr) return fail(Kind::kGraphics, "VA-API: " + node + " has no display");
    int major = 0, minor = 0;
    TRY(said("its driver does not start", va_.Initialize(display_, &major, &minor)));
    TRY(make_config());
    TRY(make_surfaces());
    return make_buffers();
  }

  Result<AccessUnit> encode(const Picture& picture, Clock::time_point captured_at) override {
    CHECK((Size{picture.width, picture.height} == format_.size), "a stream keeps its size");
    TRY(upload(picture));
    const bool key = key_wanted_.exchange(false) || pictures_ == 0;
    if (key) {
      pictures_ = 0;
      rate_changed_ = true;
    }
    TRY(said("a picture is refused", va_.BeginPicture(display_, context_, surfaces_[kInput])));
    const auto rendered = render(key);
    const VAStatus ended = va_.EndPicture(display_, context_);  // in any case
    for (const VABufferID buffer : std::exchange(parameters_, {})) {
      va_.DestroyBuffer(display_, buffer);
    }
    if (!rendered) return fail(Error(rendered.error()));
    TRY(said("a picture cannot be encoded", ended));
    TRY(said("a picture does not get done", va_.SyncSurface(display_, surfaces_[kInput])));
    ++pictures_;
    rate_changed_ = false;
    return take_unit(key, captured_at);
  }

  void request_key_frame() override { key_wanted_ = true; }

  EncoderFacts facts() const override {
    const char* vendor = va_.QueryVendorString(display_);
    return {.name = std::string("VA-API of ") + (vendor != nullptr ? vendor : "an unknown driver"),
            .hardware = true};
  }

  Result<void> set_rate(uint32_t bits_per_second, uint32_t frames_per_second) override {
    format_.bits_per_second = bits_per_second;
    format_.frames_per_second = frames_per_second;
    rate_changed_ = true;
    return {};
  }

 private:
  /// What is in surfaces_: the picture that comes in, and what the encoder makes of this picture
  /// and of the one before it, in turn.
  static constexpr size_t kInput = 0, kFirstMade = 1, kSurfaces = 3;

  Result<void> said(const char* what, VAStatus status) const {
    if (status == VA_STATUS_SUCCESS) return {};
    return fail(Kind::kGraphics, std::string("VA-API: ") + what +
                                     " (its driver says: " + va_.ErrorStr(status) + ")");
  }

  Result<VAEntrypoint> entrypoint() const {
    std::vector<VAEntrypoint> all(
        static_cast<size_t>(std::max(va_.MaxNumEntrypoints(display_), 1)));
    int count = 0;
    TRY(said("it has no such H.264",
             va_.QueryConfigEntrypoints(display_, kProfile, all.data(), &count)));
    const auto end = all.begin() + std::clamp(count, 0, static_cast<int>(all.size()));
    for (const VAEntrypoint one : {VAEntrypointEncSlice, VAEntrypointEncSliceLP}) {
      if (std::find(all.begin(), end, one) != end) return one;
    }
    return fail(Kind::kGraphics, "VA-API: its driver does not encode H.264");
  }

  Result<void> make_config() {
    const VAEntrypoint entry = TRY(entrypoint());
    std::array<VAConfigAttrib, 3> all{};
    all[0].type = VAConfigAttribRTFormat;
    all[1].type = VAConfigAttribRateControl;
    all[2].type = VAConfigAttribEncPackedHeaders;
    TRY(said("it does not say what it can",
             va_.GetConfigAttributes(display_, kProfile, entry, all.data(), all.size())));
    if ((all[0].value & VA_RT_FORMAT_YUV420) == 0) {
      return fail(Kind::kGraphics, "VA-API: it takes no pictures of our kind");
    }
    all[0].value = VA_RT_FORMAT_YUV420;
    if (all[1].value == VA_ATTRIB_NOT_SUPPORTED || (all[1].value & VA_RC_CBR) == 0) {
      return fail(Kind::kGraphics, "VA-API: it keeps no constant rate");
    }
    all[1].value = VA_RC_CBR;
    packs_headers_ = all[2].value != VA_ATTRIB_NOT_SUPPORTED &&
                     (all[2].value & VA_ENC_PACKED_HEADER_SEQUENCE) != 0;
    all[2].value = VA_ENC_PACKED_HEADER_SEQUENCE;
    const int count = packs_headers_ ? 3 : 2;
    return said("it refuses H.264",
                va_.CreateConfig(display_, kProfile, entry, all.data(), count, &config_));
  }

  Result<void> make_surfaces() {
    const uint32_t width = (format_.size.width + 15) / 16 * 16;
    const uint32_t height = (format_.size.height + 15) / 16 * 16;
    TRY(said("it has no room for pictures",
             va_.CreateSurfaces(display_, VA_RT_FORMAT_YUV420, width, height, surfaces_.data(),
                                kSurfaces, nullptr, 0)));
    return said(
        "it refuses pictures of this size",
        va_.CreateContext(display_, config_, static_cast<int>(width), static_cast<int>(height),
                          VA_PROGRESSIVE, surfaces_.data(), kSurfaces, &context_));
  }

  Result<void> make_buffers() {
    const size_t most = size_t{format_.size.width} * format_.size.height * 3 / 2 + 65536;
    TRY(said("it has no room for the output",
             va_.CreateBuffer(display_, context_, VAEncCodedBufferType, static_cast<unsigned>(most),
                              1, nullptr, &coded_)));
    VAImageFormat nv12{};
    nv12.fourcc = VA_FOURCC_NV12;
    nv12.byte_order = VA_LSB_FIRST;
    nv12.bits_per_pixel = 12;
    return said("it takes no NV12",
                va_.CreateImage(display_, &nv12, static_cast<int>(format_.size.width),
                                static_cast<int>(format_.size.height), &image_));
  }

  Result<void> upload(const Picture& picture) {
    void* mapped = nullptr;
    TRY(said("its image cannot be written", va_.MapBuffer(display_, image_.buf, &mapped)));
    const int width = static_cast<int>(picture.width), height = static_cast<int>(picture.height);
    auto* to = static_cast<uint8_t*>(mapped);
    libyuv::I420ToNV12(picture.y.data(), width, picture.u.data(), width / 2, picture.v.data(),
                       width / 2, to + image_.offsets[0], static_cast<int>(image_.pitches[0]),
                       to + image_.offsets[1], static_cast<int>(image_.pitches[1]), width, height);
    TRY(said("its image cannot be written", va_.UnmapBuffer(display_, image_.buf)));
    return said("a picture cannot be handed over",
                va_.PutImage(display_, surfaces_[kInput], image_.image_id, 0, 0, picture.width,
                             picture.height, 0, 0, picture.width, picture.height));
  }

  Result<void> add(VABufferType type, const void* values, size_t size) {
    VABufferID buffer = VA_INVALID_ID;
    TRY(said("it has no room for parameters",
             va_.CreateBuffer(display_, context_, type, static_cast<unsigned>(size), 1,
                              const_cast<void*>(values), &buffer)));  // it copies them
    parameters_.push_back(buffer);
    return {};
  }

  Result<void> render(bool key) {
    if (key) TRY(add_sequence());
    if (rate_changed_) TRY(add_rates());
    if (key && packs_headers_) TRY(add_headers());
    TRY(add_picture(key));
    TRY(add_slice(key));
    return said("parameters are refused", va_.RenderPicture(display_, context_, parameters_.data(),
                                                            static_cast<int>(parameters_.size())));
  }

  Result<void> add_sequence() {
    const auto [width, height] = format_.size;
    VAEncSequenceParameterBufferH264 all{};
    all.level_idc = h264_level(format_.size, format_.frames_per_second);
    all.intra_period = all.intra_idr_period = 0;  // key frames on demand
    all.ip_period = 1;
    all.bits_per_second = format_.bits_per_second;
    all.max_num_ref_frames = 1;
    all.picture_width_in_mbs = static_cast<uint16_t>((width + 15) / 16);
    all.picture_height_in_mbs = static_cast<uint16_t>((height + 15) / 16);
    all.seq_fields.bits.chroma_format_idc = 1;
    all.seq_fields.bits.frame_mbs_only_flag = 1;
    all.seq_fields.bits.direct_8x8_inference_flag = 1;
    all.seq_fields.bits.log2_max_frame_num_minus4 = kFrameNumBits - 4;
    all.seq_fields.bits.log2_max_pic_order_cnt_lsb_minus4 = kPicOrderBits - 4;
    all.frame_crop_right_offset = (all.picture_width_in_mbs * 16u - width) / 2;
    all.frame_crop_bottom_offset = (all.picture_height_in_mbs * 16u - height) / 2;
    all.frame_cropping_flag = all.frame_crop_right_offset + all.frame_crop_bottom_offset > 0;
    return add(VAEncSequenceParameterBufferType, &all, sizeof all);
  }

  Result<void> add_rates() {
    VAEncMiscParameterRateControl rate{};
    rate.bits_per_second = format_.bits_per_second;
    rate.target_percentage = 100;
    rate.window_size = format_.live ? 500 : 1000;  // ms
    VAEncMiscParameterFrameRate frames{};
    frames.framerate = format_.frames_per_second;
    VAEncMiscParameterHRD buffer{};
    buffer.buffer_size = format_.live ? format_.bits_per_second / 2 : format_.bits_per_second;
    buffer.initial_buffer_fullness = buffer.buffer_size / 2;
    for (const auto& bytes :
         {misc(VAEncMiscParameterTypeRateControl, rate),
          misc(VAEncMiscParameterTypeFrameRate, frames), misc(VAEncMiscParameterTypeHRD, buffer)}) {
      TRY(add(VAEncMiscParameterBufferType, bytes.data(), bytes.size()));
    }
    return {};
  }

  Result<void> add_headers() {
    const auto headers = h264_headers(format_.size, format_.frames_per_second);
    VAEncPackedHeaderParameterBuffer head{};
    head.type = VAEncPackedHeaderSequence;
    head.bit_length = static_cast<uint32_t>(headers.size() * 8);
    head.has_emulation_bytes = 1;
    TRY(add(VAEncPackedHeaderParameterBufferType, &head, sizeof head));
    return add(VAEncPackedHeaderDataBufferType, headers.data(), headers.size());
  }

  /// The one made of the picture that many before this one (0 or 1).
  VAPictureH264 made(uint32_t before) const {
    VAPictureH264 picture{};
    const uint32_t number = pictures_ - before;
    picture.picture_id = surfaces_[kFirstMade + number % 2];
    picture.frame_idx = number % (1u << kFrameNumBits);
    picture.flags = before == 0 ? 0 : VA_PICTURE_H264_SHORT_TERM_REFERENCE;
    picture.TopFieldOrderCnt = picture.BottomFieldOrderCnt = static_cast<int32_t>(number * 2);
    return picture;
  }

  Result<void> add_picture(bool key) {
    VAEncPictureParameterBufferH264 all{};
    all.CurrPic = made(0);
    std::fill(std::begin(all.ReferenceFrames), std::end(all.ReferenceFrames), no_picture());
    if (!key) all.ReferenceFrames[0] = made(1);
    all.coded_buf = coded_;
    all.frame_num = static_cast<uint16_t>(pictures_ % (1u << kFrameNumBits));
    all.pic_init_qp = kInitialQp;
    all.pic_fields.bits.idr_pic_flag = key ? 1 : 0;
    all.pic_fields.bits.reference_pic_flag = 1;
    all.pic_fields.bits.deblocking_filter_control_present_flag = 1;
    return add(VAEncPictureParameterBufferType, &all, sizeof all);
  }

  Result<void> add_slice(bool key) {
    const auto [width, height] = format_.size;
    VAEncSliceParameterBufferH264 all{};
    all.num_macroblocks = (width + 15) / 16 * ((height + 15) / 16);
    all.macroblock_info = VA_INVALID_ID;
    all.slice_type = key ? kIntraSlice : kPredictedSlice;
    if (key) all.idr_pic_id = ++keys_;
    all.pic_order_cnt_lsb = static_cast<uint16_t>(pictures_ * 2 % (1u << kPicOrderBits));
    std::fill(std::begin(all.RefPicList0), std::end(all.RefPicList0), no_picture());
    std::fill(std::begin(all.RefPicList1), std::end(all.RefPicList1), no_picture());
    if (!key) all.RefPicList0[0] = made(1);
    return add(VAEncSliceParameterBufferType, &all, sizeof all);
  }

  Result<AccessUnit> take_unit(bool key, Clock::time_point captured_at) {
    void* mapped = nullptr;
    TRY(said("its output cannot be read", va_.MapBuffer(display_, coded_, &mapped)));
    AccessUnit unit{.bytes = {}, .key = key, .captured_at = captured_at};
    for (const auto* at = static_cast<const VACodedBufferSegment*>(mapped); at != nullptr;
         at = static_cast<const VACodedBufferSegment*>(at->next)) {
      const auto* bytes = static_cast<const std::byte*>(at->buf);
      unit.bytes.insert(unit.bytes.end(), bytes, bytes + at->size);
    }
    TRY(said("its output cannot be read", va_.UnmapBuffer(display_, coded_)));
    if (unit.bytes.empty()) return fail(Kind::kGraphics, "VA-API: nothing comes out");
    if (key && !has_headers(unit.bytes)) {
      const auto headers = h264_headers(format_.size, format_.frames_per_second);
      unit.bytes.insert(unit.bytes.begin(), headers.begin(), headers.end());
    }
    return unit;
  }

  static bool has_headers(core::Bytes unit) {
    const auto nals = nal_units(unit);
    return std::any_of(nals.begin(), nals.end(),
                       [](core::Bytes nal) { return nal_type(nal) == NalType::kSps; });
  }

  static constexpr VAProfile kProfile = VAProfileH264ConstrainedBaseline;

  const Va va_;
  VideoFormat format_;
  core::Fd device_;
  VADisplay display_ = nullptr;
  VAConfigID config_ = VA_INVALID_ID;
  VAContextID context_ = VA_INVALID_ID;
  std::array<VASurfaceID, kSurfaces> surfaces_{};
  VABufferID coded_ = VA_INVALID_ID;
  VAImage image_{};
  std::vector<VABufferID> parameters_;  ///< of the picture at work
  bool packs_headers_ = false;          ///< the driver takes SPS and PPS from us
  bool rate_changed_ = true;
  uint32_t pictures_ = 0;  ///< since the last key frame
  uint16_t keys_ = 0;
  std::atomic<bool> key_wanted_ = false;
};
}  // namespace

Result<std::unique_ptr<VideoEncoder>> open_vaapi_encoder(const VideoFormat& format,
                                                         const std::string& node) {
  const Va va = TRY(Va::load());
  auto encoder = std::make_unique<Vaapi>(va, format);
  TRY(encoder->open(node));
  return std::unique_ptr<VideoEncoder>(std::move(encoder));
}

}  // namespace anc::stream
