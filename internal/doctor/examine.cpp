// The probes' processes: see examine.h.
#include "internal/doctor/examine.h"

#include <algorithm>
#include <csignal>
#include <poll.h>
#include <unistd.h>

#include "internal/core/process.h"
#include "internal/doctor/scratch.h"
#include "internal/doctor/weigh.h"

namespace anc::doctor {
namespace {

using Clock = std::chrono::steady_clock;

/// A process that hangs in the kernel cannot be killed: it is left behind.
constexpr std::chrono::milliseconds kDeathTime{200};
constexpr size_t kMostAnswer = 1 << 20;

/// One probe's process and what it has said so far.
class Examination {
 public:
  static Result<Examination> start(const Probe& probe, std::chrono::milliseconds limit,
                                   const std::string& question);

  /// One that could not be started, with the reason as its finding.
  static Examination not_started(const Probe& probe, const Error& why);

  bool over() const { return over_; }
  int fd() const { return output_.get(); }
  Clock::time_point deadline() const { return deadline_; }
  /// Reads what is there; the end of file ends it.
  void take();
  /// It had its time.
  void give_up();
  Report& report() { return report_; }

 private:
  void finish(Report report);
  /// Waits so long for its end, kills what is left of its session, and says how it ended.
  std::string end_process(std::chrono::milliseconds patience);
  Report understand();

  const Probe* probe_ = nullptr;
  core::Child child_;
  core::Fd output_;
  std::string said_;
  std::chrono::milliseconds limit_{};
  Clock::time_point deadline_;
  bool over_ = false;
  Report report_;
};

Result<Examination> Examination::start(const Probe& probe, std::chrono::milliseconds limit,
                                       const std::string& question) {
  Examination self;
  core::FdPair pipe = TRY(core::make_pipe());
  core::Command command;
  command.argv = {"/proc/self/exe",        "internal",
                  "doctor-probe",          std::to_string(pipe.second.get()),
                  std::string(probe.name), question};
  command.keep = {pipe.second.get()};
  command.in = command.out = command.err = core::Command::kNull;
  command.new_session = true;  // what it starts is killed with it
  command.die_with_parent = true;
  self.probe_ = &probe;
  self.limit_ = limit;
  self.deadline_ = Clock::now() + limit;
  self.child_ = TRY(core::Child::spawn(command), "start the probe " + std::string(probe.name));
  self.output_ = std::move(pipe.first);
  return self;
}

Examination Examination::not_started(const Probe& probe, const Error& why) {
  Examination self;
  self.over_ = true;
  self.report_ = Report(could_not_look(why.message()));
  self.report_.findings.front().probe = probe.name;
  return self;
}

void Examination::take() {
  char buffer[4096];
  const ssize_t n = ::read(output_.get(), buffer, sizeof buffer);
  if (n < 0 && errno == EINTR) return;
  if (n > 0) {
    said_.append(buffer, static_cast<size_t>(n));
    if (said_.size() < kMostAnswer) return;
  }
  finish(understand());
}

std::string Examination::end_process(std::chrono::milliseconds patience) {
  const auto by_itself = core::wait_readable(child_.pidfd(), static_cast<int>(patience.count()));
  // Before it is reaped: until then its number, which is that of its session, is nobody else's.
  CHECK(child_.pid() > 1, "a probe is reaped only once");
  ::kill(-child_.pid(), SIGKILL);
  const auto status = child_.wait_for(kDeathTime);
  if (!status || !*status) {
    child_.detach();
    return "it does not end";
  }
  return by_itself && *by_itself ? (*status)->text() : "it does not end";
}

Report Examination::understand() {
  const std::string end = end_process(kDeathTime);
  if (said_.empty()) return Report(silent_probe(*probe_, false, end, limit_));
  const auto json = core::parse_json(said_);
  auto report = json ? report_from_json(*json) : Result<Report>(fail(json.error()));
  if (report) return std::move(*report);
  return Report(could_not_look("its answer makes no sense: " + report.error().message()));
}

void Examination::give_up() {
  end_process(std::chrono::milliseconds(0));
  finish(Report(silent_probe(*probe_, true, "", limit_)));
}

void Examination::finish(Report report) {
  over_ = true;
  output_.reset();
  report_ = std::move(report);
  for (Finding& finding : report_.findings) finding.probe = probe_->name;
}

/// Until all have said what they have to say, or had their time.
void wait_for_all(std::vector<Examination>& all) {
  for (;;) {
    std::vector<pollfd> waits;
    std::vector<Examination*> waiting;
    auto next = Clock::time_point::max();
    for (Examination& one : all) {
      if (one.over()) continue;
      waits.push_back({one.fd(), POLLIN, 0});
      waiting.push_back(&one);
      next = std::min(next, one.deadline());
    }
    if (waits.empty()) return;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - Clock::now()).count();
    (void)::poll(waits.data(), waits.size(), static_cast<int>(std::max<int64_t>(left, 0)));
    for (size_t i = 0; i < waits.size(); ++i) {
      if (waits[i].revents != 0) {
        waiting[i]->take();
      } else if (Clock::now() >= waiting[i]->deadline()) {
        waiting[i]->give_up();
      }
    }
  }
}

}  // namespace

Finding silent_probe(const Probe& probe, bool timed_out, const std::string& end,
                     std::chrono::milliseconds limit) {
  const std::string name(probe.name);
  if (timed_out) {
    return fault(Code::kProbeHung,
                 "no answer for " + std::to_string(limit.count()) + " ms; it was killed")
        .with_advice(
            "something that it uses hangs, or this host is slow: give it longer with --timeout "
            "10s, "
            "and see the kernel's log: dmesg");
  }
  return fault(Code::kProbeCrashed, "its process ended without an answer: " + end)
      .with_advice("report it, with the output of: ancloud doctor --only " + name + " --json");
}

Report examine(Question question, const std::vector<const Probe*>& wanted) {
  const bool needed =
      std::any_of(wanted.begin(), wanted.end(), [](const Probe* probe) { return probe->scratch; });
  const Scratch scratch = needed ? Scratch::make(question.data_path) : Scratch();
  question.scratch = scratch.path();
  const std::string text =
      to_json(question).dump(-1, ' ', false, core::Json::error_handler_t::replace);
  std::vector<Examination> all;
  const auto begin = [&](const Probe& probe) {
    auto one = Examination::start(probe, question.patience(probe.times), text);
    all.push_back(one ? std::move(*one) : Examination::not_started(probe, one.error()));
  };
  for (const Probe* probe : wanted) begin(*probe);
  // The image decides what weighs how much, also where nobody asked about it.
  const Probe* const image = find_probe("image");
  const bool asked = std::find(wanted.begin(), wanted.end(), image) != wanted.end();
  if (!asked) begin(*image);
  wait_for_all(all);
  Report report;
  Labels of_image;
  if (!asked) {
    of_image = std::move(all.back().report().labels);
    all.pop_back();
  }
  for (Examination& one : all) report.add(std::move(one.report()));
  weigh(report, asked ? report.labels : of_image);
  return report;
}

}  // namespace anc::doctor
