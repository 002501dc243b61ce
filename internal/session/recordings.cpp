// From a request on the control socket to a recording that is fed.
#include "internal/session/recordings.h"

#include <utility>

#include "internal/core/log.h"

namespace anc::session {
namespace {
constexpr size_t kMost = 4;  // each takes up to a core
constexpr uint32_t kMostFps = 120;
constexpr uint32_t kLeastBits = 100'000, kMostBits = 100'000'000;

Result<stream::Recording::Options> options_of(const core::Json& request) {
  stream::Recording::Options all;
  stream::Movie::Options& options = all.movie;
  options.frames_per_second = TRY(core::json_field<uint32_t>(request, "fps"));
  options.bits_per_second = TRY(core::json_field<uint32_t>(request, "bitrate"));
  options.sound = TRY(core::json_field<bool>(request, "sound"));
  if (options.frames_per_second < 1 || options.frames_per_second > kMostFps) {
    return fail(Kind::kUsage, "a recording has 1 to 120 frames a second");
  }
  if (options.bits_per_second < kLeastBits || options.bits_per_second > kMostBits) {
    return fail(Kind::kUsage, "a recording has 100 kbit to 100 Mbit a second");
  }
  return all;
}
}  // namespace

Recordings::Recordings(net::Loop& loop, gles::Renderer& renderer, audio::Server& sound,
                       const stream::Encoders& encoders)
    : loop_(loop), renderer_(renderer), sound_(sound), encoders_(encoders) {}

Recordings::~Recordings() {
  for (const auto& recording : all_) recording->finish();  // all at once
  while (!all_.empty()) forget(all_.begin());
}

void Recordings::add_command(Control& control) {
  control.add("record",
              [this, &control](const Control::ClientPtr& client, const Control::Request& request) {
                start(control, client, request.head);
              });
}

void Recordings::start(Control& control, const Control::ClientPtr& client,
                       const core::Json& request) {
  auto options = options_of(request);
  if (!options) return client->refuse(options.error());
  if (all_.size() >= kMost) {
    return client->refuse(Kind::kCapacity, std::to_string(kMost) + " recordings run already");
  }
  if (renderer_.newest_frame().number == 0) {
    return client->refuse(Error(Kind::kNotRunning, "nothing has been drawn yet")
                              .hint("`ancloud wait --for first_frame` waits until something is"));
  }
  core::Fd socket = client->stream->release();
  control.drop(client);
  const auto at = all_.emplace(all_.end());
  options->movie.encoders = &encoders_;
  options->greeting = "{\"ok\":true}\n";
  options->last_frame = [this] { return renderer_.last_frame(); };
  options->ended = [this, at] { loop_.post([this, at] { forget(at); }); };
  const auto begun = begin(at, std::move(socket), std::move(*options));
  if (!begun) core::log_warning("record: " + begun.error().message());
  if (*at == nullptr) {
    all_.erase(at);
  } else if (!begun) {
    forget(at);
  }
}

Result<void> Recordings::begin(Place at, core::Fd socket, stream::Recording::Options options) {
  *at = TRY(stream::Recording::make(std::move(socket), std::move(options)));
  renderer_.add_sink(**at);
  sound_.add_consumer(**at);
  return (*at)->start();
}

void Recordings::forget(Place at) {
  renderer_.remove_sink(**at);
  sound_.remove_consumer(**at);
  all_.erase(at);
}

core::Json Recordings::status() const {
  core::Json all = core::Json::array();
  for (const auto& recording : all_) all.push_back(recording->status());
  return all;
}

}  // namespace anc::session
