// The loop of a connection: see connection.h. The one place that includes the decoders.
#include "internal/gles/connection.h"

#include "wire/gles1_decoder.h"
#include "wire/gles1_functions.h"
#include "wire/gles2_decoder.h"
#include "wire/opcodes.h"
#include "wire/rc_decoder.h"

namespace anc::gles {

void Connection::serve() {
  for (;;) {
    const auto window = framer_.window();
    if (!buffers_fit()) return;
    const size_t n = peer_.read(window);
    if (n == 0) return;
    framer_.filled(n);
    if (!serve_buffered()) return;
  }
}

bool Connection::serve_buffered() {
  if (!greeted_) {
    greeted_ = framer_.take_word().has_value();  // flags without a meaning
    if (!greeted_) return true;
  }
  wire::Packet packet;
  while (framer_.next(packet)) {
    const wire::Status status = decode(packet);
    if (!status.ok()) {
      complain(status.message());
      return false;
    }
    if (const auto& found = refusal_.violation()) {
      complain(wire::violation(packet.opcode, found->field, found->value, found->reason));
      return false;
    }
    if (!reply_.empty()) {
      if (!buffers_fit()) return false;
      if (!peer_.write(reply_.bytes())) return false;
      reply_.clear();
    }
  }
  if (!framer_.status().ok()) {
    complain(framer_.status().message());
    return false;
  }
  return true;
}

bool Connection::buffers_fit() {
  const auto large = [](size_t bytes) { return bytes > wire::Framer::kUsualCapacity ? bytes : 0; };
  if (buffered_.resize(large(framer_.capacity()) + large(reply_.bytes().size()))) return true;
  complain("no memory is left for packets of " + std::to_string(framer_.capacity()) +
           " bytes and answers of " + std::to_string(reply_.bytes().size()));
  return false;
}

wire::Status Connection::decode(const wire::Packet& packet) {
  switch (wire::api_of(packet.opcode)) {
    case wire::Api::kGles2: {
      if (control_.draws()) return wire::decode_gles2(gles2_, packet, reply_);
      wire::Gles2Ignore ignore;
      return wire::decode_gles2(ignore, packet, reply_);
    }
    case wire::Api::kGles1: {
      if (Gles1* gles1 = control_.gles1(); gles1 != nullptr) {
        return wire::decode_gles1(*gles1, packet, reply_);
      }
      wire::Gles1Ignore ignore;
      return wire::decode_gles1(ignore, packet, reply_);
    }
    default:
      return wire::decode_rc(control_, packet, reply_);
  }
}

void Connection::complain(const std::string& what) {
  core_.log.warning("opengles connection " + std::to_string(id_) + " is closed: " + what);
}

}  // namespace anc::gles
