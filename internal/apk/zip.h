// The part of ZIP that an Android package uses: the directory at its end, files stored or deflated.
// Source of the layout: PKWARE APPNOTE.TXT 6.3, sections 4.3.7, 4.3.12, 4.3.16.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "internal/apk/source.h"

namespace anc::apk {

/// A file of the archive, as the central directory tells it; nothing of it is checked beyond that.
struct Entry {
  std::string name;
  uint16_t flags = 0;
  uint16_t method = 0;  ///< 0 stored, 8 deflated
  uint32_t crc = 0;
  uint32_t packed = 0, size = 0;  ///< bytes
  uint32_t header = 0;            ///< offset of its local header
};

/// Every entry. kImage for what is no archive, is cut, has its directory elsewhere than its end
/// says, spans volumes, is larger than 4 GiB (ZIP64, which Android 7 does not install).
Result<std::vector<Entry>> read_directory(const Source& file);

/// The content of one entry, at most `limit` bytes, its checksum verified.
Result<std::vector<std::byte>> read_entry(const Source& file, const Entry& entry, size_t limit);

}  // namespace anc::apk
