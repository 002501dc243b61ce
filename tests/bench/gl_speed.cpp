// Plays a trace in several ways, in turn, and prints what each took.
//
// usage: gl_speed TRACE ROUNDS WAY:THREADS…
//
// TRACE is a path without its ending. WAY is memory (through framer, decoder and checks, from
// memory), socket (the same behind a unix socket, a guest that waits for its answers) or straight
// (the GL calls from a flat list). Each of THREADS plays the whole trace on a connection or context
// of its own. Prints "WAY:THREADS SECONDS CPU PACKETS DRAWS SWAPS" per round, of all threads
// together; CPU is in seconds too, of the whole process with the driver's threads.
#include <algorithm>
#include <barrier>
#include <cstdio>
#include <ctime>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "internal/core/log.h"
#include "internal/core/text.h"
#include "internal/gles/renderer.h"
#include "tests/bench/straight_list.h"
#include "tests/bench/trace.h"
#include "tests/bench/trace_peer.h"

namespace {
using namespace anc;
using bench::Clock;

class NoReport final : public port::BootReport {
  void reached(port::Rung) override {}
};

struct Way {
  std::string name;
  size_t threads;
};

double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

struct Spent {
  double seconds, processor;
};

class Player {
 public:
  Player(const bench::Trace& trace, gles::Renderer& renderer, const gles::EglDisplay& display)
      : trace_(trace), renderer_(renderer), display_(display) {}

  /// Plays once and makes the straight list of the ids that this host gives.
  Result<void> learn() {
    bench::TracePeer guest(trace_, true, [] { return Clock::now(); });
    renderer_.serve(guest);
    straight_ = TRY(bench::StraightList::build(guest.trace()), "build the straight list");
    return {};
  }

  Result<Spent> play(const Way& way) {
    double processor = 0;
    std::barrier start(static_cast<std::ptrdiff_t>(way.threads),
                       [&]() noexcept { processor = processor_seconds(); });
    const auto ready = [&] {
      start.arrive_and_wait();
      return Clock::now();
    };
    std::vector<std::optional<Result<double>>> results(way.threads);
    {
      std::vector<std::jthread> threads;
      for (auto& result : results) {
        threads.emplace_back([&] { result = play_one(way.name, ready); });
      }
    }
    double slowest = 0;
    for (const auto& result : results) slowest = std::max(slowest, TRY(Result<double>(*result)));
    return Spent{slowest, processor_seconds() - processor};
  }

 private:
  Result<double> play_one(const std::string& way, const std::function<Clock::time_point()>& ready) {
    if (way == "straight") return straight_->run(display_, ready);
    bench::TracePeer guest(trace_, way == "socket", ready);
    if (way == "socket") {
      auto ends = TRY(core::make_socket_pair());
      renderer_.accept(std::move(ends.first), "opengles");
      bench::play_over(ends.second, guest);
    } else {
      renderer_.serve(guest);
    }
    if (guest.took().count() <= 0) return fail(Kind::kFailure, "the host ended the connection");
    return guest.took().count();
  }

  const bench::Trace& trace_;
  gles::Renderer& renderer_;
  const gles::EglDisplay& display_;
  std::optional<bench::StraightList> straight_;
};

Result<void> run(const std::string& stem, int64_t rounds, const std::vector<Way>& ways) {
  const bench::Trace trace = TRY(bench::Trace::load(stem));
  NoReport report;
  const auto renderer = TRY(gles::Renderer::create({}, report));
  const auto display = TRY(gles::EglDisplay::open());
  Player player(trace, *renderer, *display);
  TRY(player.learn());
  for (int64_t round = 0; round < rounds; ++round) {
    for (const Way& way : ways) {
      const Spent spent = TRY(player.play(way), way.name);
      std::printf("%s:%zu %.6f %.6f %zu %zu %zu\n", way.name.c_str(), way.threads, spent.seconds,
                  spent.processor, trace.packets * way.threads, trace.draws * way.threads,
                  trace.swaps * way.threads);
      std::fflush(stdout);
    }
  }
  return renderer->stop();
}

Result<std::vector<Way>> parse_ways(int count, char** texts) {
  std::vector<Way> ways;
  for (int i = 0; i < count; ++i) {
    const auto parts = core::split(texts[i], ':');
    if (parts.size() != 2) return fail(Kind::kUsage, "a way is NAME:THREADS");
    ways.push_back({parts[0], static_cast<size_t>(TRY(core::parse_int(parts[1], 1, 64)))});
  }
  return ways;
}

Result<void> main_of(int argc, char** argv) {
  const int64_t rounds = TRY(core::parse_int(argv[2], 1, 1000));
  return run(argv[1], rounds, TRY(parse_ways(argc - 3, argv + 3)));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  core::init_log(core::LogLevel::kWarning, "gl_speed");
  const Result<void> done = main_of(argc, argv);
  if (done) return 0;
  std::fprintf(stderr, "gl_speed: %s\n", done.error().message().c_str());
  return done.error().exit_code();
}
