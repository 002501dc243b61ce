// Plain values to protobuf and back: see envelope.h.
#include "internal/rpc/envelope.h"

#include "internal/proto/rpc.pb.h"

namespace anc::rpc {
namespace messages = anbox::protobuf::rpc;

namespace {
constexpr uint32_t kProtocolVersion = 1;

bool parse(google::protobuf::MessageLite& message, std::string_view bytes) {
  // In two steps, because ParseFromArray writes a line of its own for each message that lacks a
  // field.
  return message.ParsePartialFromArray(bytes.data(), static_cast<int>(bytes.size())) &&
         message.IsInitialized();
}
}  // namespace

std::string encode_call(const Call& call) {
  messages::Invocation out;
  out.set_id(call.id);
  out.set_method_name(call.method);
  out.set_parameters(call.parameters);
  out.set_protocol_version(kProtocolVersion);
  return out.SerializeAsString();
}

std::optional<Call> decode_call(std::string_view bytes) {
  messages::Invocation in;
  if (!parse(in, bytes)) return std::nullopt;
  return Call{in.id(), in.method_name(), in.parameters()};
}

std::string encode_reply(uint32_t id, std::string_view response) {
  messages::Result out;
  out.set_id(id);
  out.set_response(std::string(response));
  return out.SerializeAsString();
}

std::optional<Reply> decode_reply(std::string_view bytes) {
  messages::Result in;
  if (!parse(in, bytes)) return std::nullopt;
  Reply reply;
  if (in.has_id()) reply.id = in.id();
  reply.response = in.response();
  reply.events = {in.events().begin(), in.events().end()};
  return reply;
}

std::string encode_void(const Result<void>& outcome) {
  messages::Void out;
  if (!outcome) out.set_error(outcome.error().message());
  return out.SerializeAsString();
}

}  // namespace anc::rpc
