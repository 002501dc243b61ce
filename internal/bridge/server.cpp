// Answering the guest's calls, hearing its events, calling it.
#include "internal/bridge/server.h"

#include <utility>

namespace anc::bridge {

Result<std::unique_ptr<Server>> Server::start(net::Loop& loop, Options options,
                                              port::BootReport& report,
                                              port::PlatformEvents& events) {
  std::unique_ptr<Server> server(new Server(loop, std::move(options), report, events));
  server->listener_ = TRY(net::Listener::listen(
      loop, server->options_.path, 0666,
      [at = server.get()](core::Fd fd, const net::Peer&) { at->accept(std::move(fd)); }));
  return server;
}

Server::Server(net::Loop& loop, Options options, port::BootReport& report,
               port::PlatformEvents& events)
    : loop_(loop),
      options_(std::move(options)),
      report_(report),
      events_(events),
      reader_(options_.message_limit),
      pending_(loop, options_.call_time, options_.call_limit) {}

void Server::accept(core::Fd connection) {
  if (guest_) {
    log_.warning("anbox_bridge: a second connection is closed, one guest is connected already");
    return;
  }
  reader_ = rpc::FrameReader(options_.message_limit);
  guest_ = std::make_unique<net::Stream>(
      loop_, std::move(connection), options_.queue_limit,
      net::Stream::Handlers{.data = [this](core::Bytes chunk) { on_data(chunk); },
                            .closed = [this](const std::string& why) { drop(why); }});
  report_.reached(port::Rung::kBridge);
  events_.guest_connected();
}

void Server::drop(const std::string& why) {
  if (why != net::Stream::kPeerClosed) log_.warning("anbox_bridge: the guest is gone: " + why);
  guest_.reset();
  pending_.fail_all(Error(Kind::kNotRunning, "the guest has closed anbox_bridge"));
  events_.guest_gone();
}

void Server::call(const std::string& method, std::string parameters, Done done) {
  if (!guest_) {
    return done(fail(Error(Kind::kNotRunning, "no guest is connected to anbox_bridge")
                         .hint("`ancloud wait` waits until the guest has booted")));
  }
  if (pending_.full()) {
    return done(fail(Kind::kBusy, "the guest has " + std::to_string(options_.call_limit) +
                                      " calls to answer already"));
  }
  const uint32_t id = pending_.add(method, std::move(done));
  guest_->write(rpc::make_frame(rpc::FrameType::kInvocation,
                                encode_call({id, method, std::move(parameters)})));
}

void Server::launch(const port::Launch& launch, Done done) {
  call("launch_application", encode_launch(launch), std::move(done));
}
void Server::focus_task(int32_t task, Done done) {
  call("set_focused_task", encode_task(task), std::move(done));
}
void Server::remove_task(int32_t task, Done done) {
  call("remove_task", encode_task(task), std::move(done));
}
void Server::resize_task(int32_t task, const port::Rect& frame, Done done) {
  call("resize_task", encode_resize(task, frame), std::move(done));
}

void Server::on_data(core::Bytes chunk) {
  const auto frame = [this](uint8_t type, std::string_view payload) { on_frame(type, payload); };
  if (reader_.feed(chunk, frame)) return;
  drop("a message of more than " + std::to_string(options_.message_limit) + " bytes");
}

void Server::on_frame(uint8_t type, std::string_view payload) {
  switch (static_cast<rpc::FrameType>(type)) {
    case rpc::FrameType::kInvocation:
      return on_call(payload);
    case rpc::FrameType::kResponse:
      return on_reply(payload);
  }
  log_.warning("anbox_bridge: a message of unknown type " + std::to_string(type) + " is skipped");
}

void Server::on_call(std::string_view payload) {
  const auto call = decode_call(payload);
  if (!call) return log_.warning("anbox_bridge: an unreadable call is skipped");
  guest_->write(
      rpc::make_frame(rpc::FrameType::kResponse, encode_reply(call->id, answer_to(*call))));
}

std::string Server::answer_to(const Call& call) {
  if (call.method == "get_clipboard_data") return encode_clipboard(events_.read_clipboard());
  if (call.method == "set_clipboard_data") return encode_void(take_clipboard(call));
  // A call without a meaning here succeeds, because a guest that gets no answer hangs.
  return encode_void({});
}

Result<void> Server::take_clipboard(const Call& call) {
  const auto text = decode_clipboard(call.parameters);
  if (!text) return fail(Kind::kUsage, "the clipboard's text cannot be read");
  return events_.clipboard_set(*text);
}

void Server::on_reply(std::string_view payload) {
  const auto reply = decode_reply(payload);
  if (!reply) return log_.warning("anbox_bridge: an unreadable result is skipped");
  if (reply->id && !pending_.finish(*reply->id, decode_void(reply->response))) {
    log_.warning("anbox_bridge: an answer nobody waits for, id " + std::to_string(*reply->id));
  }
  for (const std::string& events : reply->events) on_events(events);
}

void Server::on_events(std::string_view payload) {
  const auto events = decode_events(payload);
  if (!events) return log_.warning("anbox_bridge: an unreadable event is skipped");
  if (events->boot_finished) {
    report_.reached(port::Rung::kBooted);
    events_.boot_finished(*events->boot_finished);
  }
  if (events->windows) events_.windows_changed(events->windows->windows, events->windows->removed);
  if (events->applications) {
    events_.applications_changed(events->applications->changed, events->applications->removed);
  }
}

}  // namespace anc::bridge
