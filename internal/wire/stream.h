// The guest's end of a GL connection: buffered calls out, answers in. Encoders write through it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "internal/core/bytes.h"
#include "internal/core/error.h"

namespace anc::wire {

/// Carries bytes to and from the host; blocking.
class Transport {
 public:
  virtual ~Transport() = default;
  /// All of `data`.
  virtual Result<void> write(core::Bytes data) = 0;
  /// Exactly data.size() bytes; an end of file before that is an error.
  virtual Result<void> read(std::span<std::byte> data) = 0;
};

/// One connection's buffer, shared by the encoders of all three APIs of that thread. It is written
/// out when it is full, before a `big` array, by a blocking call and by `flush()`: the caller does
/// that after glFlush, a swap and each posted layer. The first error stays, and silences the rest.
class Stream {
 public:
  static constexpr size_t kBufferSize = size_t{4} << 20;

  explicit Stream(Transport& transport) : transport_(transport) {}

  /// The word that goes before the first packet; the guest always sends 0.
  void send_client_flags(uint32_t flags = 0) { put(flags); }
  void flush();
  /// Ok, or a copy of the first error of the transport.
  Result<void> status() const;

  /// For encoders: starts a packet of `size` bytes in all.
  void begin(uint32_t opcode, size_t size);
  template <class T>
  void put(T value) {
    const auto* bytes = reinterpret_cast<const std::byte*>(&value);
    buffer_.insert(buffer_.end(), bytes, bytes + sizeof(T));
  }
  void put_length(size_t length) { put(static_cast<uint32_t>(length)); }
  void put_array(core::Bytes data);
  /// As put_array, but the bytes leave without a copy, as a write of their own.
  void put_big(core::Bytes data);
  /// The bytes without meaning that stand for the out arrays.
  void put_dead(size_t n) { buffer_.resize(buffer_.size() + n); }
  /// Flushes, then waits for data.size() bytes of the answer; zeros after an error.
  void read(std::span<std::byte> data);
  template <class T>
  T read_value() {
    T value{};
    read(std::as_writable_bytes(std::span(&value, 1)));
    return value;
  }

 private:
  void write(core::Bytes data);

  Transport& transport_;
  std::vector<std::byte> buffer_;
  std::optional<Error> error_;
};

}  // namespace anc::wire
