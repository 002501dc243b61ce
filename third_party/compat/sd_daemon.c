// Stand-ins for two functions of libsystemd, which has no archive in Debian. libdbus-1.a refers to
// them for servers that systemd starts with open sockets; we are a client, so both answer "no".

int sd_listen_fds(int unset_environment);
int sd_listen_fds(int unset_environment) {
  (void)unset_environment;
  return 0;
}

int sd_is_socket(int fd, int family, int type, int listening);
int sd_is_socket(int fd, int family, int type, int listening) {
  (void)fd;
  (void)family;
  (void)type;
  (void)listening;
  return 0;
}
