// How a stream server is set up.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "internal/access/tls_files.h"
#include "internal/http/endpoint.h"
#include "internal/port/media.h"

namespace anc::serve {

struct Options {
  std::string data_path;
  std::string instance;   ///< the only one that is served; empty: all
  std::string directory;  ///< `<data>/stream`, the server's own
  http::Endpoint listen;
  std::optional<access::TlsFiles> tls;  ///< none: plain HTTP
  std::string media_address;            ///< numeric; empty: all addresses
  bool one_port = false;                ///< media shares the TCP port of `listen`
  uint16_t media_port = 0;              ///< UDP and ICE-TCP; 0: any free one
  bool udp = true;                      ///< offered to viewers
  bool tcp = true;                      ///< offered to viewers
  std::vector<std::string> advertise;   ///< addresses to be told instead of the host's own
  std::vector<std::string> origins;     ///< sites whose pages may use this server
  bool tokens = true;                   ///< false: who reaches it controls
  size_t most_viewers = 64;             ///< of all instances together
  std::optional<port::Codec> codec;     ///< none: H.264 where the viewer takes it
  uint32_t most_bits_per_second = 8'000'000;
  uint32_t most_frames_per_second = 60;
};

}  // namespace anc::serve
