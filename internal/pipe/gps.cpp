// GPS, once a second.
#include "internal/pipe/gps.h"

#include <utility>

#include "internal/location/nmea.h"

namespace anc::pipe {
namespace {
constexpr std::chrono::milliseconds kPeriod{1000};
}

Gps::Gps(net::Loop& loop)
    : clients_(loop, "gps", 16, [](auto&, core::Bytes) { return true; }), next_(loop) {}

void Gps::accept(core::Fd connection, const std::string&) {
  clients_.accept(std::move(connection));
  tell();
}

void Gps::set(const location::Fix& fix) {
  fix_ = fix;
  tell();
}

void Gps::tell() {
  if (!fix_ || clients_.size() == 0) return;
  const std::string text = location::nmea(*fix_, std::chrono::system_clock::now());
  for (auto& client : clients_.all()) {
    if (client.stream->queued() == 0) client.write(text);  // else it does not read: no old places
  }
  next_.start(kPeriod, [this] { tell(); });
}

}  // namespace anc::pipe
