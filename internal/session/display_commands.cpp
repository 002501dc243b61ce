// Geometry on the control socket: see display_commands.h.
#include "internal/session/display_commands.h"

namespace anc::session {
namespace {
// As the settings display.size and display.density.
constexpr uint32_t kLargest = 16384;
constexpr uint32_t kLeastDensity = 72, kMostDensity = 1000;

Result<void> rotate(Geometry& geometry, const core::Json& request) {
  return geometry.rotate(TRY(rotation_of(TRY(core::json_field<int64_t>(request, "rotation")))));
}

Result<void> resize(Geometry& geometry, const core::Json& request) {
  const auto width = TRY(core::json_field<uint32_t>(request, "width"));
  const auto height = TRY(core::json_field<uint32_t>(request, "height"));
  auto density = TRY(core::json_field<uint32_t>(request, "density"));
  if (density == 0) density = geometry.now().density_dpi;
  if (width < 1 || height < 1 || width > kLargest || height > kLargest) {
    return fail(Kind::kUsage, "a display has from 1x1 to 16384x16384 pixels");
  }
  if (density < kLeastDensity || density > kMostDensity) {
    return fail(Kind::kUsage, "a density is from 72 to 1000 dpi");
  }
  return geometry.resize(width, height, density);
}

void answer(const Control::ClientPtr& client, const Geometry& geometry, const Result<void>& done) {
  if (!done) return client->refuse(done.error());
  core::Json head = {{"ok", true}};
  head.update(to_json(geometry.now()));
  client->answer(std::move(head));
}
}  // namespace

void add_display_commands(Control& control, Geometry& geometry) {
  using Client = Control::ClientPtr;
  using Request = Control::Request;
  control.add("display_show",
              [&](const Client& client, const Request&) { answer(client, geometry, {}); });
  control.add("display_rotate", [&](const Client& client, const Request& request) {
    answer(client, geometry, rotate(geometry, request.head));
  });
  control.add("display_resize", [&](const Client& client, const Request& request) {
    answer(client, geometry, resize(geometry, request.head));
  });
}

}  // namespace anc::session
