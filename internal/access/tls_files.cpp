// Certificates by OpenSSL: see tls_files.h.
#include "internal/access/tls_files.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <memory>
#include <netinet/in.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "internal/access/directory.h"
#include "internal/core/file.h"
#include "internal/core/log.h"

namespace anc::access {
namespace {

constexpr size_t kMostPem = 1u << 20;
constexpr long kRenewBefore = 30L * 24 * 3600;  // seconds

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using Cert = std::unique_ptr<X509, Freed<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Names = std::unique_ptr<GENERAL_NAMES, Freed<GENERAL_NAMES_free>>;

Error openssl_error(const std::string& what) {
  std::array<char, 256> text{};
  ERR_error_string_n(ERR_get_error(), text.data(), text.size());
  ERR_clear_error();
  return Error(Kind::kFailure, what + ": " + text.data());
}

Bio reader(std::string_view pem) {
  return Bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

Cert read_cert(const std::string& pem) {
  const Bio bio = reader(pem);
  return Cert(bio ? PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr) : nullptr);
}

Key read_key(const std::string& pem) {
  const Bio bio = reader(pem);
  // No terminal is asked for a password: a server starts by itself.
  const auto none = [](char*, int, int, void*) { return 0; };
  return Key(bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, none, nullptr) : nullptr);
}

std::string fingerprint_of(const X509& certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (X509_digest(&certificate, EVP_sha256(), digest.data(), &size) != 1) return {};
  std::string text;
  for (unsigned i = 0; i < size; ++i) {
    if (i > 0) text += ':';
    text += "0123456789ABCDEF"[digest[i] >> 4];
    text += "0123456789ABCDEF"[digest[i] & 15];
  }
  return text;
}

Result<TlsFiles> check_pair(std::string certificate, std::string key) {
  const Cert cert = read_cert(certificate);
  if (!cert) return fail(openssl_error("the certificate is no PEM text").as(Kind::kUsage));
  const Key secret = read_key(key);
  if (!secret) {
    return fail(
        openssl_error("the private key is no PEM text without a password").as(Kind::kUsage));
  }
  if (X509_check_private_key(cert.get(), secret.get()) != 1) {
    ERR_clear_error();
    return fail(Kind::kUsage, "the private key is not that of the certificate");
  }
  if (X509_cmp_current_time(X509_get0_notAfter(cert.get())) <= 0) {
    return fail(Error(Kind::kUsage, "the certificate has expired").hint("renew it"));
  }
  return TlsFiles{std::move(certificate), std::move(key), fingerprint_of(*cert), false};
}

bool is_address(const std::string& host) {
  in6_addr bytes{};
  return inet_pton(AF_INET, host.c_str(), &bytes) == 1 ||
         inet_pton(AF_INET6, host.c_str(), &bytes) == 1;
}

std::vector<std::string> with_loopback(std::vector<std::string> hosts) {
  for (const char* always : {"localhost", "127.0.0.1", "::1"}) hosts.emplace_back(always);
  std::sort(hosts.begin(), hosts.end());
  hosts.erase(std::unique(hosts.begin(), hosts.end()), hosts.end());
  return hosts;
}

bool covers(X509& certificate, const std::vector<std::string>& hosts) {
  return std::all_of(hosts.begin(), hosts.end(), [&](const std::string& host) {
    if (is_address(host)) return X509_check_ip_asc(&certificate, host.c_str(), 0) == 1;
    return X509_check_host(&certificate, host.data(), host.size(), 0, nullptr) == 1;
  });
}

bool add_extension(X509& certificate, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, &certificate, &certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>> extension(
      X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  return extension && X509_add_ext(&certificate, extension.get(), -1) == 1;
}

/// One by one and not as configuration text, which a name could add to.
bool add_hosts(X509& certificate, const std::vector<std::string>& hosts) {
  const Names names(sk_GENERAL_NAME_new_null());
  for (const std::string& host : hosts) {
    GENERAL_NAME* const name = a2i_GENERAL_NAME(
        nullptr, nullptr, nullptr, is_address(host) ? GEN_IPADD : GEN_DNS, host.c_str(), 0);
    if (name == nullptr || sk_GENERAL_NAME_push(names.get(), name) == 0) {
      GENERAL_NAME_free(name);
      return false;
    }
  }
  return X509_add1_ext_i2d(&certificate, NID_subject_alt_name, names.get(), 0, 0) == 1;
}

bool fill(X509& certificate, EVP_PKEY& key, const std::vector<std::string>& hosts,
          std::chrono::hours lasts) {
  std::array<unsigned char, 16> serial{};
  if (RAND_bytes(serial.data(), serial.size()) != 1) return false;
  serial[0] &= 0x7f;  // RFC 5280, 4.1.2.2: positive
  serial[0] |= 0x40;
  BIGNUM* const number = BN_bin2bn(serial.data(), serial.size(), nullptr);
  const bool numbered = number != nullptr &&
                        BN_to_ASN1_INTEGER(number, X509_get_serialNumber(&certificate)) != nullptr;
  BN_free(number);
  const long seconds = static_cast<long>(std::chrono::seconds(lasts).count());
  X509_NAME* const subject = X509_get_subject_name(&certificate);
  static constexpr std::string_view kName = "ancloud";
  return numbered && X509_set_version(&certificate, X509_VERSION_3) == 1 &&
         X509_gmtime_adj(X509_getm_notBefore(&certificate), -3600) != nullptr &&
         X509_gmtime_adj(X509_getm_notAfter(&certificate), seconds) != nullptr &&
         X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                    reinterpret_cast<const unsigned char*>(kName.data()),
                                    static_cast<int>(kName.size()), -1, 0) == 1 &&
         X509_set_issuer_name(&certificate, subject) == 1 &&
         X509_set_pubkey(&certificate, &key) == 1 &&
         add_extension(certificate, NID_basic_constraints, "critical,CA:FALSE") &&
         add_extension(certificate, NID_key_usage, "critical,digitalSignature") &&
         add_extension(certificate, NID_ext_key_usage, "serverAuth") &&
         add_hosts(certificate, hosts) && X509_sign(&certificate, &key, EVP_sha256()) > 0;
}

std::string text_of(BIO& bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(&bio, &data);
  return size > 0 ? std::string(data, static_cast<size_t>(size)) : std::string();
}

}  // namespace

Result<TlsFiles> make_self_signed(const std::vector<std::string>& hosts, std::chrono::hours lasts) {
  const Key key(EVP_EC_gen("P-256"));
  const Cert certificate(X509_new());
  const Bio cert_text(BIO_new(BIO_s_mem()));
  const Bio key_text(BIO_new(BIO_s_mem()));
  if (!key || !certificate || !cert_text || !key_text ||
      !fill(*certificate, *key, with_loopback(hosts), lasts) ||
      PEM_write_bio_X509(cert_text.get(), certificate.get()) != 1 ||
      PEM_write_bio_PKCS8PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr,
                                    nullptr) != 1) {
    return fail(openssl_error("make a certificate"));
  }
  return TlsFiles{text_of(*cert_text), text_of(*key_text), fingerprint_of(*certificate), true};
}

Result<TlsFiles> own_tls_files(const std::string& certificate_path, const std::string& key_path) {
  auto certificate = core::read_file(certificate_path, kMostPem);
  if (!certificate) return fail(std::move(certificate.error()).as(Kind::kUsage));
  auto key = core::read_file(key_path, kMostPem);
  if (!key) return fail(std::move(key.error()).as(Kind::kUsage));
  return TRY(check_pair(std::move(*certificate), std::move(*key)),
             certificate_path + " and " + key_path);
}

Result<TlsFiles> self_signed_tls_files(const std::string& directory,
                                       const std::vector<std::string>& hosts) {
  const AsOwnerOf owner(directory);
  const std::string certificate_path = owner.path() + "/tls-certificate.pem";
  const std::string key_path = owner.path() + "/tls-key.pem";
  const auto old_certificate = TRY(core::read_file_if_exists(certificate_path, kMostPem));
  const auto old_key = TRY(core::read_file_if_exists(key_path, kMostPem));
  if (old_certificate && old_key) {
    auto kept = check_pair(*old_certificate, *old_key);
    const Cert cert = read_cert(*old_certificate);
    time_t soon = std::time(nullptr) + kRenewBefore;
    const bool fresh = kept && X509_cmp_time(X509_get0_notAfter(cert.get()), &soon) > 0;
    if (fresh && covers(*cert, with_loopback(hosts))) {
      kept->self_signed = true;
      return std::move(*kept);
    }
    core::log_info("the certificate in " + directory + " is replaced: " +
                   (kept ? "it expires soon or is for other hosts" : kept.error().message()));
  }
  TlsFiles made = TRY(make_self_signed(hosts));
  // The key first: a certificate without its key would be found unusable and made anew.
  TRY(core::write_atomic(key_path, made.key, 0600));
  TRY(core::write_atomic(certificate_path, made.certificate, 0644));
  return made;
}

}  // namespace anc::access
