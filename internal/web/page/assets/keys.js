// Keys by where they sit: KeyboardEvent.code to the codes of linux/input-event-codes.h.

/** The same keys as internal/window/scancodes.cpp has. */
const kCodes = {
  Escape: 1, Minus: 12, Equal: 13, Backspace: 14, Tab: 15, BracketLeft: 26, BracketRight: 27, Enter: 28,
  ControlLeft: 29, Semicolon: 39, Quote: 40, Backquote: 41, ShiftLeft: 42, Backslash: 43, Comma: 51,
  Period: 52, Slash: 53, ShiftRight: 54, NumpadMultiply: 55, AltLeft: 56, Space: 57, CapsLock: 58,
  NumLock: 69, ScrollLock: 70, NumpadSubtract: 74, NumpadAdd: 78, NumpadDecimal: 83, Lang5: 85,
  IntlBackslash: 86, IntlRo: 89, Lang3: 90, Lang4: 91, Convert: 92, KanaMode: 93, NonConvert: 94,
  NumpadComma: 121, NumpadEnter: 96, ControlRight: 97, NumpadDivide: 98, PrintScreen: 99, AltRight: 100,
  Home: 102, ArrowUp: 103, PageUp: 104, ArrowLeft: 105, ArrowRight: 106, End: 107, ArrowDown: 108,
  PageDown: 109, Insert: 110, Delete: 111, AudioVolumeMute: 113, VolumeMute: 113, AudioVolumeDown: 114,
  VolumeDown: 114, AudioVolumeUp: 115, VolumeUp: 115, Power: 116, NumpadEqual: 117, Pause: 119, Lang1: 122,
  Lang2: 123, IntlYen: 124, MetaLeft: 125, MetaRight: 126, ContextMenu: 127, Again: 129, Undo: 131, Copy: 133,
  Paste: 135, Find: 136, Cut: 137, Help: 138, Sleep: 142, BrowserBack: 158, BrowserForward: 159,
  BrowserHome: 172, BrowserRefresh: 173, BrowserSearch: 217, BrowserFavorites: 156, LaunchMail: 155,
  LaunchApp2: 140, Eject: 161, MediaTrackNext: 163, MediaPlayPause: 164, MediaTrackPrevious: 165,
  MediaStop: 166, NumpadParenLeft: 179, NumpadParenRight: 180, Digit1: 2, Digit2: 3, Digit3: 4, Digit4: 5,
  Digit5: 6, Digit6: 7, Digit7: 8, Digit8: 9, Digit9: 10, Digit0: 11, KeyA: 30, KeyB: 48, KeyC: 46, KeyD: 32,
  KeyE: 18, KeyF: 33, KeyG: 34, KeyH: 35, KeyI: 23, KeyJ: 36, KeyK: 37, KeyL: 38, KeyM: 50, KeyN: 49,
  KeyO: 24, KeyP: 25, KeyQ: 16, KeyR: 19, KeyS: 31, KeyT: 20, KeyU: 22, KeyV: 47, KeyW: 17, KeyX: 45,
  KeyY: 21, KeyZ: 44, Numpad0: 82, Numpad1: 79, Numpad2: 80, Numpad3: 81, Numpad4: 75, Numpad5: 76,
  Numpad6: 77, Numpad7: 71, Numpad8: 72, Numpad9: 73, F1: 59, F2: 60, F3: 61, F4: 62, F5: 63, F6: 64, F7: 65,
  F8: 66, F9: 67, F10: 68, F11: 87, F12: 88, F13: 183, F14: 184, F15: 185, F16: 186, F17: 187, F18: 188,
  F19: 189, F20: 190, F21: 191, F22: 192, F23: 193, F24: 194,
};

/** Keys of Android that its buttons press. */
export const Key = {
  enter: 28, backspace: 14, delete: 111, leftCtrl: 29, v: 47, paste: 135,
  back: 158, home: 172, recents: 580, menu: 139, power: 116, volumeUp: 115, volumeDown: 114,
};

/** Ctrl, Shift and Alt, both of each. */
export const kModifiers = [29, 97, 42, 54, 56, 100];

/** @returns {number} 0 for a key that Linux does not know */
export const linuxKey = (code) => kCodes[code] ?? 0;
