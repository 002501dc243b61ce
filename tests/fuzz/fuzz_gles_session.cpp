// Fuzz target: a guest's packets through the renderer's own renderControl, GLES2 and GLES1 (by
// shaders), over the driver that draws nothing. At the end nothing may be left that counts against
// the guest's memory.
#include <cstdlib>
#include <vector>

#include "internal/core/log.h"
#include "internal/gles/core.h"
#include "internal/gles/gles2.h"
#include "internal/gles/render_control.h"
#include "internal/wire/framing.h"
#include "tests/fuzz/reading_gl.h"
#include "wire/gles1_decoder.h"
#include "wire/gles2_decoder.h"
#include "wire/opcodes.h"
#include "wire/rc_decoder.h"

namespace anc::gles {
namespace {

constexpr Objects::ConnectionId kConnection = 1;
constexpr Objects::OwnerId kOwner = 1;
constexpr size_t kMostReply = size_t{1} << 20;

/// Opened once; contexts and handles are new for each input, so that handles come again.
struct Driver {
  std::shared_ptr<EglDisplay> egl;
  std::unique_ptr<HelperContexts> helpers;

  static Driver open() {
    core::init_log(core::LogLevel::kError, "fuzz");
    Driver driver;
    auto egl = EglDisplay::open("");
    if (!egl) std::abort();
    driver.egl = std::move(*egl);
    fuzz::read_like_a_driver(driver.egl->egl(), const_cast<GlApi&>(driver.egl->gl()));
    auto helpers = HelperContexts::create(*driver.egl);
    if (!helpers) std::abort();
    driver.helpers = std::move(*helpers);
    return driver;
  }
};

Limits small_limits() {
  Limits limits;
  limits.packet_bytes = limits.reply_bytes = kMostReply;
  limits.memory_bytes = 16 << 20;
  limits.image_side = 256;  // the driver keeps no pictures, the host copies some
  limits.shader_bytes = 4096;
  limits.buffers_per_process = limits.images_per_process = limits.objects_per_connection = 64;
  return limits;
}

/// The composer has a thread and a life of its own: scenes end here.
class Control : public RenderControl {
 public:
  using RenderControl::RenderControl;
  void rcPostAllLayersDone() {}
  void rcFBPost(uint32_t) {}
};

void serve(Core& core, core::Bytes stream) {
  Refusal refusal;
  Gles2 gles2(core, refusal);
  Control control(core, gles2, refusal, kConnection, kOwner);
  wire::Framer framer(core.limits.packet_bytes);
  wire::Reply reply(core.limits.reply_bytes);
  framer.feed(stream);
  wire::Packet packet;
  while (framer.next(packet)) {
    // A copy of that size lets AddressSanitizer see the end.
    const std::vector<std::byte> body(packet.body.begin(), packet.body.end());
    packet.body = body;
    wire::Status status;
    if (wire::api_of(packet.opcode) == wire::Api::kRc) {
      status = wire::decode_rc(control, packet, reply);
    } else if (control.draws()) {
      status = wire::decode_gles2(gles2, packet, reply);
    } else if (Gles1* gles1 = control.gles1(); gles1 != nullptr) {
      status = wire::decode_gles1(*gles1, packet, reply);
    }
    if (!status.ok() || refusal.violation()) return;
    if (core.memory.used() > core.limits.memory_bytes) std::abort();
    reply.clear();
  }
}

}  // namespace
}  // namespace anc::gles

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace anc::gles;
  static Driver driver = Driver::open();
  Core core(std::make_shared<Shown>(anc::port::Display{.width = 64, .height = 64}), small_limits(),
            Gles1Mode::kEmulate);
  core.on_loss = [] {};
  core.egl = driver.egl;
  core.helpers = std::move(driver.helpers);
  core.objects.connected(kOwner);
  serve(core, {reinterpret_cast<const std::byte*>(data), size});
  core.objects.disconnected(kConnection, kOwner, {});
  const auto gone = [](Objects::OwnerId) { return true; };
  core.objects.reap({}, {}, gone);
  core.images.reap(gone);
  if (core.memory.used() != 0 || core.objects.counts() != Objects::Counts{}) std::abort();
  if (!core.egl->make_current(core.helpers->root())) std::abort();
  core.helpers->delete_buried();
  core.egl->release_current();
  driver.helpers = std::move(core.helpers);
  anc::fuzz::forget_contexts();
  return 0;
}
