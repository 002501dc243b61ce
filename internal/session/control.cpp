// Answering requests on the control socket.
#include "internal/session/control.h"

#include <unistd.h>
#include <utility>

#include "internal/core/text.h"
#include "internal/net/stream.h"
#include "internal/port/turned.h"
#include "internal/session/png.h"

namespace anc::session {
namespace {
constexpr size_t kMaxClients = 16;
constexpr size_t kMaxAnswer = 256u << 20;  // above any picture of 16384x4096
constexpr size_t kMaxJobs = 4;

std::string as_line(const core::Json& json) {
  return json.dump(-1, ' ', false, core::Json::error_handler_t::replace) + "\n";
}
}  // namespace

void Control::Client::answer(core::Json answer_head, const std::vector<std::byte>& body) {
  answer_head["bytes"] = body.size();
  stream->write(core::ByteWriter().text(as_line(answer_head)).bytes(body).take());
  stream->close_when_written();
}

void Control::Client::tell(std::span<const core::Json> lines) {
  core::ByteWriter out;
  for (const core::Json& one : lines) out.text(as_line(one));
  stream->write(out.take());
}

Result<std::unique_ptr<Control>> Control::start(net::Loop& loop, const std::string& path,
                                                Actions actions) {
  std::unique_ptr<Control> control(new Control(loop, std::move(actions)));
  control->listener_ = TRY(net::Listener::listen(
      loop, path, 0600, [at = control.get()](core::Fd fd, const net::Peer& peer) {
        at->accept(std::move(fd), peer);
      }));
  return control;
}

Control::Control(net::Loop& loop, Actions actions)
    : loop_(loop), actions_(std::move(actions)), worker_("control", kMaxJobs) {}

Control::~Control() = default;

void Control::accept(core::Fd connection, const net::Peer& peer) {
  if (peer.uid != 0 && peer.uid != geteuid()) {
    return log_.warning("control: user " + std::to_string(peer.uid) + " is refused");
  }
  if (clients_.size() >= kMaxClients) return log_.warning("control: too many clients");
  const auto client = std::make_shared<Client>();
  clients_.push_back(client);
  // Weak, because the client owns the stream that owns these.
  const std::weak_ptr<Client> weak = client;
  client->stream = std::make_unique<net::Stream>(
      loop_, std::move(connection), kMaxAnswer,
      net::Stream::Handlers{
          .data = [this, weak](core::Bytes chunk) { on_data(weak.lock(), chunk); },
          .closed = [this, weak](const std::string&) { drop(weak.lock()); }});
}

void Control::drop(const ClientPtr& client) { clients_.remove(client); }

void Control::add(const std::string& name, Command command) {
  commands_[name] = std::move(command);
}

void Control::on_data(const ClientPtr& client, core::Bytes chunk) {
  auto request = client->reader.feed(chunk);
  if (!request) return;
  if (!*request) return client->refuse(request->error());
  serve(client, std::move(**request));
}

void Control::serve(const ClientPtr& client, Request request) {
  const auto what = core::json_field<std::string>(request.head, "do");
  if (!what) return client->refuse(Kind::kUsage, what.error().message());
  if (const auto command = commands_.find(*what); command != commands_.end()) {
    return command->second(client, request);
  }
  if (*what == "status") {
    core::Json answer = {{"ok", true}};
    answer.update(actions_.status());
    client->answer(std::move(answer));
  } else if (*what == "screenshot") {
    screenshot(client, core::json_field<bool>(request.head, "raw").value_or(false));
  } else if (*what == "gl_record") {
    record(client);
  } else if (*what == "input") {
    core::Fd socket = client->stream->release();
    drop(client);
    actions_.input(std::move(socket), request.head);
  } else if (*what == "stop") {
    client->answer({{"ok", true}});
    actions_.stop();
  } else {
    client->refuse(Kind::kUsage, "the session does not know how to do \"" + *what + "\"");
  }
}

void Control::screenshot(const ClientPtr& client, bool raw) {
  const port::FramePtr frame = actions_.last_frame();
  if (!frame) return client->refuse(Kind::kNotRunning, "nothing has been drawn yet");
  const auto encode = [&loop = loop_, frame, raw, weak = std::weak_ptr<Client>(client)] {
    const bool as_it_is = raw || frame->rotation == port::Rotation::k0;
    const auto shown = as_it_is ? frame : std::make_shared<port::Frame>(port::turned(*frame));
    auto png = encode_png(*shown);
    loop.post([weak, frame, width = shown->width, height = shown->height, png = std::move(png)] {
      const auto asker = weak.lock();
      if (!asker) return;
      if (!png) return asker->refuse(png.error().kind(), png.error().message());
      asker->answer({{"ok", true},
                     {"frame", frame->number},
                     {"frame_time", core::rfc3339(frame->posted_at)},
                     {"width", width},
                     {"height", height},
                     {"rotation", port::degrees(frame->rotation)},
                     {"version", frame->geometry}},
                    *png);
    });
  };
  if (!worker_.submit(encode)) client->refuse(Kind::kBusy, "too many screenshots at once");
}

void Control::record(const ClientPtr& client) {
  core::Fd socket = client->stream->release();
  drop(client);
  const core::Json greeting = {{"ok", true}, {"open", actions_.connections()}};
  const auto begun = actions_.record(std::move(socket), greeting.dump() + "\n");
  if (begun) return;
  core::Json answer = core::refusal(begun.error());
  const auto told = core::write_all(socket, answer.dump() + "\n");
  if (!told) log_.warning("control: " + told.error().message());
}

}  // namespace anc::session
