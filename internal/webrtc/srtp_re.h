// libre's SRTP behind types of our own: its headers redefine bool, true and false. For C, too.
#ifndef ANC_WEBRTC_SRTP_RE_H
#define ANC_WEBRTC_SRTP_RE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One direction of one transport. */
struct anc_re_srtp;

/* `key` is the master key of 16 bytes and the salt after it, of 12 bytes with GCM and 14 without.
 * Null when out of memory. */
struct anc_re_srtp* anc_re_srtp_new(int gcm, const uint8_t* key);
void anc_re_srtp_free(struct anc_re_srtp* srtp);

enum AncReWhat {
  ANC_RE_PROTECT_RTP,
  ANC_RE_UNPROTECT_RTP,
  ANC_RE_PROTECT_RTCP,
  ANC_RE_UNPROTECT_RTCP
};

/* In place; `*size` bytes of `room` are the packet, before and after. What it grows by fits in
 * ANC_RE_ROOM. 0 or an errno. ENOSR: too many SSRCs in this direction. */
#define ANC_RE_ROOM 32
int anc_re_srtp_do(struct anc_re_srtp* srtp, enum AncReWhat what, uint8_t* packet, size_t* size,
                   size_t room);

#ifdef __cplusplus
}
#endif
#endif
