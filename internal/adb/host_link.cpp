// Packets and turns: see host_link.h.
#include "internal/adb/host_link.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

namespace anc::adb {
namespace {

constexpr uint32_t kConnect = command_of("CNXN");
constexpr uint32_t kAuth = command_of("AUTH");
constexpr uint32_t kTls = command_of("STLS");
constexpr uint32_t kOpen = command_of("OPEN");
constexpr uint32_t kOkay = command_of("OKAY");
constexpr uint32_t kWrite = command_of("WRTE");
constexpr uint32_t kClose = command_of("CLSE");
constexpr uint32_t kVersion = 0x01000000;   // with checksums: what every adbd understands
constexpr size_t kMostIncoming = 1u << 20;  // of one service, unread

using Time = std::chrono::steady_clock::time_point;

Error late() { return Error(Kind::kTimeout, "the guest's adbd does not answer in time"); }

Result<void> wait_for(const core::Fd& fd, short events, Time end) {
  while (true) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    if (left.count() <= 0) return fail(late());
    pollfd one{fd.get(), events, 0};
    const int most = static_cast<int>(std::min<int64_t>(left.count(), 60000));
    const int ready = ::poll(&one, 1, most);
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return fail_errno(errno, "wait for the guest's adbd");
  }
}

Result<void> read_all(const core::Fd& fd, std::span<std::byte> into, Time end) {
  while (!into.empty()) {
    TRY(wait_for(fd, POLLIN, end));
    const ssize_t n = ::recv(fd.get(), into.data(), into.size(), MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (n < 0 && errno != ECONNRESET) return fail_errno(errno, "read from the guest's adbd");
    if (n <= 0) {
      return fail(Error(Kind::kBusy, "the way to the guest's adbd was closed")
                      .hint("only one adb at a time can be connected to a guest"));
    }
    into = into.subspan(static_cast<size_t>(n));
  }
  return {};
}

Result<void> write_to_end(const core::Fd& fd, core::Bytes bytes, Time end) {
  while (!bytes.empty()) {
    TRY(wait_for(fd, POLLOUT, end));
    const ssize_t n = ::send(fd.get(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (n < 0) return fail_errno(errno, "write to the guest's adbd", Kind::kBusy);
    bytes = bytes.subspan(static_cast<size_t>(n));
  }
  return {};
}

core::Bytes bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

}  // namespace

Result<PacketHead> parse_packet_head(core::Bytes bytes) {
  core::ByteReader reader(bytes);
  PacketHead head;
  head.command = reader.u32le();
  head.arg0 = reader.u32le();
  head.arg1 = reader.u32le();
  head.length = reader.u32le();
  reader.skip(4);  // the checksum: TCP has one of its own
  const uint32_t magic = reader.u32le();
  if (!reader.ok() || magic != ~head.command) {
    return fail(Kind::kFailure, "what answers is no adbd");
  }
  if (head.length > PacketHead::kMostData) {
    return fail(Kind::kFailure, "the guest's adbd sends more than was agreed");
  }
  return head;
}

std::vector<std::byte> render_packet(uint32_t command, uint32_t arg0, uint32_t arg1,
                                     core::Bytes data) {
  uint32_t sum = 0;
  for (const std::byte byte : data) sum += std::to_integer<uint32_t>(byte);
  core::ByteWriter writer;
  writer.u32le(command).u32le(arg0).u32le(arg1).u32le(static_cast<uint32_t>(data.size()));
  writer.u32le(sum).u32le(~command).bytes(data);
  return writer.take();
}

Result<HostLink> HostLink::open(uint16_t port, const std::string& greeting,
                                std::chrono::milliseconds patience) {
  core::Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd) return fail_errno(errno, "make a socket");
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(port);
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0) {
    return fail_errno(errno, "connect to the guest's adbd", Kind::kNotRunning);
  }
  const int on = 1;  // each packet waits for an answer; without it all works, only slower
  (void)::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  HostLink link(std::move(fd), std::chrono::steady_clock::now() + patience);
  TRY(write_to_end(link.fd_, bytes_of(greeting), link.end_));
  TRY(link.shake_hands());
  return link;
}

Result<void> HostLink::shake_hands() {
  using namespace std::string_view_literals;
  TRY(send(kConnect, kVersion, PacketHead::kMostData, bytes_of("host::ancloud\0"sv)));
  const PacketHead head = TRY(receive());
  if (head.command == kAuth || head.command == kTls) {
    return fail(Error(Kind::kPermission, "the guest's adbd wants a key")
                    .hint("use `ancloud adb install`, which has yours"));
  }
  if (head.command != kConnect || head.arg1 < 24) {
    return fail(Kind::kFailure, "what answers is no adbd");
  }
  most_ = std::min(head.arg1, PacketHead::kMostData);
  return {};
}

Result<void> HostLink::send(uint32_t command, uint32_t arg0, uint32_t arg1, core::Bytes data) {
  return write_to_end(fd_, render_packet(command, arg0, arg1, data), end_);
}

Result<PacketHead> HostLink::receive() {
  std::byte bytes[PacketHead::kSize];
  TRY(read_all(fd_, bytes, end_));
  const PacketHead head = TRY(parse_packet_head(bytes));
  data_.resize(head.length);
  TRY(read_all(fd_, std::as_writable_bytes(std::span(data_)), end_));
  return head;
}

Result<PacketHead> HostLink::turn() {
  while (true) {
    const PacketHead head = TRY(receive());
    if (head.arg1 != local_) continue;  // of a service that has ended
    if (head.command == kWrite && open_ && head.arg0 == remote_) {
      if (incoming_.size() + data_.size() > kMostIncoming) {
        return fail(Kind::kFailure, "the guest answers without an end");
      }
      incoming_ += data_;
      TRY(send(kOkay, local_, remote_, {}));
    } else if (head.command == kClose) {
      open_ = false;
    } else if (head.command != kOkay) {
      continue;
    }
    return head;
  }
}

Result<void> HostLink::start(const std::string& service) {
  ++local_;
  remote_ = 0;
  open_ = false;
  incoming_.clear();
  TRY(send(kOpen, local_, 0, bytes_of(std::string_view(service.c_str(), service.size() + 1))));
  const PacketHead head = TRY(turn());
  if (head.command != kOkay || head.arg0 == 0) {
    return fail(Kind::kFailure,
                "the guest's adbd does not offer " + service.substr(0, service.find(':') + 1));
  }
  remote_ = head.arg0;
  open_ = true;
  return {};
}

Result<void> HostLink::write(core::Bytes data) {
  while (!data.empty()) {
    if (!open_) return fail(Kind::kFailure, "the guest's adbd ended the service");
    const core::Bytes piece = data.first(std::min<size_t>(data.size(), most_));
    TRY(send(kWrite, local_, remote_, piece));
    while (open_ && TRY(turn()).command != kOkay) continue;
    data = data.subspan(piece.size());
  }
  return {};
}

Result<std::string> HostLink::read() {
  while (open_ && incoming_.empty()) TRY(turn());
  return std::exchange(incoming_, {});
}

Result<void> HostLink::stop() {
  if (!open_) return {};
  open_ = false;
  return send(kClose, local_, remote_, {});
}

}  // namespace anc::adb
