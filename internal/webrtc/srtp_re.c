/* The only file that sees libre's headers. */
#include "internal/webrtc/srtp_re.h"

#include <errno.h>

#include <re/re.h>

struct anc_re_srtp;

static struct srtp* inner(struct anc_re_srtp* srtp) { return (struct srtp*)srtp; }

struct anc_re_srtp* anc_re_srtp_new(int gcm, const uint8_t* key) {
  struct srtp* made = NULL;
  const int failed = srtp_alloc(&made, gcm ? SRTP_AES_128_GCM : SRTP_AES_CM_128_HMAC_SHA1_80, key,
                                gcm ? 16 + 12 : 16 + 14, 0);
  return failed ? NULL : (struct anc_re_srtp*)made;
}

void anc_re_srtp_free(struct anc_re_srtp* srtp) { mem_deref(inner(srtp)); }

int anc_re_srtp_do(struct anc_re_srtp* srtp, enum AncReWhat what, uint8_t* packet, size_t* size,
                   size_t room) {
  /* Not of libre's memory: it must never grow, hence the room. */
  if (room < *size + ANC_RE_ROOM) return ENOBUFS;
  struct mbuf buffer = {.buf = packet, .size = room, .pos = 0, .end = *size};
  int failed = EINVAL;
  switch (what) {
    case ANC_RE_PROTECT_RTP:
      failed = srtp_encrypt(inner(srtp), &buffer);
      break;
    case ANC_RE_UNPROTECT_RTP:
      failed = srtp_decrypt(inner(srtp), &buffer);
      break;
    case ANC_RE_PROTECT_RTCP:
      failed = srtcp_encrypt(inner(srtp), &buffer);
      break;
    case ANC_RE_UNPROTECT_RTCP:
      failed = srtcp_decrypt(inner(srtp), &buffer);
      break;
  }
  if (!failed) *size = buffer.end;
  return failed;
}
