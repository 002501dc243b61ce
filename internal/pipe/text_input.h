// Text for a guest that takes it by itself: the pipe service "text-input", an extension of ours.
#pragma once

#include <cstdint>
#include <string>

#include "internal/pipe/clients.h"
#include "internal/port/pipe_service.h"

namespace anc::pipe {

/// Each committed text goes, whole, to the guest's program that came last: its length in bytes as
/// u32 little endian, then UTF-8. The guest sends nothing. Texts of one connection count from 1;
/// the keyboard says EV_MSC, MSC_SERIAL and that number where text and keys come in that order, so
/// a guest that reads both can keep it. Net thread only.
class TextInput final : public port::PipeService {
 public:
  static constexpr size_t kLongest = 1u << 20;  ///< bytes of one text
  static constexpr size_t kQueue = 2u << 20;    ///< bytes that may wait for a guest that is slow

  explicit TextInput(net::Loop& loop);

  std::string_view prefix() const override { return "text-input"; }
  /// What is typed is nothing for the guest's applications (Android's uids from 10000 on): theirs
  /// are closed at once.
  void accept(core::Fd connection, const std::string& name) override;

  bool open() const { return listeners() > 0; }
  size_t listeners() const { return clients_.size(); }
  /// kCapacity above kLongest, kNotRunning where nobody is there, kBusy where the guest does not
  /// read what it got before.
  Result<void> check(const std::string& utf8) const;
  /// The text's number.
  Result<int32_t> commit(const std::string& utf8);

 private:
  struct PerClient {
    int32_t committed = 0;
  };
  core::RateLimitedLog log_;
  Clients<PerClient> clients_;
};

/// Whether a process with this uid, as the host sees it, is an application of the guest.
/// Source: Android's android_filesystem_config.h (AID_APP 10000 to 19999, isolated from 99000 on,
/// users 100000 apart); the guest's id map keeps the remainder (anbox-host.md 1.7).
bool is_application(uid_t uid);

}  // namespace anc::pipe
