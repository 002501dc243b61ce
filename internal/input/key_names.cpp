// The names: see key_names.h.
#include "internal/input/key_names.h"

#include <algorithm>
#include <cctype>
#include <linux/input-event-codes.h>

#include "internal/core/text.h"

namespace anc::input {
namespace {

struct Name {
  std::string_view name;
  uint16_t code;
};
constexpr Name kNames[] = {
    // What scripts press: Android's own keys. Generic.kl calls 172 HOME; 102 is MOVE_HOME.
    {"APP_HOME", KEY_HOMEPAGE},
    {"BACK", KEY_BACK},
    {"MENU", KEY_MENU},
    {"POWER", KEY_POWER},
    {"SLEEP", KEY_SLEEP},
    {"WAKEUP", KEY_WAKEUP},
    {"SEARCH", KEY_SEARCH},
    {"CAMERA", KEY_CAMERA},
    {"APPSELECT", KEY_APPSELECT},
    {"VOLUMEUP", KEY_VOLUMEUP},
    {"VOLUMEDOWN", KEY_VOLUMEDOWN},
    {"MUTE", KEY_MUTE},
    {"BRIGHTNESSUP", KEY_BRIGHTNESSUP},
    {"BRIGHTNESSDOWN", KEY_BRIGHTNESSDOWN},
    {"PLAYPAUSE", KEY_PLAYPAUSE},
    {"NEXTSONG", KEY_NEXTSONG},
    {"PREVIOUSSONG", KEY_PREVIOUSSONG},
    {"STOPCD", KEY_STOPCD},
    {"FORWARD", KEY_FORWARD},
    {"REFRESH", KEY_REFRESH},
    {"CALC", KEY_CALC},
    {"MAIL", KEY_MAIL},
    {"COPY", KEY_COPY},
    {"PASTE", KEY_PASTE},
    {"CUT", KEY_CUT},
    {"FIND", KEY_FIND},
    {"ENTER", KEY_ENTER},
    {"TAB", KEY_TAB},
    {"SPACE", KEY_SPACE},
    {"ESC", KEY_ESC},
    {"BACKSPACE", KEY_BACKSPACE},
    {"DELETE", KEY_DELETE},
    {"INSERT", KEY_INSERT},
    {"HOME", KEY_HOME},
    {"END", KEY_END},
    {"PAGEUP", KEY_PAGEUP},
    {"PAGEDOWN", KEY_PAGEDOWN},
    {"UP", KEY_UP},
    {"DOWN", KEY_DOWN},
    {"LEFT", KEY_LEFT},
    {"RIGHT", KEY_RIGHT},
    {"LEFTSHIFT", KEY_LEFTSHIFT},
    {"RIGHTSHIFT", KEY_RIGHTSHIFT},
    {"LEFTCTRL", KEY_LEFTCTRL},
    {"RIGHTCTRL", KEY_RIGHTCTRL},
    {"LEFTALT", KEY_LEFTALT},
    {"RIGHTALT", KEY_RIGHTALT},
    {"LEFTMETA", KEY_LEFTMETA},
    {"RIGHTMETA", KEY_RIGHTMETA},
    {"COMPOSE", KEY_COMPOSE},
    {"CAPSLOCK", KEY_CAPSLOCK},
    {"NUMLOCK", KEY_NUMLOCK},
    {"SCROLLLOCK", KEY_SCROLLLOCK},
    {"SYSRQ", KEY_SYSRQ},
    {"PAUSE", KEY_PAUSE},
    {"102ND", KEY_102ND},
    {"MINUS", KEY_MINUS},
    {"EQUAL", KEY_EQUAL},
    {"LEFTBRACE", KEY_LEFTBRACE},
    {"RIGHTBRACE", KEY_RIGHTBRACE},
    {"SEMICOLON", KEY_SEMICOLON},
    {"APOSTROPHE", KEY_APOSTROPHE},
    {"GRAVE", KEY_GRAVE},
    {"BACKSLASH", KEY_BACKSLASH},
    {"COMMA", KEY_COMMA},
    {"DOT", KEY_DOT},
    {"SLASH", KEY_SLASH},
    {"F11", KEY_F11},
    {"F12", KEY_F12},
};

// Rows of neighbouring codes whose names are one letter, and the function keys.
struct Row {
  uint16_t first;
  std::string_view letters;
};
constexpr Row kRows[] = {
    {KEY_1, "1234567890"}, {KEY_Q, "QWERTYUIOP"}, {KEY_A, "ASDFGHJKL"}, {KEY_Z, "ZXCVBNM"}};

std::string upper(std::string_view text) {
  std::string all(text);
  std::transform(all.begin(), all.end(), all.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return all.starts_with("KEY_") ? all.substr(4) : all;
}

uint16_t one_letter(char letter) {
  for (const Row& row : kRows) {
    const size_t at = row.letters.find(letter);
    if (at != std::string_view::npos) return static_cast<uint16_t>(row.first + at);
  }
  return 0;
}

}  // namespace

Result<uint16_t> key_code(std::string_view name) {
  const std::string word = upper(name);
  if (name.size() > 1 || word.empty()) {
    // A digit alone is the key of that name, KEY_7 is not code 7.
    if (const auto code = core::parse_int(word, 1, kKeyCodes - 1)) {
      return static_cast<uint16_t>(*code);
    }
  }
  if (word.size() == 1) {
    if (const uint16_t code = one_letter(word[0])) return code;
  }
  if (word.size() == 2 && word[0] == 'F' && word[1] >= '1' && word[1] <= '9') {
    return static_cast<uint16_t>(KEY_F1 + (word[1] - '1'));
  }
  if (word == "F10") return static_cast<uint16_t>(KEY_F10);
  std::vector<std::string> known;
  for (const Name& one : kNames) {
    if (one.name == word) return one.code;
    known.emplace_back(one.name);
  }
  const std::string near = core::nearest(word, known);
  return fail(Error(Kind::kUsage, "\"" + std::string(name.substr(0, 40)) + "\" is no key")
                  .hint(near.empty() ? "give a Linux key code (1 to 767) or a name such as BACK"
                                     : "did you mean " + near + "?"));
}

}  // namespace anc::input
