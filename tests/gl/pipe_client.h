// A guest's end of the opengles pipe over a unix socket, which never waits for ever.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "internal/core/bytes.h"
#include "internal/core/error.h"
#include "internal/core/fd.h"

namespace anc::test {

class PipeClient {
 public:
  /// Named the service and sent the client flags.
  static Result<PipeClient> connect(const std::string& socket);

  /// False when the host has closed; an error when it takes nothing for 20 seconds.
  Result<bool> send(core::Bytes data);
  /// Exactly that many bytes; nullopt when the host closes before; an error after 20 seconds.
  Result<std::optional<std::vector<std::byte>>> receive(size_t bytes);
  /// rcGetNumDisplays: false when the host has closed.
  Result<bool> asks_displays();

 private:
  explicit PipeClient(core::Fd fd) : fd_(std::move(fd)) {}
  core::Fd fd_;
};

}  // namespace anc::test
