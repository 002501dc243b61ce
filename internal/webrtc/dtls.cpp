// DTLS by OpenSSL. Its input and output are a BIO of ours: a memory BIO loses where a datagram
// ends.
#include "internal/webrtc/dtls.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <sys/time.h>
#include <utility>

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "internal/webrtc/openssl.h"

namespace anc::webrtc {
namespace {
constexpr const char* kCiphers = "ECDHE+AESGCM:ECDHE+CHACHA20:ECDHE+AES";
constexpr const char* kProfiles = "SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80";
constexpr std::string_view kExporter = "EXTRACTOR-dtls_srtp";  // RFC 5764 section 4.2
constexpr size_t kKey = 16, kMaxRecord = 16384;
constexpr unsigned kFirstRepeat = 100'000, kLongestRepeat = 2'000'000;  // microseconds

/// What OpenSSL's callbacks of one connection need.
struct Wire {
  std::function<void(core::Bytes)> send;
  core::Bytes incoming;  // the datagram that is being read; empty once it was
  Fingerprint expected{};
  bool matched = false;     // the other end's certificate is the expected one
  bool mismatched = false;  // or another
};

int bio_write(BIO* bio, const char* data, int size) noexcept {
  BIO_clear_retry_flags(bio);
  if (size <= 0) return 0;
  static_cast<Wire*>(BIO_get_data(bio))
      ->send(std::as_bytes(std::span(data, static_cast<size_t>(size))));
  return size;
}

int bio_read(BIO* bio, char* data, int size) noexcept {
  BIO_clear_retry_flags(bio);
  Wire& wire = *static_cast<Wire*>(BIO_get_data(bio));
  if (wire.incoming.empty() || size <= 0) {
    BIO_set_retry_read(bio);
    return -1;
  }
  const size_t n = std::min(static_cast<size_t>(size), wire.incoming.size());
  std::memcpy(data, wire.incoming.data(), n);
  wire.incoming = {};
  return static_cast<int>(n);
}

long bio_control(BIO*, int command, long, void*) noexcept { return command == BIO_CTRL_FLUSH; }

int bio_create(BIO* bio) noexcept {
  BIO_set_init(bio, 1);
  return 1;
}

const BIO_METHOD* datagram_method() {
  static const BIO_METHOD* const method = [] {
    BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "datagrams");
    BIO_meth_set_write(made, bio_write);
    BIO_meth_set_read(made, bio_read);
    BIO_meth_set_ctrl(made, bio_control);
    BIO_meth_set_create(made, bio_create);
    return made;
  }();
  return method;
}

/// Replaces the check of chains: whom to trust says the signalling, by fingerprint. A refusal ends
/// the handshake with an alert before any key is there.
int check_certificate(X509_STORE_CTX* store, void*) noexcept {
  const auto* ssl = static_cast<const SSL*>(
      X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  Wire& wire = *static_cast<Wire*>(SSL_get_app_data(ssl));
  Fingerprint is{};
  unsigned size = 0;
  wire.matched =
      X509_digest(X509_STORE_CTX_get0_cert(store), EVP_sha256(), is.data(), &size) == 1 &&
      CRYPTO_memcmp(is.data(), wire.expected.data(), is.size()) == 0;
  wire.mismatched = !wire.matched;
  if (wire.mismatched) X509_STORE_CTX_set_error(store, X509_V_ERR_CERT_UNTRUSTED);
  return wire.matched ? 1 : 0;
}

/// A lost flight is noticed sooner than by OpenSSL's own second.
unsigned next_repeat(SSL*, unsigned last) noexcept {
  return last == 0 ? kFirstRepeat : std::min(last * 2, kLongestRepeat);
}
}  // namespace

Result<SslContextPtr> make_dtls_context(X509* certificate, EVP_PKEY* key) {
  SslContextPtr context(SSL_CTX_new(DTLS_method()));
  SSL_CTX* raw = context.get();
  const bool made = raw != nullptr && SSL_CTX_set_min_proto_version(raw, DTLS1_2_VERSION) == 1 &&
                    SSL_CTX_set_cipher_list(raw, kCiphers) == 1 &&
                    SSL_CTX_set1_groups_list(raw, "X25519:P-256") == 1 &&
                    SSL_CTX_set_tlsext_use_srtp(raw, kProfiles) == 0 &&  // 0 is success here
                    SSL_CTX_use_certificate(raw, certificate) == 1 &&
                    SSL_CTX_use_PrivateKey(raw, key) == 1;
  if (!made) return fail(openssl_error("make a DTLS context"));
  SSL_CTX_set_options(raw, SSL_OP_NO_QUERY_MTU | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET |
                               SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_read_ahead(raw, 1);  // a read takes a whole datagram
  SSL_CTX_set_verify(raw, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  SSL_CTX_set_cert_verify_callback(raw, check_certificate, nullptr);
  return context;
}

struct Dtls::State {
  std::function<void(core::Bytes)> data;
  Role role = Role::kServer;
  Wire wire;
  SslPtr ssl;
  bool open = false;
  bool closed = false;

  Error error(const std::string& doing) const {
    if (!wire.mismatched) return openssl_error(doing);
    ERR_clear_error();
    return {Kind::kPermission,
            "the certificate of the other end is not the one that its session description names"};
  }

  Result<void> shake_hands() {
    const int done = SSL_do_handshake(ssl.get());
    if (done == 1) {
      open = true;
      return {};
    }
    if (SSL_get_error(ssl.get(), done) == SSL_ERROR_WANT_READ) return {};
    return fail(error("DTLS handshake"));
  }

  Result<void> read_all() {
    std::array<std::byte, kMaxRecord> record;
    while (true) {
      const int n = SSL_read(ssl.get(), record.data(), static_cast<int>(record.size()));
      if (n > 0) {
        data(core::Bytes(record).first(static_cast<size_t>(n)));
        continue;
      }
      const int why = SSL_get_error(ssl.get(), n);
      if (why == SSL_ERROR_WANT_READ) return {};
      if (why != SSL_ERROR_ZERO_RETURN) return fail(error("DTLS"));
      closed = true;
      return {};
    }
  }
};

Result<std::unique_ptr<Dtls>> Dtls::make(const Certificate& certificate, Role role,
                                         const Fingerprint& expected, Out out) {
  auto state = std::make_unique<State>();
  state->data = std::move(out.data);
  state->role = role;
  state->wire.send = std::move(out.datagram);
  state->wire.expected = expected;
  state->ssl.reset(SSL_new(certificate.impl().dtls.get()));
  BIO* bio = BIO_new(datagram_method());
  if (!state->ssl || bio == nullptr) {
    BIO_free(bio);
    return fail(openssl_error("make a DTLS connection"));
  }
  BIO_set_data(bio, &state->wire);
  SSL_set_bio(state->ssl.get(), bio, bio);  // owns it now
  SSL_set_app_data(state->ssl.get(), &state->wire);
  SSL_set_mtu(state->ssl.get(), static_cast<long>(kMtu));
  DTLS_set_timer_cb(state->ssl.get(), next_repeat);
  ERR_clear_error();
  if (role == Role::kServer) {
    SSL_set_accept_state(state->ssl.get());
  } else {
    SSL_set_connect_state(state->ssl.get());
    TRY(state->shake_hands());
  }
  return std::unique_ptr<Dtls>(new Dtls(std::move(state)));
}

Dtls::Dtls(std::unique_ptr<State> state) : state_(std::move(state)) {}

Dtls::~Dtls() = default;

Result<void> Dtls::take(core::Bytes datagram) {
  if (state_->closed || datagram.empty()) return {};
  ERR_clear_error();
  state_->wire.incoming = datagram;
  if (!state_->open) TRY(state_->shake_hands());
  if (state_->open) TRY(state_->read_all());
  state_->wire.incoming = {};
  return {};
}

bool Dtls::open() const { return state_->open; }

bool Dtls::closed() const { return state_->closed; }

bool Dtls::send(core::Bytes data) {
  if (!state_->open || data.empty() || data.size() > kMaxRecord) return false;
  ERR_clear_error();
  return SSL_write(state_->ssl.get(), data.data(), static_cast<int>(data.size())) > 0;
}

void Dtls::close() {
  if (!state_->open) return;
  ERR_clear_error();
  SSL_shutdown(state_->ssl.get());
}

std::optional<Dtls::Time> Dtls::next(Time now) const {
  timeval left{};
  if (state_->open || DTLSv1_get_timeout(state_->ssl.get(), &left) != 1) return std::nullopt;
  return now + std::chrono::seconds(left.tv_sec) + std::chrono::microseconds(left.tv_usec);
}

Result<void> Dtls::tick() {
  ERR_clear_error();
  if (state_->open || DTLSv1_handle_timeout(state_->ssl.get()) >= 0) return {};
  return fail(state_->error("DTLS handshake"));
}

Result<SrtpKeys> Dtls::keys() const {
  const SRTP_PROTECTION_PROFILE* agreed = SSL_get_selected_srtp_profile(state_->ssl.get());
  if (!state_->open || !state_->wire.matched || agreed == nullptr) {
    return fail(Kind::kFailure, "the other end takes none of our SRTP profiles");
  }
  SrtpKeys keys;
  const bool gcm = agreed->id == SRTP_AEAD_AES_128_GCM;
  keys.profile = gcm ? SrtpProfile::kAeadAes128Gcm : SrtpProfile::kAes128CmSha1_80;
  const size_t salt = gcm ? 12 : 14;
  std::array<uint8_t, 2 * (kKey + 14)> material{};
  if (SSL_export_keying_material(state_->ssl.get(), material.data(), 2 * (kKey + salt),
                                 kExporter.data(), kExporter.size(), nullptr, 0, 0) != 1) {
    return fail(openssl_error("export keys for SRTP"));
  }
  const auto copy = [&](size_t at, size_t size, auto& to) {
    std::copy_n(material.begin() + static_cast<std::ptrdiff_t>(at), size, to.begin());
  };
  const bool client = state_->role == Role::kClient;
  copy(0, kKey, client ? keys.local_key : keys.remote_key);
  copy(kKey, kKey, client ? keys.remote_key : keys.local_key);
  copy(2 * kKey, salt, client ? keys.local_salt : keys.remote_salt);
  copy(2 * kKey + salt, salt, client ? keys.remote_salt : keys.local_salt);
  OPENSSL_cleanse(material.data(), material.size());
  return keys;
}

}  // namespace anc::webrtc
