// boot-properties: one question, one answer.
#include "internal/pipe/boot_properties.h"

#include <algorithm>
#include <utility>

#include "internal/net/stream.h"
#include "internal/pipe/qemud.h"

namespace anc::pipe {
namespace {
constexpr size_t kMaxCommand = 256;   // "list" is all there is
constexpr size_t kMaxClients = 16;    // the guest asks once; one more closes the oldest
constexpr size_t kMaxProperty = 124;  // qemu-props reads into 125 bytes with a NUL

std::vector<std::byte> to_bytes(std::string_view text) {
  return core::ByteWriter().text(text).take();
}
}  // namespace

struct BootProperties::Client {
  QemudReader reader{kMaxCommand};
  std::unique_ptr<net::Stream> stream;
};

BootProperties::BootProperties(net::Loop& loop, const port::Display& display,
                               std::vector<std::string> extra)
    : loop_(loop),
      answer_(qemud_frame("ro.sf.lcd_density=" + std::to_string(display.density_dpi))) {
  for (const std::string& property : extra) answer_ += qemud_frame(property);
  answer_ += '\0';
}

BootProperties::~BootProperties() = default;

void BootProperties::accept(core::Fd connection, const std::string&) {
  if (clients_.size() >= kMaxClients) clients_.pop_front();
  const auto at = clients_.emplace(clients_.end());
  const auto on_data = [this, at](core::Bytes chunk) {
    bool asked = false;
    const bool good =
        at->reader.feed(chunk, [&](std::string_view body) { asked |= body == "list"; });
    if (!good) {
      log_.warning("boot-properties: a client sends no qemud frames; it is dropped");
      clients_.erase(at);
    } else if (asked) {
      at->stream->write(to_bytes(answer_));
    }
  };
  at->stream = std::make_unique<net::Stream>(
      loop_, std::move(connection), 4 * answer_.size(),
      net::Stream::Handlers{.data = on_data,
                            .closed = [this, at](const std::string&) { clients_.erase(at); }});
}

Result<void> check_property(std::string_view property) {
  const size_t equals = property.find('=');
  const bool printable =
      std::all_of(property.begin(), property.end(), [](char c) { return c >= ' ' && c <= '~'; });
  if (equals == 0 || equals == std::string_view::npos || !printable ||
      property.size() > kMaxProperty) {
    return fail(Kind::kUsage, "property \"" + std::string(property) +
                                  "\" is not KEY=VALUE of at most 124 printable characters");
  }
  return {};
}

}  // namespace anc::pipe
