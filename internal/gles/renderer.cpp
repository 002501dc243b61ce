// Putting the GL service together: see renderer.h.
#include "internal/gles/renderer.h"

#include <malloc.h>

#include "internal/gles/connections.h"
#include "internal/gles/recovery.h"

namespace anc::gles {
namespace {

constexpr std::chrono::seconds kStopDeadline{5};
/// Handles travel between guest processes by other ways than this pipe.
constexpr std::chrono::seconds kHandleGrace{2};

/// Whether there is more to drop later.
bool drop_what_the_dead_held(Core& core) {
  const Objects::Counts before = core.objects.counts();
  core.owners.sweep();
  const auto ended = [&](Objects::OwnerId owner) { return !core.owners.alive(owner); };
  const bool left = core.objects.reap(Objects::Clock::now(), kHandleGrace, ended);
  core.images.reap(
      [&](Objects::OwnerId owner) { return ended(owner) && !core.objects.has_connections(owner); });
  if (core.objects.counts() != before) core.freed_much.store(true, std::memory_order_relaxed);
  return left;
}

/// What is done now and then on the composer's thread.
class Chores {
 public:
  Chores(Core& core, std::shared_ptr<Connections> connections)
      : core_(core), connections_(std::move(connections)) {}

  /// Whether to come again.
  bool operator()() {
    core_.look_for_loss();
    connections_->reap();
    const bool left = drop_what_the_dead_held(core_);
    // Again a round later: GL objects of what was dropped here are deleted in between.
    const bool freed = core_.freed_much.exchange(false), freed_before = freed_;
    freed_ = freed;
    if (freed || freed_before) ::malloc_trim(0);
    return left || freed;
  }

 private:
  Core& core_;
  std::shared_ptr<Connections> connections_;
  bool freed_ = false;
};

Result<std::shared_ptr<Core>> make_core(const Renderer::Options& options,
                                        const std::shared_ptr<Shown>& shown,
                                        const std::shared_ptr<EglDisplay>& egl,
                                        port::BootReport& report,
                                        const std::shared_ptr<Connections>& connections,
                                        uint64_t frames_before) {
  auto core = std::make_shared<Core>(shown, options.limits, options.gles1);
  // Both calls below come from the core's own threads: a plain pointer does not outlive it.
  Core* const raw = core.get();
  core->on_loss = [raw, connections] {
    core::log_warning(
        "the GL driver has lost its contexts (a reset of the GPU?): guests are "
        "disconnected and get new ones when they come back");
    connections->hang_up(*raw);
  };
  core->egl = egl;
  // Otherwise it is decided when a guest first makes a context of GLES 1.
  if (options.gles1 == Gles1Mode::kNative) TRY(core->gles1.decide(*core->egl), "draw OpenGL ES 1");
  core->helpers = TRY(HelperContexts::create(*core->egl));
  core->composer = TRY(Composer::create(*core->helpers, core->display(), options.read_back, report,
                                        Chores(*raw, connections), frames_before));
  return core;
}

}  // namespace

Renderer::Renderer(std::shared_ptr<Recovery> recovery, std::shared_ptr<Connections> connections)
    : recovery_(std::move(recovery)), connections_(std::move(connections)) {}

Result<std::unique_ptr<Renderer>> Renderer::create(const Options& options,
                                                   port::BootReport& report) {
  // Pictures are megabytes: fixed, the threshold makes each a mapping of its own, which goes back
  // to the system when it is freed. By itself glibc raises it after the first one. Arenas for each
  // connection's thread would keep what llvmpipe's compiler needed there.
  ::mallopt(M_MMAP_THRESHOLD, 128 * 1024);
  ::mallopt(M_ARENA_MAX, 1);
  const std::shared_ptr<EglDisplay> egl =
      TRY(EglDisplay::open(options.egl_display), "start the renderer");
  auto connections = std::make_shared<Connections>();
  const auto shown = std::make_shared<Shown>(options.display);
  const auto make = [=, &report](uint64_t frames_before) {
    return make_core(options, shown, egl, report, connections, frames_before);
  };
  auto recovery = std::make_shared<Recovery>(TRY(make(0), "start the renderer"), shown, make);
  if (egl->software()) {
    core::log_warning("no GPU draws for the guest, the processor does: " + egl->description());
  }
  return std::unique_ptr<Renderer>(new Renderer(std::move(recovery), std::move(connections)));
}

Renderer::~Renderer() {
  const Result<void> stopped = stop();
  if (!stopped) core::log_error(stopped.error().message());
}

void Renderer::accept(core::Fd connection, const std::string& name) {
  connections_->add(recovery_, std::move(connection), name);
}

void Renderer::serve(Peer& guest) {
  const std::shared_ptr<Core> core = recovery_->working_core();
  if (core != nullptr) connections_->serve(*core, guest);
}

Result<void> Renderer::record(core::Fd&& out, const std::string& greeting) {
  return connections_->recorder().start(std::move(out), greeting);
}

Result<void> Renderer::set_display(const port::Display& display) {
  return recovery_->set_display(display);
}

void Renderer::set_views(std::vector<port::TaskView> views, port::TaskFrameSink* sink) {
  recovery_->set_views(std::move(views), sink);
}

void Renderer::add_sink(port::FrameSink& sink) { recovery_->add_sink(sink); }
void Renderer::remove_sink(port::FrameSink& sink) { recovery_->remove_sink(sink); }
bool Renderer::add_sink(port::DmaBufSink& sink) { return recovery_->add_sink(sink); }
void Renderer::remove_sink(port::DmaBufSink& sink) { recovery_->remove_sink(sink); }
port::FramePtr Renderer::last_frame() const {
  const std::shared_ptr<Core> core = recovery_->core();
  // What a lost context reads is nobody's picture.
  return core->lost ? nullptr : core->composer->last_frame();
}

port::FrameStamp Renderer::newest_frame() const {
  const auto core = recovery_->core();
  return core->lost ? port::FrameStamp{} : core->composer->newest();
}
std::string Renderer::description() const { return recovery_->core()->egl->description(); }
Renderer::Usage Renderer::usage() const {
  const std::shared_ptr<Core> core = recovery_->core();
  const Objects::Counts objects = core->objects.counts();
  return {.connections = connections_->count(),
          .contexts = objects.contexts,
          .surfaces = objects.surfaces,
          .color_buffers = objects.buffers,
          .images = core->images.count(),
          .memory_bytes = core->memory.used()};
}
bool Renderer::software() const { return recovery_->core()->egl->software(); }

Result<void> Renderer::stop() {
  Result<void> joined = connections_->stop(kStopDeadline);
  recovery_->stop();
  connections_->recorder().stop();
  return joined;
}

}  // namespace anc::gles
