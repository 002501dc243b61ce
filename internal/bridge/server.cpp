// Answering the guest's calls and hearing its events.
#include "internal/bridge/server.h"

#include <utility>

#include "internal/proto/bridge.pb.h"
#include "internal/proto/rpc.pb.h"

namespace anc::bridge {
namespace rpc = anbox::protobuf::rpc;
namespace messages = anbox::protobuf::bridge;

namespace {
bool parse(google::protobuf::MessageLite& message, std::string_view bytes) {
  // In two steps, because ParseFromArray writes a line of its own for each message that lacks a
  // field.
  return message.ParsePartialFromArray(bytes.data(), static_cast<int>(bytes.size())) &&
         message.IsInitialized();
}

/// The reply to a call, serialized. The clipboard is empty; a call without a meaning here succeeds,
/// because a guest that gets no answer hangs.
std::string reply_to(const std::string& method) {
  if (method == "get_clipboard_data") return messages::ClipboardData().SerializeAsString();
  return rpc::Void().SerializeAsString();
}
}  // namespace

Result<std::unique_ptr<Server>> Server::start(net::Loop& loop, Options options,
                                              port::BootReport& report) {
  std::unique_ptr<Server> server(new Server(loop, std::move(options), report));
  server->listener_ = TRY(net::Listener::listen(
      loop, server->options_.path, 0666,
      [at = server.get()](core::Fd fd, const net::Peer&) { at->accept(std::move(fd)); }));
  return server;
}

Server::Server(net::Loop& loop, Options options, port::BootReport& report)
    : loop_(loop), options_(std::move(options)), report_(report), reader_(options_.message_limit) {}

void Server::accept(core::Fd connection) {
  if (guest_) {
    log_.warning("anbox_bridge: a second connection is closed, one guest is connected already");
    return;
  }
  reader_ = FrameReader(options_.message_limit);
  guest_ = std::make_unique<net::Stream>(
      loop_, std::move(connection), options_.queue_limit,
      net::Stream::Handlers{.data = [this](core::Bytes chunk) { on_data(chunk); },
                            .closed =
                                [this](const std::string& why) {
                                  if (why != net::Stream::kPeerClosed) {
                                    log_.warning("anbox_bridge: the guest is gone: " + why);
                                  }
                                  guest_.reset();
                                }});
  report_.reached(port::Rung::kBridge);
}

void Server::on_data(core::Bytes chunk) {
  const auto frame = [this](uint8_t type, std::string_view payload) { on_frame(type, payload); };
  if (reader_.feed(chunk, frame)) return;
  log_.warning("anbox_bridge: a message of more than " + std::to_string(options_.message_limit) +
               " bytes; the connection is closed");
  guest_.reset();
}

void Server::on_frame(uint8_t type, std::string_view payload) {
  switch (static_cast<FrameType>(type)) {
    case FrameType::kInvocation:
      return on_call(payload);
    case FrameType::kResponse:
      return on_response(payload);
  }
  log_.warning("anbox_bridge: a message of unknown type " + std::to_string(type) + " is skipped");
}

void Server::on_call(std::string_view payload) {
  rpc::Invocation call;
  if (!parse(call, payload)) return log_.warning("anbox_bridge: an unreadable call is skipped");
  rpc::Result result;
  result.set_id(call.id());
  result.set_response(reply_to(call.method_name()));
  guest_->write(make_frame(FrameType::kResponse, result.SerializeAsString()));
}

void Server::on_response(std::string_view payload) {
  rpc::Result result;
  if (!parse(result, payload)) return log_.warning("anbox_bridge: an unreadable result is skipped");
  for (const std::string& event : result.events()) on_event(event);
}

void Server::on_event(const std::string& payload) {
  messages::EventSequence events;
  if (!parse(events, payload)) return log_.warning("anbox_bridge: an unreadable event is skipped");
  if (events.has_boot_finished()) report_.reached(port::Rung::kBooted);
}

}  // namespace anc::bridge
