// The fingerprint reader (anbox-host.md 3.9): it is there, and nobody touches it.
#pragma once

#include "internal/pipe/clients.h"
#include "internal/pipe/qemud.h"
#include "internal/port/pipe_service.h"

namespace anc::pipe {

/// Answers "listen" with "off" and a bare NUL, as Anbox did; then nothing.
class Fingerprint final : public port::PipeService {
 public:
  explicit Fingerprint(net::Loop& loop);

  std::string_view prefix() const override { return "qemud:fingerprintlisten"; }
  void accept(core::Fd connection, const std::string&) override {
    clients_.accept(std::move(connection));
  }

 private:
  struct PerClient {
    QemudReader reader{256};
  };
  Clients<PerClient> clients_;
};

}  // namespace anc::pipe
