// Certificates for a server: see connection.h.
#include <boost/asio/ssl/context.hpp>
#include <openssl/ssl.h>

#include "internal/http/connection.h"

namespace anc::http {

Result<std::unique_ptr<asio::ssl::context>> server_context(const TlsIdentity& identity) {
  auto context = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
  SSL_CTX* const raw = context->native_handle();
  SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
  SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  error_code error;
  if (context->use_certificate_chain(asio::buffer(identity.certificate), error); error) {
    return fail(Kind::kUsage, "the certificate is no PEM text: " + error.message());
  }
  if (context->use_private_key(asio::buffer(identity.key), asio::ssl::context::pem, error); error) {
    return fail(Kind::kUsage, "the private key does not fit: " + error.message());
  }
  if (SSL_CTX_check_private_key(raw) != 1) {
    return fail(Kind::kUsage, "the private key is not that of the certificate");
  }
  return context;
}

}  // namespace anc::http
