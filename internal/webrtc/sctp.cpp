// The only file that knows usrsctp.
#include "internal/webrtc/sctp.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <map>
#include <optional>
#include <usrsctp.h>
#include <utility>
#include <variant>

namespace anc::webrtc {
namespace {
using std::chrono::milliseconds;

constexpr uint16_t kPort = 5000;        // of all WebRTC
constexpr milliseconds kIdleTick{100};  // when nothing has gone for kIdle
constexpr milliseconds kIdle{1000};
constexpr milliseconds kTick{10};  // usrsctp's own
constexpr size_t kIdleEnds = 32;   // that rest before they are used again
constexpr int kSendBuffer = 512 * 1024, kReceiveBuffer = 512 * 1024;  // bytes
constexpr size_t kUnread = 1024 * 1024;  // of messages that are not whole yet

struct Up {};
struct Down {
  std::string why;
};
struct Reset {
  uint16_t stream;
};
struct Message {
  uint16_t stream;
  uint32_t ppid;
  std::vector<std::byte> bytes;
};
using Event = std::variant<Up, Down, Reset, Message>;
}  // namespace

/// Events wait until usrsctp has returned: whoever gets them may end the association.
struct SctpEnd {
  std::shared_ptr<const Sctp::Out> out;  // empty: nobody's
  struct socket* socket = nullptr;
  bool up = false;
  bool delivering = false;
  std::deque<Event> events;
  std::map<uint16_t, std::vector<std::byte>> parts;  // of messages, by stream
  size_t unread = 0;
  std::vector<uint16_t> to_reset;  // streams whose turn has not come

  void notice(const union sctp_notification& notification, size_t size);
  void take_part(core::Bytes part, uint16_t stream, uint32_t ppid, bool last);
  void deliver();
  void reset_next();
};

namespace {
int on_output(void* address, void* data, size_t size, uint8_t, uint8_t) noexcept {
  const auto& out = static_cast<SctpEnd*>(address)->out;
  if (out) out->packet({static_cast<const std::byte*>(data), size});
  return 0;
}

int on_input(struct socket*, union sctp_sockstore, void* data, size_t size,
             struct sctp_rcvinfo info, int flags, void* context) noexcept {
  SctpEnd& end = *static_cast<SctpEnd*>(context);
  const std::unique_ptr<void, void (*)(void*)> owned(data, std::free);
  if (!end.out) return 1;
  if (data == nullptr) {
    end.events.emplace_back(Down{"the other end closed the data channels"});
  } else if ((flags & MSG_NOTIFICATION) != 0) {
    union sctp_notification notification {};
    std::memcpy(&notification, data, std::min(size, sizeof(notification)));
    if (size >= sizeof(notification.sn_header)) end.notice(notification, size);
    if (notification.sn_header.sn_type == SCTP_STREAM_RESET_EVENT) {
      core::ByteReader in({static_cast<const std::byte*>(data), size});
      in.skip(offsetof(sctp_stream_reset_event, strreset_stream_list));
      const bool incoming =
          (notification.sn_strreset_event.strreset_flags & SCTP_STREAM_RESET_INCOMING_SSN) != 0;
      while (incoming && in.remaining() >= 2) end.events.emplace_back(Reset{in.u16le()});
    }
  } else {
    end.take_part({static_cast<const std::byte*>(data), size}, info.rcv_sid, ntohl(info.rcv_ppid),
                  (flags & MSG_EOR) != 0);
  }
  return 1;
}

void set_up_library() {
  usrsctp_init_nothreads(0, on_output, nullptr);
  usrsctp_sysctl_set_sctp_ecn_enable(0);
  usrsctp_sysctl_set_sctp_asconf_enable(0);
  usrsctp_sysctl_set_sctp_auth_enable(0);
  usrsctp_sysctl_set_sctp_nrsack_enable(0);
  usrsctp_sysctl_set_sctp_pktdrop_enable(0);
  usrsctp_sysctl_set_sctp_pr_enable(1);
  usrsctp_sysctl_set_sctp_reconfig_enable(1);
  usrsctp_sysctl_set_sctp_delayed_sack_time_default(20);
  usrsctp_sysctl_set_sctp_rto_initial_default(500);
  usrsctp_sysctl_set_sctp_rto_min_default(200);
  usrsctp_sysctl_set_sctp_rto_max_default(3000);
  usrsctp_sysctl_set_sctp_init_rto_max_default(3000);
  usrsctp_sysctl_set_sctp_init_rtx_max_default(8);
  usrsctp_sysctl_set_sctp_assoc_rtx_max_default(10);
  usrsctp_sysctl_set_sctp_path_rtx_max_default(10);
  usrsctp_sysctl_set_sctp_heartbeat_interval_default(10'000);
  usrsctp_sysctl_set_sctp_no_csum_on_loopback(0);
}

template <class T>
bool set_option(struct socket* socket, int level, int name, const T& value) {
  return usrsctp_setsockopt(socket, level, name, &value, sizeof(value)) == 0;
}

sockaddr_conn address_of(SctpEnd* end, uint16_t port) {
  sockaddr_conn address{};
  address.sconn_family = AF_CONN;
  address.sconn_port = htons(port);
  address.sconn_addr = end;
  return address;
}

/// All that is set before an association begins.
bool set_up(struct socket* socket) {
  sctp_initmsg streams{};
  streams.sinit_num_ostreams = streams.sinit_max_instreams = Sctp::kStreams;
  sctp_assoc_value resets{};
  resets.assoc_id = SCTP_ALL_ASSOC;
  resets.assoc_value = SCTP_ENABLE_RESET_STREAM_REQ;
  bool good = usrsctp_set_non_blocking(socket, 1) == 0 &&
              set_option(socket, SOL_SOCKET, SO_LINGER, linger{1, 0}) &&  // close() aborts
              set_option(socket, SOL_SOCKET, SO_SNDBUF, kSendBuffer) &&
              set_option(socket, SOL_SOCKET, SO_RCVBUF, kReceiveBuffer) &&
              set_option(socket, IPPROTO_SCTP, SCTP_NODELAY, 1) &&
              set_option(socket, IPPROTO_SCTP, SCTP_INITMSG, streams) &&
              set_option(socket, IPPROTO_SCTP, SCTP_ENABLE_STREAM_RESET, resets);
  for (const int type : {SCTP_ASSOC_CHANGE, SCTP_STREAM_RESET_EVENT}) {
    sctp_event event{};
    event.se_assoc_id = SCTP_ALL_ASSOC;
    event.se_type = static_cast<uint16_t>(type);
    event.se_on = 1;
    good = good && set_option(socket, IPPROTO_SCTP, SCTP_EVENT, event);
  }
  return good;
}

/// DTLS cannot find the MTU of the way, so neither may SCTP.
bool fix_mtu(struct socket* socket, const sockaddr_conn& to) {
  sctp_paddrparams path{};
  std::memcpy(&path.spp_address, &to, sizeof(to));
  path.spp_flags = SPP_PMTUD_DISABLE;
  path.spp_pathmtu = Sctp::kMtu;
  return set_option(socket, IPPROTO_SCTP, SCTP_PEER_ADDR_PARAMS, path);
}
}  // namespace

void SctpEnd::notice(const union sctp_notification& notification, size_t size) {
  const uint16_t type = notification.sn_header.sn_type;
  if (type != SCTP_ASSOC_CHANGE || size < sizeof(sctp_assoc_change)) return;
  switch (notification.sn_assoc_change.sac_state) {
    case SCTP_COMM_UP:
      if (!std::exchange(up, true)) events.emplace_back(Up{});
      break;
    case SCTP_COMM_LOST:
    case SCTP_SHUTDOWN_COMP:
    case SCTP_CANT_STR_ASSOC:
    case SCTP_RESTART:  // our streams' state would be another's
      events.emplace_back(Down{"the other end closed the data channels"});
      break;
    default:
      break;
  }
}

void SctpEnd::take_part(core::Bytes part, uint16_t stream, uint32_t ppid, bool last) {
  std::vector<std::byte>& message = parts[stream];
  message.insert(message.end(), part.begin(), part.end());
  unread += part.size();
  if (message.size() > Sctp::kMaxMessage || unread > kUnread) {
    events.emplace_back(Down{"the other end sent a message above the size that was agreed on"});
    return;
  }
  if (!last) return;
  unread -= message.size();
  events.emplace_back(Message{stream, ppid, std::move(message)});
  parts.erase(stream);
}

void SctpEnd::deliver() {
  if (std::exchange(delivering, true)) return;
  const std::shared_ptr<const Sctp::Out> to = out;  // this end may be another's after a callback
  while (to && out == to && !events.empty()) {
    const Event event = std::move(events.front());
    events.pop_front();
    if (const auto* down = std::get_if<Down>(&event)) to->down(down->why);
    if (std::holds_alternative<Up>(event)) to->up();
    if (const auto* reset = std::get_if<Reset>(&event)) to->reset(reset->stream);
    if (const auto* m = std::get_if<Message>(&event)) to->message(m->stream, m->ppid, m->bytes);
  }
  delivering = false;
  if (out == to) reset_next();
}

/// One request at a time is allowed (RFC 6525 section 5.1.1); it takes all that wait.
void SctpEnd::reset_next() {
  if (to_reset.empty() || socket == nullptr || !up) return;
  constexpr size_t kHead = offsetof(sctp_reset_streams, srs_stream_list);
  sctp_reset_streams head{};
  head.srs_assoc_id = SCTP_ALL_ASSOC;
  head.srs_flags = SCTP_STREAM_RESET_OUTGOING;
  head.srs_number_streams = static_cast<uint16_t>(to_reset.size());
  core::ByteWriter request;
  request.bytes({reinterpret_cast<const std::byte*>(&head), kHead});
  for (const uint16_t stream : to_reset) request.u16le(stream);
  if (usrsctp_setsockopt(socket, IPPROTO_SCTP, SCTP_RESET_STREAMS, request.view().data(),
                         static_cast<socklen_t>(request.size())) == 0 ||
      errno != EALREADY) {
    to_reset.clear();
  }
}

SctpStack::SctpStack(net::Loop& loop) : clock_(loop) { set_up_library(); }

SctpStack::~SctpStack() {
  // Associations that are gone may still be on usrsctp's timers; one that will not end keeps
  // its memory, which the process then gives back.
  for (int tries = 0; tries < 100 && usrsctp_finish() != 0; ++tries) usrsctp_handle_timers(100);
}

SctpEnd* SctpStack::take_end() {
  SctpEnd* end = nullptr;
  if (idle_.size() > kIdleEnds) {
    end = idle_.front();
    idle_.erase(idle_.begin());
  } else {
    ends_.push_back(std::make_unique<SctpEnd>());
    end = ends_.back().get();
  }
  if (!running_) last_tick_ = std::chrono::steady_clock::now();
  running_ = true;
  busy();
  return end;
}

void SctpStack::give_back(SctpEnd* end) {
  end->out.reset();
  end->socket = nullptr;
  end->up = false;
  end->events.clear();
  end->parts.clear();
  end->unread = 0;
  end->to_reset.clear();
  idle_.push_back(end);
}

void SctpStack::run_clock() {
  exact_ = std::chrono::steady_clock::now() < busy_until_;
  clock_.start(exact_ ? kTick : kIdleTick, [this] { tick(); });
}

void SctpStack::busy() {
  busy_until_ = std::chrono::steady_clock::now() + kIdle;
  if (running_ && !exact_) run_clock();
}

void SctpStack::tick() {
  const auto now = std::chrono::steady_clock::now();
  const auto passed = std::chrono::duration_cast<milliseconds>(now - last_tick_);
  last_tick_ += passed;
  usrsctp_handle_timers(static_cast<uint32_t>(passed.count()));
  running_ = idle_.size() < ends_.size();
  exact_ = exact_ && running_;
  if (running_) run_clock();
  for (size_t i = 0; i < ends_.size(); ++i) {  // a callback may make more
    if (!ends_[i]->events.empty() || !ends_[i]->to_reset.empty()) ends_[i]->deliver();
  }
}

Result<std::unique_ptr<Sctp>> Sctp::connect(std::shared_ptr<SctpStack> stack, uint16_t remote_port,
                                            Out out) {
  SctpEnd* end = stack->take_end();
  std::unique_ptr<Sctp> sctp(new Sctp(std::move(stack), end));
  end->out = std::make_shared<const Out>(std::move(out));
  usrsctp_register_address(end);
  end->socket = usrsctp_socket(AF_CONN, SOCK_STREAM, IPPROTO_SCTP, on_input, nullptr, 0, end);
  if (end->socket == nullptr) return fail_errno(errno, "make an SCTP socket");
  sockaddr_conn local = address_of(end, kPort), remote = address_of(end, remote_port);
  if (!set_up(end->socket) ||
      usrsctp_bind(end->socket, reinterpret_cast<sockaddr*>(&local), sizeof(local)) != 0) {
    return fail_errno(errno, "set up an SCTP socket");
  }
  if (usrsctp_connect(end->socket, reinterpret_cast<sockaddr*>(&remote), sizeof(remote)) != 0 &&
      errno != EINPROGRESS) {
    return fail_errno(errno, "begin an SCTP association");
  }
  if (!fix_mtu(end->socket, remote)) return fail_errno(errno, "set the MTU of SCTP");
  return sctp;
}

Sctp::Sctp(std::shared_ptr<SctpStack> stack, SctpEnd* end) : stack_(std::move(stack)), end_(end) {}

Sctp::~Sctp() {
  if (end_->socket != nullptr) usrsctp_close(end_->socket);
  usrsctp_deregister_address(end_);
  stack_->give_back(end_);
}

void Sctp::take(core::Bytes packet) {
  const std::shared_ptr<SctpStack> stack = stack_;  // of the end, beyond this object
  stack->busy();
  SctpEnd* end = end_;
  usrsctp_conninput(end, packet.data(), packet.size(), 0);
  end->deliver();
}

bool Sctp::send(uint16_t stream, uint32_t ppid, core::Bytes message, const Reliability& how) {
  if (!end_->up || message.empty() || message.size() > kMaxMessage) return false;
  stack_->busy();
  sctp_sendv_spa info{};
  info.sendv_flags = SCTP_SEND_SNDINFO_VALID;
  info.sendv_sndinfo.snd_sid = stream;
  info.sendv_sndinfo.snd_ppid = htonl(ppid);
  info.sendv_sndinfo.snd_flags = how.ordered ? 0 : SCTP_UNORDERED;
  if (how.limit != Reliability::Limit::kNone) {
    info.sendv_flags |= SCTP_SEND_PRINFO_VALID;
    info.sendv_prinfo.pr_policy =
        how.limit == Reliability::Limit::kLifetime ? SCTP_PR_SCTP_TTL : SCTP_PR_SCTP_RTX;
    info.sendv_prinfo.pr_value = how.value;
  }
  return usrsctp_sendv(end_->socket, message.data(), message.size(), nullptr, 0, &info,
                       sizeof(info), SCTP_SENDV_SPA, 0) == static_cast<ssize_t>(message.size());
}

void Sctp::reset(uint16_t stream) {
  if (stream >= kStreams) return;
  end_->to_reset.push_back(stream);
  if (!end_->delivering) end_->reset_next();
}

}  // namespace anc::webrtc
