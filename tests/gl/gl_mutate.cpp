// Plays recorded sessions to a host of the opengles pipe, each time with one field of one packet
// spoiled, and judges what the host then does.
//
// usage: gl_mutate SOCKET SEED CASES [TRACE…]
//
// CASES: how many spoiled sessions, chosen by SEED; 0: each recording once, as it is; :N: case N
// alone, as the program named it when it failed; =FOLDER: writes its own sessions there, one stream
// each, which is the corpus of fuzz_gles_session.
//
// The first recordings are sessions of its own (own_sessions.h), then come the traces. A host must
// answer with as many bytes as the spoiled request says, or close the connection, within 20
// seconds, and serve a bystander all the while. Exit status 0 when the host did.
#include <cstdio>
#include <map>
#include <random>
#include <span>

#include "internal/core/file.h"
#include "internal/core/text.h"
#include "internal/wire/table.h"
#include "tests/gl/own_sessions.h"
#include "tests/gl/pipe_client.h"
#include "tests/recording/recording.h"
#include "wire/opcodes.h"

namespace anc::test {
namespace {

struct Session {
  std::string name;
  Recording steps;
};

/// What is spoiled: one field of one step.
struct Spoiling {
  size_t step = 0;
  Field field;
  uint32_t value = 0;
};

/// Handles as this host gave them out, by those of the recording.
class Handles {
 public:
  void rewrite(std::vector<std::byte>& packet, uint32_t opcode) const {
    const wire::Function* function = wire::find_function(opcode);
    if (function == nullptr) return;
    for (const Field& field : fields_of(packet)) {
      if (!names_a_handle(opcode, field.name)) continue;
      const auto known = now_.find(field_value(packet, field));
      if (known != now_.end()) set_field(packet, field, known->second);
    }
  }
  static bool makes(uint32_t opcode) {
    return opcode == wire::rc::kRcCreateContext || opcode == wire::rc::kRcCreateWindowSurface ||
           opcode == wire::rc::kRcCreateColorBuffer || opcode == wire::rc::kRcCreateClientImage;
  }
  void learn(uint32_t opcode, core::Bytes recorded, core::Bytes answered) {
    if (!makes(opcode) || recorded.size() != 4 || answered.size() != 4) return;
    const uint32_t handle = core::ByteReader(answered).u32le();
    now_[core::ByteReader(recorded).u32le()] = handle;
    if (opcode == wire::rc::kRcCreateColorBuffer) buffers.push_back(handle);
  }
  std::vector<uint32_t> buffers;

 private:
  static bool names_a_handle(uint32_t opcode, std::string_view field) {
    if (field == "image") return true;
    if (wire::api_of(opcode) != wire::Api::kRc) return false;
    for (const std::string_view name : {"context", "share", "windowSurface", "drawSurf", "readSurf",
                                        "colorbuffer", "colorBuffer"}) {
      if (field == name) return true;
    }
    return false;
  }
  std::map<uint32_t, uint32_t> now_;
};

/// One way through a session.
class Play {
 public:
  Play(const std::string& socket, const Session& session) : socket_(socket), session_(session) {}

  /// Nothing is spoiled where `spoiling` is null. An error says what the host did wrong.
  Result<void> run(const Spoiling* spoiling) {
    for (size_t i = 0; i < session_.steps.size(); ++i) {
      if (!TRY(step(session_.steps[i],
                    spoiling != nullptr && spoiling->step == i ? spoiling : nullptr),
               "step " + std::to_string(i))) {
        break;  // the host closed a connection, as it may after a violation
      }
    }
    return close_buffers();
  }
  /// glGetError answered other than the recorded host did.
  size_t errors_that_differ() const { return errors_that_differ_; }

 private:
  Result<bool> step(const Step& recorded, const Spoiling* spoiling) {
    auto& pipe = connections_[recorded.connection];
    if (!pipe) pipe = TRY(PipeClient::connect(socket_));
    Step now = recorded;
    const uint32_t opcode = now.view().opcode;
    handles_.rewrite(now.packet, opcode);
    if (spoiling != nullptr) {
      set_field(now.packet, spoiling->field, spoiling->value);
      spoiled_ = true;
    }
    if (!TRY(pipe->send(now.packet))) return closed("does not take a packet");
    if (spoiling != nullptr && spoiling->field.name == "size") return false;  // out of step by now
    const auto wanted = reply_bytes(now.view());
    if (!wanted) return await_close(*pipe);
    const auto answer = TRY(pipe->receive(*wanted));
    if (!answer) return closed("does not answer");
    handles_.learn(opcode, recorded.reply, *answer);
    if (opcode == wire::gles2::kGlGetError && *answer != recorded.reply) ++errors_that_differ_;
    return true;
  }
  Result<bool> closed(const char* what) const {
    if (spoiled_) return false;
    return fail(Kind::kFailure, std::string("the host ") + what + ", though nothing was spoiled");
  }
  static Result<bool> await_close(PipeClient& pipe) {
    if (TRY(pipe.receive(1))) return fail(Kind::kFailure, "the host answers a broken packet");
    return false;
  }
  /// The host keeps buffers for as long as our process lives.
  Result<void> close_buffers() {
    PipeClient pipe = TRY(PipeClient::connect(socket_));
    for (const uint32_t buffer : handles_.buffers) {
      core::ByteWriter packet;
      packet.u32le(wire::rc::kRcCloseColorBuffer).u32le(12).u32le(buffer);
      TRY(pipe.send(packet.view()));
    }
    if (TRY(pipe.asks_displays())) return {};
    return fail(Kind::kFailure, "the host does not serve a new connection");
  }

  const std::string& socket_;
  const Session& session_;
  std::map<uint32_t, std::optional<PipeClient>> connections_;
  Handles handles_;
  bool spoiled_ = false;
  size_t errors_that_differ_ = 0;
};

/// Some case of that number: all sessions, steps, fields and values are as likely.
Spoiling choose(const Session& session, std::mt19937& random) {
  Spoiling chosen;
  chosen.step = random() % session.steps.size();
  const auto& packet = session.steps[chosen.step].packet;
  const auto fields = fields_of(packet);
  chosen.field = fields[random() % fields.size()];
  const auto values = spoiled_values(field_value(packet, chosen.field), chosen.field.bytes, random);
  chosen.value = values[random() % values.size()];
  return chosen;
}

std::string describe(const Session& session, const Spoiling& chosen) {
  const uint32_t opcode = session.steps[chosen.step].view().opcode;
  const wire::Function* function = wire::find_function(opcode);
  return session.name + " step " + std::to_string(chosen.step) + " " +
         std::string(function != nullptr ? function->name : "?") + " " +
         std::string(chosen.field.name) + " at " + std::to_string(chosen.field.offset) + " = " +
         std::to_string(chosen.value);
}

Result<void> play_as_recorded(const std::string& socket, const std::vector<Session>& sessions) {
  for (const Session& session : sessions) {
    Play play(socket, session);
    TRY(play.run(nullptr), session.name + " as it is");
    std::printf("%s: %zu packets, %zu answers of glGetError differ\n", session.name.c_str(),
                session.steps.size(), play.errors_that_differ());
    if (play.errors_that_differ() > 0) return fail(Kind::kFailure, "errors of " + session.name);
  }
  return {};
}

Result<void> play_spoiled(const std::string& socket, const std::vector<Session>& sessions,
                          uint32_t seed, uint32_t first, uint32_t end) {
  PipeClient bystander = TRY(PipeClient::connect(socket));
  for (uint32_t number = first; number < end; ++number) {
    std::seed_seq seeds{seed, number};
    std::mt19937 random(seeds);
    const Session& session = sessions[random() % sessions.size()];
    const Spoiling chosen = choose(session, random);
    const std::string what = "case " + std::to_string(number) + ": " + describe(session, chosen);
    TRY(Play(socket, session).run(&chosen), what);
    if (!TRY(bystander.asks_displays(), what)) {
      return fail(Kind::kFailure, what + ": a bystander was closed");
    }
  }
  return {};
}

Result<void> write_streams(const std::string& folder, const std::vector<Session>& sessions) {
  for (const Session& session : sessions) {
    std::string stream;
    Handles handles;  // as a host gives them out that has not seen a guest yet
    uint32_t objects = 0, images = 0;
    for (const Step& step : session.steps) {
      const uint32_t opcode = step.view().opcode;
      std::vector<std::byte> packet = step.packet;
      handles.rewrite(packet, opcode);
      stream.append(reinterpret_cast<const char*>(packet.data()), packet.size());
      if (!Handles::makes(opcode)) continue;
      core::ByteWriter handle;
      handle.u32le(opcode == wire::rc::kRcCreateClientImage ? ++images : ++objects);
      handles.learn(opcode, step.reply, handle.view());
    }
    TRY(core::write_whole(folder + "/" + session.name, stream));
  }
  return {};
}

Result<void> run(std::span<char*> words) {
  const std::string socket = words[0];
  const auto seed = static_cast<uint32_t>(TRY(core::parse_int(words[1], 0, UINT32_MAX)));
  const std::string_view cases = words[2];
  std::vector<Session> sessions;
  for (auto& [name, steps] : TRY(own_sessions(socket))) {
    sessions.push_back({name, std::move(steps)});
  }
  if (cases.starts_with('=')) return write_streams(std::string(cases.substr(1)), sessions);
  const bool one = cases.starts_with(':');
  const auto number =
      static_cast<uint32_t>(TRY(core::parse_int(cases.substr(one ? 1 : 0), 0, INT32_MAX)));
  for (const char* path : words.subspan(3)) sessions.push_back({path, TRY(read_trace(path))});
  if (!one && number == 0) return play_as_recorded(socket, sessions);
  TRY(play_spoiled(socket, sessions, seed, one ? number : 0, one ? number + 1 : number));
  std::printf("seed %u: %u spoiled sessions of %zu recordings\n", seed, one ? 1 : number,
              sessions.size());
  return {};
}

}  // namespace
}  // namespace anc::test

int main(int argc, char** argv) {
  const std::span<char*> words(argv, static_cast<size_t>(argc));
  if (words.size() < 4) return 2;
  const auto done = anc::test::run(words.subspan(1));
  if (done) return 0;
  std::printf("seed %s: %s\n", argv[2], done.error().message().c_str());
  return 1;
}
