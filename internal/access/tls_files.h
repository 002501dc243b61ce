// The certificate of the web page: the user's own, or one that we sign ourselves and keep.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "internal/core/error.h"

namespace anc::access {

struct TlsFiles {
  std::string certificate;  ///< PEM, with those above it
  std::string key;          ///< PEM
  std::string fingerprint;  ///< SHA-256 of the certificate, "AB:CD:…", as browsers show it
  bool self_signed = false;
};

/// Reads both. kUsage where one is unreadable or no PEM, the key is not that of the certificate, or
/// the certificate has expired.
Result<TlsFiles> own_tls_files(const std::string& certificate_path, const std::string& key_path);

/// The pair kept in `directory`, made where it is missing, unusable, for other hosts, or has less
/// than 30 days to go. `hosts`: names and addresses that browsers will use; loopback is always in.
Result<TlsFiles> self_signed_tls_files(const std::string& directory,
                                       const std::vector<std::string>& hosts);

/// Makes a pair for these hosts, P-256, for `lasts` from now. Kept nowhere.
Result<TlsFiles> make_self_signed(const std::vector<std::string>& hosts,
                                  std::chrono::hours lasts = std::chrono::hours(24 * 397));

}  // namespace anc::access
