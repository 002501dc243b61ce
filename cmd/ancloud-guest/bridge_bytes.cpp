// Bridge messages: see bridge_bytes.h.
#include "cmd/ancloud-guest/bridge_bytes.h"

namespace anc::guest {
namespace {

constexpr uint32_t kVarint = 0, kFixed64 = 1, kText = 2, kFixed32 = 5;  // protobuf wire types

void put_varint(std::string& out, uint64_t value) {
  for (; value >= 0x80; value >>= 7) out += static_cast<char>(0x80 | (value & 0x7f));
  out += static_cast<char>(value);
}

void put_number(std::string& out, uint32_t field, uint64_t value) {
  put_varint(out, (field << 3) | kVarint);
  put_varint(out, value);
}

void put_text(std::string& out, uint32_t field, std::string_view value) {
  put_varint(out, (field << 3) | kText);
  put_varint(out, value.size());
  out += value;
}

uint64_t get_varint(core::ByteReader& in) {
  uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    const uint8_t byte = in.u8();
    value |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) return value;
  }
  in.skip(in.remaining() + 1);  // longer than any number: the message is broken
  return 0;
}

// A Result that answers nothing and carries one EventSequence.
std::string event_message(std::string_view events) {
  std::string result;
  put_text(result, 3, events);
  return frame_message(MessageType::kResult, result);
}

std::string reply(uint32_t id, std::string_view response) {
  std::string result;
  put_number(result, 1, id);
  put_text(result, 2, response);
  return frame_message(MessageType::kResult, result);
}

}  // namespace

std::string frame_message(MessageType type, std::string_view payload) {
  CHECK(payload.size() < (1u << 24), "the length field has 24 bits");
  std::string message;
  for (const int shift : {16, 8, 0}) message += static_cast<char>(payload.size() >> shift & 0xff);
  message += static_cast<char>(type);
  message += payload;
  return message;
}

std::string boot_finished_message(bool first_boot) {
  std::string event, events;
  if (first_boot) put_number(event, 1, 1);
  put_text(events, 1, event);
  return event_message(events);
}

std::string application_list_message(const std::vector<Application>& applications) {
  std::string update, events;
  for (const Application& application : applications) {
    std::string intent, entry;
    put_text(intent, 1, "android.intent.action.MAIN");
    put_text(intent, 4, application.package);
    put_text(intent, 5, application.activity);
    put_text(entry, 1, application.name);
    put_text(entry, 2, application.package);
    put_text(entry, 3, intent);
    put_text(update, 1, entry);
  }
  put_text(events, 3, update);
  return event_message(events);
}

Result<Invocation> parse_invocation(core::Bytes payload) {
  core::ByteReader in(payload);
  Invocation found;
  while (in.ok() && in.remaining() > 0) {
    const uint64_t key = get_varint(in);
    switch (key & 7) {
      case kVarint: {
        const uint64_t value = get_varint(in);
        if (key >> 3 == 1) found.id = static_cast<uint32_t>(value);
        break;
      }
      case kText: {
        const std::string_view text = in.take_text(get_varint(in));
        if (key >> 3 == 2) found.method = text;
        break;
      }
      case kFixed32:
        in.skip(4);
        break;
      case kFixed64:
        in.skip(8);
        break;
      default:
        return fail(Kind::kFailure, "invocation: unknown field type");
    }
  }
  if (!in.ok() || found.method.empty()) return fail(Kind::kFailure, "invocation: cut or empty");
  return found;
}

std::string void_reply(uint32_t id) { return reply(id, {}); }

std::string error_reply(uint32_t id, std::string_view error) {
  std::string response;
  put_text(response, 127, error);
  return reply(id, response);
}

}  // namespace anc::guest
