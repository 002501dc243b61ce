// A target that writes down what a decoder calls, with every argument, and answers with a pattern.
#pragma once

#include <cstring>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "internal/wire/packet.h"
#include "wire/gles1_functions.h"
#include "wire/gles2_functions.h"
#include "wire/rc_functions.h"

namespace anc::test {

/// One argument: a value's bytes, an in array's bytes, or the length of an out array.
struct Arg {
  char kind = 'v';  ///< v, i or o
  std::vector<std::byte> bytes;
  size_t out_length = 0;
  bool operator==(const Arg&) const = default;
};

struct Call {
  std::string name;
  std::vector<Arg> args;
  bool operator==(const Call&) const = default;
};

/// The byte that a Recorder writes at `index` of the answer to one call, out arrays and returned
/// value counted together.
inline std::byte answer_byte(size_t index) { return static_cast<std::byte>(0xA0 + index % 0x5B); }

class RecorderBase {
 public:
  std::vector<Call> calls;

 protected:
  template <class Ret, class... Args>
  Ret record(const char* name, Args... args) {
    calls.push_back({name, {}});
    size_t answered = 0;
    (add(args, answered), ...);
    if constexpr (!std::is_void_v<Ret>) {
      std::byte raw[sizeof(Ret)];
      for (std::byte& b : raw) b = answer_byte(answered++);
      Ret result;
      std::memcpy(&result, raw, sizeof result);
      return result;
    }
  }

 private:
  template <class T>
  void add(const T& value, size_t& answered) {
    Arg arg;
    if constexpr (std::is_same_v<T, core::Bytes>) {
      arg = {'i', {value.begin(), value.end()}, 0};
    } else if constexpr (std::is_same_v<T, std::span<std::byte>>) {
      arg = {'o', {}, value.size()};
      for (std::byte& b : value) {
        zeroed = zeroed && b == std::byte{0};
        b = answer_byte(answered++);
      }
    } else {
      const auto raw = std::as_bytes(std::span(&value, 1));
      arg = {'v', {raw.begin(), raw.end()}, 0};
    }
    calls.back().args.push_back(std::move(arg));
  }

 public:
  bool zeroed = true;  ///< every out array was zero-filled
};

#define ANC_PASS(...) __VA_OPT__(, ) __VA_ARGS__
#define ANC_RECORD(op, ret, name, params, args) \
  ret name params { return record<ret>(#name ANC_PASS args); }
struct Gles1Recorder : RecorderBase {
  ANC_GLES1_FUNCTIONS(ANC_RECORD)
};
struct Gles2Recorder : RecorderBase {
  ANC_GLES2_FUNCTIONS(ANC_RECORD)
};
struct RcRecorder : RecorderBase {
  ANC_RC_FUNCTIONS(ANC_RECORD)
};
#undef ANC_RECORD
#undef ANC_PASS

/// What one packet did.
struct Outcome {
  wire::Status status;
  std::vector<Call> calls;
  std::vector<std::byte> reply;
  bool zeroed = true;
};

/// Decodes with the decoder of the packet's API into a fresh recorder.
Outcome decode_recorded(const wire::Packet& packet);

}  // namespace anc::test
