// Finding ids in recorded sessions: see trace_ids.h.
#include "internal/wire/trace_ids.h"

#include <algorithm>
#include <cerrno>
#include <unistd.h>

#include "wire/opcodes.h"

namespace anc::wire {
namespace {

struct Named {
  std::string_view name, kind;
};
/// Parameters that carry ids, where their type is that of an id.
constexpr Named kParameters[] = {
    {"program", "shaderprog"},
    {"shader", "shaderprog"},
    {"shaders", "shaderprog"},
    {"buffer", "buffer"},
    {"buffers", "buffer"},
    {"texture", "texture"},
    {"textures", "texture"},
    {"framebuffer", "framebuffer"},
    {"framebuffers", "framebuffer"},
    {"renderbuffer", "renderbuffer"},
    {"renderbuffers", "renderbuffer"},
    {"location", "uniform"},
    {"index", "attrib"},
    {"indx", "attrib"},
    {"context", "rcctx"},
    {"share", "rcctx"},
    {"drawSurf", "rcsurf"},
    {"readSurf", "rcsurf"},
    {"windowSurface", "rcsurf"},
    {"colorbuffer", "rccb"},
    {"colorBuffer", "rccb"},
    {"config", "rcconfig"},
    {"configs", "rcconfig"},
};
constexpr Named kReturned[] = {
    {"glCreateProgram", "shaderprog"},   {"glCreateShader", "shaderprog"},
    {"glGetUniformLocation", "uniform"}, {"glGetAttribLocation", "attrib"},
    {"rcCreateContext", "rcctx"},        {"rcCreateWindowSurface", "rcsurf"},
    {"rcCreateColorBuffer", "rccb"},
};
/// Their `index` counts something, or is the application's own choice.
constexpr std::string_view kOtherIndices[] = {"glBindAttribLocation", "glGetActiveAttrib",
                                              "glGetActiveUniform"};

std::string_view kind_of(std::span<const Named> table, std::string_view name) {
  const auto found = std::ranges::find(table, name, &Named::name);
  return found != table.end() ? found->kind : std::string_view();
}

std::string_view kind_of(const Function& function, const Param& param) {
  const bool id_type = param.type == Type::kU32 || param.type == Type::kI32;
  const bool other = param.name == "index" && std::ranges::count(kOtherIndices, function.name) > 0;
  if (!id_type || other) return {};
  const std::string_view kind = kind_of(kParameters, param.name);
  const bool for_data = api_of(function.opcode) == Api::kRc && param.name == "buffer";
  if (for_data && function.opcode != rc::kRcCreateClientImage) return {};
  return for_data ? "texture" : kind;
}

bool is_location(std::string_view kind) { return kind == "uniform" || kind == "attrib"; }

/// No object and no location: nothing was given out.
bool is_nothing(std::string_view kind, uint32_t value) {
  if (is_location(kind)) return value == UINT32_MAX;
  return value == 0 && kind != "rcconfig";
}

void take_front(std::vector<std::byte>& bytes, size_t n) {
  bytes.erase(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(n));
}

uint32_t u32_at(core::Bytes bytes, size_t offset) {
  return core::ByteReader(bytes.subspan(offset)).u32le();
}

void add_line(std::string& lines, uint32_t connection, const char* direction, uint64_t offset,
              std::string_view kind, const std::string& scope, uint32_t value,
              std::string_view call) {
  lines += std::to_string(connection) + "," + direction + "," + std::to_string(offset) + ",";
  lines.append(kind).append(",").append(scope) += "," + std::to_string(value) + ",";
  lines.append(call) += "\n";
}

}  // namespace

std::optional<uint32_t> TraceIds::Call::value_of(std::string_view name) const {
  const auto found = std::ranges::find(function->params, name, &Param::name);
  if (found == function->params.end()) return std::nullopt;
  return arguments[static_cast<size_t>(found - function->params.begin())].value;
}

size_t TraceIds::Call::answer_size() const {
  size_t size = type_size(function->ret);
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (function->params[i].direction == Direction::kOut) size += arguments[i].value;
  }
  return size;
}

std::string TraceIds::scope(std::string_view kind, const Call& call) const {
  if (kind.starts_with("rc")) return "0";
  if (kind == "framebuffer") return "c" + std::to_string(call.context);
  const auto found = contexts_.find(call.context);
  const Context in = found != contexts_.end() ? found->second : Context{};
  std::string text = "g" + std::to_string(in.group);
  if (is_location(kind))
    text += "p" + std::to_string(call.value_of("program").value_or(in.program));
  return text;
}

void TraceIds::feed(const TraceRecord& record, std::string& lines) {
  Connection& connection = connections_[record.connection];
  connection.number = record.connection;
  if (connection.broken) return;
  if (record.kind == TraceKind::kUp) {
    connection.up.insert(connection.up.end(), record.data.begin(), record.data.end());
    understand_up(connection, lines);
  } else if (record.kind == TraceKind::kDown) {
    connection.down.insert(connection.down.end(), record.data.begin(), record.data.end());
    understand_down(connection, lines);
  } else if (record.kind == TraceKind::kClosed) {
    connections_.erase(record.connection);
  }
}

std::optional<TraceIds::Call> TraceIds::take_call(Connection& connection, core::ByteReader& in) {
  core::ByteReader packet = in;
  const uint32_t opcode = packet.u32le(), size = packet.u32le();
  if (!packet.ok()) return std::nullopt;
  Call call{find_function(opcode), {}, connection.context};
  connection.broken = call.function == nullptr || size < call.function->min_size;
  if (connection.broken || in.remaining() < size) return std::nullopt;
  for (const Param& param : call.function->params) {
    Argument argument;
    const bool array = param.direction != Direction::kValue;
    argument.offset = connection.up_offset + packet.offset();
    if (array || type_size(param.type) == sizeof(uint32_t)) {
      argument.value = packet.u32le();
    } else {
      packet.skip(type_size(param.type));
    }
    if (param.direction == Direction::kIn) {
      argument.offset += sizeof(uint32_t);
      argument.data = packet.take(argument.value);
    }
    call.arguments.push_back(argument);
  }
  connection.broken = !packet.ok();
  if (connection.broken) return std::nullopt;
  in.skip(size);
  return call;
}

void TraceIds::understand_up(Connection& connection, std::string& lines) {
  core::ByteReader in(connection.up);
  if (!connection.greeted && in.remaining() >= sizeof(uint32_t)) {
    in.skip(sizeof(uint32_t));  // the client flags
    connection.greeted = true;
  }
  while (connection.greeted && !connection.broken) {
    std::optional<Call> call = take_call(connection, in);
    if (!call) break;
    list_used(connection, *call, lines);
    const uint32_t opcode = call->function->opcode;
    if (opcode == rc::kRcMakeCurrent) connection.context = call->arguments[0].value;
    if (opcode == gles2::kGlUseProgram) {
      contexts_[connection.context].program = call->arguments[0].value;
    }
    for (Argument& argument : call->arguments) argument.data = {};
    if (call->function->blocks) connection.asked.push_back(std::move(*call));
  }
  connection.up_offset += in.offset();
  take_front(connection.up, in.offset());
}

void TraceIds::list_used(const Connection& connection, const Call& call, std::string& lines) const {
  for (size_t i = 0; i < call.arguments.size(); ++i) {
    const Param& param = call.function->params[i];
    const Argument& argument = call.arguments[i];
    const std::string_view kind = kind_of(*call.function, param);
    if (kind.empty() || param.direction == Direction::kOut) continue;
    const auto list = [&](uint32_t value, uint64_t offset) {
      const std::string in = scope(kind, call);
      if (!given_.contains({kind, in, value})) return;  // chosen by the guest, or nothing
      add_line(lines, connection.number, "up", offset, kind, in, value,
               std::string(call.function->name) + "." + std::string(param.name));
    };
    if (param.direction == Direction::kValue) list(argument.value, argument.offset);
    for (size_t at = 0; at + sizeof(uint32_t) <= argument.data.size(); at += sizeof(uint32_t)) {
      list(u32_at(argument.data, at), argument.offset + at);
    }
  }
}

void TraceIds::understand_down(Connection& connection, std::string& lines) {
  size_t at = 0;
  while (!connection.asked.empty()) {
    const Call& call = connection.asked.front();
    const size_t size = call.answer_size();
    if (connection.down.size() - at < size) break;
    list_given(connection, call, core::Bytes(connection.down).subspan(at, size), lines);
    connection.asked.pop_front();
    at += size;
    connection.down_offset += size;
  }
  take_front(connection.down, at);
}

void TraceIds::list_given(const Connection& connection, const Call& call, core::Bytes answer,
                          std::string& lines) {
  const Function& function = *call.function;
  const bool returns_word = type_size(function.ret) == sizeof(uint32_t);
  const uint32_t returned = returns_word ? u32_at(answer, answer.size() - sizeof(uint32_t)) : 0;
  const auto give = [&](std::string_view kind, size_t at) {
    const uint32_t value = u32_at(answer, at);
    if (is_nothing(kind, value)) return;
    const std::string in = scope(kind, call);
    given_.insert({kind, in, value});
    add_line(lines, connection.number, "down", connection.down_offset + at, kind, in, value,
             function.name);
  };
  size_t at = 0;
  for (size_t i = 0; i < call.arguments.size(); ++i) {
    if (function.params[i].direction != Direction::kOut) continue;
    const std::string_view kind = kind_of(function, function.params[i]);
    size_t count = kind.empty() ? 0 : call.arguments[i].value / sizeof(uint32_t);
    // The array has room for more configs than match.
    if (kind == "rcconfig") count = std::min<size_t>(count, returned);
    for (size_t n = 0; n < count; ++n) give(kind, at + n * sizeof(uint32_t));
    at += call.arguments[i].value;
  }
  const std::string_view kind = kind_of(kReturned, function.name);
  if (kind.empty()) return;
  if (function.opcode == rc::kRcCreateContext && returned != 0) {
    const auto shared = contexts_.find(call.value_of("share").value_or(0));
    contexts_[returned].group = shared != contexts_.end() ? shared->second.group : returned;
  }
  give(kind, at);
}

Result<void> list_trace_ids(const core::Fd& trace, const core::Fd& to) {
  TraceIds ids;
  std::string lines(TraceIds::kHead);
  std::vector<std::byte> pending, piece(size_t{1} << 20);
  off_t offset = kTraceHeaderSize;
  for (;;) {
    const ssize_t n = ::pread(trace.get(), piece.data(), piece.size(), offset);
    if (n < 0) return fail_errno(errno, "read the trace");
    if (n == 0) return core::write_all(to, lines);
    offset += n;
    pending.insert(pending.end(), piece.begin(), piece.begin() + n);
    core::Bytes left = pending;
    while (const auto record = take_trace_record(left)) ids.feed(*record, lines);
    take_front(pending, pending.size() - left.size());
    TRY(core::write_all(to, lines), "write the ids");
    lines.clear();
  }
}

}  // namespace anc::wire
