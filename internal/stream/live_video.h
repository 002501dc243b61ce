// What a session shows, encoded as it comes, once for all who watch it in one codec.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "internal/core/error.h"
#include "internal/core/guarded.h"
#include "internal/core/json.h"
#include "internal/port/frame.h"
#include "internal/port/media.h"
#include "internal/stream/pace.h"
#include "internal/stream/picture.h"
#include "internal/stream/video_encoder.h"

namespace anc::stream {

/// What the asking side wants of a stream.
struct LiveRate {
  uint32_t bits_per_second = 4'000'000;
  uint32_t frames_per_second = 60;  ///< at most
  bool operator==(const LiveRate&) const = default;
};

/// A thread that encodes each frame at once when it comes, unless the one before it is too near:
/// then the newest of those that came meanwhile. A still picture costs nothing: it is encoded again
/// only where a key frame is asked for, or where the encoder has left it out for its rate. Key
/// frames are joined: however many are asked for, one comes, and the next at least kKeysApart
/// later. A frame of another shape opens another encoder, which begins with a key frame.
///
/// Make it, make it a sink, start it: the first picture is the last frame of then.
class LiveVideo final : public port::FrameSink {
 public:
  static constexpr std::chrono::milliseconds kKeysApart{300};

  struct Options {
    port::Codec codec = port::Codec::kH264;
    LiveRate rate{};
    std::function<Result<std::unique_ptr<VideoEncoder>>(const VideoFormat&)> open_encoder;
    /// Asked once, on the thread, for the first picture; null where nothing has been drawn.
    std::function<port::FramePtr()> last_frame;
    std::function<void(port::EncodedVideoPtr)> out;  ///< on the thread: return at once
    /// No more comes: nothing can encode these pictures. On the thread.
    std::function<void(const Error&)> failed;
  };

  explicit LiveVideo(Options options);
  LiveVideo(const LiveVideo&) = delete;
  LiveVideo& operator=(const LiveVideo&) = delete;
  ~LiveVideo() override;  ///< no more comes out; waits for the picture that is at work

  /// kCapacity where there can be no thread.
  Result<void> start();

  // Any thread, and none of them waits.
  void on_frame(const port::FramePtr& frame) override;
  void request_key_frame();
  void set_rate(const LiveRate& rate);
  LiveRate rate() const;  ///< as it was set

  struct Counts {
    uint64_t frames = 0;    ///< encoded, with the key frames
    uint64_t keys = 0;      ///< of these
    uint64_t skipped = 0;   ///< left out by the encoder for its rate
    uint64_t replaced = 0;  ///< frames that a newer one overtook
    uint64_t bytes = 0;
    Size size{};
    EncoderFacts encoder{};  ///< empty before the first picture
  };
  Counts counts() const;

 private:
  using Clock = std::chrono::steady_clock;
  struct Work {
    port::FramePtr frame;  ///< null: the same picture again
    LiveRate rate;
    bool key = false;
  };

  void run();
  bool next(Work& work);
  Clock::time_point ready_at() const;
  Result<void> encode(const Work& work);
  Result<void> show(const port::Frame& frame, LiveRate rate);
  Result<void> open(const LiveRate& rate);
  port::EncodedVideo describe(Clock::time_point now, bool again);
  void hand_out(port::EncodedVideo video, AccessUnit unit);

  const Options options_;

  // Of the thread alone.
  std::unique_ptr<VideoEncoder> encoder_;
  std::optional<Fitter> fitter_;
  const Picture* picture_ = nullptr;  ///< within fitter_: what is shown
  port::EncodedVideo shown_;          ///< stamps of it; no bytes
  LiveRate rate_;                     ///< that the encoder has been told
  Size size_{};                       ///< of the encoder's pictures
  Clock::time_point captured_at_{};   ///< of the last picture that was given to an encoder

  core::Guarded<Counts> counts_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  // All guarded by mutex_.
  bool stop_ = false;
  port::FramePtr waiting_;
  Clock::time_point arrived_at_{};  ///< of waiting_
  LiveRate wanted_;
  bool key_wanted_ = false;
  bool has_picture_ = false;    ///< picture_ is there
  bool left_out_ = false;       ///< and viewers have not got it
  Pace pace_;                   ///< of what is taken to be encoded
  Clock::time_point key_at_{};  ///< of the last key frame
  std::thread thread_;
};

}  // namespace anc::stream
