// SRTP and SRTCP of one peer (RFC 3711, 7714), both directions.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "internal/core/bytes.h"
#include "internal/core/error.h"

namespace anc::webrtc {

enum class SrtpProfile { kAes128CmSha1_80, kAeadAes128Gcm };

/// From the DTLS exporter: client key, server key, client salt, server salt (RFC 5764 4.2). The
/// salt has 14 bytes with CM, 12 with GCM.
struct SrtpKeys {
  SrtpProfile profile = SrtpProfile::kAeadAes128Gcm;
  std::array<uint8_t, 16> local_key{}, remote_key{};
  std::array<uint8_t, 14> local_salt{}, remote_salt{};
};

/// One thread. Packets grow and shrink in place.
class Srtp {
 public:
  static Result<std::unique_ptr<Srtp>> make(const SrtpKeys& keys);
  Srtp(const Srtp&) = delete;
  Srtp& operator=(const Srtp&) = delete;
  ~Srtp();

  Result<void> protect_rtp(std::vector<std::byte>& packet);
  Result<void> protect_rtcp(std::vector<std::byte>& packet);
  /// An error for what is forged, damaged or played again.
  Result<void> unprotect_rtp(std::vector<std::byte>& packet);
  Result<void> unprotect_rtcp(std::vector<std::byte>& packet);

 private:
  struct State;
  explicit Srtp(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace anc::webrtc
