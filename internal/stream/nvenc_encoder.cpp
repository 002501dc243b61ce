// NVIDIA's encoder behind the interface (NVIDIA Video Codec SDK 11.1, nvEncodeAPI.h).
#include <algorithm>
#include <atomic>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

#include <ffnvcodec/dynlink_cuda.h>
#include <ffnvcodec/nvEncodeAPI.h>

#include "internal/stream/hardware.h"

namespace anc::stream {
namespace {
using Clock = std::chrono::steady_clock;

Error failed(const std::string& what, int code) {
  return Error(Kind::kGraphics,
               "NVENC: " + what + " (its driver says " + std::to_string(code) + ")");
}

/// What is needed of both libraries.
struct Driver {
  tcuInit* init = nullptr;
  tcuDeviceGet* device = nullptr;
  tcuDeviceGetName* device_name = nullptr;
  tcuCtxCreate_v2* create = nullptr;
  tcuCtxDestroy_v2* destroy = nullptr;
  tcuCtxPushCurrent_v2* push = nullptr;
  tcuCtxPopCurrent_v2* pop = nullptr;
  NV_ENCODE_API_FUNCTION_LIST encode{};

  static Result<Driver> load() {
    Driver driver;
    const auto cuda = TRY(DriverLibrary::load("libcuda.so.1"));
    TRY(cuda.find("cuInit", driver.init));
    TRY(cuda.find("cuDeviceGet", driver.device));
    TRY(cuda.find("cuDeviceGetName", driver.device_name));
    TRY(cuda.find("cuCtxCreate_v2", driver.create));
    TRY(cuda.find("cuCtxDestroy_v2", driver.destroy));
    TRY(cuda.find("cuCtxPushCurrent_v2", driver.push));
    TRY(cuda.find("cuCtxPopCurrent_v2", driver.pop));
    const auto library = TRY(DriverLibrary::load("libnvidia-encode.so.1"));
    decltype(NvEncodeAPIGetMaxSupportedVersion)* newest = nullptr;
    decltype(NvEncodeAPICreateInstance)* make = nullptr;
    TRY(library.find("NvEncodeAPIGetMaxSupportedVersion", newest));
    TRY(library.find("NvEncodeAPICreateInstance", make));
    uint32_t version = 0;  // major << 4 | minor
    if (const int code = newest(&version); code != NV_ENC_SUCCESS) {
      return fail(failed("it does not say its version", code));
    }
    if (version < (NVENCAPI_MAJOR_VERSION << 4 | NVENCAPI_MINOR_VERSION)) {
      return fail(Kind::kGraphics, "NVENC: the driver is too old, 470 or newer is needed");
    }
    driver.encode.version = NV_ENCODE_API_FUNCTION_LIST_VER;
    if (const int code = make(&driver.encode); code != NV_ENC_SUCCESS) {
      return fail(failed("it has no functions", code));
    }
    return driver;
  }
};

/// A context of CUDA, which is made current for the time of a call.
class Context {
 public:
  static Result<std::unique_ptr<Context>> make(const Driver& driver) {
    if (const int code = driver.init(0); code != CUDA_SUCCESS) {
      return fail(failed("CUDA does not start", code));
    }
    CUdevice device = 0;
    if (const int code = driver.device(&device, 0); code != CUDA_SUCCESS) {
      return fail(failed("there is no device", code));
    }
    char name[128]{};
    if (driver.device_name(name, sizeof name - 1, device) != CUDA_SUCCESS) name[0] = '\0';
    CUcontext context = nullptr;
    if (const int code = driver.create(&context, 0, device); code != CUDA_SUCCESS) {
      return fail(failed("the device gives no context", code));
    }
    driver.pop(&context);  // it is current from its making on
    return std::unique_ptr<Context>(new Context(driver, context, name));
  }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  ~Context() { driver_.destroy(context_); }

  /// `call` with the context current.
  template <class Call>
  auto with(Call&& call) const {
    struct Current {
      const Driver& driver;
      ~Current() {
        CUcontext popped = nullptr;
        driver.pop(&popped);
      }
    };
    driver_.push(context_);
    const Current current{driver_};
    return call();
  }
  CUcontext get() const { return context_; }
  const std::string& device_name() const { return name_; }

 private:
  Context(const Driver& driver, CUcontext context, std::string name)
      : driver_(driver), context_(context), name_(std::move(name)) {}
  const Driver& driver_;
  CUcontext context_;
  const std::string name_;
};

class Nvenc final : public VideoEncoder {
 public:
  Nvenc(const Driver& driver, const VideoFormat& format) : driver_(driver), format_(format) {}
  Nvenc(const Nvenc&) = delete;
  Nvenc& operator=(const Nvenc&) = delete;
  ~Nvenc() override {
    if (encoder_ == nullptr) return;
    context_->with([this] {
      const auto& nv = driver_.encode;
      if (input_ != nullptr) nv.nvEncDestroyInputBuffer(encoder_, input_);
      if (output_ != nullptr) nv.nvEncDestroyBitstreamBuffer(encoder_, output_);
      return nv.nvEncDestroyEncoder(encoder_);
    });
  }

  Result<void> open() {
    context_ = TRY(Context::make(driver_));
    return context_->with([this] { return open_session(); });
  }

  Result<AccessUnit> encode(const Picture& picture, Clock::time_point captured_at) override {
    CHECK((Size{picture.width, picture.height} == format_.size), "a stream keeps its size");
    return context_->with([&] { return encode_now(picture, captured_at); });
  }

  void request_key_frame() override { key_wanted_ = true; }

  EncoderFacts facts() const override {
    return {.name = "NVENC of " + context_->device_name(), .hardware = true};
  }

  Result<void> set_rate(uint32_t bits_per_second, uint32_t frames_per_second) override {
    format_.bits_per_second = bits_per_second;
    format_.frames_per_second = frames_per_second;
    describe();
    NV_ENC_RECONFIGURE_PARAMS all{};
    all.version = NV_ENC_RECONFIGURE_PARAMS_VER;
    all.reInitEncodeParams = start_;
    return context_->with([&] {
      return said("another rate", driver_.encode.nvEncReconfigureEncoder(encoder_, &all));
    });
  }

 private:
  static Result<void> said(const char* what, NVENCSTATUS code) {
    if (code == NV_ENC_SUCCESS) return {};
    return fail(failed(std::string(what) + " is refused", code));
  }

  Result<void> open_session() {
    const auto& nv = driver_.encode;
    NV_ENC_OPEN_ENCODE_SESSION_EX_PARAMS session{};
    session.version = NV_ENC_OPEN_ENCODE_SESSION_EX_PARAMS_VER;
    session.deviceType = NV_ENC_DEVICE_TYPE_CUDA;
    session.device = context_->get();
    session.apiVersion = NVENCAPI_VERSION;
    void* made = nullptr;
    TRY(said("an encoder", nv.nvEncOpenEncodeSessionEx(&session, &made)));
    encoder_ = made;
    NV_ENC_PRESET_CONFIG preset{};
    preset.version = NV_ENC_PRESET_CONFIG_VER;
    preset.presetCfg.version = NV_ENC_CONFIG_VER;
    TRY(said("a preset",
             nv.nvEncGetEncodePresetConfigEx(encoder_, NV_ENC_CODEC_H264_GUID,
                                             NV_ENC_PRESET_P3_GUID, tuning(), &preset)));
    config_ = preset.presetCfg;
    describe();
    TRY(said("the format", nv.nvEncInitializeEncoder(encoder_, &start_)));
    NV_ENC_CREATE_INPUT_BUFFER input{};
    input.version = NV_ENC_CREATE_INPUT_BUFFER_VER;
    input.width = format_.size.width;
    input.height = format_.size.height;
    input.bufferFmt = NV_ENC_BUFFER_FORMAT_IYUV;
    TRY(said("an input buffer", nv.nvEncCreateInputBuffer(encoder_, &input)));
    input_ = input.inputBuffer;
    NV_ENC_CREATE_BITSTREAM_BUFFER output{};
    output.version = NV_ENC_CREATE_BITSTREAM_BUFFER_VER;
    TRY(said("an output buffer", nv.nvEncCreateBitstreamBuffer(encoder_, &output)));
    output_ = output.bitstreamBuffer;
    return {};
  }

  NV_ENC_TUNING_INFO tuning() const {
    return format_.live ? NV_ENC_TUNING_INFO_ULTRA_LOW_LATENCY : NV_ENC_TUNING_INFO_LOW_LATENCY;
  }

  /// start_ and config_ as the format wants them.
  void describe() {
    start_.version = NV_ENC_INITIALIZE_PARAMS_VER;
    start_.encodeGUID = NV_ENC_CODEC_H264_GUID;
    start_.presetGUID = NV_ENC_PRESET_P3_GUID;
    start_.tuningInfo = tuning();
    start_.encodeWidth = start_.darWidth = format_.size.width;
    start_.encodeHeight = start_.darHeight = format_.size.height;
    start_.frameRateNum = format_.frames_per_second;
    start_.frameRateDen = 1;
    start_.enablePTD = 1;
    start_.encodeConfig = &config_;
    config_.version = NV_ENC_CONFIG_VER;
    config_.profileGUID = NV_ENC_H264_PROFILE_BASELINE_GUID;
    config_.gopLength = NVENC_INFINITE_GOPLENGTH;
    config_.frameIntervalP = 1;
    NV_ENC_RC_PARAMS& rate = config_.rcParams;
    rate.rateControlMode = NV_ENC_PARAMS_RC_CBR;
    rate.averageBitRate = rate.maxBitRate = format_.bits_per_second;
    // A picture must not take longer on the line than a few others; a file has no line.
    rate.vbvBufferSize = format_.live
                             ? std::min(format_.bits_per_second,
                                        format_.bits_per_second / format_.frames_per_second * 4)
                             : format_.bits_per_second;
    rate.vbvInitialDelay = rate.vbvBufferSize;
    rate.zeroReorderDelay = 1;
    NV_ENC_CONFIG_H264& h264 = config_.encodeCodecConfig.h264Config;
    h264.idrPeriod = NVENC_INFINITE_GOPLENGTH;
    h264.repeatSPSPPS = 1;
    h264.entropyCodingMode = NV_ENC_H264_ENTROPY_CODING_MODE_CAVLC;
    h264.chromaFormatIDC = 1;
    NV_ENC_CONFIG_H264_VUI_PARAMETERS& colours = h264.h264VUIParameters;
    colours.videoSignalTypePresentFlag = 1;
    colours.videoFormat = 5;  // unspecified
    colours.videoFullRangeFlag = kColours.full_range ? 1 : 0;
    colours.colourDescriptionPresentFlag = 1;
    colours.colourPrimaries = kColours.primaries;
    colours.transferCharacteristics = kColours.transfer;
    colours.colourMatrix = kColours.matrix;
  }

  Result<void> upload(const Picture& picture, uint32_t& pitch) {
    const auto& nv = driver_.encode;
    NV_ENC_LOCK_INPUT_BUFFER lock{};
    lock.version = NV_ENC_LOCK_INPUT_BUFFER_VER;
    lock.inputBuffer = input_;
    TRY(said("the input buffer", nv.nvEncLockInputBuffer(encoder_, &lock)));
    pitch = lock.pitch;
    auto* to = static_cast<uint8_t*>(lock.bufferDataPtr);
    const auto plane = [&to](const std::vector<uint8_t>& from, uint32_t width, uint32_t stride) {
      for (size_t at = 0; at < from.size(); at += width, to += stride) {
        std::memcpy(to, from.data() + at, width);
      }
    };
    plane(picture.y, picture.width, pitch);
    plane(picture.u, picture.width / 2, pitch / 2);
    plane(picture.v, picture.width / 2, pitch / 2);
    return said("the input buffer", nv.nvEncUnlockInputBuffer(encoder_, input_));
  }

  Result<AccessUnit> encode_now(const Picture& picture, Clock::time_point captured_at) {
    NV_ENC_PIC_PARAMS all{};
    all.version = NV_ENC_PIC_PARAMS_VER;
    TRY(upload(picture, all.inputPitch));
    all.inputWidth = picture.width;
    all.inputHeight = picture.height;
    all.inputBuffer = input_;
    all.outputBitstream = output_;
    all.bufferFmt = NV_ENC_BUFFER_FORMAT_IYUV;
    all.pictureStruct = NV_ENC_PIC_STRUCT_FRAME;
    all.frameIdx = static_cast<uint32_t>(pictures_);
    all.inputTimeStamp = pictures_++;
    if (key_wanted_.exchange(false)) {
      all.encodePicFlags = NV_ENC_PIC_FLAG_FORCEIDR | NV_ENC_PIC_FLAG_OUTPUT_SPSPPS;
    }
    const auto& nv = driver_.encode;
    TRY(said("a picture", nv.nvEncEncodePicture(encoder_, &all)));
    NV_ENC_LOCK_BITSTREAM lock{};
    lock.version = NV_ENC_LOCK_BITSTREAM_VER;
    lock.outputBitstream = output_;
    TRY(said("the output buffer", nv.nvEncLockBitstream(encoder_, &lock)));
    const auto* bytes = static_cast<const std::byte*>(lock.bitstreamBufferPtr);
    AccessUnit unit;
    unit.captured_at = captured_at;
    unit.key = lock.pictureType == NV_ENC_PIC_TYPE_IDR;
    unit.bytes.assign(bytes, bytes + lock.bitstreamSizeInBytes);
    TRY(said("the output buffer", nv.nvEncUnlockBitstream(encoder_, output_)));
    return unit;
  }

  const Driver driver_;
  VideoFormat format_;
  std::unique_ptr<Context> context_;
  void* encoder_ = nullptr;
  void* input_ = nullptr;
  void* output_ = nullptr;
  NV_ENC_INITIALIZE_PARAMS start_{};
  NV_ENC_CONFIG config_{};
  uint64_t pictures_ = 0;
  std::atomic<bool> key_wanted_ = false;
};
}  // namespace

Result<std::unique_ptr<VideoEncoder>> open_nvenc_encoder(const VideoFormat& format) {
  const Driver driver = TRY(Driver::load());
  auto encoder = std::make_unique<Nvenc>(driver, format);
  TRY(encoder->open());
  return std::unique_ptr<VideoEncoder>(std::move(encoder));
}

}  // namespace anc::stream
