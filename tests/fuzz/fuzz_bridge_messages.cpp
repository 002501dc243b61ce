// Fuzz target: one message of a guest through the decoders of anbox_bridge and into the state that
// a session keeps of it. The first byte says as what the rest is read.
#include <cstdlib>
#include <string_view>

#include "internal/app/applications.h"
#include "internal/bridge/messages.h"
#include "internal/core/file.h"

namespace anc {
namespace {
void check(bool holds) {
  if (!holds) std::abort();
}

/// What was read must be written and read again as the same.
void read_call(std::string_view bytes) {
  const auto call = bridge::decode_call(bytes);
  if (!call) return;
  const auto again = bridge::decode_call(bridge::encode_call(*call));
  check(again && again->id == call->id && again->method == call->method &&
        again->parameters == call->parameters);
  if (const auto text = bridge::decode_clipboard(call->parameters)) {
    check(bridge::decode_clipboard(bridge::encode_clipboard(*text)) == *text);
  }
}

void read_events(std::string_view bytes) {
  const auto events = bridge::decode_events(bytes);
  if (!events || !events->applications) return;
  static const auto dir = *core::TempDir::make("anc-fuzz");
  app::Applications kept(dir.path());
  for (const port::Application& application : events->applications->changed) {
    check(!application.package.empty());
    const auto put = kept.put(application, 1);
    check(!put || app::is_package_name(application.package));
  }
  check(kept.save().has_value());
  app::Applications again(dir.path());
  check(again.load().has_value() && again.all().size() == kept.all().size());
}
}  // namespace
}  // namespace anc

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace anc;
  if (size < 1) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  switch (data[0] % 3) {
    case 0:
      read_call(bytes);
      break;
    case 1:
      if (const auto reply = bridge::decode_reply(bytes)) {
        (void)bridge::decode_void(reply->response).has_value();
        for (const std::string& events : reply->events) read_events(events);
      }
      break;
    default:
      read_events(bytes);
  }
  return 0;
}
