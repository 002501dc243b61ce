// Bytes of an untrusted file at given places, in memory or on disk.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "internal/core/bytes.h"
#include "internal/core/fd.h"

namespace anc::apk {

/// Any one thread.
class Source {
 public:
  virtual ~Source() = default;
  virtual uint64_t size() const = 0;
  /// Exactly `count` bytes; kImage where they are not all there.
  virtual Result<std::vector<std::byte>> read(uint64_t offset, size_t count) const = 0;
};

class FileSource final : public Source {
 public:
  /// A regular file; kUsage for anything else. The caller's rights count.
  static Result<FileSource> open(const std::string& path);
  uint64_t size() const override { return size_; }
  Result<std::vector<std::byte>> read(uint64_t offset, size_t count) const override;

 private:
  FileSource(core::Fd fd, uint64_t size) : fd_(std::move(fd)), size_(size) {}
  core::Fd fd_;
  uint64_t size_;
};

/// Borrows the bytes.
class MemorySource final : public Source {
 public:
  explicit MemorySource(core::Bytes bytes) : bytes_(bytes) {}
  uint64_t size() const override { return bytes_.size(); }
  Result<std::vector<std::byte>> read(uint64_t offset, size_t count) const override;

 private:
  core::Bytes bytes_;
};

}  // namespace anc::apk
