// Keys and certificates by OpenSSL.
#include "internal/webrtc/certificate.h"

#include <utility>

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>

#include "internal/webrtc/openssl.h"

namespace anc::webrtc {
namespace {
constexpr long kDay = 24 * 60 * 60;

Result<X509Ptr> self_signed(EVP_PKEY* key) {
  X509Ptr x509(X509_new());
  uint64_t serial = 0;
  RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof(serial));
  X509_NAME* name = x509 ? X509_get_subject_name(x509.get()) : nullptr;
  const auto* text = reinterpret_cast<const unsigned char*>("ancloud");
  const bool made = x509 && X509_set_version(x509.get(), X509_VERSION_3) == 1 &&
                    ASN1_INTEGER_set_uint64(X509_get_serialNumber(x509.get()), serial >> 1) == 1 &&
                    X509_gmtime_adj(X509_getm_notBefore(x509.get()), -kDay) != nullptr &&
                    X509_gmtime_adj(X509_getm_notAfter(x509.get()), 3650 * kDay) != nullptr &&
                    X509_set_pubkey(x509.get(), key) == 1 &&
                    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0) == 1 &&
                    X509_set_issuer_name(x509.get(), name) == 1 &&
                    X509_sign(x509.get(), key, EVP_sha256()) > 0;
  if (!made) return fail(openssl_error("make a certificate"));
  return x509;
}

Result<std::shared_ptr<Certificate::Impl>> join(KeyPtr key, X509Ptr x509) {
  auto impl = std::make_shared<Certificate::Impl>();
  unsigned size = 0;
  if (X509_digest(x509.get(), EVP_sha256(), impl->fingerprint.data(), &size) != 1) {
    return fail(openssl_error("take the fingerprint of a certificate"));
  }
  impl->dtls = TRY(make_dtls_context(x509.get(), key.get()));
  impl->key = std::move(key);
  impl->x509 = std::move(x509);
  return impl;
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<size_t>(size)};
}

/// An encrypted key is refused: nobody is at a terminal to be asked.
int no_password(char*, int, int, void*) { return -1; }

BioPtr reader_of(const std::string& text) {
  return BioPtr(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}
}  // namespace

Error openssl_error(const std::string& what) {
  const unsigned long code = ERR_get_error();
  const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  ERR_clear_error();
  return {Kind::kFailure, what + ": " + (reason != nullptr ? reason : "OpenSSL does not say why")};
}

Result<Certificate> Certificate::make() {
  KeyPtr key(EVP_EC_gen("P-256"));
  if (!key) return fail(openssl_error("make an ECDSA key"));
  X509Ptr x509 = TRY(self_signed(key.get()));
  return Certificate(TRY(join(std::move(key), std::move(x509))));
}

Result<Certificate> Certificate::from_pem(const std::string& certificate, const std::string& key) {
  const BioPtr certificate_in = reader_of(certificate), key_in = reader_of(key);
  X509Ptr x509(PEM_read_bio_X509(certificate_in.get(), nullptr, nullptr, nullptr));
  if (!x509) return fail(openssl_error("read a certificate").as(Kind::kUsage));
  KeyPtr own(PEM_read_bio_PrivateKey(key_in.get(), nullptr, no_password, nullptr));
  if (!own) return fail(openssl_error("read the key of a certificate").as(Kind::kUsage));
  if (X509_check_private_key(x509.get(), own.get()) != 1) {
    return fail(openssl_error("match a certificate with its key").as(Kind::kUsage));
  }
  return Certificate(TRY(join(std::move(own), std::move(x509))));
}

Result<Certificate::Pem> Certificate::pem() const {
  const BioPtr certificate(BIO_new(BIO_s_mem())), key(BIO_new(BIO_s_mem()));
  const bool written = certificate && key &&
                       PEM_write_bio_X509(certificate.get(), impl_->x509.get()) == 1 &&
                       PEM_write_bio_PrivateKey(key.get(), impl_->key.get(), nullptr, nullptr, 0,
                                                nullptr, nullptr) == 1;
  if (!written) return fail(openssl_error("write a certificate"));
  return Pem{text_of(certificate.get()), text_of(key.get())};
}

const Fingerprint& Certificate::fingerprint() const { return impl_->fingerprint; }

std::string Certificate::fingerprint_text() const {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string text;
  for (const uint8_t byte : impl_->fingerprint) {
    if (!text.empty()) text += ':';
    text += kHex[byte >> 4];
    text += kHex[byte & 15];
  }
  return text;
}

}  // namespace anc::webrtc
