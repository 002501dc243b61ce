// From a codec to what encodes it, and to what goes on when that fails.
#include "internal/stream/encoders.h"

#include <filesystem>
#include <utility>

#include "internal/core/log.h"
#include "internal/stream/encoder_probe.h"

namespace anc::stream {
namespace {
/// Loading drivers takes time that hosts without such a chip are spared.
bool has_device(const Device& device) {
  std::error_code none;
  if (device.hardware == Hardware::kNvenc) return std::filesystem::exists("/dev/nvidiactl", none);
  return std::filesystem::exists(device.node, none);
}

EncoderFacts software_facts(port::Codec codec) {
  if (codec == port::Codec::kVp8) return {.name = vp8_name(), .hardware = false};
#ifdef ANC_X264
  return {.name = x264_name(), .hardware = false};
#else
  return {.name = openh264_name(), .hardware = false};
#endif
}
}  // namespace

std::string_view codec_name(port::Codec codec) {
  return codec == port::Codec::kH264 ? "h264" : "vp8";
}

EncoderChoice encoder_choice(std::string_view name) {
  if (name == "software") return EncoderChoice::kSoftware;
  if (name == "vaapi") return EncoderChoice::kVaapi;
  return name == "nvenc" ? EncoderChoice::kNvenc : EncoderChoice::kAuto;
}

Result<std::unique_ptr<VideoEncoder>> open_software(port::Codec codec, const VideoFormat& format) {
  if (codec == port::Codec::kVp8) return open_vp8_encoder(format);
#ifdef ANC_X264
  return open_x264_encoder(format);
#else
  return open_h264_encoder(format);
#endif
}

/// A chip's encoder, or, once that has failed, one in software.
class Encoders::WithSubstitute final : public VideoEncoder {
 public:
  WithSubstitute(std::unique_ptr<VideoEncoder> first, std::shared_ptr<Chip> chip,
                 const VideoFormat& format)
      : encoder_(std::move(first)), chip_(std::move(chip)), format_(format) {}

  Result<AccessUnit> encode(const Picture& picture,
                            std::chrono::steady_clock::time_point captured_at) override {
    if (key_wanted_.exchange(false)) encoder_->request_key_frame();
    auto unit = encoder_->encode(picture, captured_at);
    if (unit || substituted_) return unit;
    TRY(substitute(unit.error()));
    return encoder_->encode(picture, captured_at);
  }

  void request_key_frame() override { key_wanted_ = true; }

  EncoderFacts facts() const override { return encoder_->facts(); }

  Result<void> set_rate(uint32_t bits_per_second, uint32_t frames_per_second) override {
    format_.bits_per_second = bits_per_second;
    format_.frames_per_second = frames_per_second;
    const auto set = encoder_->set_rate(bits_per_second, frames_per_second);
    if (set || substituted_) return set;
    return substitute(set.error());
  }

 private:
  Result<void> substitute(const Error& why) {
    substituted_ = true;
    if (chip_->works.exchange(false)) {
      core::log_warning("the hardware encoder has failed, software goes on: " + why.message());
    }
    encoder_ = TRY(open_software(port::Codec::kH264, format_));
    return {};
  }

  std::unique_ptr<VideoEncoder> encoder_;
  const std::shared_ptr<Chip> chip_;
  VideoFormat format_;
  bool substituted_ = false;
  std::atomic<bool> key_wanted_ = false;
};

Encoders::Encoders(EncoderChoice choice, const std::string& node,
                   std::chrono::milliseconds patience) {
  if (choice == EncoderChoice::kSoftware) return;
  if (choice == EncoderChoice::kAuto) {
    for (const Hardware hardware : {Hardware::kNvenc, Hardware::kVaapi}) {
      const Device device{hardware, node};
      if (has_device(device) && try_hardware(device, patience)) return;
    }
    return;
  }
  try_hardware({choice == EncoderChoice::kNvenc ? Hardware::kNvenc : Hardware::kVaapi, node},
               patience);
}

bool Encoders::try_hardware(const Device& device, std::chrono::milliseconds patience) {
  const std::string kind(hardware_name(device.hardware));
  auto name = probe_encoder(device, patience);
  if (!name) {
    core::log_warning("the encoder " + kind +
                      " is passed over, software encodes: " + name.error().message());
    return false;
  }
  core::log_info("encoder: " + *name);
  chip_ = std::make_shared<Chip>();
  chip_->device = device;
  chip_->name = std::move(*name);
  return true;
}

Result<std::unique_ptr<VideoEncoder>> Encoders::open(port::Codec codec,
                                                     const VideoFormat& format) const {
  if (!chip_ || !chip_->works || codec != port::Codec::kH264) return open_software(codec, format);
  auto encoder = open_hardware(chip_->device, format);
  if (!encoder) {
    // It may be busy, or not take this size: the next one is tried again.
    core::log_warning("the hardware encoder cannot be had, software encodes: " +
                      encoder.error().message());
    return open_software(codec, format);
  }
  if (!format.live) return encoder;
  return std::make_unique<WithSubstitute>(std::move(*encoder), chip_, format);
}

EncoderFacts Encoders::facts(port::Codec codec) const {
  if (!chip_ || !chip_->works || codec != port::Codec::kH264) return software_facts(codec);
  return {.name = chip_->name, .hardware = true};
}

}  // namespace anc::stream
