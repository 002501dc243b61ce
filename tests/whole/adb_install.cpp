// adb_install PORT TOKEN FILE: adb::install from outside of the program; the exit code of its
// error.
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>

#include "internal/adb/install.h"
#include "internal/core/text.h"

namespace anc {
namespace {

Result<void> run(const char* port, const char* token, const char* path) {
  const auto number = static_cast<uint16_t>(TRY(core::parse_int(port, 1, 65535)));
  const core::Fd file = TRY(core::open_file(path, O_RDONLY));
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return fail_errno(errno, "stat");
  return adb::install({number, token}, file, static_cast<uint64_t>(info.st_size));
}

}  // namespace
}  // namespace anc

int main(int count, char** words) {
  if (count != 4) return 2;
  const auto done = anc::run(words[1], words[2], words[3]);
  if (done) return 0;
  std::fprintf(stderr, "%s\n", done.error().message().c_str());
  return done.error().exit_code();
}
