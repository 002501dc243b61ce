// Fuzz target: a guest's byte stream through framing and all three decoders. The first byte says in
// pieces of how many bytes the rest arrives (0: at once).
#include <cstdlib>

#include "internal/wire/framing.h"
#include "wire/gles1_decoder.h"
#include "wire/gles1_functions.h"
#include "wire/gles2_decoder.h"
#include "wire/gles2_functions.h"
#include "wire/opcodes.h"
#include "wire/rc_decoder.h"
#include "wire/rc_functions.h"

namespace anc {
namespace {

/// Reads every in array and writes every out array, so that a sanitizer sees a wrong span.
class Toucher {
 public:
  uint64_t sum = 0;

 protected:
  template <class Ret, class... Args>
  Ret touch(Args... args) {
    (one(args), ...);
    if constexpr (!std::is_void_v<Ret>) return static_cast<Ret>(sum & 0x7F);
  }

 private:
  void one(core::Bytes in) {
    for (const std::byte b : in) sum += static_cast<uint64_t>(b);
  }
  void one(std::span<std::byte> out) {
    for (std::byte& b : out) b = std::byte{0xEE};
  }
  template <class T>
  void one(T value) {
    sum += value != T{} ? 1 : 0;
  }
};

#define ANC_TOUCH(op, ret, name, params, args) \
  ret name params { return touch<ret> args; }
struct Target : Toucher {
  ANC_RC_FUNCTIONS(ANC_TOUCH)
};
struct Gles1Target : Toucher {
  ANC_GLES1_FUNCTIONS(ANC_TOUCH)
};
struct Gles2Target : Toucher {
  ANC_GLES2_FUNCTIONS(ANC_TOUCH)
};
#undef ANC_TOUCH

constexpr size_t kMaxPacket = size_t{1} << 20;

/// What a stream came to; must not depend on how it was cut.
struct Result {
  uint64_t packets = 0, sum = 0, answered = 0;
  wire::Fault fault = wire::Fault::kNone;
  bool operator==(const Result&) const = default;
};

class Host {
 public:
  void feed(core::Bytes piece) {
    if (result.fault != wire::Fault::kNone) return;
    framer_.feed(piece);
    wire::Packet packet;
    while (framer_.next(packet)) {
      const wire::Status status = decode(packet);
      result.fault = status.fault;
      if (!status.ok()) {
        if (status.message().empty()) std::abort();
        return;
      }
      ++result.packets;
      result.answered += reply_.bytes().size();
      reply_.clear();
    }
    result.fault = framer_.status().fault;
    result.sum = gles1_.sum + gles2_.sum + rc_.sum;
  }

  Result result;

 private:
  wire::Status decode(const wire::Packet& packet) {
    switch (wire::api_of(packet.opcode)) {
      case wire::Api::kGles1:
        return wire::decode_gles1(gles1_, packet, reply_);
      case wire::Api::kGles2:
        return wire::decode_gles2(gles2_, packet, reply_);
      default:
        return wire::decode_rc(rc_, packet, reply_);
    }
  }

  wire::Framer framer_{kMaxPacket};
  wire::Reply reply_{kMaxPacket};
  Gles1Target gles1_;
  Gles2Target gles2_;
  Target rc_;
};

}  // namespace
}  // namespace anc

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const auto stream = anc::core::Bytes(reinterpret_cast<const std::byte*>(data), size).subspan(1);
  anc::Host whole;
  whole.feed(stream);
  if (data[0] == 0) return 0;
  anc::Host cut;
  for (size_t at = 0; at < stream.size(); at += data[0]) {
    cut.feed(stream.subspan(at, std::min<size_t>(data[0], stream.size() - at)));
  }
  if (cut.result.fault == anc::wire::Fault::kNone && !(cut.result == whole.result)) std::abort();
  if (cut.result.fault != whole.result.fault) std::abort();
  return 0;
}
