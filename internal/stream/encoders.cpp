// From a codec to what encodes it.
#include "internal/stream/encoders.h"

namespace anc::stream {

std::string_view codec_name(port::Codec codec) {
  return codec == port::Codec::kH264 ? "h264" : "vp8";
}

Result<std::unique_ptr<VideoEncoder>> open_encoder(port::Codec codec, const VideoFormat& format) {
  return codec == port::Codec::kVp8 ? open_vp8_encoder(format) : open_h264_encoder(format);
}

EncoderFacts encoder_facts(port::Codec codec) {
  return {.name = codec == port::Codec::kVp8 ? vp8_name() : openh264_name(), .hardware = false};
}

}  // namespace anc::stream
