// A value that threads share, reachable only with its lock held.
#pragma once

#include <condition_variable>
#include <mutex>
#include <utility>

namespace anc::core {

/// `guarded.with([](T& value) { … })`: the only way in. Do not call out while inside.
template <class T>
class Guarded {
 public:
  Guarded() = default;
  explicit Guarded(T value) : value_(std::move(value)) {}

  template <class F>
  decltype(auto) with(F&& f) {
    const std::lock_guard guard(mutex_);
    return std::forward<F>(f)(value_);
  }
  template <class F>
  decltype(auto) with(F&& f) const {
    const std::lock_guard guard(mutex_);
    return std::forward<F>(f)(value_);
  }

 private:
  mutable std::mutex mutex_;
  T value_{};
};

}  // namespace anc::core
