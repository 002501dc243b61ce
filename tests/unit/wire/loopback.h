// A host in one process with the guest's stream: decodes what is written, answers what is read.
#pragma once

#include <deque>
#include <vector>

#include "internal/wire/framing.h"
#include "internal/wire/stream.h"
#include "tests/unit/wire/recorder.h"
#include "wire/gles1_encoder.h"
#include "wire/gles2_encoder.h"
#include "wire/rc_encoder.h"

namespace anc::test {

class Loopback final : public wire::Transport {
 public:
  Result<void> write(core::Bytes data) override;
  Result<void> read(std::span<std::byte> data) override;

  std::vector<size_t> writes;       ///< length of each write
  std::vector<std::byte> received;  ///< all of them joined
  std::vector<Call> calls;          ///< what the host decoded
  std::deque<std::byte> answers;    ///< answered and not read yet
  bool fail_writes = false;
  bool decodes = true;  ///< false: only count the writes

 private:
  wire::Framer framer_;
};

/// Sends the call in `packet` through the encoder of its API; returns its answer.
std::vector<std::byte> reencode(wire::Stream& stream, const wire::Packet& packet);

}  // namespace anc::test
