// The service that tells a booting guest its properties (anbox-host.md 3.5).
#pragma once

#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "internal/core/log.h"
#include "internal/net/loop.h"
#include "internal/port/display.h"
#include "internal/port/pipe_service.h"

namespace anc::pipe {

/// Answers "list" with one frame per property and a bare NUL; ignores other commands.
class BootProperties final : public port::PipeService {
 public:
  /// `extra` are "key=value" lines that follow ro.sf.lcd_density.
  BootProperties(net::Loop& loop, const port::Display& display, std::vector<std::string> extra);
  ~BootProperties() override;

  std::string_view prefix() const override { return "qemud:boot-properties"; }
  void accept(core::Fd connection, const std::string& name) override;

 private:
  struct Client;
  net::Loop& loop_;
  std::string answer_;
  core::RateLimitedLog log_;
  std::list<Client> clients_;  // oldest first
};

/// One property as the guest's buffer takes it: "key=value", printable, 1 to 124 bytes.
Result<void> check_property(std::string_view property);

}  // namespace anc::pipe
