// liblxc in the foreground: see monitor.h. The only file that knows liblxc.
#include "internal/container/monitor.h"

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <sys/wait.h>

#include <lxc/lxccontainer.h>

#include "internal/container/guest_filter.h"

namespace anc::container {

int run_monitor(const std::string& lxc_path, const std::string& name, bool filtered) {
  if (filtered) prepare_guest_filter();
  if (std::getchar() != '\n') return kMonitorFailed;
  // What comes from now on has no business with that pipe.
  if (std::freopen("/dev/null", "r", stdin) == nullptr) return kMonitorFailed;
  // liblxc hands the id map to newuidmap when that is on PATH, which then wants entries for root in
  // /etc/subuid; without it, it writes the map itself, as root may.
  ::unsetenv("PATH");  // NOLINT(concurrency-mt-unsafe): one thread
  const std::unique_ptr<lxc_container, int (*)(lxc_container*)> container(
      ::lxc_container_new(name.c_str(), lxc_path.c_str()), ::lxc_container_put);
  if (!container) {
    std::fprintf(stderr, "liblxc does not accept %s/%s\n", lxc_path.c_str(), name.c_str());
    return kMonitorFailed;
  }
  container->want_daemonize(container.get(), false);
  if (!container->start(container.get(), 0, nullptr)) return kMonitorFailed;
  const int status = container->error_num;  // as from waitpid(2)
  if (WIFSIGNALED(status)) return 128 + WTERMSIG(status);
  return WEXITSTATUS(status);
}

}  // namespace anc::container
