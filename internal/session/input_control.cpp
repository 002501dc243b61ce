// Lines of events from and to commands: see input_control.h.
#include "internal/session/input_control.h"

#include <chrono>
#include <map>
#include <optional>
#include <utility>

#include "internal/core/bytes.h"
#include "internal/core/refusal.h"
#include "internal/input/script.h"
#include "internal/net/stream.h"

namespace anc::session {
namespace {

constexpr size_t kMaxLine = 2u << 20;   // a text of 1 MB, its escapes included
constexpr size_t kMaxQueue = 4u << 20;  // answers and events that wait for a command
using Clock = std::chrono::steady_clock;

/// Fingers in a recording are numbered anew: those of two sources may have the same number.
class FingerNumbers {
 public:
  void renumber(input::SourceId source, port::InputEvent& event) {
    auto* touch = std::get_if<port::Touch>(&event);
    if (touch == nullptr) return;
    const auto key = std::pair(source, touch->finger);
    const auto known = numbers_.find(key);
    touch->finger = known != numbers_.end() ? known->second : next_;
    if (touch->phase == port::Touch::Phase::kUp) {
      if (known != numbers_.end()) numbers_.erase(known);
    } else if (known == numbers_.end()) {
      numbers_[key] = next_++;
    }
  }

 private:
  std::map<std::pair<input::SourceId, int64_t>, int64_t> numbers_;
  int64_t next_ = 0;
};

}  // namespace

struct InputControl::Client {
  void say(const core::Json& line) {
    stream->write(core::ByteWriter()
                      .text(line.dump(-1, ' ', false, core::Json::error_handler_t::replace) + "\n")
                      .take());
  }
  void refuse(const Error& error) {
    core::Json line = {
        {"ok", false}, {"error", error.message()}, {"kind", core::kind_name(error.kind())}};
    if (!error.hint().empty()) line["hint"] = error.hint();
    say(line);
    stream->close_when_written();
    refused = true;
  }
  /// Of the event with that id, or of one without.
  void answer(const std::optional<int64_t>& id, const Result<void>& how) {
    if (refused) return;
    if (!how && (!id || !by_id)) return refuse(how.error());
    if (!by_id) return say({{"ok", true}});
    if (!id) return;
    core::Json line = how ? core::Json{{"ok", true}} : core::refusal(how.error());
    line["id"] = *id;
    say(line);
  }

  std::string pending;
  bool refused = false;
  bool by_id = false;                         // only events with an id are answered
  std::unique_ptr<port::InputSource> source;  // of those that send
  input::Server::Observation observation;     // of those that listen
  FingerNumbers fingers;
  std::unique_ptr<net::Stream> stream;
};

InputControl::InputControl(net::Loop& loop, input::Server& server) : loop_(loop), server_(server) {}

InputControl::~InputControl() = default;

void InputControl::accept(core::Fd connection, const core::Json& request) {
  const auto client = std::make_shared<Client>();
  clients_.push_back(client);
  const std::weak_ptr<Client> weak = client;  // the client owns the stream that owns these
  client->stream = std::make_unique<net::Stream>(
      loop_, std::move(connection), kMaxQueue,
      net::Stream::Handlers{
          .data = [this, weak](core::Bytes chunk) { on_data(weak.lock(), chunk); },
          .closed = [this, weak](const std::string&) { clients_.remove(weak.lock()); }});
  const port::Display& display = server_.display();
  client->say({{"ok", true},
               {"width", display.width},
               {"height", display.height},
               {"rotation", port::degrees(display.rotation)}});
  if (core::json_field<bool>(request, "record").value_or(false)) {
    record(client);
  } else {
    client->by_id = core::json_field<bool>(request, "by_id").value_or(false);
    client->source = server_.add_source();
  }
}

void InputControl::record(const ClientPtr& client) {
  client->observation = server_.observe(
      [at = client.get(), start = Clock::now()](input::SourceId source, port::InputEvent event) {
        at->fingers.renumber(source, event);
        const std::chrono::duration<double, std::milli> since = Clock::now() - start;
        core::Json line = {{"ms", static_cast<int64_t>(since.count())}};
        line.update(input::format_event(event));
        at->say(line);
      });
}

void InputControl::on_data(const ClientPtr& client, core::Bytes chunk) {
  if (client->refused || !client->source) return;
  client->pending.append(reinterpret_cast<const char*>(chunk.data()), chunk.size());
  size_t begin = 0;
  for (size_t end = client->pending.find('\n'); end != std::string::npos && !client->refused;
       end = client->pending.find('\n', begin)) {
    play(client, client->pending.substr(begin, end - begin));
    begin = end + 1;
  }
  client->pending.erase(0, begin);
  if (client->pending.size() > kMaxLine) {
    client->refuse(Error(Kind::kUsage, "a line of input is longer than 2 MiB"));
  }
}

/// Answers as well: a text once it has gone to the guest.
void InputControl::play(const ClientPtr& client, const std::string& line) {
  const auto parsed = core::parse_json(line);
  if (!parsed) return client->refuse(Error(Kind::kUsage, parsed.error().message()));
  const auto number = core::json_field<int64_t>(*parsed, "id");
  const std::optional<int64_t> id = number ? std::optional(*number) : std::nullopt;
  auto event = event_of(*parsed);
  if (!event) return client->answer(id, fail(event.error()));
  if (auto* text = std::get_if<port::Text>(&*event)) {
    text->done = [weak = std::weak_ptr(client), id](const Result<void>& how) {
      if (const auto at = weak.lock()) at->answer(id, how);
    };
    return client->source->send(std::move(*event));
  }
  client->source->send(std::move(*event));
  client->answer(id, {});
}

Result<port::InputEvent> InputControl::event_of(const core::Json& line) const {
  const port::Display& display = server_.display();
  auto event = TRY(input::parse_event(line, static_cast<int32_t>(display.width) - 1,
                                      static_cast<int32_t>(display.height) - 1));
  if (const auto* text = std::get_if<port::Text>(&event)) TRY(server_.check_text(text->utf8));
  return event;
}

}  // namespace anc::session
