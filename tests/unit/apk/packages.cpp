// Writing what internal/apk reads.
#include "tests/unit/apk/packages.h"

#include <algorithm>
#include <zlib.h>

namespace anc::test {
namespace {
using core::ByteWriter;
constexpr uint32_t kNone = UINT32_MAX;

class XmlWriter {
 public:
  explicit XmlWriter(bool utf8) : utf8_(utf8) {}
  std::vector<std::byte> write(const Node& root) {
    collect_numbers(root);  // these come first: the map of numbers is as long as they are
    const size_t mapped = strings_.size();
    element(root);
    ByteWriter map;
    for (size_t i = 0; i < mapped; ++i) map.u32le(numbers_[i]);
    const auto pool = strings();
    ByteWriter out;
    const size_t total = 8 + pool.size() + 8 + map.size() + body_.size();
    out.u16le(3).u16le(8).u32le(static_cast<uint32_t>(total)).bytes(pool);
    out.u16le(0x180).u16le(8).u32le(static_cast<uint32_t>(8 + map.size())).bytes(map.view());
    return out.bytes(body_.view()).take();
  }

 private:
  void collect_numbers(const Node& node) {
    for (const auto& attribute : node.attributes) {
      if (attribute.number == 0) continue;
      if (index(attribute.name) == numbers_.size()) numbers_.push_back(attribute.number);
    }
    for (const Node& child : node.children) collect_numbers(child);
  }
  uint32_t index(const std::string& text) {
    const auto found = std::find(strings_.begin(), strings_.end(), text);
    const auto at = static_cast<uint32_t>(found - strings_.begin());
    if (found == strings_.end()) strings_.push_back(text);
    return at;
  }
  void element(const Node& node) {
    ByteWriter out;
    out.u32le(1).u32le(kNone);                 // line, comment
    out.u32le(kNone).u32le(index(node.name));  // name space, name
    out.u16le(20).u16le(20).u16le(static_cast<uint16_t>(node.attributes.size()));
    out.u16le(0).u16le(0).u16le(0);
    for (const auto& attribute : node.attributes) {
      const bool text = !attribute.text.empty();
      const uint32_t data = text ? index(attribute.text) : attribute.value;
      out.u32le(kNone).u32le(index(attribute.name)).u32le(text ? data : kNone);
      out.u16le(8).u8(0).u8(text ? 3 : 0x10).u32le(data);
    }
    chunk(0x102, out);
    for (const Node& child : node.children) element(child);
    ByteWriter end;
    chunk(0x103, end.u32le(1).u32le(kNone).u32le(kNone).u32le(index(node.name)));
  }
  void chunk(uint16_t kind, const ByteWriter& body) {
    body_.u16le(kind).u16le(16).u32le(static_cast<uint32_t>(8 + body.size())).bytes(body.view());
  }
  std::vector<std::byte> strings() {
    ByteWriter offsets, data;
    for (const std::string& text : strings_) {
      offsets.u32le(static_cast<uint32_t>(data.size()));
      const auto length = static_cast<uint8_t>(text.size());  // short ones only
      if (utf8_) {
        data.u8(length).u8(length).text(text).u8(0);
      } else {
        data.u16le(length);
        for (const char c : text) data.u16le(static_cast<unsigned char>(c));
        data.u16le(0);
      }
    }
    while (data.size() % 4 != 0) data.u8(0);
    ByteWriter out;
    const size_t start = 28 + offsets.size();
    out.u16le(1).u16le(28).u32le(static_cast<uint32_t>(start + data.size()));
    out.u32le(static_cast<uint32_t>(strings_.size())).u32le(0).u32le(utf8_ ? 0x100 : 0);
    out.u32le(static_cast<uint32_t>(start)).u32le(0);
    return out.bytes(offsets.view()).bytes(data.view()).take();
  }

  const bool utf8_;
  std::vector<std::string> strings_;
  std::vector<uint32_t> numbers_;
  ByteWriter body_;
};

std::vector<std::byte> deflated(core::Bytes content) {
  std::vector<std::byte> out(content.size() + 64);
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(content.data()));
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

/// What local header and directory have in common, from the flags on.
ByteWriter common(const ZipFile& file, size_t packed) {
  const auto crc = crc32(0, reinterpret_cast<const Bytef*>(file.content.data()),
                         static_cast<uInt>(file.content.size()));
  ByteWriter out;
  out.u16le(0).u16le(file.deflate ? 8 : 0).u32le(0).u32le(static_cast<uint32_t>(crc));
  out.u32le(static_cast<uint32_t>(packed)).u32le(static_cast<uint32_t>(file.content.size()));
  out.u16le(static_cast<uint16_t>(file.name.size())).u16le(0);
  return out;
}
}  // namespace

Node manifest_of(const std::string& package, const std::string& label,
                 const std::string& activity) {
  constexpr uint32_t kLabel = 0x01010001, kName = 0x01010003, kCode = 0x0101021b,
                     kVersion = 0x0101021c;
  const Node filter{"intent-filter",
                    {},
                    {{"action", {{"name", kName, "android.intent.action.MAIN"}}},
                     {"category", {{"name", kName, "android.intent.category.LAUNCHER"}}}}};
  return {
      "manifest",
      {{"versionCode", kCode, "", 42}, {"versionName", kVersion, "1.2"}, {"package", 0, package}},
      {{"application",
        {{"label", kLabel, label}},
        {{"activity", {{"name", kName, "org.other.Hidden"}}},
         {"activity", {{"name", kName, activity}}, {filter}}}}}};
}

std::vector<std::byte> binary_xml(const Node& root, bool utf8) {
  return XmlWriter(utf8).write(root);
}

std::vector<std::byte> zip(const std::vector<ZipFile>& files, const std::string& comment) {
  ByteWriter out, directory;
  for (const ZipFile& file : files) {
    const auto packed = file.deflate ? deflated(file.content) : file.content;
    const auto facts = common(file, packed.size());
    directory.u32le(0x02014b50).u16le(20).u16le(20).bytes(facts.view()).u16le(0).u16le(0).u16le(0);
    directory.u32le(0).u32le(static_cast<uint32_t>(out.size())).text(file.name);
    out.u32le(0x04034b50).u16le(20).bytes(facts.view()).text(file.name).bytes(packed);
  }
  const auto start = static_cast<uint32_t>(out.size());
  const auto count = static_cast<uint16_t>(files.size());
  out.bytes(directory.view()).u32le(0x06054b50).u16le(0).u16le(0).u16le(count).u16le(count);
  out.u32le(static_cast<uint32_t>(directory.size())).u32le(start);
  out.u16le(static_cast<uint16_t>(comment.size())).text(comment);
  return out.take();
}

std::vector<std::byte> apk_of(const std::string& package) {
  return zip({{"AndroidManifest.xml", binary_xml(manifest_of(package), true), true},
              {"lib/arm64-v8a/libx.so", {std::byte{1}}},
              {"lib/x86_64/libx.so", {std::byte{1}}},
              {"classes.dex", {std::byte{7}, std::byte{8}}}});
}

}  // namespace anc::test
