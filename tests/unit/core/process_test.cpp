// Child processes.
#include "internal/core/process.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <unistd.h>

#include <gtest/gtest.h>

#include "internal/core/file.h"

namespace anc::core {
namespace {

Command shell(const std::string& text) { return {.argv = {"sh", "-c", text}}; }

TEST(Process, CollectsOutputsAndStatus) {
  const auto output = run_command(shell("cat; echo err >&2; exit 3"), "in").value();
  EXPECT_EQ(output.out, "in");
  EXPECT_EQ(output.err, "err\n");
  EXPECT_EQ(output.status.code, 3);
}

TEST(Process, LargeInputAndOutputDoNotDeadlock) {
  const std::string big(1 << 20, 'x');
  EXPECT_EQ(run_command(shell("cat"), big).value().out.size(), big.size());
}

TEST(Process, InputInPiecesReachesTheCommandAndAFailingSourceKillsIt) {
  size_t left = 3u << 20;
  const auto counted = run_command(shell("wc -c"), [&](size_t most) -> Result<std::string> {
    const size_t piece = std::min(most, left);
    left -= piece;
    return std::string(piece, 'x');
  });
  EXPECT_EQ(std::stoul(counted.value().out), 3u << 20);
  // It would take a part for the whole if its input just ended.
  const auto dir = *TempDir::make("anc-input");
  const std::string done = dir.path() + "/done";
  const auto failed =
      run_command(shell("cat >/dev/null; touch " + done),
                  [](size_t) -> Result<std::string> { return fail(Kind::kImage, "cut"); });
  EXPECT_EQ(failed.error().kind(), Kind::kImage);
  EXPECT_FALSE(exists(done));
  // One that does not read all of it is no error.
  EXPECT_TRUE(run_command(shell("head -c 1"),
                          [](size_t most) -> Result<std::string> { return std::string(most, 'x'); })
                  .value()
                  .status.ok());
}

TEST(Process, AFailureQuotesTheCommandAndItsLastWords) {
  const auto output = run_checked(shell("echo 'no such thing' >&2; exit 4"));
  ASSERT_FALSE(output);
  EXPECT_NE(output.error().message().find("exit code 4: no such thing"), std::string::npos);
  EXPECT_EQ(run_command({.argv = {"no-such-program-here"}}).error().root_errno(), ENOENT);
  EXPECT_EQ(run_command({.argv = {"/etc/passwd"}}).error().root_errno(), EACCES);
  EXPECT_EQ(run_command({.argv = {"true"}, .directory = "/no/such"}).error().root_errno(), ENOENT);
  Command nowhere{.argv = {"true"}};
  nowhere.keep = {1 << 20};
  EXPECT_EQ(run_command(nowhere).error().root_errno(), EBADF);
}

TEST(Process, AChildStartsWithoutItsParentsSignalMask) {
  sigset_t usr1;
  sigset_t before;
  sigemptyset(&usr1);
  sigaddset(&usr1, SIGUSR1);
  ::pthread_sigmask(SIG_BLOCK, &usr1, &before);
  const auto output = run_command(shell("grep SigBlk /proc/self/status")).value();
  sigset_t now;
  ::pthread_sigmask(SIG_SETMASK, &before, &now);
  EXPECT_EQ(output.out, "SigBlk:\t0000000000000000\n");
  EXPECT_TRUE(sigismember(&now, SIGUSR1)) << "the parent keeps its own";
  EXPECT_FALSE(sigismember(&now, SIGTERM));
}

TEST(Process, AChildEndsBySignalOrByItsOwner) {
  FdPair ready = make_pipe().value();
  Command command = shell("trap '' TERM; echo; while :; do sleep 60; done");
  command.out = ready.second.get();
  Child child = Child::spawn(command).value();
  std::byte newline;
  ASSERT_TRUE(read_exactly(ready.first, std::span(&newline, 1)).value()) << "the trap is set";
  EXPECT_FALSE(child.wait_for(std::chrono::milliseconds(0)).value());
  const ExitStatus status = child.stop(std::chrono::milliseconds(50)).value();
  EXPECT_EQ(status.shell_code(), 128 + SIGKILL);
  pid_t pid = 0;
  {
    const Child owned = Child::spawn({.argv = {"sleep", "600"}}).value();
    pid = owned.pid();
  }
  EXPECT_EQ(::kill(pid, 0), -1) << "the destructor kills and reaps";
}

TEST(Process, OnlyNamedDescriptorsAreInherited) {
  FdPair pipe = make_pipe().value();
  const std::string number = std::to_string(pipe.second.get());
  const std::string probe = "test -e /proc/self/fd/" + number;
  EXPECT_FALSE(run_command(shell(probe)).value().status.ok());
  Command command = shell(probe);
  command.keep = {pipe.second.get()};
  EXPECT_TRUE(run_command(command).value().status.ok());
}

TEST(Process, StartTimeTellsOneProcessForGood) {
  EXPECT_GT(process_start_time(::getpid()).value(), 0u);
  EXPECT_FALSE(process_start_time(999999999));
}

}  // namespace
}  // namespace anc::core
