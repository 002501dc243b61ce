// Builds packets from the run-time table.
#include "tests/unit/wire/packets.h"

namespace anc::test {

using wire::Direction;

Built build(const wire::Function& function) {
  Built built;
  core::ByteWriter out;
  out.u32le(function.opcode).u32le(0);
  uint8_t next = 1;  // below 0x80 all through: no negative counts, no signalling NaN
  const auto fill = [&next](size_t n) {
    std::vector<std::byte> bytes(n);
    for (std::byte& b : bytes) b = static_cast<std::byte>(next++ & 0x7F);
    return bytes;
  };
  built.call.name = std::string(function.name);
  uint32_t array = 0;
  for (const wire::Param& param : function.params) {
    if (param.direction == Direction::kValue) {
      Arg arg{'v', fill(type_size(param.type)), 0};
      out.bytes(arg.bytes);
      built.call.args.push_back(std::move(arg));
      continue;
    }
    built.length_words.push_back(out.size());
    if (param.direction == Direction::kIn) {
      Arg arg{'i', fill(5 + array), 0};
      out.u32le(static_cast<uint32_t>(arg.bytes.size())).bytes(arg.bytes);
      built.call.args.push_back(std::move(arg));
    } else {
      const uint32_t length = 3 + 2 * array;
      out.u32le(length);
      built.dead += length;
      built.call.args.push_back({'o', {}, length});
    }
    ++array;
  }
  out.bytes(std::vector<std::byte>(built.dead));
  built.bytes = out.take();
  poke(built.bytes, 4, static_cast<uint32_t>(built.bytes.size()));
  const size_t answer = function.blocks ? built.dead + type_size(function.ret) : 0;
  for (size_t i = 0; i < answer; ++i) built.reply.push_back(answer_byte(i));
  return built;
}

wire::Packet Built::packet() const {
  wire::Packet packet;
  std::memcpy(&packet.opcode, bytes.data(), sizeof packet.opcode);
  packet.body = core::Bytes(bytes).subspan(wire::kHeadSize);
  return packet;
}

std::vector<const wire::Function*> sent_functions() {
  std::vector<const wire::Function*> sent;
  for (const auto api : {wire::Api::kGles1, wire::Api::kGles2, wire::Api::kRc}) {
    for (const wire::Function& function : wire::functions(api)) {
      if (!function.never) sent.push_back(&function);
    }
  }
  return sent;
}

void poke(std::vector<std::byte>& bytes, size_t offset, uint32_t value) {
  std::memcpy(bytes.data() + offset, &value, sizeof value);
}

}  // namespace anc::test
