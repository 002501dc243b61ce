// What is counted and measured, as Prometheus reads it (text format 0.0.4).
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace anc::metrics {

/// Names and values; the order does not matter.
using Labels = std::vector<std::pair<std::string, std::string>>;

/// Only grows. Any thread.
class Counter {
 public:
  void add(double amount = 1) { value_.fetch_add(amount, std::memory_order_relaxed); }
  double value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<double> value_{0};
};

/// A value of now. Any thread.
class Gauge {
 public:
  void set(double value) { value_.store(value, std::memory_order_relaxed); }
  void add(double amount) { value_.fetch_add(amount, std::memory_order_relaxed); }
  double value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<double> value_{0};
};

/// How often values fell under each bound. Any thread.
class Histogram {
 public:
  explicit Histogram(std::span<const double> bounds);  ///< rising, without +Inf
  void observe(double value);
  double sum() const { return sum_.load(std::memory_order_relaxed); }
  uint64_t count() const;
  const std::vector<double>& bounds() const { return bounds_; }
  /// Of bound `i` and those below it; bounds().size() is +Inf.
  std::vector<uint64_t> cumulative() const;

 private:
  std::vector<double> bounds_;
  std::vector<std::atomic<uint64_t>> counts_;  // one more than bounds
  std::atomic<double> sum_{0};
};

/// Seconds: 1, 2, 5, 10, 15, 20, 30, 40, 60, 80, 100, 150, 250 and 500 ms.
extern const std::span<const double> kLatencyBounds;
/// Seconds: from 0.1 to 60, for what people wait for.
extern const std::span<const double> kWaitBounds;

/// All series of a process. Any thread. What it hands out may be kept and used without the registry
/// being asked again; asking again for the same name and labels gives the same object.
class Registry {
 public:
  /// Series of one name. More are handed out all the same, but not shown: a label that somebody
  /// outside can vary does not fill the memory of who reads this.
  static constexpr size_t kMostSeries = 1000;

  /// Names are ours and are checked as such: [a-zA-Z_:][a-zA-Z0-9_:]*, counters end in "_total",
  /// labels are [a-zA-Z_][a-zA-Z0-9_]*. One name has one kind and one help text.
  std::shared_ptr<Counter> counter(const std::string& name, const std::string& help,
                                   const Labels& labels = {});
  std::shared_ptr<Gauge> gauge(const std::string& name, const std::string& help,
                               const Labels& labels = {});
  std::shared_ptr<Histogram> histogram(const std::string& name, const std::string& help,
                                       std::span<const double> bounds = kLatencyBounds,
                                       const Labels& labels = {});

  /// Leaves out from now on every series with this label: its instance is gone.
  void forget(std::string_view label, std::string_view value);

  /// Families and series by name, each family with HELP and TYPE.
  std::string render() const;
  /// `Content-Type` of that text.
  static constexpr std::string_view kContentType = "text/plain; version=0.0.4; charset=utf-8";

 private:
  template <class T>
  struct Family {
    std::string help;
    std::map<Labels, std::shared_ptr<T>> series;  // labels sorted by name
  };
  template <class T>
  using Families = std::map<std::string, Family<T>>;
  template <class T>
  std::shared_ptr<T> take(Families<T>& families, const std::string& name, const std::string& help,
                          Labels labels, const std::function<std::shared_ptr<T>()>& make);

  mutable std::mutex mutex_;
  Families<Counter> counters_;
  Families<Gauge> gauges_;
  Families<Histogram> histograms_;
};

}  // namespace anc::metrics
