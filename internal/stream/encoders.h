// Which encoder a stream gets.
#pragma once

#include <memory>
#include <string_view>

#include "internal/core/error.h"
#include "internal/port/media.h"
#include "internal/stream/video_encoder.h"

namespace anc::stream {

/// "h264", "vp8"
std::string_view codec_name(port::Codec codec);

/// Opens an encoder of that codec. kGraphics where it cannot encode the format.
Result<std::unique_ptr<VideoEncoder>> open_encoder(port::Codec codec, const VideoFormat& format);

/// The one that open_encoder() would open, without doing so.
EncoderFacts encoder_facts(port::Codec codec);

}  // namespace anc::stream
