// The applet `pm`: the part of Android's package manager command that hosts use.
#include <cstdio>

#include "cmd/ancloud-guest/applets.h"
#include "cmd/ancloud-guest/installed.h"
#include "cmd/ancloud-guest/tasks.h"

namespace anc::guest {
namespace {

// Android's answers, and its exit codes since Android 7.
int answer(const Result<void>& done) {
  if (done) {
    std::printf("Success\n");
    return 0;
  }
  std::printf("Failure [%s]\n", done.error().message().c_str());
  return 1;
}

Result<int> install_file(const std::string& path) {
  std::printf("\tpkg: %s\n", path.c_str());
  const auto done = install(path);
  if (!done) return answer(fail(done.error()));
  return answer({});
}

Result<int> list_packages() {
  for (const Application& one : Tasks::applications()) {
    std::printf("package:%s\n", one.package.c_str());
  }
  return 0;
}

// Options of Android's pm that begin with one dash mean nothing here.
std::string last_word(Args args) {
  return args.empty() || args.back().starts_with('-') ? std::string() : args.back();
}

}  // namespace

Result<int> pm_main(Args args) {
  const std::string verb = args.empty() ? "" : args[0];
  const std::string word = last_word(args.subspan(args.empty() ? 0 : 1));
  if (verb == "install" && !word.empty()) return install_file(word);
  if (verb == "uninstall" && !word.empty()) return answer(uninstall(word));
  if (verb == "list" && word == "packages") return list_packages();
  std::fputs("usage: pm install [-r] PATH | pm uninstall PACKAGE | pm list packages\n", stderr);
  return 1;
}

}  // namespace anc::guest
