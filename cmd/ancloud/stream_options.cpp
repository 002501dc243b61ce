// Which settings mean what.
#include "cmd/ancloud/stream_options.h"

#include "internal/access/origins.h"
#include "internal/core/text.h"

namespace anc::cmd {
namespace {
std::vector<std::string> words(const std::string& text) {
  std::vector<std::string> all;
  for (const std::string& part : core::split(text, ' ')) {
    if (!part.empty()) all.push_back(part);
  }
  return all;
}

Result<std::optional<access::TlsFiles>> tls_of(const config::Config& config,
                                               const std::string& directory,
                                               const http::Endpoint& listen) {
  const std::string &wanted = config.text("stream.tls"),
                    &certificate = config.text("stream.certificate"),
                    &key = config.text("stream.key");
  if (certificate.empty() != key.empty()) {
    return fail(Kind::kUsage, "stream.certificate and stream.key go together");
  }
  const bool reachable = !http::is_loopback(listen.host);
  if (wanted == "off" || (wanted == "auto" && !reachable && certificate.empty())) {
    return std::optional<access::TlsFiles>();
  }
  if (!certificate.empty()) return TRY(access::own_tls_files(certificate, key));
  std::vector<std::string> hosts = access::own_names();
  if (!listen.host.empty()) hosts.push_back(listen.host);
  for (const std::string& address : words(config.text("stream.advertise"))) {
    const auto endpoint = http::parse_endpoint(address);
    hosts.push_back(endpoint && endpoint->port != 0 ? endpoint->host : address);
  }
  return TRY(access::self_signed_tls_files(directory, hosts));
}

std::optional<port::Codec> codec_of(const std::string& name) {
  if (name == "h264") return port::Codec::kH264;
  if (name == "vp8") return port::Codec::kVp8;
  return std::nullopt;
}
}  // namespace

Result<serve::Options> stream_options(const config::Config& config, const std::string& directory) {
  serve::Options options;
  options.data_path = config.data_path();
  options.directory = directory;
  options.listen = TRY(http::parse_endpoint(config.text("stream.listen")), "stream.listen");
  options.tls = TRY(tls_of(config, directory, options.listen), "TLS");
  options.media_address = config.text("stream.media_address");
  if (options.media_address.empty()) options.media_address = options.listen.host;
  const bool same_address = options.media_address == options.listen.host;
  // A name can have several addresses; media then has all of this host's.
  if (options.media_address == "localhost") options.media_address = "127.0.0.1";
  options.media_port = static_cast<uint16_t>(config.number("stream.media_port"));
  options.one_port =
      same_address && options.media_port != 0 && options.media_port == options.listen.port;
  options.udp = config.text("stream.transport") != "tcp";
  options.tcp = config.text("stream.transport") != "udp";
  options.advertise = words(config.text("stream.advertise"));
  options.origins = words(config.text("stream.origins"));
  options.tokens = config.text("stream.access") == "token";
  options.codec = codec_of(config.text("stream.codec"));
  options.most_viewers = static_cast<size_t>(config.number("stream.max_viewers"));
  options.most_bits_per_second = static_cast<uint32_t>(config.number("stream.max_bitrate"));
  options.most_frames_per_second = static_cast<uint32_t>(config.number("stream.max_fps"));
  return options;
}

}  // namespace anc::cmd
