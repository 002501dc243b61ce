// Series and their text by the rules of Prometheus' format 0.0.4.
#include "internal/metrics/registry.h"

#include <limits>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "internal/metrics/process.h"

namespace anc::test {
namespace {
using metrics::Registry;
using testing::HasSubstr;
using testing::Not;

TEST(Metrics, AreTextByName) {
  Registry registry;
  registry.gauge("ancloud_viewers", "Viewers.", {{"role", "viewer"}, {"instance", "a"}})->set(2);
  registry.counter("ancloud_frames_total", "Frames.")->add(3);
  registry.gauge("ancloud_build_info", "Build.", {{"version", "1"}})->set(1);
  EXPECT_EQ(registry.render(),
            "# HELP ancloud_build_info Build.\n"
            "# TYPE ancloud_build_info gauge\n"
            "ancloud_build_info{version=\"1\"} 1\n"
            "# HELP ancloud_frames_total Frames.\n"
            "# TYPE ancloud_frames_total counter\n"
            "ancloud_frames_total 3\n"
            "# HELP ancloud_viewers Viewers.\n"
            "# TYPE ancloud_viewers gauge\n"
            "ancloud_viewers{instance=\"a\",role=\"viewer\"} 2\n");
}

TEST(Metrics, HistogramsAreCumulative) {
  Registry registry;
  const double bounds[] = {0.01, 0.1};
  const auto histogram = registry.histogram("h_seconds", "H.", bounds, {{"stage", "send"}});
  for (const double value : {0.005, 0.01, 0.05, 7.0, std::numeric_limits<double>::quiet_NaN()}) {
    histogram->observe(value);
  }
  EXPECT_EQ(histogram->count(), 4u);
  EXPECT_EQ(registry.render(),
            "# HELP h_seconds H.\n"
            "# TYPE h_seconds histogram\n"
            "h_seconds_bucket{stage=\"send\",le=\"0.01\"} 2\n"
            "h_seconds_bucket{stage=\"send\",le=\"0.1\"} 3\n"
            "h_seconds_bucket{stage=\"send\",le=\"+Inf\"} 4\n"
            "h_seconds_sum{stage=\"send\"} 7.065\n"
            "h_seconds_count{stage=\"send\"} 4\n");
}

TEST(Metrics, LatencyHasTheBoundsOfItsRule) {
  Registry registry;
  registry.histogram("ancloud_stage_latency_seconds", "S.")->observe(0.004);
  const std::string text = registry.render();
  EXPECT_THAT(text, HasSubstr("_bucket{le=\"0.002\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("_bucket{le=\"0.005\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("_bucket{le=\"0.5\"} 1\n"));
  EXPECT_EQ(metrics::kLatencyBounds.size(), 14u);
}

TEST(Metrics, TextIsEscaped) {
  Registry registry;
  registry.gauge("g", "a\\b\n\"c\"", {{"l", "x\\y\"z\n"}})->set(1);
  EXPECT_EQ(registry.render(),
            "# HELP g a\\\\b\\n\"c\"\n# TYPE g gauge\ng{l=\"x\\\\y\\\"z\\n\"} 1\n");
}

TEST(Metrics, NumbersAreAsTheFormatHasThem) {
  Registry registry;
  const auto gauge = registry.gauge("g", "G.");
  const std::pair<double, const char*> cases[] = {
      {std::numeric_limits<double>::infinity(), "+Inf"},
      {-std::numeric_limits<double>::infinity(), "-Inf"},
      {std::numeric_limits<double>::quiet_NaN(), "NaN"},
      {0.1, "0.1"},
      {-2, "-2"},
      {1e300, "1e+300"}};
  for (const auto& [value, text] : cases) {
    gauge->set(value);
    EXPECT_THAT(registry.render(), HasSubstr("g " + std::string(text) + "\n"));
  }
}

TEST(Metrics, TheSameLabelsAreTheSameSeries) {
  Registry registry;
  const auto a = registry.counter("c_total", "C.", {{"a", "1"}, {"b", "2"}});
  EXPECT_EQ(a, registry.counter("c_total", "C.", {{"b", "2"}, {"a", "1"}}));
  EXPECT_NE(a, registry.counter("c_total", "C.", {{"b", "2"}, {"a", "2"}}));
}

TEST(Metrics, SeriesAreForgottenAndBounded) {
  Registry registry;
  const auto kept = registry.counter("c_total", "C.", {{"instance", "a"}});
  registry.counter("c_total", "C.", {{"instance", "b"}});
  registry.forget("instance", "a");
  kept->add();
  EXPECT_THAT(registry.render(), Not(HasSubstr("instance=\"a\"")));
  EXPECT_THAT(registry.render(), HasSubstr("instance=\"b\""));
  registry.forget("instance", "b");
  EXPECT_EQ(registry.render(), "") << "no head without a series";
  for (int i = 0; i < 3000; ++i) registry.gauge("g", "G.", {{"x", std::to_string(i)}})->set(1);
  const std::string text = registry.render();
  EXPECT_EQ(static_cast<size_t>(std::count(text.begin(), text.end(), '\n')),
            Registry::kMostSeries + 2);
}

TEST(Metrics, ThreadsMayCountTogether) {
  Registry registry;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i) {
        registry.counter("c_total", "C.")->add();
        registry.histogram("h_seconds", "H.")->observe(0.01);
        if (i % 100 == 0) (void)registry.render();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(registry.counter("c_total", "C.")->value(), 4000);
  EXPECT_EQ(registry.histogram("h_seconds", "H.")->count(), 4000u);
}

TEST(ProcessMetrics, AreThoseOfThisProcess) {
  Registry registry;
  metrics::sample_process(registry);
  metrics::sample_process(registry);
  const std::string text = registry.render();
  for (const char* name : {"process_cpu_seconds_total", "process_resident_memory_bytes",
                           "process_virtual_memory_bytes", "process_start_time_seconds",
                           "process_open_fds", "process_max_fds"}) {
    EXPECT_THAT(text, HasSubstr("\n" + std::string(name) + " ")) << name;
  }
  EXPECT_GT(registry.gauge("process_open_fds", "")->value(), 2);
  EXPECT_GT(registry.gauge("process_start_time_seconds", "")->value(), 1.6e9);
}

TEST(ProcessMetrics, ALineIsReadBehindItsName) {
  const std::string line =
      "7 (a) b (c) R 1 2 3 4 5 6 7 8 9 10 250 50 0 0 20 0 1 0 300 4096 2 18446744073709551615 1";
  metrics::ProcessStat stat;
  ASSERT_TRUE(metrics::parse_process_stat(line, 100, 4096, stat));
  EXPECT_EQ(stat.cpu_seconds, 3);
  EXPECT_EQ(stat.start_since_boot, 3);
  EXPECT_EQ(stat.virtual_bytes, 4096);
  EXPECT_EQ(stat.resident_bytes, 8192);
  const size_t enough = line.find(" 18446744073709551615");
  for (size_t n = 0; n < enough - 1; ++n) {
    EXPECT_FALSE(metrics::parse_process_stat(line.substr(0, n), 100, 4096, stat)) << n;
  }
}

}  // namespace
}  // namespace anc::test
