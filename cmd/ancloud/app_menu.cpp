// ancloud app menu: what of the guest is in the desktop's menu.
#include "cmd/ancloud/desktop_share.h"
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/state/instance.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string instance;
  bool remove = false;
};

void declare(Flags& flags, Args& args) {
  flags.toggle("--remove", args.remove, "remove them, with their icons");
  flags.instance(args.instance);
}

Result<int> run(Env& env, const Args& args) {
  const auto instance = TRY(state::Instance::open(env.config.data_path(), args.instance));
  const app::DesktopEntries entries(TRY(desktop_options(TRY(desktop_share(env.config)), instance)));
  const auto packages = TRY(args.remove ? entries.remove_all() : entries.packages(),
                            "desktop entries of " + args.instance);
  core::Json list = core::Json::array();
  for (const std::string& package : packages) {
    list.push_back({{"package", package}, {"file", entries.path_of(package)}});
  }
  env.out.print("ancloud.app.menu.v1", list);
  return 0;
}

}  // namespace

Verb app_menu() {
  return Verb::make("app menu", "list or remove the guest's entries in the desktop's menu", declare,
                    run,
                    "A session writes them with session.desktop_entries, for its user, and keeps "
                    "them as the guest's applications come and go. With --remove it prints what it "
                    "removed.");
}

}  // namespace anc::cmd
