// Fuzz target: a user's bytes on the container control socket, through framing, request and policy,
// up to the configuration that LXC would read. The first byte says as what the rest is read.
#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "internal/container/guest_plan.h"
#include "internal/container/lxc_config.h"
#include "internal/core/file.h"
#include "internal/manager/policy.h"
#include "internal/rpc/envelope.h"
#include "internal/rpc/framing.h"

namespace anc {
namespace {
void check(bool holds) {
  if (!holds) std::abort();
}

/// What was read must be written and read again as the same.
void compare(const manager::StartRequest& request) {
  const auto again = manager::decode_start(manager::encode_start(request));
  check(again && again->binds.size() == request.binds.size() &&
        again->properties == request.properties && again->instance == request.instance);
  for (size_t i = 0; i < request.binds.size(); ++i) {
    check(again->binds[i].source == request.binds[i].source &&
          again->binds[i].target == request.binds[i].target);
  }
}

/// With everything allowed that it names, a request is still no more than lines of the known kinds.
void configure(const manager::StartRequest& request) {
  manager::Rule all;
  all.every_instance = true;
  for (const auto& bind : request.binds) all.binds.push_back(bind.target);
  for (const auto& device : request.devices) all.devices.push_back(device.path);
  for (const auto& property : request.properties) {
    all.properties.push_back(property.substr(0, property.find('=')));
  }
  const auto grant = manager::decide({all}, {1000, 1000, {}, "user"}, request);
  if (!grant) return;
  container::StartOptions options;
  options.asked = grant->asked;
  options.properties = grant->properties;
  const auto travelled =
      container::options_from_json(*core::parse_json(container::to_json(options).dump()));
  check(travelled && travelled->asked &&
        travelled->asked->binds.size() == grant->asked.binds.size());

  container::GuestFacts facts;
  facts.rootfs["/init"] = {container::FileKind::kRegular, 0};
  facts.default_prop = "ro.image=1\n";
  for (const auto& device : grant->asked.devices) {
    facts.host[device.path] = {container::FileKind::kCharDevice, 0x501};
  }
  facts.asked.assign(grant->asked.binds.size(), container::FileKind::kSocket);
  static const auto dir = *core::TempDir::make("anc-fuzz");
  static const auto instance = *state::Instance::create(dir.path(), "default");
  const auto plan = container::decide(facts, instance, *travelled);
  check(plan.has_value());
  const auto lines = std::count(plan->default_prop.begin(), plan->default_prop.end(), '\n');
  check(static_cast<size_t>(lines) == 4 + grant->properties.size());
  container::ContainerSpec spec;
  spec.mounts = container::mount_entries(*plan, "/stage");
  const auto text = container::render_config(spec);
  if (!text) return;  // blanks at the end of a name
  container::ContainerSpec bare;
  const auto count = [](const std::string& config) {
    return std::count(config.begin(), config.end(), '\n');
  };
  check(static_cast<size_t>(count(*text) - count(*container::render_config(bare))) ==
        spec.mounts.size());
}

void read_start(std::string_view bytes) {
  const auto request = manager::decode_start(bytes);
  if (!request) return;
  compare(*request);
  configure(*request);
}

void read_stream(core::Bytes stream) {
  rpc::FrameReader reader(manager::kMessageLimit);
  reader.feed(stream, [](uint8_t, std::string_view payload) {
    const auto call = rpc::decode_call(payload);
    if (!call) return;
    if (call->method == manager::kStart) read_start(call->parameters);
    if (call->method == manager::kStop) (void)manager::decode_stop(call->parameters).has_value();
  });
}

/// What a manager says to our own session.
void read_answer(std::string_view bytes) {
  const auto reply = rpc::decode_reply(bytes);
  if (!reply) return;
  (void)manager::decode_started(reply->response).has_value();
  for (const std::string& event : reply->events) (void)manager::decode_ended(event);
}
}  // namespace
}  // namespace anc

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace anc;
  if (size < 1) return 0;
  const core::Bytes rest = std::as_bytes(std::span(data + 1, size - 1));
  const std::string_view text(reinterpret_cast<const char*>(rest.data()), rest.size());
  switch (data[0] % 3) {
    case 0:
      read_stream(rest);
      break;
    case 1:
      read_start(text);
      break;
    default:
      read_answer(text);
  }
  return 0;
}
