// Recorded sessions: see recording.h.
#include "tests/recording/recording.h"

#include <algorithm>
#include <cstring>
#include <map>

#include "internal/core/file.h"
#include "internal/wire/framing.h"
#include "internal/wire/table.h"
#include "wire/gles1_decoder.h"
#include "wire/gles1_functions.h"
#include "wire/gles2_decoder.h"
#include "wire/gles2_functions.h"
#include "wire/rc_decoder.h"
#include "wire/rc_functions.h"

namespace anc::test {
namespace {

/// Cuts the records of one connection into packets, and hands answers out to those that wait.
struct Stream {
  wire::Framer framer;
  bool greeted = false;
  std::vector<size_t> waiting;  ///< steps whose answer is not whole yet, oldest first
};

void feed(Stream& stream, uint32_t connection, core::Bytes data, Recording& steps) {
  stream.framer.feed(data);
  if (!stream.greeted) stream.greeted = stream.framer.take_word().has_value();
  wire::Packet packet;
  while (stream.greeted && stream.framer.next(packet)) {
    Step step;
    step.connection = connection;
    core::ByteWriter whole;
    whole.u32le(packet.opcode).u32le(static_cast<uint32_t>(packet.body.size() + wire::kHeadSize));
    step.packet = whole.bytes(packet.body).take();
    if (reply_bytes(packet).value_or(0) > 0) stream.waiting.push_back(steps.size());
    steps.push_back(std::move(step));
  }
}

void answer(Stream& stream, core::Bytes data, Recording& steps) {
  while (!data.empty() && !stream.waiting.empty()) {
    Step& step = steps[stream.waiting.front()];
    const size_t left = *reply_bytes(step.view()) - step.reply.size();
    const core::Bytes piece = data.first(std::min(left, data.size()));
    step.reply.insert(step.reply.end(), piece.begin(), piece.end());
    data = data.subspan(piece.size());
    if (piece.size() == left) stream.waiting.erase(stream.waiting.begin());
  }
}

}  // namespace

wire::Packet Step::view() const {
  wire::Packet whole;
  std::memcpy(&whole.opcode, packet.data(), sizeof whole.opcode);
  whole.body = core::Bytes(packet).subspan(wire::kHeadSize);
  return whole;
}

Result<Recording> read_trace(const std::string& path) {
  const std::string file = TRY(core::read_file(path));
  core::ByteReader in(std::as_bytes(std::span(file)));
  if (in.take_text(4) != "GWTR") return fail(Kind::kFailure, path + " is no trace");
  in.skip(12);
  std::map<uint32_t, Stream> streams;
  Recording steps;
  while (in.ok() && in.remaining() > 0) {
    const uint32_t connection = in.u32le();
    const uint8_t kind = in.u8();
    in.skip(11);
    const core::Bytes data = in.take(in.u32le());
    if (kind == 0) feed(streams[connection], connection, data, steps);
    if (kind == 1) answer(streams[connection], data, steps);
  }
  if (!in.ok()) return fail(Kind::kFailure, path + " ends within a record");
  return steps;
}

std::optional<size_t> reply_bytes(const wire::Packet& packet) {
  wire::Reply reply;
  wire::Status status;
  wire::Gles1Ignore gles1;
  wire::Gles2Ignore gles2;
  wire::RcIgnore rc;
  switch (wire::api_of(packet.opcode)) {
    case wire::Api::kGles1:
      status = wire::decode_gles1(gles1, packet, reply);
      break;
    case wire::Api::kGles2:
      status = wire::decode_gles2(gles2, packet, reply);
      break;
    default:
      status = wire::decode_rc(rc, packet, reply);
  }
  if (!status.ok()) return std::nullopt;
  return reply.bytes().size();
}

std::vector<Field> fields_of(const std::vector<std::byte>& packet) {
  std::vector<Field> fields = {{"opcode", 0, 4}, {"size", 4, 4}};
  core::ByteReader in(packet);
  const wire::Function* function = wire::find_function(in.u32le());
  in.skip(4);
  if (function == nullptr) return fields;
  for (const wire::Param& param : function->params) {
    if (param.direction == wire::Direction::kValue) {
      fields.push_back({param.name, in.offset(), wire::type_size(param.type)});
      in.skip(wire::type_size(param.type));
      continue;
    }
    fields.push_back({param.name, in.offset(), 4});
    const uint32_t length = in.u32le();
    if (param.direction == wire::Direction::kOut) continue;
    const size_t each = length < 4 ? 1 : 4;
    if (length > 0) fields.push_back({param.name, in.offset(), each});
    if (length > 4) fields.push_back({param.name, in.offset() + length - each, each});
    in.skip(length);
  }
  return fields;
}

std::vector<uint32_t> spoiled_values(uint32_t now, size_t bytes, std::mt19937& random) {
  const uint32_t all = bytes == 4 ? UINT32_MAX : (1u << (8 * bytes)) - 1;
  std::vector<uint32_t> values = {0, 1, all, all >> 1, (now + 1) & all, (now - 1) & all};
  values.push_back(static_cast<uint32_t>(random()) & all);
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  std::erase(values, now);
  return values;
}

uint32_t field_value(const std::vector<std::byte>& packet, const Field& field) {
  uint32_t value = 0;
  std::memcpy(&value, packet.data() + field.offset, field.bytes);
  return value;
}

void set_field(std::vector<std::byte>& packet, const Field& field, uint32_t value) {
  std::memcpy(packet.data() + field.offset, &value, field.bytes);
}

}  // namespace anc::test
