// A self-signed certificate: for DTLS, and for HTTPS where the user has none.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include "internal/core/error.h"

namespace anc::webrtc {

/// SHA-256 of a certificate in DER.
using Fingerprint = std::array<uint8_t, 32>;

/// An ECDSA P-256 key and its certificate. Immutable; peers that are made with it share it.
class Certificate {
 public:
  /// A new one; its name says nothing. Valid from yesterday (clocks differ) for ten years.
  static Result<Certificate> make();
  /// From the text of pem(). kUsage where it is none or the two do not belong together.
  static Result<Certificate> from_pem(const std::string& certificate, const std::string& key);

  struct Pem {
    std::string certificate, key;
  };
  Result<Pem> pem() const;
  const Fingerprint& fingerprint() const;
  /// "AB:CD:…", as SDP and browsers write it.
  std::string fingerprint_text() const;

  struct Impl;
  const Impl& impl() const { return *impl_; }  ///< for dtls.cpp

 private:
  explicit Certificate(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<const Impl> impl_;
};

}  // namespace anc::webrtc
