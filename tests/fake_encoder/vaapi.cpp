// libva with one driver, which encodes H.264 in the constrained baseline profile: README.md.
#include <algorithm>
#include <cstring>
#include <map>
#include <memory>

#include <va/va.h>
#include <va/va_drm.h>

#include "tests/fake_encoder/picture_encoder.h"

namespace {
struct Buffer {
  VABufferType type{};
  std::vector<uint8_t> bytes;
};

/// All of the one display, encoder and stream that there can be.
struct Driver {
  std::unique_ptr<fake::PictureEncoder> encoder;
  std::map<VABufferID, Buffer> buffers;
  VABufferID next = 1;
  std::vector<uint8_t> image;  // NV12, as long as the encoder's pictures
  unsigned width = 0, height = 0, pitch = 0;
  VACodedBufferSegment segment{};
  VAEncPictureParameterBufferH264 picture{};
  bool sequence = false, rate = false, headers = false, slice = false, put = false;
  unsigned expected_frame = 0;
};

std::unique_ptr<Driver>& driver() {
  static std::unique_ptr<Driver> one;
  return one;
}

constexpr VASurfaceID kFirstSurface = 100;

template <class Values>
Values values_of(const Buffer& buffer) {
  Values values{};
  std::memcpy(&values, buffer.bytes.data(), std::min(sizeof values, buffer.bytes.size()));
  return values;
}

bool take(const Buffer& buffer) {
  Driver& d = *driver();
  switch (buffer.type) {
    case VAEncSequenceParameterBufferType: {
      const auto all = values_of<VAEncSequenceParameterBufferH264>(buffer);
      d.sequence = true;
      return all.picture_width_in_mbs == (d.width + 15) / 16 && all.max_num_ref_frames == 1 &&
             all.ip_period == 1 && all.bits_per_second > 0 && all.level_idc >= 31;
    }
    case VAEncPictureParameterBufferType:
      d.picture = values_of<VAEncPictureParameterBufferH264>(buffer);
      return d.picture.pic_fields.bits.reference_pic_flag == 1;
    case VAEncSliceParameterBufferType: {
      const auto all = values_of<VAEncSliceParameterBufferH264>(buffer);
      d.slice = true;
      const bool intra = d.picture.pic_fields.bits.idr_pic_flag == 1;
      return all.slice_type == (intra ? 2 : 0) &&
             (intra || (all.RefPicList0[0].picture_id >= kFirstSurface &&
                        all.RefPicList0[0].picture_id != d.picture.CurrPic.picture_id));
    }
    case VAEncMiscParameterBufferType: {
      const auto head = values_of<VAEncMiscParameterBuffer>(buffer);
      if (head.type != VAEncMiscParameterTypeRateControl) return true;
      VAEncMiscParameterRateControl all{};
      std::memcpy(&all, buffer.bytes.data() + sizeof head, sizeof all);
      d.rate = true;
      return all.bits_per_second > 0 && all.target_percentage == 100;
    }
    case VAEncPackedHeaderParameterBufferType:
      return values_of<VAEncPackedHeaderParameterBuffer>(buffer).type == VAEncPackedHeaderSequence;
    case VAEncPackedHeaderDataBufferType:
      d.headers = buffer.bytes.size() > 10 && buffer.bytes[4] == 0x67;
      return d.headers;
    default:
      return false;
  }
}

bool encode() {
  Driver& d = *driver();
  const bool key = d.picture.pic_fields.bits.idr_pic_flag == 1;
  if (!d.slice || !d.put || (key && (!d.sequence || !d.rate || !d.headers))) return false;
  if (key) d.expected_frame = 0;
  if (d.picture.frame_num != d.expected_frame++ % 256) return false;
  const size_t half = d.width / 2;
  std::vector<uint8_t> u(half * d.height / 2), v(u.size());
  const uint8_t* colours = d.image.data() + size_t{d.pitch} * d.height;
  for (size_t row = 0; row < d.height / 2; ++row) {
    for (size_t x = 0; x < half; ++x) {
      u[row * half + x] = colours[row * d.pitch + 2 * x];
      v[row * half + x] = colours[row * d.pitch + 2 * x + 1];
    }
  }
  return d.encoder->encode(d.image.data(), static_cast<int>(d.pitch), u.data(), v.data(),
                           static_cast<int>(half), key);
}
}  // namespace

extern "C" {
VADisplay vaGetDisplayDRM(int) { return &driver(); }

VAStatus vaInitialize(VADisplay, int* major, int* minor) {
  *major = 1;
  *minor = 17;
  driver() = std::make_unique<Driver>();
  return VA_STATUS_SUCCESS;
}
VAStatus vaTerminate(VADisplay) {
  driver().reset();
  return VA_STATUS_SUCCESS;
}
const char* vaErrorStr(VAStatus) { return "as the test wants"; }
const char* vaQueryVendorString(VADisplay) { return "the tests"; }
int vaMaxNumEntrypoints(VADisplay) { return 4; }

VAStatus vaQueryConfigEntrypoints(VADisplay, VAProfile profile, VAEntrypoint* all, int* count) {
  if (profile != VAProfileH264ConstrainedBaseline) return VA_STATUS_ERROR_UNSUPPORTED_PROFILE;
  all[0] = VAEntrypointVLD;
  all[1] = VAEntrypointEncSlice;
  *count = 2;
  return VA_STATUS_SUCCESS;
}

VAStatus vaGetConfigAttributes(VADisplay, VAProfile, VAEntrypoint, VAConfigAttrib* all, int count) {
  for (int i = 0; i < count; ++i) {
    if (all[i].type == VAConfigAttribRTFormat) all[i].value = VA_RT_FORMAT_YUV420;
    if (all[i].type == VAConfigAttribRateControl) all[i].value = VA_RC_CBR | VA_RC_CQP;
    if (all[i].type == VAConfigAttribEncPackedHeaders) {
      all[i].value = VA_ENC_PACKED_HEADER_SEQUENCE | VA_ENC_PACKED_HEADER_PICTURE;
    }
  }
  return VA_STATUS_SUCCESS;
}

VAStatus vaCreateConfig(VADisplay, VAProfile, VAEntrypoint entry, VAConfigAttrib*, int,
                        VAConfigID* config) {
  if (entry != VAEntrypointEncSlice) return VA_STATUS_ERROR_UNSUPPORTED_ENTRYPOINT;
  if (!fake::open_as_asked()) return VA_STATUS_ERROR_HW_BUSY;
  *config = 1;
  return VA_STATUS_SUCCESS;
}

VAStatus vaCreateSurfaces(VADisplay, unsigned, unsigned width, unsigned height, VASurfaceID* all,
                          unsigned count, VASurfaceAttrib*, unsigned) {
  if (width % 16 != 0 || height % 16 != 0) return VA_STATUS_ERROR_INVALID_PARAMETER;
  for (unsigned i = 0; i < count; ++i) all[i] = kFirstSurface + i;
  return VA_STATUS_SUCCESS;
}

VAStatus vaCreateContext(VADisplay, VAConfigID, int, int, int, VASurfaceID*, int,
                         VAContextID* context) {
  *context = 1;
  return VA_STATUS_SUCCESS;
}

VAStatus vaCreateBuffer(VADisplay, VAContextID, VABufferType type, unsigned size, unsigned count,
                        void* data, VABufferID* buffer) {
  Driver& d = *driver();
  Buffer& made = d.buffers[*buffer = d.next++];
  made.type = type;
  made.bytes.resize(size_t{size} * count);
  if (data != nullptr) std::memcpy(made.bytes.data(), data, made.bytes.size());
  return VA_STATUS_SUCCESS;
}
VAStatus vaDestroyBuffer(VADisplay, VABufferID buffer) {
  driver()->buffers.erase(buffer);
  return VA_STATUS_SUCCESS;
}

VAStatus vaCreateImage(VADisplay, VAImageFormat* format, int width, int height, VAImage* image) {
  if (format->fourcc != VA_FOURCC_NV12) return VA_STATUS_ERROR_INVALID_IMAGE_FORMAT;
  Driver& d = *driver();
  d.width = static_cast<unsigned>(width);
  d.height = static_cast<unsigned>(height);
  d.pitch = (d.width + 63) / 64 * 64;
  d.image.resize(size_t{d.pitch} * d.height * 3 / 2);
  d.encoder = std::make_unique<fake::PictureEncoder>(width, height, 4'000'000, 60.0F);
  *image = {};
  image->image_id = 1;
  image->buf = 1u << 20;
  image->pitches[0] = image->pitches[1] = d.pitch;
  image->offsets[1] = d.pitch * d.height;
  return VA_STATUS_SUCCESS;
}
VAStatus vaDestroyImage(VADisplay, VAImageID) { return VA_STATUS_SUCCESS; }
VAStatus vaPutImage(VADisplay, VASurfaceID surface, VAImageID, int, int, unsigned, unsigned, int,
                    int, unsigned, unsigned) {
  driver()->put = surface == kFirstSurface;
  return driver()->put ? VA_STATUS_SUCCESS : VA_STATUS_ERROR_INVALID_SURFACE;
}

VAStatus vaMapBuffer(VADisplay, VABufferID buffer, void** data) {
  Driver& d = *driver();
  if (buffer == 1u << 20) {
    *data = d.image.data();
    return VA_STATUS_SUCCESS;
  }
  if (d.buffers.at(buffer).type != VAEncCodedBufferType) return VA_STATUS_ERROR_INVALID_BUFFER;
  d.segment.buf = d.encoder->bytes().data();
  d.segment.size = static_cast<unsigned>(d.encoder->bytes().size());
  *data = &d.segment;
  return VA_STATUS_SUCCESS;
}
VAStatus vaUnmapBuffer(VADisplay, VABufferID) { return VA_STATUS_SUCCESS; }

VAStatus vaBeginPicture(VADisplay, VAContextID, VASurfaceID) {
  Driver& d = *driver();
  d.sequence = d.rate = d.headers = d.slice = false;
  return VA_STATUS_SUCCESS;
}
VAStatus vaRenderPicture(VADisplay, VAContextID, VABufferID* all, int count) {
  for (int i = 0; i < count; ++i) {
    if (!take(driver()->buffers.at(all[i]))) return VA_STATUS_ERROR_INVALID_PARAMETER;
  }
  return VA_STATUS_SUCCESS;
}
VAStatus vaEndPicture(VADisplay, VAContextID) {
  return encode() ? VA_STATUS_SUCCESS : VA_STATUS_ERROR_ENCODING_ERROR;
}
VAStatus vaSyncSurface(VADisplay, VASurfaceID) { return VA_STATUS_SUCCESS; }
}  // extern "C"
