// recvmmsg and sendmmsg, with the local address of each datagram: a host of many addresses must
// answer from the one that was asked.
#include "internal/webrtc/udp_socket.h"

#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>
#include <utility>

namespace anc::webrtc {
namespace {
constexpr size_t kBatch = 64;
constexpr size_t kLargest = 2048;              // received ones are cut there: no peer sends such
constexpr size_t kMostLate = 2 * 1024 * 1024;  // bytes; what is later still is dropped
constexpr int kRounds = 4;                     // of reading before others have their turn
constexpr int kBuffer = 4 * 1024 * 1024;  // bytes in the kernel: a key picture for many viewers

/// Room for either kind of packet information.
struct alignas(cmsghdr) Control {
  std::array<std::byte, CMSG_SPACE(sizeof(in6_pktinfo))> bytes;
};

void put_local(msghdr& head, const Address& local, int family) {
  cmsghdr* control = CMSG_FIRSTHDR(&head);
  if (family == AF_INET) {
    in_pktinfo info{};
    std::memcpy(&info.ipi_spec_dst, local.ip.data() + 12, 4);
    *control = {CMSG_LEN(sizeof(info)), IPPROTO_IP, IP_PKTINFO};
    std::memcpy(CMSG_DATA(control), &info, sizeof(info));
    head.msg_controllen = CMSG_SPACE(sizeof(info));
    return;
  }
  in6_pktinfo info{};
  std::memcpy(&info.ipi6_addr, local.ip.data(), 16);
  info.ipi6_ifindex = local.scope;
  *control = {CMSG_LEN(sizeof(info)), IPPROTO_IPV6, IPV6_PKTINFO};
  std::memcpy(CMSG_DATA(control), &info, sizeof(info));
  head.msg_controllen = CMSG_SPACE(sizeof(info));
}

Address local_of(msghdr& head) {
  Address local;
  for (cmsghdr* at = CMSG_FIRSTHDR(&head); at != nullptr; at = CMSG_NXTHDR(&head, at)) {
    if (at->cmsg_level == IPPROTO_IP && at->cmsg_type == IP_PKTINFO) {
      in_pktinfo info;
      std::memcpy(&info, CMSG_DATA(at), sizeof(info));
      local.ip[10] = local.ip[11] = 0xff;
      std::memcpy(local.ip.data() + 12, &info.ipi_addr, 4);
    } else if (at->cmsg_level == IPPROTO_IPV6 && at->cmsg_type == IPV6_PKTINFO) {
      in6_pktinfo info;
      std::memcpy(&info, CMSG_DATA(at), sizeof(info));
      std::memcpy(local.ip.data(), &info.ipi6_addr, 16);
      if (local.is_link_local() && !local.is_v4()) local.scope = info.ipi6_ifindex;
    }
  }
  return local;
}
}  // namespace

/// Datagrams that wait to be sent.
struct UdpSocket::Batch {
  std::array<std::array<std::byte, kMaxDatagram>, kBatch> data;
  std::array<iovec, kBatch> pieces;
  std::array<Route, kBatch> routes;
  std::array<sockaddr_storage, kBatch> to;
  std::array<Control, kBatch> control;
  std::array<mmsghdr, kBatch> heads;
  unsigned count = 0;
};

/// Where datagrams are read into.
struct UdpSocket::Inbox {
  std::array<std::array<std::byte, kLargest>, kBatch> data;
  std::array<iovec, kBatch> pieces;
  std::array<sockaddr_storage, kBatch> from;
  std::array<Control, kBatch> control;
  std::array<mmsghdr, kBatch> heads;
};

Result<std::unique_ptr<UdpSocket>> UdpSocket::open(net::Loop& loop, const Address& at,
                                                   Taken taken) {
  const int family = at.is_v4() ? AF_INET : AF_INET6;
  core::Fd fd(socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) return fail_errno(errno, "make a UDP socket", Kind::kNetwork);
  const int on = 1, off = 0;
  if (family == AF_INET6) {
    setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
    setsockopt(fd.get(), IPPROTO_IPV6, IPV6_RECVPKTINFO, &on, sizeof(on));
  } else {
    setsockopt(fd.get(), IPPROTO_IP, IP_PKTINFO, &on, sizeof(on));
  }
  setsockopt(fd.get(), SOL_SOCKET, SO_RCVBUF, &kBuffer, sizeof(kBuffer));  // as far as allowed
  setsockopt(fd.get(), SOL_SOCKET, SO_SNDBUF, &kBuffer, sizeof(kBuffer));
  sockaddr_storage name;
  socklen_t size = at.to(name, family);
  if (bind(fd.get(), reinterpret_cast<const sockaddr*>(&name), size) != 0) {
    return fail_errno(errno, "listen on UDP " + at.text(),
                      errno == EADDRINUSE ? Kind::kBusy : Kind::kNetwork);
  }
  size = sizeof(name);
  if (getsockname(fd.get(), reinterpret_cast<sockaddr*>(&name), &size) != 0) {
    return fail_errno(errno, "ask for the number of a UDP port", Kind::kNetwork);
  }
  return std::unique_ptr<UdpSocket>(
      new UdpSocket(loop, std::move(fd), family, Address::from(name).port, std::move(taken)));
}

UdpSocket::UdpSocket(net::Loop& loop, core::Fd fd, int family, uint16_t port, Taken taken)
    : loop_(loop),
      family_(family),
      port_(port),
      taken_(std::move(taken)),
      watch_(loop, std::move(fd)),
      batch_(std::make_unique<Batch>()),
      inbox_(std::make_unique<Inbox>()),
      self_(std::make_shared<UdpSocket*>(this)) {
  watch_.when_readable([this] { read(); });
}

UdpSocket::~UdpSocket() {
  flush();
  *self_ = nullptr;
}

void UdpSocket::read() {
  for (int round = 0; round < kRounds; ++round) {
    for (size_t i = 0; i < kBatch; ++i) {
      inbox_->pieces[i] = {inbox_->data[i].data(), kLargest};
      inbox_->heads[i].msg_hdr = {&inbox_->from[i],
                                  sizeof(sockaddr_storage),
                                  &inbox_->pieces[i],
                                  1,
                                  inbox_->control[i].bytes.data(),
                                  inbox_->control[i].bytes.size(),
                                  0};
    }
    const int n = recvmmsg(watch_.fd(), inbox_->heads.data(), kBatch, MSG_DONTWAIT, nullptr);
    if (n <= 0) break;  // nothing, or an error of an earlier datagram, which concerns no other
    for (size_t i = 0; i < static_cast<size_t>(n); ++i) {
      mmsghdr& head = inbox_->heads[i];
      ++counters_.in;
      if ((head.msg_hdr.msg_flags & MSG_TRUNC) != 0) continue;
      const Route from{0, Address::from(inbox_->from[i]), local_of(head.msg_hdr)};
      taken_(core::Bytes(inbox_->data[i]).first(head.msg_len), from);
    }
    if (static_cast<size_t>(n) < kBatch) break;
  }
  watch_.when_readable([this] { read(); });
}

bool UdpSocket::send(const Route& to, core::Bytes datagram) {
  if (datagram.size() > kMaxDatagram) return false;
  if (late_.empty()) return put(to, datagram);
  if (late_bytes_ + datagram.size() > kMostLate) return false;
  late_bytes_ += datagram.size();
  late_.emplace_back(to, std::vector<std::byte>(datagram.begin(), datagram.end()));
  return true;
}

bool UdpSocket::put(const Route& to, core::Bytes datagram) {
  Batch& batch = *batch_;
  const size_t i = batch.count;
  const socklen_t size = to.remote.to(batch.to[i], family_);
  if (size == 0) return false;
  std::memcpy(batch.data[i].data(), datagram.data(), datagram.size());
  batch.pieces[i] = {batch.data[i].data(), datagram.size()};
  batch.routes[i] = to;
  msghdr& head = batch.heads[i].msg_hdr;
  head = {&batch.to[i], size, &batch.pieces[i], 1, nullptr, 0, 0};
  if (!to.local.is_any()) {
    batch.control[i] = {};
    head.msg_control = batch.control[i].bytes.data();
    head.msg_controllen = batch.control[i].bytes.size();
    put_local(head, to.local, family_);
  }
  if (++batch.count == kBatch) {
    flush();
  } else if (batch.count == 1) {
    loop_.post([self = self_] {
      if (*self != nullptr) (*self)->flush();
    });
  }
  return true;
}

void UdpSocket::flush() {
  unsigned done = 0;
  while (done < batch_->count) {
    const int n = sendmmsg(watch_.fd(), batch_->heads.data() + done, batch_->count - done,
                           MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) break;
    // A datagram that cannot be sent is lost, as on the way; the next may go elsewhere.
    counters_.out += n > 0 ? static_cast<unsigned>(n) : 0;
    done += n > 0 ? static_cast<unsigned>(n) : 1;
  }
  const bool waits = !late_.empty();
  for (unsigned i = batch_->count; i-- > done;) {
    const core::Bytes data = core::Bytes(batch_->data[i]).first(batch_->pieces[i].iov_len);
    late_bytes_ += data.size();
    late_.emplace_front(batch_->routes[i], std::vector<std::byte>(data.begin(), data.end()));
  }
  batch_->count = 0;
  if (!late_.empty() && !waits) watch_.when_writable([this] { put_late(); });
}

void UdpSocket::put_late() {
  auto waiting = std::exchange(late_, {});
  late_bytes_ = 0;
  for (auto& [to, datagram] : waiting) send(to, datagram);
  flush();
}

}  // namespace anc::webrtc
