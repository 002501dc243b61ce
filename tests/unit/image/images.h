// Small squashfs images made for tests, once per compression.
#pragma once

#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "internal/core/file.h"
#include "internal/core/process.h"

namespace anc::test {

/// A directory for a test's files.
inline core::TempDir temp_dir() {
  auto dir = core::TempDir::make("ancloud-image-");
  if (!dir) throw std::runtime_error(dir.error().message());
  return std::move(*dir);
}

inline void put(const std::string& path, const std::string& text, mode_t mode = 0644) {
  const auto written = core::write_atomic(path, text, mode);
  ASSERT_TRUE(written) << written.error().message();
}

/// Packs `tree`; `owner` is the packed uid and gid of everything. False when there is no
/// mksquashfs.
inline bool pack(const std::string& tree, const std::string& image, const std::string& compression,
                 uint32_t owner = 0) {
  if (!core::find_program("mksquashfs")) return false;
  core::Command command;
  command.argv = {"mksquashfs",   tree,
                  image,          "-noappend",
                  "-no-progress", "-quiet",
                  "-comp",        compression,
                  "-force-uid",   std::to_string(owner),
                  "-force-gid",   std::to_string(owner),
                  "-processors",  "1"};
  const auto output = core::run_checked(std::move(command));
  EXPECT_TRUE(output) << output.error().message();
  return output.has_value();
}

/// An ELF header as far as the ABI shows in it.
inline std::string elf_head(unsigned char machine) {
  std::string head =
      "\x7f"
      "ELF\x02\x01\x01";
  head.resize(18, '\0');
  head += static_cast<char>(machine);
  head.resize(64, '\0');
  return head;
}

}  // namespace anc::test
