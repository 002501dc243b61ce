// VA-API behind the interface.
#include "internal/stream/hardware.h"

namespace anc::stream {

Result<std::unique_ptr<VideoEncoder>> open_vaapi_encoder(const VideoFormat&) {
  return fail(Kind::kGraphics, "VA-API: it is not there yet");
}

}  // namespace anc::stream
