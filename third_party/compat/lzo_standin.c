/* Stands in for liblzo2, which is GPL: a binary under Apache-2.0 does not link it. libsquashfuse asks
 * this for LZO images; image/info.cpp refuses them before, with the reason. */
#include <stddef.h>

int lzo1x_decompress_safe(const unsigned char *src, size_t src_len, unsigned char *dst,
                          size_t *dst_len, void *wrkmem);

int lzo1x_decompress_safe(const unsigned char *src, size_t src_len, unsigned char *dst,
                          size_t *dst_len, void *wrkmem) {
  (void)src, (void)src_len, (void)dst, (void)wrkmem;
  *dst_len = 0;
  return -1; /* LZO_E_ERROR */
}
