// Loopback, and encoders as targets of decoders.
#include "tests/unit/wire/loopback.h"

#include "wire/gles1_decoder.h"
#include "wire/gles2_decoder.h"
#include "wire/opcodes.h"
#include "wire/rc_decoder.h"

namespace anc::test {

Result<void> Loopback::write(core::Bytes data) {
  if (fail_writes) return fail(Kind::kFailure, "the pipe is broken");
  writes.push_back(data.size());
  if (!decodes) return {};
  received.insert(received.end(), data.begin(), data.end());
  framer_.feed(data);
  wire::Packet packet;
  while (framer_.next(packet)) {
    Outcome outcome = decode_recorded(packet);
    if (!outcome.status.ok()) return fail(Kind::kFailure, outcome.status.message());
    for (Call& call : outcome.calls) calls.push_back(std::move(call));
    answers.insert(answers.end(), outcome.reply.begin(), outcome.reply.end());
  }
  if (!framer_.status().ok()) return fail(Kind::kFailure, framer_.status().message());
  return {};
}

Result<void> Loopback::read(std::span<std::byte> data) {
  if (answers.size() < data.size()) return fail(Kind::kFailure, "the host has no answer");
  for (std::byte& b : data) {
    b = answers.front();
    answers.pop_front();
  }
  return {};
}

std::vector<std::byte> reencode(wire::Stream& stream, const wire::Packet& packet) {
  wire::Gles1Encoder gles1(stream);
  wire::Gles2Encoder gles2(stream);
  wire::RcEncoder rc(stream);
  wire::Reply reply;
  wire::Status status;
  switch (wire::api_of(packet.opcode)) {
    case wire::Api::kGles1:
      status = wire::decode_gles1(gles1, packet, reply);
      break;
    case wire::Api::kRc:
      status = wire::decode_rc(rc, packet, reply);
      break;
    default:
      status = wire::decode_gles2(gles2, packet, reply);
  }
  CHECK(status.ok(), status.message());
  return {reply.bytes().begin(), reply.bytes().end()};
}

}  // namespace anc::test
