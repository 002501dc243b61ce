// Start options as JSON: see options.h.
#include "internal/container/options.h"

#include <array>

namespace anc::container {
namespace {

constexpr std::array<std::string_view, 5> kBinders = {"auto", "none", "binderfs", "nodes",
                                                      "shared"};

core::Json to_json(const Asked& asked) {
  core::Json binds = core::Json::array();
  for (const Asked::Bind& bind : asked.binds) {
    binds.push_back(
        {{"source", bind.source}, {"target", bind.target}, {"kind", static_cast<int>(bind.kind)}});
  }
  core::Json devices = core::Json::array();
  for (const Asked::Device& device : asked.devices) {
    devices.push_back({{"path", device.path}, {"mode", device.mode}});
  }
  return {{"uid", asked.uid},
          {"gid", asked.gid},
          {"groups", asked.groups},
          {"binds", binds},
          {"devices", devices}};
}

Result<std::optional<Asked>> asked_from_json(const core::Json& json) {
  if (json.is_null()) return std::optional<Asked>();
  Asked asked;
  asked.uid = TRY(core::json_field<uid_t>(json, "uid"));
  asked.gid = TRY(core::json_field<gid_t>(json, "gid"));
  asked.groups = TRY(core::json_field<std::vector<gid_t>>(json, "groups"));
  for (const core::Json& bind : TRY(core::json_field<core::Json>(json, "binds"))) {
    asked.binds.push_back({TRY(core::json_field<std::string>(bind, "source")),
                           TRY(core::json_field<std::string>(bind, "target")),
                           static_cast<Asked::Source>(TRY(core::json_field<int>(bind, "kind")))});
  }
  for (const core::Json& device : TRY(core::json_field<core::Json>(json, "devices"))) {
    asked.devices.push_back({TRY(core::json_field<std::string>(device, "path")),
                             TRY(core::json_field<uint32_t>(device, "mode"))});
  }
  return std::optional(std::move(asked));
}

Result<Limits> limits_from_json(const core::Json& json) {
  return Limits{.memory = TRY(core::json_field<uint64_t>(json, "memory")),
                .processes = TRY(core::json_field<uint64_t>(json, "processes")),
                .data_size = TRY(core::json_field<uint64_t>(json, "data_size")),
                .console_log = TRY(core::json_field<uint64_t>(json, "console_log"))};
}

}  // namespace

std::string_view binder_name(Binder binder) { return kBinders[static_cast<size_t>(binder)]; }

Result<Binder> parse_binder(std::string_view name) {
  for (size_t i = 0; i < kBinders.size(); ++i) {
    if (kBinders[i] == name) return static_cast<Binder>(i);
  }
  return fail(Kind::kUsage, "\"" + std::string(name) + "\" is no kind of binder");
}

core::Json to_json(const StartOptions& options) {
  std::vector<std::string> published;
  for (const PublishedPort& port : options.published) published.push_back(published_text(port));
  return {{"rootfs", options.rootfs},
          {"image", options.image},
          {"fuse", options.fuse},
          {"writable", options.writable},
          {"init", options.init},
          {"privileged", options.privileged},
          {"binder", binder_name(options.binder)},
          {"binder_nodes", options.binder_nodes},
          {"network", options.network},
          {"bridge", options.bridge},
          {"subnet_address", options.subnet.address},
          {"subnet_prefix", options.subnet.prefix},
          {"dns", options.dns},
          {"isolate", options.isolate},
          {"dhcp", static_cast<int>(options.dhcp)},
          {"published", published},
          {"session_uid", options.session_uid},
          {"session_gid", options.session_gid},
          {"properties", options.properties},
          {"stop_timeout_ms", options.stop_timeout.count()},
          {"memory", options.limits.memory},
          {"processes", options.limits.processes},
          {"data_size", options.limits.data_size},
          {"console_log", options.limits.console_log},
          {"seccomp", options.seccomp},
          {"no_new_privs", options.no_new_privs},
          {"restart", static_cast<int>(options.restart)},
          {"verbose", options.verbose},
          {"asked", options.asked ? to_json(*options.asked) : core::Json(nullptr)}};
}

Result<StartOptions> options_from_json(const core::Json& json) {
  StartOptions options;
  options.rootfs = TRY(core::json_field<std::string>(json, "rootfs"));
  options.image = TRY(core::json_field<std::string>(json, "image"));
  options.fuse = TRY(core::json_field<bool>(json, "fuse"));
  options.writable = TRY(core::json_field<bool>(json, "writable"));
  options.init = TRY(core::json_field<std::string>(json, "init"));
  options.privileged = TRY(core::json_field<bool>(json, "privileged"));
  options.binder = TRY(parse_binder(TRY(core::json_field<std::string>(json, "binder"))));
  options.binder_nodes = TRY(core::json_field<unsigned>(json, "binder_nodes"));
  options.network = TRY(core::json_field<bool>(json, "network"));
  options.bridge = TRY(core::json_field<std::string>(json, "bridge"));
  options.subnet.address = TRY(core::json_field<uint32_t>(json, "subnet_address"));
  options.subnet.prefix = TRY(core::json_field<int>(json, "subnet_prefix"));
  options.dns = TRY(core::json_field<std::vector<std::string>>(json, "dns"));
  options.isolate = TRY(core::json_field<bool>(json, "isolate"));
  options.dhcp = static_cast<Dhcp>(TRY(core::json_field<int>(json, "dhcp")));
  for (const auto& text : TRY(core::json_field<std::vector<std::string>>(json, "published"))) {
    options.published.push_back(TRY(parse_published(text)));
  }
  options.session_uid = TRY(core::json_field<uid_t>(json, "session_uid"));
  options.session_gid = TRY(core::json_field<gid_t>(json, "session_gid"));
  options.properties = TRY(core::json_field<std::vector<std::string>>(json, "properties"));
  options.stop_timeout =
      std::chrono::milliseconds(TRY(core::json_field<int64_t>(json, "stop_timeout_ms")));
  options.limits = TRY(limits_from_json(json));
  options.seccomp = TRY(core::json_field<bool>(json, "seccomp"));
  options.no_new_privs = TRY(core::json_field<bool>(json, "no_new_privs"));
  options.restart = static_cast<Restart>(TRY(core::json_field<int>(json, "restart")));
  options.verbose = TRY(core::json_field<bool>(json, "verbose"));
  options.asked = TRY(asked_from_json(TRY(core::json_field<core::Json>(json, "asked"))));
  return options;
}

}  // namespace anc::container
