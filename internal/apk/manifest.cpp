// Walking the elements of a binary manifest.
#include "internal/apk/manifest.h"

#include <algorithm>
#include <map>
#include <vector>

#include "internal/apk/string_pool.h"

namespace anc::apk {
namespace {
// Kinds of chunk.
constexpr uint16_t kXml = 3, kStrings = 1, kResourceMap = 0x180, kStart = 0x102, kEnd = 0x103;
// Kinds of value.
constexpr uint8_t kString = 3, kDecimal = 0x10, kHex = 0x11;
// Android's numbers for attributes; their names may be left out of a package.
constexpr uint32_t kLabel = 0x01010001, kName = 0x01010003, kVersionCode = 0x0101021b,
                   kVersionName = 0x0101021c;
constexpr size_t kDeepest = 64;
constexpr size_t kMostAttributes = 1024;

constexpr size_t kLongestText = 256;

/// For terminals: one line without escapes.
std::string clean(const std::string& text) {
  std::string line = text.substr(0, kLongestText);
  std::replace_if(
      line.begin(), line.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  return line;
}

struct Value {
  std::string text{};
  uint32_t number = 0;
};

struct Element {
  std::string name;
  std::map<uint32_t, Value> android{};  // by number
  std::string package{};
};

class Walk {
 public:
  Result<Manifest> run(core::Bytes bytes);

 private:
  Result<void> chunk(uint16_t kind, uint16_t header, core::Bytes bytes);
  Result<Element> element(core::Bytes body) const;
  uint32_t number_of(uint32_t name) const;
  void enter(Element element);

  StringPool strings_;
  core::Bytes map_;  // numbers of the first strings, which are names of attributes
  std::vector<Element> open_;
  Manifest found_;
};

uint32_t Walk::number_of(uint32_t name) const {
  if (name < map_.size() / 4) {
    return core::ByteReader(map_.subspan(size_t{name} * 4, 4)).u32le();
  }
  return 0;
}

/// What follows the node's own header.
Result<Element> Walk::element(core::Bytes body) const {
  core::ByteReader in(body);
  in.skip(4);  // name space
  Element element{.name = strings_.at(in.u32le())};
  const uint16_t start = in.u16le(), size = in.u16le(), count = in.u16le();
  if (!in.ok() || size < 20 || count > kMostAttributes || start > body.size() ||
      size_t{count} * size > body.size() - start) {
    return fail(Kind::kImage, "an element of its manifest is damaged");
  }
  for (size_t i = 0; i < count; ++i) {
    core::ByteReader one(body.subspan(start + i * size, size));
    one.skip(4);
    const uint32_t name = one.u32le(), raw = one.u32le();
    one.skip(3);
    const uint8_t kind = one.u8();
    const uint32_t data = one.u32le();
    Value value;
    if (kind == kString) value.text = strings_.at(data);
    if (value.text.empty() && raw != UINT32_MAX) value.text = strings_.at(raw);
    if (kind == kDecimal || kind == kHex) value.number = data;
    if (const uint32_t number = number_of(name)) {
      element.android[number] = std::move(value);
    } else if (strings_.at(name) == "package") {
      element.package = std::move(value.text);
    }
  }
  return element;
}

void Walk::enter(Element element) {
  if (element.name == "manifest" && open_.empty()) {
    found_.package = element.package;
    found_.version_code = element.android[kVersionCode].number;
    found_.version_name = element.android[kVersionName].text;
  } else if (element.name == "application" && open_.size() == 1) {
    found_.label = element.android[kLabel].text;
  } else if (element.name == "category" && open_.size() == 4 && found_.activity.empty() &&
             open_[2].name.starts_with("activity") &&
             element.android[kName].text == "android.intent.category.LAUNCHER") {
    found_.activity = open_[2].android[kName].text;
  }
  open_.push_back(std::move(element));
}

Result<void> Walk::chunk(uint16_t kind, uint16_t header, core::Bytes bytes) {
  if (kind == kStrings) strings_ = TRY(StringPool::read(bytes));
  if (kind == kResourceMap) map_ = bytes.subspan(header);
  if (kind == kStart) {
    if (open_.size() >= kDeepest) return fail(Kind::kImage, "its manifest is too deep");
    enter(TRY(element(bytes.subspan(header))));
  }
  if (kind == kEnd && !open_.empty()) open_.pop_back();
  return {};
}

Result<Manifest> Walk::run(core::Bytes bytes) {
  core::ByteReader in(bytes);
  const uint16_t kind = in.u16le(), header = in.u16le();
  if (!in.ok() || kind != kXml || header < 8) {
    return fail(Kind::kImage, "its manifest is not binary XML, which every built APK has");
  }
  in = core::ByteReader(bytes);
  in.skip(header);
  while (in.remaining() >= 8) {
    core::ByteReader head(bytes.subspan(in.offset()));
    const uint16_t one_kind = head.u16le(), one_header = head.u16le();
    const uint32_t size = head.u32le();
    if (one_header < 8 || size < one_header) {
      return fail(Kind::kImage, "its manifest is damaged");
    }
    const core::Bytes piece = in.take(size);
    if (!in.ok()) return fail(Kind::kImage, "its manifest is cut short");
    TRY(chunk(one_kind, one_header, piece));
  }
  if (found_.package.empty()) return fail(Kind::kImage, "its manifest names no package");
  for (std::string* text :
       {&found_.package, &found_.version_name, &found_.label, &found_.activity}) {
    *text = clean(*text);
  }
  return found_;
}
}  // namespace

Result<Manifest> read_manifest(core::Bytes bytes) { return Walk().run(bytes); }

}  // namespace anc::apk
