// Console lines: see console.h.
#include "cmd/ancloud-guest/console.h"

#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace anc::guest {
namespace {

bool output_is_lost() {
  struct stat info {};
  if (::fstat(STDOUT_FILENO, &info) != 0) return true;
  return S_ISCHR(info.st_mode) && info.st_rdev == makedev(1, 3);  // /dev/null
}

}  // namespace

void open_console() {
  if (!output_is_lost()) return;
  const int console = ::open("/dev/console", O_WRONLY | O_NOCTTY | O_CLOEXEC);
  if (console < 0) return;
  // The services inherit these two, so that their last words are kept as well.
  ::dup2(console, STDOUT_FILENO);
  ::dup2(console, STDERR_FILENO);
  if (console > STDERR_FILENO) ::close(console);
}

void say(std::string_view line) {
  std::string text = "ancloud-guest: ";
  text += line;
  text += '\n';
  (void)!::write(STDOUT_FILENO, text.data(), text.size());
}

}  // namespace anc::guest
