// Frames of a WebSocket.
#include "internal/serve/socket_outlet.h"

#include <utility>

#include "internal/serve/instance.h"
#include "internal/serve/microseconds.h"

namespace anc::serve {
namespace {
enum class FrameKind : uint8_t { kPicture = 1, kSound = 2, kControl = 3 };

/// A third of a second at the default rate: beyond it a picture would come late.
constexpr size_t kStale = 160 * 1024;
constexpr std::chrono::milliseconds kAskAgain{300};

class Frame {
 public:
  explicit Frame(FrameKind kind) { u8(static_cast<uint8_t>(kind)); }
  Frame& u8(uint8_t value) {
    bytes_.push_back(std::byte{value});
    return *this;
  }
  Frame& u16(uint16_t value) {
    return u8(static_cast<uint8_t>(value >> 8)).u8(static_cast<uint8_t>(value));
  }
  Frame& u32(uint32_t value) {
    return u16(static_cast<uint16_t>(value >> 16)).u16(static_cast<uint16_t>(value));
  }
  Frame& u64(uint64_t value) {
    return u32(static_cast<uint32_t>(value >> 32)).u32(static_cast<uint32_t>(value));
  }
  std::vector<std::byte> take() { return std::move(bytes_); }

 private:
  std::vector<std::byte> bytes_;
};
}  // namespace

SocketOutlet::SocketOutlet(Instance& instance, ViewerId id, std::shared_ptr<http::WebSocket> socket)
    : instance_(instance), id_(id), socket_(std::move(socket)), asking_(instance.loop()) {}

SocketOutlet::~SocketOutlet() { socket_->close(1000, "the viewer is gone"); }

std::optional<uint32_t> SocketOutlet::send_video(const port::EncodedVideoPtr& picture) {
  if (socket_->queued() > kStale) waits_for_key_ = true;
  if (waits_for_key_ && (!picture->key || socket_->queued() > kStale)) {
    ask_for_key();
    return std::nullopt;
  }
  waits_for_key_ = false;
  asking_.cancel();
  const uint64_t captured = to_us(picture->at.drawn);
  auto head = Frame(FrameKind::kPicture)
                  .u8(picture->key ? 1 : 0)
                  .u8(static_cast<uint8_t>(picture->codec))
                  .u32(static_cast<uint32_t>(picture->frame))
                  .u64(captured)
                  .u16(static_cast<uint16_t>(picture->width))
                  .u16(static_cast<uint16_t>(picture->height))
                  .take();
  bytes_ += head.size() + picture->bytes.size();
  socket_->send_binary(std::move(head), http::SharedBytes(picture, &picture->bytes));
  return static_cast<uint32_t>(captured * 9 / 100);
}

/// Also by itself: a guest that draws nothing more would leave the viewer with an old picture.
void SocketOutlet::ask_for_key() {
  asking_.start(kAskAgain, [this] { ask_for_key(); });
  Viewer* viewer = instance_.find(id_);
  if (viewer != nullptr && socket_->queued() <= kStale) viewer->on_key_frame_wanted();
}

void SocketOutlet::send_sound(const port::EncodedSoundPtr& sound) {
  if (socket_->queued() > kStale) return;
  auto head = Frame(FrameKind::kSound).u64(to_us(sound->captured_at)).take();
  bytes_ += head.size() + sound->opus.size();
  socket_->send_binary(std::move(head), http::SharedBytes(sound, &sound->opus));
}

void SocketOutlet::send_control(std::vector<std::byte> messages, bool moves) {
  if (moves && socket_->queued() > kStale) return;
  auto frame = Frame(FrameKind::kControl).take();
  frame.insert(frame.end(), messages.begin(), messages.end());
  bytes_ += frame.size();
  socket_->send_binary(std::move(frame));
}

void SocketOutlet::end(const std::string& why) {
  socket_->close(1008, why.substr(0, 120));
  instance_.dismiss(id_);
}

core::Json SocketOutlet::facts() const {
  return {{"transport", "websocket"}, {"bytes", bytes_}, {"queued", socket_->queued()}};
}

void SocketOutlet::on_frame(Instance& instance, ViewerId id, core::Bytes frame) {
  Viewer* viewer = instance.find(id);
  if (viewer == nullptr || frame.empty()) return;
  if (std::to_integer<uint8_t>(frame[0]) != static_cast<uint8_t>(FrameKind::kControl)) return;
  viewer->on_control(frame.subspan(1), false);
}

}  // namespace anc::serve
