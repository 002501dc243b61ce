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

/// One field of a message, of the two kinds that are used.
struct Field {
  uint64_t number = 0;
  uint64_t value = 0;     // of a varint
  std::string_view text;  // of text, bytes or a message
};

/// Calls `take` for each field; kFailure when the bytes are no message.
template <class Take>
Result<void> for_each_field(core::Bytes bytes, Take take) {
  core::ByteReader in(bytes);
  while (in.ok() && in.remaining() > 0) {
    const uint64_t key = get_varint(in);
    Field field{key >> 3, 0, {}};
    switch (key & 7) {
      case kVarint:
        field.value = get_varint(in);
        break;
      case kText:
        field.text = in.take_text(get_varint(in));
        break;
      case kFixed32:
        in.skip(4);
        break;
      case kFixed64:
        in.skip(8);
        break;
      default:
        return fail(Kind::kFailure, "a message of the host: unknown field type");
    }
    if (in.ok()) take(field);
  }
  if (!in.ok()) return fail(Kind::kFailure, "a message of the host is cut");
  return {};
}

core::Bytes as_bytes(std::string_view text) { return std::as_bytes(std::span(text)); }

std::string invocation(uint32_t id, std::string_view method, std::string_view parameters) {
  std::string call;
  put_number(call, 1, id);
  put_text(call, 2, method);
  put_text(call, 3, parameters);
  put_number(call, 4, 1);  // the protocol's version
  return frame_message(MessageType::kInvocation, call);
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

std::string application_list_message(const std::vector<Application>& applications,
                                     const std::vector<std::string>& removed) {
  std::string update, events;
  for (const Application& application : applications) {
    std::string intent, entry;
    put_text(intent, 1, "android.intent.action.MAIN");
    put_text(intent, 4, application.package);
    put_text(intent, 5, application.activity);
    put_text(entry, 1, application.name);
    put_text(entry, 2, application.package);
    put_text(entry, 3, intent);
    if (!application.icon.empty()) put_text(entry, 4, application.icon);
    put_text(update, 1, entry);
  }
  for (const std::string& package : removed) {
    std::string entry;
    put_text(entry, 1, "unknown");  // Android's own word; it no longer knows
    put_text(entry, 2, package);
    put_text(update, 2, entry);
  }
  put_text(events, 3, update);
  return event_message(events);
}

std::string windows_message(const std::vector<Task>& tasks) {
  constexpr uint64_t kFreeform = 2;
  std::string update, events;
  for (const Task& task : tasks) {
    std::string window;
    put_number(window, 1, 0);  // the display
    put_number(window, 2, 1);  // has a surface
    put_text(window, 3, task.package);
    uint32_t field = 4;
    for (const int32_t edge :
         {task.frame.left, task.frame.top, task.frame.right, task.frame.bottom}) {
      put_number(window, field++, static_cast<uint64_t>(int64_t{edge}));  // signs are extended
    }
    put_number(window, 8, static_cast<uint64_t>(task.id));
    put_number(window, 9, kFreeform);
    put_text(update, 1, window);
  }
  put_text(events, 2, update);
  return event_message(events);
}

std::string set_clipboard_message(uint32_t id, std::string_view text) {
  std::string parameters;
  put_text(parameters, 1, text);
  return invocation(id, "set_clipboard_data", parameters);
}

std::string get_clipboard_message(uint32_t id) { return invocation(id, "get_clipboard_data", {}); }

Result<Invocation> parse_invocation(core::Bytes payload) {
  Invocation found;
  TRY(for_each_field(payload, [&](const Field& field) {
    if (field.number == 1) found.id = static_cast<uint32_t>(field.value);
    if (field.number == 2) found.method = field.text;
    if (field.number == 3) found.parameters = field.text;
  }));
  if (found.method.empty()) return fail(Kind::kFailure, "invocation: without a method");
  return found;
}

Result<std::string> parse_launch(std::string_view parameters) {
  std::string_view intent, package;
  TRY(for_each_field(as_bytes(parameters), [&](const Field& field) {
    if (field.number == 1) intent = field.text;
  }));
  TRY(for_each_field(as_bytes(intent), [&](const Field& field) {
    if (field.number == 4) package = field.text;
  }));
  return std::string(package);
}

Result<TaskRequest> parse_task_request(std::string_view parameters) {
  TaskRequest request;
  std::string_view rect;
  TRY(for_each_field(as_bytes(parameters), [&](const Field& field) {
    if (field.number == 1) request.id = static_cast<int32_t>(field.value);
    if (field.number == 3) rect = field.text;
  }));
  Frame& frame = request.frame;
  int32_t* const edges[] = {&frame.left, &frame.top, &frame.right, &frame.bottom};
  TRY(for_each_field(as_bytes(rect), [&](const Field& field) {
    if (field.number >= 1 && field.number <= 4) {
      *edges[field.number - 1] = static_cast<int32_t>(field.value);
    }
  }));
  return request;
}

Result<Answer> parse_answer(core::Bytes payload) {
  Answer answer;
  std::string_view response;
  TRY(for_each_field(payload, [&](const Field& field) {
    if (field.number == 1) answer.id = static_cast<uint32_t>(field.value);
    if (field.number == 2) response = field.text;
  }));
  TRY(for_each_field(as_bytes(response), [&](const Field& field) {
    if (field.number == 1) answer.text = field.text;
  }));
  return answer;
}

std::string void_reply(uint32_t id) { return reply(id, {}); }

std::string error_reply(uint32_t id, std::string_view error) {
  std::string response;
  put_text(response, 127, error);
  return reply(id, response);
}

}  // namespace anc::guest
