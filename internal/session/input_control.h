// Connections of the control socket that send input, or listen to it.
#pragma once

#include <list>
#include <memory>
#include <string>

#include "internal/core/bytes.h"
#include "internal/core/fd.h"
#include "internal/core/json.h"
#include "internal/core/log.h"
#include "internal/input/server.h"
#include "internal/net/loop.h"

namespace anc::session {

/// {"do":"input"} makes the connection a source: after the greeting
/// {"ok":true,"width":…,"height":…,"rotation":…} each further line is an event (input/script.h) and
/// is answered by {"ok":true} once it is on its way (a text: once the guest has been given all of
/// it), or by {"ok":false,"error":…,"kind":…} and the end. With "by_id":true only events that have
/// an "id" (an integer) are answered, the answer has it too, and a refused one ends nothing. With
/// "record":true the session sends
/// events instead, each with "ms" since the greeting. What a connection holds is released when it
/// ends. Places are pixels of the framebuffer, whose size this is, whatever the rotation. Net
/// thread only.
class InputControl {
 public:
  InputControl(net::Loop& loop, input::Server& server);
  InputControl(const InputControl&) = delete;
  InputControl& operator=(const InputControl&) = delete;
  ~InputControl();

  /// Takes over the connection that asked with `request`.
  void accept(core::Fd connection, const core::Json& request);

 private:
  struct Client;
  using ClientPtr = std::shared_ptr<Client>;
  void record(const ClientPtr& client);
  void on_data(const ClientPtr& client, core::Bytes chunk);
  void play(const ClientPtr& client, const std::string& line);
  Result<port::InputEvent> event_of(const core::Json& line) const;

  net::Loop& loop_;
  input::Server& server_;
  std::list<ClientPtr> clients_;
};

}  // namespace anc::session
