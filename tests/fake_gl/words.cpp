// FAKE_GL, read once, and misbehaviour by order.
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <unistd.h>

#include "tests/fake_gl/driver.h"

namespace fake_gl {
namespace {

Words read_words() {
  Words words;
  const char* value = std::getenv("FAKE_GL");
  std::string rest = value != nullptr ? value : "";
  while (!rest.empty()) {
    const size_t comma = rest.find(',');
    words.all.push_back(rest.substr(0, comma));
    rest = comma == std::string::npos ? "" : rest.substr(comma + 1);
  }
  for (const std::string& word : words.all) {
    if (word.starts_with("devices=")) words.devices = std::atoi(word.c_str() + 8);
    if (word.starts_with("lose-after=")) words.lose_after = std::strtoull(&word[11], nullptr, 10);
  }
  words.devices = std::clamp(words.devices, 0, 8);
  return words;
}

}  // namespace

bool Words::has(const std::string& display, const std::string& word) const {
  return std::any_of(all.begin(), all.end(), [&](const std::string& each) {
    return each == word || each == display + ":" + word;
  });
}

const Words& words() {
  static const Words kWords = read_words();
  return kWords;
}

bool behave(const Display& display, const std::string& where) {
  if (display.has((where + "-hang").c_str())) {
    for (;;) ::pause();
  }
  if (display.has((where + "-crash").c_str())) {
    // Not what a sanitizer would catch and explain: a death by the signal.
    ::signal(SIGSEGV, SIG_DFL);
    ::raise(SIGSEGV);
  }
  return !display.has((where + "-refuse").c_str());
}

}  // namespace fake_gl
