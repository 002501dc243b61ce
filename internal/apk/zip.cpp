// Reading the directory and a file of an archive.
#include "internal/apk/zip.h"

#include <algorithm>
#include <optional>
#include <zlib.h>

#include "internal/core/bytes.h"

namespace anc::apk {
namespace {
constexpr uint32_t kEndSignature = 0x06054b50, kEntrySignature = 0x02014b50,
                   kLocalSignature = 0x04034b50;
constexpr size_t kEndSize = 22, kEntrySize = 46, kLocalSize = 30;
constexpr size_t kLongestComment = 65535;
constexpr size_t kLargestDirectory = 64u << 20;
constexpr uint64_t kLargestFile = UINT32_MAX;
constexpr uint16_t kStored = 0, kDeflated = 8, kEncrypted = 1;

struct End {
  uint16_t entries = 0;
  uint32_t size = 0, offset = 0;  // of the directory
};

std::optional<End> end_at(core::Bytes tail) {
  core::ByteReader in(tail);
  if (in.u32le() != kEndSignature) return std::nullopt;
  const uint16_t disk = in.u16le(), first_disk = in.u16le(), here = in.u16le();
  End end{.entries = in.u16le(), .size = in.u32le(), .offset = in.u32le()};
  const uint16_t comment = in.u16le();
  if (!in.ok() || in.remaining() != comment) return std::nullopt;
  if (disk != 0 || first_disk != 0 || here != end.entries) return std::nullopt;
  return end;
}

/// It is the last thing in the file, but for a comment that may look like one.
Result<End> find_end(const Source& file) {
  if (file.size() > kLargestFile) {
    return fail(Kind::kCapacity, "it is larger than 4 GiB, which Android does not install");
  }
  const size_t tail_size =
      static_cast<size_t>(std::min<uint64_t>(file.size(), kEndSize + kLongestComment));
  const auto tail = TRY(file.read(file.size() - tail_size, tail_size));
  for (size_t from_end = kEndSize; from_end <= tail.size(); ++from_end) {
    if (const auto end = end_at(core::Bytes(tail).last(from_end))) return *end;
  }
  return fail(Kind::kImage, "it is no ZIP archive, which every APK is");
}

Result<Entry> read_one(core::ByteReader& in) {
  Entry entry;
  const uint32_t signature = in.u32le();
  in.skip(4);  // versions
  entry.flags = in.u16le();
  entry.method = in.u16le();
  in.skip(4);  // time
  entry.crc = in.u32le();
  entry.packed = in.u32le();
  entry.size = in.u32le();
  const uint16_t name = in.u16le(), extra = in.u16le(), comment = in.u16le();
  in.skip(8);  // disk, attributes
  entry.header = in.u32le();
  entry.name = std::string(in.take_text(name));
  in.skip(size_t{extra} + comment);
  if (!in.ok() || signature != kEntrySignature) {
    return fail(Kind::kImage, "its directory is damaged");
  }
  return entry;
}

Result<std::vector<std::byte>> inflate_all(core::Bytes packed, size_t size) {
  std::vector<std::byte> out(size);
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return fail(Kind::kFailure, "zlib does not start");
  // zlib's interface is older than const.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int outcome = inflate(&stream, Z_FINISH);
  const bool whole = outcome == Z_STREAM_END && stream.avail_out == 0;
  inflateEnd(&stream);
  if (whole) return out;
  return fail(Kind::kImage, "its compressed bytes are damaged");
}
}  // namespace

Result<std::vector<Entry>> read_directory(const Source& file) {
  const End end = TRY(find_end(file));
  if (end.entries == UINT16_MAX || end.offset == UINT32_MAX) {
    return fail(Kind::kImage, "it is a ZIP64 archive, which Android 7 does not install");
  }
  if (end.size > kLargestDirectory || size_t{end.entries} * kEntrySize > end.size) {
    return fail(Kind::kImage, "its directory has an impossible size");
  }
  const auto bytes = TRY(file.read(end.offset, end.size));
  core::ByteReader in(bytes);
  std::vector<Entry> entries;
  entries.reserve(end.entries);
  for (size_t i = 0; i < end.entries; ++i) entries.push_back(TRY(read_one(in)));
  return entries;
}

Result<std::vector<std::byte>> read_entry(const Source& file, const Entry& entry, size_t limit) {
  if (entry.size > limit || entry.packed > limit) {
    return fail(Kind::kImage, entry.name + " is larger than " + std::to_string(limit) + " bytes");
  }
  const auto head = TRY(file.read(entry.header, kLocalSize), entry.name);
  core::ByteReader in(head);
  const bool signature = in.u32le() == kLocalSignature;
  in.skip(4);  // version, flags
  const bool same_method = in.u16le() == entry.method;
  in.skip(16);  // time, checksum, sizes: the directory's count
  const size_t names = size_t{in.u16le()} + in.u16le();
  if (!signature || !same_method || (entry.flags & kEncrypted) != 0 ||
      (entry.method != kStored && entry.method != kDeflated) ||
      (entry.method == kStored && entry.packed != entry.size)) {
    return fail(Kind::kImage, entry.name + " is not stored as Android expects it");
  }
  auto bytes = TRY(file.read(entry.header + kLocalSize + names, entry.packed), entry.name);
  if (entry.method == kDeflated) bytes = TRY(inflate_all(bytes, entry.size), entry.name);
  const uLong crc =
      crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size()));
  if (crc != entry.crc) return fail(Kind::kImage, entry.name + " has a wrong checksum");
  return bytes;
}

}  // namespace anc::apk
