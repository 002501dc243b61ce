// No camera, said properly.
#include "internal/pipe/camera.h"

#include <string>

namespace anc::pipe {
using namespace std::string_literals;

std::string camera_answer(std::string_view command) {
  // A list that begins with a line's end is an empty one; any other command needs a camera.
  if (command == "list") return "00000005ok:\n\0"s;
  return "00000003ko\0"s;
}

bool CameraReader::feed(core::Bytes chunk, const std::function<void(std::string_view)>& command) {
  if (bad_) return false;
  for (const std::byte byte : chunk) {
    if (byte == std::byte{0}) {
      command(waiting_);
      waiting_.clear();
    } else if (waiting_.size() == kLimit) {
      bad_ = true;
      return false;
    } else {
      waiting_ += static_cast<char>(byte);
    }
  }
  return true;
}

Camera::Camera(net::Loop& loop)
    : clients_(loop, "camera", 16, [](auto& client, core::Bytes chunk) {
        return client.state.feed(
            chunk, [&](std::string_view command) { client.write(camera_answer(command)); });
      }) {}

}  // namespace anc::pipe
