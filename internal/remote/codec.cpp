// The control channel's layout: see codec.h.
#include "internal/remote/codec.h"

#include "internal/remote/fields.h"

namespace anc::remote {
namespace {

template <class Message>
std::vector<std::byte> encode_any(const Message& message) {
  return std::visit(
      [](auto known) {
        FieldWriter body;
        known.fields(body);
        const core::Bytes fields = body.view();
        const auto length = static_cast<uint32_t>(fields.size());
        CHECK(kHead + length <= kMostMessage, "limits of fields keep a message within its own");
        return core::ByteWriter().u32be(uint32_t{known.kType} << 24 | length).bytes(fields).take();
      },
      message);
}

/// Tries the alternatives of Message, from the first on, for one with this type.
template <class Message, size_t kAt = 0>
Result<std::optional<Message>> decode(uint8_t type, core::Bytes fields) {
  if constexpr (kAt == std::variant_size_v<Message>) {
    return std::nullopt;
  } else {
    using One = std::variant_alternative_t<kAt, Message>;
    if (type != One::kType) return decode<Message, kAt + 1>(type, fields);
    One one;
    FieldReader reader(fields);
    one.fields(reader);
    TRY(reader.outcome(), "message of type " + std::to_string(type));
    return Message(std::move(one));
  }
}

template <class Message>
Result<std::optional<Message>> take(core::Bytes& bytes) {
  while (!bytes.empty()) {
    core::ByteReader reader(bytes);
    const uint32_t head = reader.u32be();
    const size_t length = head & 0xffffff;
    if (kHead + length > kMostMessage) return fail(Kind::kUsage, "a message is too long");
    const core::Bytes fields = reader.take(length);
    if (!reader.ok()) return fail(Kind::kUsage, "a message is cut off");
    bytes = bytes.subspan(kHead + length);
    std::optional<Message> message = TRY(decode<Message>(static_cast<uint8_t>(head >> 24), fields));
    if (message) return message;
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::byte> encode(const FromViewer& message) { return encode_any(message); }
std::vector<std::byte> encode(const FromServer& message) { return encode_any(message); }

Result<std::optional<FromViewer>> take_from_viewer(core::Bytes& bytes) {
  return take<FromViewer>(bytes);
}
Result<std::optional<FromServer>> take_from_server(core::Bytes& bytes) {
  return take<FromServer>(bytes);
}

std::optional<uint8_t> common_version(const Hello& hello) {
  if (hello.lowest > kVersion || hello.highest < kVersion) return std::nullopt;
  return kVersion;
}

std::string_view cut_text(std::string_view utf8, size_t most) {
  if (utf8.size() <= most) return utf8;
  size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(utf8[end]) & 0xc0) == 0x80) --end;
  return utf8.substr(0, end);
}

}  // namespace anc::remote
