// The camera factory (anbox-host.md 3.8): valid answers that say there is no camera.
#pragma once

#include <functional>

#include "internal/pipe/clients.h"
#include "internal/port/pipe_service.h"

namespace anc::pipe {

/// The answer to one command, without its NUL: eight hexadecimal digits of length, then "ok" or
/// "ko". Source: Android's QemuClient.cpp.
std::string camera_answer(std::string_view command);

/// Commands from chunks of any size: text and a NUL, no length.
class CameraReader {
 public:
  static constexpr size_t kLimit = 1024;  ///< bytes of a command
  /// False once a command is longer than the limit; nothing is read any more.
  bool feed(core::Bytes chunk, const std::function<void(std::string_view command)>& command);

 private:
  std::string waiting_;
  bool bad_ = false;
};

class Camera final : public port::PipeService {
 public:
  explicit Camera(net::Loop& loop);

  std::string_view prefix() const override { return "qemud:camera"; }
  void accept(core::Fd connection, const std::string&) override {
    clients_.accept(std::move(connection));
  }

 private:
  Clients<CameraReader> clients_;
};

}  // namespace anc::pipe
