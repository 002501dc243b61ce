// A limit on the sum of what many objects take.
#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

namespace anc::gles {

/// Counts bytes up to a limit. Any thread. Outlives its shares and charges.
class Budget {
 public:
  explicit Budget(uint64_t limit) : limit_(limit) {}

  /// Bytes taken from the budget until the end of this value.
  class Share {
   public:
    Share() = default;
    Share(Share&& other) noexcept
        : budget_(std::exchange(other.budget_, nullptr)), bytes_(other.bytes_) {}
    Share& operator=(Share&& other) noexcept {
      std::swap(budget_, other.budget_);
      std::swap(bytes_, other.bytes_);
      return *this;
    }
    ~Share() {
      if (budget_ != nullptr) budget_->subtract(bytes_);
    }
    explicit operator bool() const { return budget_ != nullptr; }

   private:
    friend class Budget;
    Share(Budget* budget, uint64_t bytes) : budget_(budget), bytes_(bytes) {}
    Budget* budget_ = nullptr;
    uint64_t bytes_ = 0;
  };

  /// Empty when that much is not left.
  Share take(uint64_t bytes) { return add(bytes) ? Share(this, bytes) : Share(); }
  uint64_t used() const { return used_.load(std::memory_order_relaxed); }

 private:
  friend class Charge;
  bool add(uint64_t bytes) {
    uint64_t used = used_.load(std::memory_order_relaxed);
    do {
      if (bytes > limit_ || used > limit_ - bytes) return false;
    } while (!used_.compare_exchange_weak(used, used + bytes, std::memory_order_relaxed));
    return true;
  }
  void subtract(uint64_t bytes) { used_.fetch_sub(bytes, std::memory_order_relaxed); }

  const uint64_t limit_;
  std::atomic<uint64_t> used_{0};
};

/// What one object takes from a budget, which changes in its life; given back at its end. Any
/// thread.
class Charge {
 public:
  /// Without a budget everything is left and nothing is counted.
  explicit Charge(Budget* budget = nullptr) : budget_(budget) {}
  ~Charge() {
    if (budget_ != nullptr) budget_->subtract(bytes());
  }
  Charge(const Charge&) = delete;
  Charge& operator=(const Charge&) = delete;

  /// From now on it takes `bytes`; false, and it takes what it took, when that much is not left.
  bool resize(uint64_t bytes) {
    const uint64_t old = bytes_.exchange(bytes, std::memory_order_relaxed);
    if (budget_ == nullptr || old == bytes) return true;
    if (bytes < old) {
      budget_->subtract(old - bytes);
      return true;
    }
    if (budget_->add(bytes - old)) return true;
    // By the difference: another thread may have resized since.
    bytes_.fetch_sub(bytes - old, std::memory_order_relaxed);
    return false;
  }
  uint64_t bytes() const { return bytes_.load(std::memory_order_relaxed); }

 private:
  Budget* const budget_;
  std::atomic<uint64_t> bytes_{0};
};

}  // namespace anc::gles
