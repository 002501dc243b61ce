// fingerprintlisten: one question, one answer.
#include "internal/pipe/fingerprint.h"

namespace anc::pipe {

Fingerprint::Fingerprint(net::Loop& loop)
    : clients_(loop, "fingerprintlisten", 16, [](auto& client, core::Bytes chunk) {
        return client.state.reader.feed(chunk, [&](std::string_view body) {
          if (body == "listen") client.write(qemud_frame("off") + '\0');
        });
      }) {}

}  // namespace anc::pipe
