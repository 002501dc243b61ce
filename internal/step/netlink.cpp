// Building, sending and reading rtnetlink messages; rtnetlink(7), netlink(7).
#include "internal/step/netlink.h"

#include <cerrno>

namespace anc::step {
namespace {
constexpr size_t align4(size_t size) { return (size + 3) & ~size_t{3}; }
}  // namespace

void NetlinkMessage::append(const void* data, size_t size) {
  const size_t at = data_.size();
  data_.resize(at + align4(size));
  std::memcpy(data_.data() + at, data, size);
}

void NetlinkMessage::attribute(uint16_t type, core::Bytes value) {
  rtattr header{};
  header.rta_len = static_cast<uint16_t>(sizeof header + value.size());
  header.rta_type = type;
  append(&header, sizeof header);
  if (!value.empty()) append(value.data(), value.size());
}

void NetlinkMessage::attribute(uint16_t type, std::string_view text) {
  const std::string terminated(text);
  attribute(type, std::as_bytes(std::span(terminated.c_str(), terminated.size() + 1)));
}

void NetlinkMessage::attribute_u32be(uint16_t type, uint32_t value) {
  const uint32_t wire = __builtin_bswap32(value);
  attribute(type, std::as_bytes(std::span(&wire, 1)));
}

size_t NetlinkMessage::begin_nest(uint16_t type) {
  const size_t mark = data_.size();
  attribute(type, core::Bytes{});
  return mark;
}

void NetlinkMessage::end_nest(size_t mark) {
  const auto length = static_cast<uint16_t>(data_.size() - mark);
  std::memcpy(data_.data() + mark, &length, sizeof length);
}

const std::vector<std::byte>& NetlinkMessage::finish() {
  const auto length = static_cast<uint32_t>(data_.size());
  std::memcpy(data_.data(), &length, sizeof length);
  return data_;
}

Attributes::Attributes(core::Bytes data) {
  core::ByteReader reader(data);
  while (reader.remaining() >= sizeof(rtattr)) {
    const auto header = reader.get<rtattr>();
    if (header.rta_len < sizeof header) return;
    const core::Bytes value = reader.take(header.rta_len - sizeof header);
    if (!reader.ok()) return;
    list_.emplace_back(static_cast<uint16_t>(header.rta_type & NLA_TYPE_MASK), value);
    reader.skip(std::min(reader.remaining(), align4(value.size()) - value.size()));
  }
}

core::Bytes Attributes::get(uint16_t type) const {
  for (const auto& [key, value] : list_) {
    if (key == type) return value;
  }
  return {};
}

std::string_view Attributes::text(uint16_t type) const {
  const core::Bytes value = get(type);
  const std::string_view all(reinterpret_cast<const char*>(value.data()), value.size());
  return all.substr(0, all.find('\0'));
}

uint32_t Attributes::u32(uint16_t type) const {
  core::ByteReader reader(get(type));
  return reader.u32le();
}

uint32_t Attributes::u32be(uint16_t type) const {
  core::ByteReader reader(get(type));
  return reader.u32be();
}

Result<Netlink> Netlink::open() {
  Fd fd(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
  if (!fd) return fail_errno(errno, "open a netlink socket", Kind::kNetwork);
  const int on = 1;  // tables filtered by the kernel, where it can
  (void)::setsockopt(fd.get(), SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof on);
  return Netlink(std::move(fd));
}

Result<void> Netlink::send(NetlinkMessage& message) {
  const auto& bytes = message.finish();
  if (::send(fd_.get(), bytes.data(), bytes.size(), 0) < 0) {
    return fail_errno(errno, "send to netlink", Kind::kNetwork);
  }
  return {};
}

Result<core::Bytes> Netlink::receive() {
  for (;;) {
    const ssize_t size = ::recv(fd_.get(), buffer_.data(), buffer_.size(), MSG_TRUNC);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return fail_errno(errno, "receive from netlink", Kind::kNetwork);
    if (static_cast<size_t>(size) > buffer_.size()) {
      return fail_errno(EMSGSIZE, "receive from netlink", Kind::kNetwork);
    }
    return core::Bytes(buffer_.data(), static_cast<size_t>(size));
  }
}

Result<void> Netlink::request(NetlinkMessage message) {
  TRY(send(message));
  core::ByteReader reader(TRY(receive()));
  const auto header = reader.get<nlmsghdr>();
  const auto error = reader.get<int32_t>();
  if (!reader.ok() || header.nlmsg_type != NLMSG_ERROR) {
    return fail_errno(EPROTO, "netlink answer", Kind::kNetwork);
  }
  if (error != 0) return fail_errno(-error, "netlink", Kind::kNetwork);
  return {};
}

Result<void> Netlink::dump(NetlinkMessage message, const std::function<void(core::Bytes)>& each) {
  TRY(send(message));
  for (;;) {
    core::ByteReader reader(TRY(receive()));
    while (reader.remaining() >= sizeof(nlmsghdr)) {
      const auto header = reader.get<nlmsghdr>();
      if (header.nlmsg_len < sizeof header) {
        return fail_errno(EPROTO, "netlink dump", Kind::kNetwork);
      }
      const core::Bytes payload = reader.take(header.nlmsg_len - sizeof header);
      if (!reader.ok()) return fail_errno(EPROTO, "netlink dump", Kind::kNetwork);
      reader.skip(std::min(reader.remaining(), align4(payload.size()) - payload.size()));
      if (header.nlmsg_type == NLMSG_DONE) return {};
      if (header.nlmsg_type == NLMSG_ERROR) {
        const int32_t error = core::ByteReader(payload).get<int32_t>();
        return fail_errno(-error, "netlink dump", Kind::kNetwork);
      }
      each(payload);
    }
  }
}

}  // namespace anc::step
