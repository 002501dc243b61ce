// Putting the GL service together: see renderer.h.
#include "internal/gles/renderer.h"

#include <malloc.h>

#include "internal/gles/connections.h"
#include "internal/gles/core.h"

namespace anc::gles {
namespace {

constexpr std::chrono::seconds kStopDeadline{5};
/// Handles travel between guest processes by other ways than this pipe.
constexpr std::chrono::seconds kHandleGrace{2};

void drop_what_the_dead_held(Core& core) {
  core.owners.sweep();
  core.objects.reap(Objects::Clock::now(), kHandleGrace,
                    [&](Objects::OwnerId owner) { return !core.owners.alive(owner); });
}

}  // namespace

Renderer::Renderer(std::shared_ptr<Core> core, std::shared_ptr<Connections> connections)
    : core_(std::move(core)), connections_(std::move(connections)) {}

Result<std::unique_ptr<Renderer>> Renderer::create(const Options& options,
                                                   port::BootReport& report) {
  // Pictures are megabytes: fixed, the threshold makes each a mapping of its own, which goes back
  // to the system when it is freed. By itself glibc raises it after the first one. Arenas for each
  // connection's thread would keep what llvmpipe's compiler needed there.
  ::mallopt(M_MMAP_THRESHOLD, 128 * 1024);
  ::mallopt(M_ARENA_MAX, 1);
  auto core = std::make_shared<Core>(options.display, options.limits);
  auto connections = std::make_shared<Connections>();
  core->egl = TRY(EglDisplay::open(options.egl_display), "start the renderer");
  core->helpers = TRY(HelperContexts::create(*core->egl), "start the renderer");
  // The composer is a member of the core: a plain reference does not outlive it.
  core->composer = TRY(Composer::create(*core->helpers, options.display, options.read_back, report,
                                        [raw = core.get(), connections] {
                                          connections->reap();
                                          drop_what_the_dead_held(*raw);
                                          if (raw->freed_much.exchange(false)) ::malloc_trim(0);
                                        }),
                       "start the renderer");
  if (core->egl->software()) {
    core::log_warning("no GPU draws for the guest, the processor does: " +
                      core->egl->description());
  }
  return std::unique_ptr<Renderer>(new Renderer(std::move(core), std::move(connections)));
}

Renderer::~Renderer() {
  const Result<void> stopped = stop();
  if (!stopped) core::log_error(stopped.error().message());
}

void Renderer::accept(core::Fd connection, const std::string&) {
  connections_->add(core_, std::move(connection));
}

void Renderer::add_sink(port::FrameSink& sink) { core_->composer->add_sink(sink); }
void Renderer::remove_sink(port::FrameSink& sink) { core_->composer->remove_sink(sink); }
port::FramePtr Renderer::last_frame() const { return core_->composer->last_frame(); }
std::string Renderer::description() const { return core_->egl->description(); }
bool Renderer::software() const { return core_->egl->software(); }

Result<void> Renderer::stop() {
  Result<void> joined = connections_->stop(kStopDeadline);
  core_->composer->stop();
  return joined;
}

}  // namespace anc::gles
