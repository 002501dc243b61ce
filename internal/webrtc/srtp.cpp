// Keys into libre's contexts, and the replay protection that libre leaves out: see srtp.h.
#include "internal/webrtc/srtp.h"

#include <algorithm>
#include <cerrno>

#include "internal/webrtc/srtp_re.h"

namespace anc::webrtc {
namespace {

constexpr size_t kSaltCm = 14, kSaltGcm = 12, kKey = 16;
constexpr size_t kTagCm = 10, kTagGcm = 16, kIndex = 4;
/// Enough for a browser, which speaks for each of its receivers; more are a mistake or an attack.
constexpr size_t kMostSources = 16;

struct Free {
  void operator()(anc_re_srtp* srtp) const { anc_re_srtp_free(srtp); }
};
using Context = std::unique_ptr<anc_re_srtp, Free>;

/// The indices that came (RFC 3711 3.3.2), 64 of them.
class Replay {
 public:
  bool seen(uint32_t index) const {
    if (!any_ || index > newest_) return false;
    const uint32_t age = newest_ - index;
    return age >= 64 || (came_ >> age & 1) != 0;
  }
  void add(uint32_t index) {
    if (!any_ || index > newest_) {
      const uint32_t by = any_ ? index - newest_ : 0;
      came_ = by >= 64 ? 0 : came_ << by;
      newest_ = index;
      any_ = true;
    }
    came_ |= uint64_t{1} << (newest_ - index);
  }

 private:
  bool any_ = false;
  uint32_t newest_ = 0;
  uint64_t came_ = 0;
};

struct Source {
  uint32_t ssrc = 0;
  Replay rtcp{};
};

Error refused(const char* what, int code) {
  if (code == EALREADY) return Error(Kind::kNetwork, std::string(what) + " packet: played again");
  return Error::from_errno(code, std::string(what) + " packet", Kind::kNetwork);
}
}  // namespace

struct Srtp::State {
  SrtpKeys keys;
  Context out, in;
  std::vector<Source> sources;  ///< that sent authentic RTCP

  Context make(const std::array<uint8_t, 16>& key, const std::array<uint8_t, 14>& salt) const {
    const bool gcm = keys.profile == SrtpProfile::kAeadAes128Gcm;
    std::array<uint8_t, kKey + kSaltCm> both{};
    std::ranges::copy(key, both.begin());
    std::copy_n(salt.begin(), gcm ? kSaltGcm : kSaltCm, both.begin() + kKey);
    return Context(anc_re_srtp_new(gcm ? 1 : 0, both.data()));
  }
  Context make_in() const { return make(keys.remote_key, keys.remote_salt); }

  static int run(const Context& context, AncReWhat what, std::vector<std::byte>& packet) {
    size_t size = packet.size();
    packet.resize(size + ANC_RE_ROOM);
    const int code = anc_re_srtp_do(context.get(), what, reinterpret_cast<uint8_t*>(packet.data()),
                                    &size, packet.size());
    packet.resize(size);
    return code;
  }
};

Srtp::Srtp(std::unique_ptr<State> state) : state_(std::move(state)) {}
Srtp::~Srtp() = default;

Result<std::unique_ptr<Srtp>> Srtp::make(const SrtpKeys& keys) {
  auto state = std::make_unique<State>();
  state->keys = keys;
  state->out = state->make(keys.local_key, keys.local_salt);
  state->in = state->make_in();
  if (!state->out || !state->in) return fail(Kind::kNetwork, "SRTP refuses its keys");
  return std::unique_ptr<Srtp>(new Srtp(std::move(state)));
}

Result<void> Srtp::protect_rtp(std::vector<std::byte>& packet) {
  const int code = State::run(state_->out, ANC_RE_PROTECT_RTP, packet);
  if (code != 0) return fail(refused("an RTP", code));
  return {};
}

Result<void> Srtp::protect_rtcp(std::vector<std::byte>& packet) {
  const int code = State::run(state_->out, ANC_RE_PROTECT_RTCP, packet);
  if (code != 0) return fail(refused("an RTCP", code));
  return {};
}

Result<void> Srtp::unprotect_rtp(std::vector<std::byte>& packet) {
  const int code = State::run(state_->in, ANC_RE_UNPROTECT_RTP, packet);
  if (code != 0) return fail(refused("an RTP", code));
  return {};
}

Result<void> Srtp::unprotect_rtcp(std::vector<std::byte>& packet) {
  State& state = *state_;
  const size_t trailer =
      state.keys.profile == SrtpProfile::kAeadAes128Gcm ? kIndex : kIndex + kTagCm;
  const size_t least = 8 + kIndex + (trailer == kIndex ? kTagGcm : kTagCm);
  if (packet.size() < least) return fail(refused("an RTCP", EBADMSG));
  core::ByteReader head(core::Bytes(packet).subspan(4));
  const uint32_t ssrc = head.u32be();
  core::ByteReader tail(core::Bytes(packet).last(trailer));
  const uint32_t trailing = tail.u32be(), index = trailing & 0x7fffffff;
  // Of one that says that it is in clear (RFC 7714 9.3), libre with GCM does not look at the tag.
  if (trailing == index) return fail(refused("an RTCP", EBADMSG));
  auto source = std::ranges::find(state.sources, ssrc, &Source::ssrc);
  const bool known = source != state.sources.end();
  if (known && source->rtcp.seen(index)) return fail(refused("an RTCP", EALREADY));
  int code = State::run(state.in, ANC_RE_UNPROTECT_RTCP, packet);
  if (code == ENOSR) {
    // It keeps a place for each SSRC, eight of them, even of forged packets. The index is in the
    // packet and the replays are known here, so that nothing is lost with them.
    state.in = state.make_in();
    code = state.in ? State::run(state.in, ANC_RE_UNPROTECT_RTCP, packet) : ENOMEM;
  }
  if (code != 0) return fail(refused("an RTCP", code));
  if (!known) {
    if (state.sources.size() == kMostSources) state.sources.erase(state.sources.begin());
    state.sources.push_back({.ssrc = ssrc});
    source = std::prev(state.sources.end());
  }
  source->rtcp.add(index);
  return {};
}

}  // namespace anc::webrtc
