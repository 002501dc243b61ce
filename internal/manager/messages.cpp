// Plain values to protobuf and back: see messages.h.
#include "internal/manager/messages.h"

#include <algorithm>
#include <utility>

#include "internal/core/text.h"
#include "internal/proto/container.pb.h"

namespace anc::manager {
namespace messages = anbox::protobuf::container;

namespace {
constexpr int kMostBinds = 32;
constexpr int kMostDevices = 32;
constexpr int kMostProperties = 64;
constexpr size_t kLongestPath = 4095;
constexpr size_t kLongestProperty = 512;

bool parse(google::protobuf::MessageLite& message, std::string_view bytes) {
  // In two steps, because ParseFromArray writes a line of its own for each message that lacks a
  // field.
  return message.ParsePartialFromArray(bytes.data(), static_cast<int>(bytes.size())) &&
         message.IsInitialized();
}

Error bad(const std::string& what) { return Error(Kind::kUsage, "the request " + what); }

// Bytes that follow the first one of a UTF-8 sequence; -1 for a byte that begins none.
int followers(unsigned char first) {
  if (first < 0x80) return 0;
  if (first >= 0xc2 && first < 0xe0) return 1;
  if (first >= 0xe0 && first < 0xf0) return 2;
  return first >= 0xf0 && first < 0xf5 ? 3 : -1;
}

// Whether it can stand in JSON, in a configuration line and in a log.
bool is_clean(std::string_view text, size_t limit) {
  if (text.empty() || text.size() > limit) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto first = static_cast<unsigned char>(text[i]);
    const int more = followers(first);
    if (more < 0 || first < 0x20 || first == 0x7f) return false;
    for (int k = 0; k < more; ++k) {
      if (++i >= text.size()) return false;
      const auto next = static_cast<unsigned char>(text[i]);
      if ((next & 0xc0) != 0x80) return false;
      // Overlong forms, surrogates, and what lies beyond Unicode.
      if (k == 0 && ((first == 0xe0 && next < 0xa0) || (first == 0xed && next > 0x9f) ||
                     (first == 0xf0 && next < 0x90) || (first == 0xf4 && next > 0x8f))) {
        return false;
      }
    }
  }
  return true;
}

bool is_plain(std::string_view path) {
  const auto parts = core::split(path.substr(1), '/');
  return std::none_of(parts.begin(), parts.end(), [](const std::string& part) {
    return part.empty() || part == "." || part == "..";
  });
}

Result<StartRequest::Bind> read_bind(const messages::Configuration::BindMount& in) {
  StartRequest::Bind bind{in.source(), in.target()};
  if (!is_clean(bind.source, kLongestPath) || bind.source.front() != '/') {
    return fail(bad("names a source that is no absolute path"));
  }
  if (!is_clean(bind.target, kLongestPath)) return fail(bad("names a target that is no path"));
  if (bind.target.front() != '/') bind.target.insert(0, 1, '/');  // as Anbox does (1.9)
  if (!is_plain(bind.target)) return fail(bad("names the target " + bind.target));
  return bind;
}

Result<StartRequest::Device> read_device(const messages::Configuration::Devices& in) {
  StartRequest::Device device{in.path(), in.permission()};
  if (!is_clean(device.path, kLongestPath) || !device.path.starts_with("/dev/") ||
      !is_plain(device.path)) {
    return fail(bad("names a device that is not below /dev"));
  }
  if (device.mode > 0777) return fail(bad("gives " + device.path + " a mode beyond 0777"));
  return device;
}
}  // namespace

Result<StartRequest> decode_start(std::string_view parameters) {
  messages::StartContainer in;
  if (!parse(in, parameters)) return fail(bad("cannot be read"));
  const messages::Configuration& wanted = in.configuration();
  if (wanted.bind_mounts_size() > kMostBinds || wanted.devices_size() > kMostDevices ||
      wanted.extra_properties_size() > kMostProperties) {
    return fail(bad("asks for too much at once"));
  }
  StartRequest request;
  for (const auto& bind : wanted.bind_mounts()) request.binds.push_back(TRY(read_bind(bind)));
  for (const auto& entry : wanted.devices()) request.devices.push_back(TRY(read_device(entry)));
  for (const std::string& property : wanted.extra_properties()) {
    const size_t equals = property.find('=');
    if (!is_clean(property, kLongestProperty) || equals == std::string::npos || equals == 0) {
      return fail(bad("has a property that is not KEY=VALUE"));
    }
    request.properties.push_back(property);
  }
  if (in.has_wishes()) request.instance = in.wishes().instance();
  return request;
}

std::string encode_start(const StartRequest& request) {
  messages::StartContainer out;
  messages::Configuration& wanted = *out.mutable_configuration();
  for (const StartRequest::Bind& bind : request.binds) {
    auto& entry = *wanted.add_bind_mounts();
    entry.set_source(bind.source);
    entry.set_target(bind.target);
  }
  for (const StartRequest::Device& device : request.devices) {
    auto& entry = *wanted.add_devices();
    entry.set_path(device.path);
    entry.set_permission(device.mode);
  }
  for (const std::string& property : request.properties) wanted.add_extra_properties(property);
  if (request.instance) {
    out.mutable_wishes();
    if (!request.instance->empty()) out.mutable_wishes()->set_instance(*request.instance);
  }
  return out.SerializeAsString();
}

Result<bool> decode_stop(std::string_view parameters) {
  messages::StopContainer in;
  if (!parse(in, parameters)) return fail(bad("cannot be read"));
  return in.force();
}

std::string encode_stop(bool force) {
  messages::StopContainer out;
  out.set_force(force);
  return out.SerializeAsString();
}

Result<void> decode_stopped(std::string_view response) {
  TRY(decode_started(response));
  return {};
}

std::string encode_started(const std::optional<StartedContainer>& container) {
  messages::Started out;
  if (container) {
    auto& told = *out.mutable_container();
    told.set_instance(container->instance);
    told.set_init_pid(container->init_pid);
    told.set_address(container->address);
    for (const std::string& warning : container->warnings) told.add_warnings(warning);
  }
  return out.SerializeAsString();
}

std::string encode_refused(const std::string& text, const Error& error, bool ours) {
  messages::Started out;
  out.set_error(text);
  if (ours) {
    auto& failure = *out.mutable_failure();
    failure.set_kind(static_cast<uint32_t>(error.kind()));
    failure.set_message(error.message());
    failure.set_hint(error.hint());
    failure.set_log(error.log());
  }
  return out.SerializeAsString();
}

Result<StartedContainer> decode_started(std::string_view response) {
  messages::Started in;
  if (!parse(in, response)) {
    return fail(Kind::kFailure, "the container manager's answer cannot be read");
  }
  if (in.has_failure()) {
    const uint32_t kind = in.failure().kind();
    const bool known = kind >= 1 && kind <= static_cast<uint32_t>(Kind::kCapacity);
    Error error(known ? static_cast<Kind>(kind) : Kind::kFailure, in.failure().message());
    if (!in.failure().hint().empty()) error = std::move(error).hint(in.failure().hint());
    if (!in.failure().log().empty()) error = std::move(error).log(in.failure().log());
    return fail(std::move(error));
  }
  if (in.has_error()) return fail(Kind::kFailure, in.error());
  const auto& told = in.container();
  return StartedContainer{told.instance(),
                          told.init_pid(),
                          told.address(),
                          {told.warnings().begin(), told.warnings().end()}};
}

std::string encode_ended(int32_t code) {
  messages::Ended out;
  out.set_code(code);
  return out.SerializeAsString();
}

std::optional<int32_t> decode_ended(std::string_view event) {
  messages::Ended in;
  if (!parse(in, event) || !in.has_code()) return std::nullopt;
  return in.code();
}

std::string encode_event(std::string_view event) {
  anbox::protobuf::rpc::Result out;
  out.add_events(std::string(event));
  return out.SerializeAsString();
}

}  // namespace anc::manager
