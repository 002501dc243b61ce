// A rtnetlink socket: requests that are acknowledged and tables that are dumped.
#pragma once

#include <cstring>
#include <functional>
#include <linux/rtnetlink.h>
#include <string_view>
#include <sys/socket.h>
#include <vector>

#include "internal/core/bytes.h"
#include "internal/core/fd.h"

namespace anc::step {

/// One message under construction: header, fixed part, attributes. Numbers in host byte order.
class NetlinkMessage {
 public:
  template <class Fixed>
  NetlinkMessage(uint16_t type, uint16_t flags, const Fixed& fixed) {
    nlmsghdr header{};
    header.nlmsg_type = type;
    header.nlmsg_flags = static_cast<uint16_t>(NLM_F_REQUEST | flags);
    append(&header, sizeof header);
    append(&fixed, sizeof fixed);
  }

  void attribute(uint16_t type, core::Bytes value);
  void attribute(uint16_t type, std::string_view text);  ///< NUL added
  void attribute_u32be(uint16_t type, uint32_t value);
  /// Attributes added until `end_nest(mark)` lie inside `type`.
  size_t begin_nest(uint16_t type);
  void end_nest(size_t mark);

  /// The bytes to send, with the length filled in.
  const std::vector<std::byte>& finish();

 private:
  void append(const void* data, size_t size);
  std::vector<std::byte> data_;
};

/// Attributes of a received message; spans borrow from it.
class Attributes {
 public:
  explicit Attributes(core::Bytes data);
  /// Empty when there is none.
  core::Bytes get(uint16_t type) const;
  std::string_view text(uint16_t type) const;  ///< up to the NUL
  uint32_t u32(uint16_t type) const;           ///< 0 when absent
  uint32_t u32be(uint16_t type) const;
  bool has(uint16_t type) const { return get(type).data() != nullptr; }

 private:
  std::vector<std::pair<uint16_t, core::Bytes>> list_;
};

/// NETLINK_ROUTE of the caller's network namespace. One thread.
class Netlink {
 public:
  static Result<Netlink> open();

  /// Sends and waits for the acknowledgement; the error carries the kernel's errno.
  Result<void> request(NetlinkMessage message);
  /// Calls `each` with the payload (after nlmsghdr) of every entry of a dump.
  Result<void> dump(NetlinkMessage message, const std::function<void(core::Bytes)>& each);

 private:
  explicit Netlink(Fd fd) : fd_(std::move(fd)) {}
  Result<void> send(NetlinkMessage& message);
  Result<core::Bytes> receive();

  Fd fd_;
  std::vector<std::byte> buffer_ = std::vector<std::byte>(256 * 1024);
};

}  // namespace anc::step
