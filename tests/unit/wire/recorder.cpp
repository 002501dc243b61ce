// The decoders over a recorder, instantiated once for all tests.
#include "tests/unit/wire/recorder.h"

#include "wire/gles1_decoder.h"
#include "wire/gles2_decoder.h"
#include "wire/opcodes.h"
#include "wire/rc_decoder.h"

namespace anc::test {
namespace {

template <class Target, class Decode>
Outcome run(Decode decode, const wire::Packet& packet) {
  Target target;
  wire::Reply reply;
  const wire::Status status = decode(target, packet, reply);
  const core::Bytes answer = reply.bytes();
  return {status, target.calls, {answer.begin(), answer.end()}, target.zeroed};
}

}  // namespace

Outcome decode_recorded(const wire::Packet& packet) {
  switch (wire::api_of(packet.opcode)) {
    case wire::Api::kGles1:
      return run<Gles1Recorder>(wire::decode_gles1<Gles1Recorder>, packet);
    case wire::Api::kRc:
      return run<RcRecorder>(wire::decode_rc<RcRecorder>, packet);
    default:
      return run<Gles2Recorder>(wire::decode_gles2<Gles2Recorder>, packet);
  }
}

}  // namespace anc::test
