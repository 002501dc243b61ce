// The service behind the guest's `opengles` pipe: draws what guests send and composes the display.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "internal/core/error.h"
#include "internal/gles/gles1_mode.h"
#include "internal/gles/limits.h"
#include "internal/gles/read_back.h"
#include "internal/port/boot_report.h"
#include "internal/port/display.h"
#include "internal/port/dma_buf.h"
#include "internal/port/frame.h"
#include "internal/port/pipe_service.h"
#include "internal/port/task_view.h"

namespace anc::gles {

class Connections;
class Peer;
class Recovery;

/// Owns the host's GL, the composer and a thread per guest connection. Outlives a loss of all GL
/// contexts: guests are disconnected and draw in new ones when they come back. Made, asked and
/// stopped by one thread; `accept` may come from another.
class Renderer final : public port::PipeService {
 public:
  struct Options {
    port::Display display;  ///< at the start
    Limits limits;
    Gles1Mode gles1 = Gles1Mode::kAuto;
    ReadBackWay read_back = ReadBackWay::kAuto;
    /// Of the host, chosen by driver_probe.h; empty: the first that works, tried in this process.
    std::string egl_display{};
  };

  /// Opens the host's GL without a window: kGraphics with a hint when it has none that can draw.
  /// `report` is told of the first frame, on the composer's thread, and outlives the renderer.
  static Result<std::unique_ptr<Renderer>> create(const Options& options, port::BootReport& report);
  /// Stops, and logs what `stop` would have returned.
  ~Renderer() override;

  std::string_view prefix() const override { return "opengles"; }
  void accept(core::Fd connection, const std::string& name) override;

  /// Serves a guest that is not behind a socket, on the calling thread, until its end.
  void serve(Peer& guest);

  /// Records connections that open from now on, until the recording ends by itself (recorder.h) or
  /// with the renderer. kBusy, and `out` stays the caller's, while another recording runs.
  Result<void> record(core::Fd&& out, const std::string& greeting = {});

  /// The guest's display is another from now on. Guests that ask get its size and density at once;
  /// frames, last_frame() among them, are of its size and carry its rotation and version. kUsage,
  /// and nothing changes, for a size that the driver cannot
  /// draw or that `Limits` forbid.
  Result<void> set_display(const port::Display& display);

  /// Multi-window mode: each new frame is drawn for each of these views, too; null ends it. `sink`
  /// is called on the composer's thread and outlives `stop`.
  void set_views(std::vector<port::TaskView> views, port::TaskFrameSink* sink);

  /// `sink` is called on the composer's thread for each new frame, until it is removed.
  void add_sink(port::FrameSink& sink);
  void remove_sink(port::FrameSink& sink);
  /// As these, with frames that stay in the GPU's memory. False where the driver cannot export
  /// them: then only the above gives pictures. Not tried on hardware.
  bool add_sink(port::DmaBufSink& sink);
  void remove_sink(port::DmaBufSink& sink);
  /// The newest frame; null before the first one, also of those after a loss. Any thread.
  port::FramePtr last_frame() const;

  /// Which frame that is, without drawing or reading anything; number 0 before the first one, also
  /// of those after a loss. Any thread.
  port::FrameStamp newest_frame() const;

  /// Vendor, renderer and version of the host's GL, and the way it was reached.
  std::string description() const;
  /// The processor draws.
  bool software() const;

  /// What guests have open now, by handle, and what it takes of `Limits::memory_bytes`. Any thread.
  struct Usage {
    size_t connections = 0, contexts = 0, surfaces = 0, color_buffers = 0, images = 0;
    uint64_t memory_bytes = 0;
    bool operator==(const Usage&) const = default;
  };
  Usage usage() const;

  /// Ends all connections and the composer; the last frame stays. kTimeout, naming the connections,
  /// when their threads do not come within five seconds. Idempotent.
  Result<void> stop();

 private:
  Renderer(std::shared_ptr<Recovery> recovery, std::shared_ptr<Connections> connections);

  std::shared_ptr<Recovery> recovery_;
  std::shared_ptr<Connections> connections_;
};

}  // namespace anc::gles
