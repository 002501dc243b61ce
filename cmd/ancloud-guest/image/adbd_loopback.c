// Keeps the demo guest's adbd to the guest: preloaded into it, so that it listens on the loopback
// only. Debian's adbd takes TCP connections from every network, and vsock ones, whose addresses no
// container separates, from the whole machine; it has no option against either and asks nobody who
// they are. The host reaches it by the pipe alone (adb_applet.cpp).
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

// For adbd alone, not for what is run by its shell.
__attribute__((constructor)) static void forget(void) { unsetenv("LD_PRELOAD"); }

int socket(int domain, int type, int protocol) {
  if (domain == AF_VSOCK) {
    errno = EAFNOSUPPORT;
    return -1;
  }
  return (int)syscall(SYS_socket, domain, type, protocol);
}

int bind(int fd, const struct sockaddr* address, socklen_t size) {
  struct sockaddr_in6 six;
  struct sockaddr_in four;
  if (address->sa_family == AF_INET6 && size >= sizeof six) {
    memcpy(&six, address, sizeof six);
    six.sin6_addr = in6addr_loopback;
    return (int)syscall(SYS_bind, fd, &six, sizeof six);
  }
  if (address->sa_family == AF_INET && size >= sizeof four) {
    memcpy(&four, address, sizeof four);
    four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return (int)syscall(SYS_bind, fd, &four, sizeof four);
  }
  return (int)syscall(SYS_bind, fd, address, size);
}
