// Series and their text: see registry.h.
#include "internal/metrics/registry.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "internal/core/error.h"

namespace anc::metrics {
namespace {

constexpr std::array kLatency = {0.001, 0.002, 0.005, 0.01, 0.015, 0.02, 0.03,
                                 0.04,  0.06,  0.08,  0.1,  0.15,  0.25, 0.5};
constexpr std::array kWait = {0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 12.0, 20.0, 30.0, 60.0};

bool is_name(std::string_view name, bool colons) {
  static constexpr std::string_view kLetters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
  const auto fits = [&](char c, bool first) {
    return kLetters.find(c) != std::string_view::npos || (colons && c == ':') ||
           (!first && c >= '0' && c <= '9');
  };
  if (name.empty() || !fits(name[0], true)) return false;
  return std::all_of(name.begin(), name.end(), [&](char c) { return fits(c, false); });
}

std::string number(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

std::string escaped(std::string_view text, bool quotes) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || (quotes && c == '"')) out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return out;
}

/// `{a="b",le="0.1"}`, or nothing.
std::string label_text(const Labels& labels, std::string_view bound = {}) {
  std::string text;
  for (const auto& [name, value] : labels) {
    text += (text.empty() ? "" : ",") + name + "=\"" + escaped(value, true) + "\"";
  }
  if (!bound.empty()) {
    text += (text.empty() ? "le=\"" : ",le=\"") + std::string(bound) + "\"";
  }
  return text.empty() ? text : "{" + text + "}";
}

void head(std::string& text, const std::string& name, const std::string& help,
          std::string_view kind) {
  text += "# HELP " + name + " " + escaped(help, false) + "\n";
  text += "# TYPE " + name + " " + std::string(kind) + "\n";
}

void line(std::string& text, const std::string& name, const std::string& labels, double value) {
  text += name + labels + " " + number(value) + "\n";
}

void histogram_lines(std::string& text, const std::string& name, const Labels& labels,
                     const Histogram& histogram) {
  const std::vector<uint64_t> counts = histogram.cumulative();
  for (size_t i = 0; i < counts.size(); ++i) {
    const bool last = i == histogram.bounds().size();
    const std::string bound = last ? "+Inf" : number(histogram.bounds()[i]);
    line(text, name + "_bucket", label_text(labels, bound), static_cast<double>(counts[i]));
  }
  line(text, name + "_sum", label_text(labels), histogram.sum());
  line(text, name + "_count", label_text(labels), static_cast<double>(counts.back()));
}

}  // namespace

const std::span<const double> kLatencyBounds = kLatency;
const std::span<const double> kWaitBounds = kWait;

Histogram::Histogram(std::span<const double> bounds)
    : bounds_(bounds.begin(), bounds.end()), counts_(bounds.size() + 1) {
  CHECK(std::is_sorted(bounds_.begin(), bounds_.end()), "bounds rise");
}

void Histogram::observe(double value) {
  if (std::isnan(value)) return;
  const auto at = std::lower_bound(bounds_.begin(), bounds_.end(), value);  // le: with the bound
  counts_[static_cast<size_t>(at - bounds_.begin())].fetch_add(1, std::memory_order_relaxed);
  sum_.fetch_add(value, std::memory_order_relaxed);
}

std::vector<uint64_t> Histogram::cumulative() const {
  std::vector<uint64_t> all;
  uint64_t sum = 0;
  for (const auto& count : counts_) all.push_back(sum += count.load(std::memory_order_relaxed));
  return all;
}

uint64_t Histogram::count() const { return cumulative().back(); }

template <class T>
std::shared_ptr<T> Registry::take(Families<T>& families, const std::string& name,
                                  const std::string& help, Labels labels,
                                  const std::function<std::shared_ptr<T>()>& make) {
  CHECK(is_name(name, true), "a metric's name is well-formed");
  for (const auto& label : labels) CHECK(is_name(label.first, false), "so is a label's");
  std::sort(labels.begin(), labels.end());
  const std::lock_guard guard(mutex_);
  const size_t kinds = counters_.count(name) + gauges_.count(name) + histograms_.count(name);
  CHECK(kinds == families.count(name), "one name has one kind");
  Family<T>& family = families[name];
  if (family.help.empty()) family.help = help;
  const auto found = family.series.find(labels);
  if (found != family.series.end()) return found->second;
  auto made = make();
  if (family.series.size() < kMostSeries) family.series.emplace(std::move(labels), made);
  return made;
}

std::shared_ptr<Counter> Registry::counter(const std::string& name, const std::string& help,
                                           const Labels& labels) {
  CHECK(name.ends_with("_total"), "a counter's name says that it is one");
  return take<Counter>(counters_, name, help, labels, [] { return std::make_shared<Counter>(); });
}

std::shared_ptr<Gauge> Registry::gauge(const std::string& name, const std::string& help,
                                       const Labels& labels) {
  CHECK(!name.ends_with("_total"), "a gauge is no counter");
  return take<Gauge>(gauges_, name, help, labels, [] { return std::make_shared<Gauge>(); });
}

std::shared_ptr<Histogram> Registry::histogram(const std::string& name, const std::string& help,
                                               std::span<const double> bounds,
                                               const Labels& labels) {
  return take<Histogram>(histograms_, name, help, labels,
                         [&] { return std::make_shared<Histogram>(bounds); });
}

void Registry::forget(std::string_view label, std::string_view value) {
  const std::lock_guard guard(mutex_);
  const auto forget_in = [&](auto& families) {
    for (auto& [name, family] : families) {
      std::erase_if(family.series, [&](const auto& series) {
        const Labels& labels = series.first;
        return std::any_of(labels.begin(), labels.end(), [&](const auto& one) {
          return one.first == label && one.second == value;
        });
      });
    }
  };
  forget_in(counters_);
  forget_in(gauges_);
  forget_in(histograms_);
}

std::string Registry::render() const {
  const std::lock_guard guard(mutex_);
  std::map<std::string, std::string> texts;  // families of all kinds by name
  const auto simple = [&](const auto& families, std::string_view kind) {
    for (const auto& [name, family] : families) {
      if (family.series.empty()) continue;
      std::string& text = texts[name];
      head(text, name, family.help, kind);
      for (const auto& [labels, one] : family.series) {
        line(text, name, label_text(labels), one->value());
      }
    }
  };
  simple(counters_, "counter");
  simple(gauges_, "gauge");
  for (const auto& [name, family] : histograms_) {
    if (family.series.empty()) continue;
    std::string& text = texts[name];
    head(text, name, family.help, "histogram");
    for (const auto& [labels, one] : family.series) histogram_lines(text, name, labels, *one);
  }
  std::string all;
  for (const auto& [name, text] : texts) all += text;
  return all;
}

}  // namespace anc::metrics
