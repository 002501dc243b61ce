// NVIDIA's encoder and the little of CUDA that it needs: README.md.
#include <cstring>
#include <memory>

#include <ffnvcodec/dynlink_cuda.h>
#include <ffnvcodec/nvEncodeAPI.h>

#include "tests/fake_encoder/picture_encoder.h"

namespace {
int context_depth = 0;  // how often the context is current; the encoder is used by one thread
char the_context = 0;

struct Encoder {
  std::unique_ptr<fake::PictureEncoder> encoder;
  uint32_t width = 0, height = 0, pitch = 0;
  std::vector<uint8_t> input;
  bool input_locked = false, has_output = false;
};

Encoder& of(void* encoder) { return *static_cast<Encoder*>(encoder); }

bool same(const GUID& a, const GUID& b) { return std::memcmp(&a, &b, sizeof a) == 0; }

/// As the tests expect a stream for viewers to be asked for.
bool is_right(const NV_ENC_INITIALIZE_PARAMS& all) {
  if (all.version != NV_ENC_INITIALIZE_PARAMS_VER || all.encodeConfig == nullptr) return false;
  const NV_ENC_CONFIG& config = *all.encodeConfig;
  const NV_ENC_RC_PARAMS& rate = config.rcParams;
  return config.version == NV_ENC_CONFIG_VER && same(all.encodeGUID, NV_ENC_CODEC_H264_GUID) &&
         all.enablePTD == 1 && all.frameRateNum > 0 && all.frameRateDen > 0 &&
         config.gopLength == NVENC_INFINITE_GOPLENGTH && config.frameIntervalP == 1 &&
         config.encodeCodecConfig.h264Config.repeatSPSPPS == 1 &&
         rate.rateControlMode == NV_ENC_PARAMS_RC_CBR && rate.averageBitRate > 0 &&
         rate.vbvBufferSize > 0;
}

NVENCSTATUS open_session(NV_ENC_OPEN_ENCODE_SESSION_EX_PARAMS* all, void** encoder) {
  if (all->version != NV_ENC_OPEN_ENCODE_SESSION_EX_PARAMS_VER) return NV_ENC_ERR_INVALID_VERSION;
  if (all->apiVersion != NVENCAPI_VERSION || all->device != &the_context || context_depth == 0) {
    return NV_ENC_ERR_INVALID_DEVICE;
  }
  if (!fake::open_as_asked()) return NV_ENC_ERR_UNSUPPORTED_DEVICE;
  *encoder = new Encoder;
  return NV_ENC_SUCCESS;
}

NVENCSTATUS preset_config(void*, GUID codec, GUID, NV_ENC_TUNING_INFO tuning,
                          NV_ENC_PRESET_CONFIG* all) {
  if (all->version != NV_ENC_PRESET_CONFIG_VER || all->presetCfg.version != NV_ENC_CONFIG_VER) {
    return NV_ENC_ERR_INVALID_VERSION;
  }
  if (!same(codec, NV_ENC_CODEC_H264_GUID) || tuning == NV_ENC_TUNING_INFO_UNDEFINED) {
    return NV_ENC_ERR_INVALID_PARAM;
  }
  all->presetCfg.gopLength = 30;
  all->presetCfg.frameIntervalP = 3;
  return NV_ENC_SUCCESS;
}

NVENCSTATUS initialize(void* encoder, NV_ENC_INITIALIZE_PARAMS* all) {
  if (!is_right(*all)) return NV_ENC_ERR_INVALID_PARAM;
  Encoder& e = of(encoder);
  e.width = all->encodeWidth;
  e.height = all->encodeHeight;
  e.encoder = std::make_unique<fake::PictureEncoder>(
      static_cast<int>(e.width), static_cast<int>(e.height),
      static_cast<int>(all->encodeConfig->rcParams.averageBitRate),
      static_cast<float>(all->frameRateNum));
  return NV_ENC_SUCCESS;
}

NVENCSTATUS reconfigure(void*, NV_ENC_RECONFIGURE_PARAMS* all) {
  if (all->version != NV_ENC_RECONFIGURE_PARAMS_VER) return NV_ENC_ERR_INVALID_VERSION;
  return is_right(all->reInitEncodeParams) ? NV_ENC_SUCCESS : NV_ENC_ERR_INVALID_PARAM;
}

NVENCSTATUS create_input(void* encoder, NV_ENC_CREATE_INPUT_BUFFER* all) {
  Encoder& e = of(encoder);
  if (all->version != NV_ENC_CREATE_INPUT_BUFFER_VER || all->width != e.width ||
      all->height != e.height || all->bufferFmt != NV_ENC_BUFFER_FORMAT_IYUV) {
    return NV_ENC_ERR_INVALID_PARAM;
  }
  e.pitch = (e.width + 255) / 256 * 256;
  e.input.resize(size_t{e.pitch} * e.height * 3 / 2);
  all->inputBuffer = e.input.data();
  return NV_ENC_SUCCESS;
}

NVENCSTATUS create_output(void* encoder, NV_ENC_CREATE_BITSTREAM_BUFFER* all) {
  all->bitstreamBuffer = encoder;
  return all->version == NV_ENC_CREATE_BITSTREAM_BUFFER_VER ? NV_ENC_SUCCESS
                                                            : NV_ENC_ERR_INVALID_VERSION;
}

NVENCSTATUS lock_input(void* encoder, NV_ENC_LOCK_INPUT_BUFFER* all) {
  Encoder& e = of(encoder);
  if (all->version != NV_ENC_LOCK_INPUT_BUFFER_VER || all->inputBuffer != e.input.data() ||
      e.input_locked) {
    return NV_ENC_ERR_INVALID_PARAM;
  }
  e.input_locked = true;
  all->bufferDataPtr = e.input.data();
  all->pitch = e.pitch;
  return NV_ENC_SUCCESS;
}

NVENCSTATUS unlock_input(void* encoder, NV_ENC_INPUT_PTR) {
  of(encoder).input_locked = false;
  return NV_ENC_SUCCESS;
}

NVENCSTATUS encode_picture(void* encoder, NV_ENC_PIC_PARAMS* all) {
  Encoder& e = of(encoder);
  if (all->version != NV_ENC_PIC_PARAMS_VER || all->inputBuffer != e.input.data() ||
      all->outputBitstream != encoder || all->inputPitch != e.pitch || e.input_locked ||
      all->inputWidth != e.width || all->inputHeight != e.height || context_depth == 0 ||
      all->pictureStruct != NV_ENC_PIC_STRUCT_FRAME) {
    return NV_ENC_ERR_INVALID_PARAM;
  }
  uint8_t* y = e.input.data();
  uint8_t* u = y + size_t{e.pitch} * e.height;
  uint8_t* v = u + size_t{e.pitch / 2} * (e.height / 2);
  e.has_output =
      e.encoder->encode(y, static_cast<int>(e.pitch), u, v, static_cast<int>(e.pitch / 2),
                        (all->encodePicFlags & NV_ENC_PIC_FLAG_FORCEIDR) != 0);
  return e.has_output ? NV_ENC_SUCCESS : NV_ENC_ERR_GENERIC;
}

NVENCSTATUS lock_output(void* encoder, NV_ENC_LOCK_BITSTREAM* all) {
  Encoder& e = of(encoder);
  if (all->version != NV_ENC_LOCK_BITSTREAM_VER || !e.has_output) return NV_ENC_ERR_INVALID_PARAM;
  all->bitstreamBufferPtr = e.encoder->bytes().data();
  all->bitstreamSizeInBytes = static_cast<uint32_t>(e.encoder->bytes().size());
  all->pictureType = e.encoder->is_key() ? NV_ENC_PIC_TYPE_IDR : NV_ENC_PIC_TYPE_P;
  return NV_ENC_SUCCESS;
}

NVENCSTATUS forget(void*, void*) { return NV_ENC_SUCCESS; }

NVENCSTATUS destroy(void* encoder) {
  delete &of(encoder);
  return NV_ENC_SUCCESS;
}
}  // namespace

extern "C" {
CUresult cuInit(unsigned) { return CUDA_SUCCESS; }
CUresult cuDeviceGet(CUdevice* device, int) {
  *device = 0;
  return CUDA_SUCCESS;
}
CUresult cuDeviceGetName(char* name, int length, CUdevice) {
  std::strncpy(name, "the tests", static_cast<size_t>(length));
  return CUDA_SUCCESS;
}
CUresult cuCtxCreate_v2(CUcontext* context, unsigned, CUdevice) {
  *context = reinterpret_cast<CUcontext>(&the_context);
  ++context_depth;
  return CUDA_SUCCESS;
}
CUresult cuCtxDestroy_v2(CUcontext) { return CUDA_SUCCESS; }
CUresult cuCtxPushCurrent_v2(CUcontext) {
  ++context_depth;
  return CUDA_SUCCESS;
}
CUresult cuCtxPopCurrent_v2(CUcontext* context) {
  *context = reinterpret_cast<CUcontext>(&the_context);
  --context_depth;
  return CUDA_SUCCESS;
}

NVENCSTATUS NVENCAPI NvEncodeAPIGetMaxSupportedVersion(uint32_t* version) {
  *version = fake::behaves("old") ? 10u << 4 : NVENCAPI_MAJOR_VERSION << 4 | NVENCAPI_MINOR_VERSION;
  return NV_ENC_SUCCESS;
}

NVENCSTATUS NVENCAPI NvEncodeAPICreateInstance(NV_ENCODE_API_FUNCTION_LIST* list) {
  if (list->version != NV_ENCODE_API_FUNCTION_LIST_VER) return NV_ENC_ERR_INVALID_VERSION;
  list->nvEncOpenEncodeSessionEx = open_session;
  list->nvEncGetEncodePresetConfigEx = preset_config;
  list->nvEncInitializeEncoder = initialize;
  list->nvEncReconfigureEncoder = reconfigure;
  list->nvEncCreateInputBuffer = create_input;
  list->nvEncDestroyInputBuffer = forget;
  list->nvEncCreateBitstreamBuffer = create_output;
  list->nvEncDestroyBitstreamBuffer = forget;
  list->nvEncLockInputBuffer = lock_input;
  list->nvEncUnlockInputBuffer = unlock_input;
  list->nvEncEncodePicture = encode_picture;
  list->nvEncLockBitstream = lock_output;
  list->nvEncUnlockBitstream = forget;
  list->nvEncDestroyEncoder = destroy;
  return NV_ENC_SUCCESS;
}
}  // extern "C"
