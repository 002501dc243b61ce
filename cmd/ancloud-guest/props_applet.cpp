// The applets `props` (Android's qemu-props) and `getprop`.
#include <chrono>
#include <cstdio>
#include <thread>

#include "cmd/ancloud-guest/applets.h"
#include "cmd/ancloud-guest/console.h"
#include "cmd/ancloud-guest/options.h"
#include "cmd/ancloud-guest/properties.h"
#include "internal/core/file.h"

namespace anc::guest {
namespace {

constexpr int kAttempts = 5;  // qemu-props: five attempts, one second apart
constexpr std::chrono::seconds kPause{1};
constexpr int kAnswerMs = 2000;

Result<Properties> ask_patiently(const std::string& pipe) {
  for (int attempt = 1;; ++attempt) {
    auto answer = ask_boot_properties(pipe, kAnswerMs);
    if (answer || attempt == kAttempts) return answer;
    std::this_thread::sleep_for(kPause);
  }
}

}  // namespace

Result<int> props_main(Args args) {
  std::string pipe = "/dev/qemu_pipe", file = kPropertiesFile;
  const Option options[] = {{"--pipe", &pipe}, {"--file", &file}};
  TRY(parse_options(args, options));
  const Properties properties = TRY(ask_patiently(pipe), "ask the host for boot properties");
  TRY(core::write_atomic(file, format_properties(properties)));
  std::string names;
  for (const auto& [name, value] : properties) names += " " + name + "=" + value;
  say(std::to_string(properties.size()) + " boot properties from the host:" + names);
  return 0;
}

Result<int> getprop_main(Args args) {
  const Properties properties = TRY(all_properties());
  if (args.empty()) {
    for (const auto& [name, value] : properties) {
      std::printf("[%s]: [%s]\n", name.c_str(), value.c_str());
    }
    return 0;
  }
  const std::string* value = value_of(properties, args[0]);
  const std::string fallback = args.size() > 1 ? args[1] : "";
  std::printf("%s\n", value != nullptr ? value->c_str() : fallback.c_str());
  return 0;
}

}  // namespace anc::guest
