// ancloud-guest: the demo guest, one static program that plays the parts of Android a host sees.
#include <cstdio>
#include <string>
#include <unistd.h>
#include <vector>

#include "cmd/ancloud-guest/applets.h"

namespace {

struct Applet {
  const char* name;
  const char* purpose;
  anc::Result<int> (*run)(anc::guest::Args);
};

constexpr Applet kApplets[] = {
    {"init", "process 1 of the demo guest", anc::guest::init_main},
    {"props", "ask the host for boot properties: props --pipe PATH --file PATH",
     anc::guest::props_main},
    {"getprop", "print properties: getprop [NAME [DEFAULT]]", anc::guest::getprop_main},
    {"setprop", "set a property: setprop NAME VALUE", anc::guest::setprop_main},
    {"pm", "keep packages: pm install PATH | uninstall PACKAGE | list packages",
     anc::guest::pm_main},
    {"scene",
     "draw the demo scene: scene --pipe PATH [--bridge PATH] [--input DIR] [--audio PATH]"
     " [--services text,sensors,gps] [--data DIR] [--frames N] [--fps N] [--size WxH]",
     anc::guest::scene_main},
    {"tone", "play a sine: tone [--audio PATH] [--hertz N] [--for TIME]", anc::guest::tone_main},
    {"sensors", "print sensor events: sensors [--pipe PATH] [--cycles N] [--delay MS] [NAME…]",
     anc::guest::sensors_main},
    {"adb", "bring the host's connections to adbd: adb [--pipe PATH] [--adbd PROGRAM]",
     anc::guest::adb_main},
    {"location", "print where the host says we are: location [--pipe PATH] [--sentences N]",
     anc::guest::location_main},
};

const Applet* find_applet(const std::string& name) {
  for (const Applet& applet : kApplets) {
    if (name == applet.name) return &applet;
  }
  return nullptr;
}

int usage(std::FILE* to, int code) {
  std::fputs("usage: ancloud-guest APPLET [ARGS]\n", to);
  for (const Applet& applet : kApplets) {
    std::fprintf(to, "  %-8s %s\n", applet.name, applet.purpose);
  }
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> words(argv, argv + argc);
  if (words.empty()) return usage(stderr, 2);
  const std::string called = words[0].substr(words[0].rfind('/') + 1);
  size_t first = 1;
  const Applet* applet = find_applet(called);
  if (words.size() > 1 && words[1] == "--help") return usage(stdout, 0);
  // /init starts its services as "/init APPLET": there the argument counts, not the name.
  if ((applet == nullptr || called == "init") && words.size() > 1) {
    if (const Applet* named = find_applet(words[1])) {
      applet = named;
      first = 2;
    }
  }
  if (applet == nullptr) return usage(stderr, 2);
  const auto result = applet->run(anc::guest::Args(words).subspan(first));
  if (result) return *result;
  std::fprintf(stderr, "ancloud-guest %s: %s\n", applet->name, result.error().message().c_str());
  if (!result.error().hint().empty()) {
    std::fprintf(stderr, "  hint: %s\n", result.error().hint().c_str());
  }
  return result.error().exit_code();
}
