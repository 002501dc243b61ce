// Owners of OpenSSL's objects, and what is behind a Certificate. For the files of this module.
#pragma once

#include <memory>
#include <string>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "internal/core/error.h"
#include "internal/webrtc/certificate.h"

namespace anc::webrtc {

template <auto free_it>
struct OpensslDeleter {
  template <class T>
  void operator()(T* object) const {
    free_it(object);
  }
};
using BioPtr = std::unique_ptr<BIO, OpensslDeleter<BIO_free>>;
using KeyPtr = std::unique_ptr<EVP_PKEY, OpensslDeleter<EVP_PKEY_free>>;
using X509Ptr = std::unique_ptr<X509, OpensslDeleter<X509_free>>;
using SslContextPtr = std::unique_ptr<SSL_CTX, OpensslDeleter<SSL_CTX_free>>;
using SslPtr = std::unique_ptr<SSL, OpensslDeleter<SSL_free>>;

/// The oldest error that OpenSSL noted on this thread, as a value; its queue is empty then.
Error openssl_error(const std::string& what);

struct Certificate::Impl {
  KeyPtr key;
  X509Ptr x509;
  Fingerprint fingerprint{};
  SslContextPtr dtls;  // of all connections under this certificate: making one is slow
};

/// What all our connections have in common; dtls.cpp.
Result<SslContextPtr> make_dtls_context(X509* certificate, EVP_PKEY* key);

}  // namespace anc::webrtc
