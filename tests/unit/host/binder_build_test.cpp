// --build-binder: what it wants, what it runs, what it refuses, and what of a build is loaded.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "internal/host/binder.h"
#include "internal/host/steps.h"
#include "internal/step/runner.h"
#include "tests/unit/host/machines.h"

namespace anc::test {
namespace {
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr auto kModule = "/var/lib/ancloud/binder/6.1.0-30-amd64/binder_linux.ko";

Seen look_at(const FakeHost& host, const host::Settings& settings = {}) {
  const auto seen = host::binder_build(settings)->check(host);
  EXPECT_TRUE(seen) << seen.error().message();
  return seen ? *seen : Seen{};
}

Steps build_and_load() {
  const host::Needs needs{
      .selinux = false, .binder = true, .network = false, .user = false, .build_binder = true};
  return host::steps(host::Settings{}, needs);
}

TEST(BinderBuildTest, BuildsLoadsAndLeavesOneFile) {
  FakeHost host = with_kernel_source(debian_12());
  MemoryJournal journal;
  const auto applied = apply_all(build_and_load(), host, journal);
  ASSERT_TRUE(applied) << applied.error().message();
  EXPECT_TRUE(*host::has_binderfs(host)) << "ours was loaded, not that of the kernel's package";
  EXPECT_TRUE(host.now.files.contains(kModule));
  for (const auto& [path, file] : host.now.files) EXPECT_THAT(path, Not(HasSubstr("/source")));
  const auto make = std::find_if(host.commands_run.begin(), host.commands_run.end(),
                                 [](const auto& argv) { return argv[0] == "make"; });
  ASSERT_NE(make, host.commands_run.end());
  EXPECT_THAT(*make, Contains("CONFIG_DEBUG_INFO_BTF_MODULES="));
  EXPECT_THAT(*make, Contains("/lib/modules/6.1.0-30-amd64/build"));
}

TEST(BinderBuildTest, WhatIsMissingIsNamedAsPackages) {
  FakeHost host = debian_12();
  host.programs.insert("apt-get");
  Seen seen = look_at(host);
  EXPECT_EQ(seen.state, State::kImpossible);
  EXPECT_EQ(seen.hint,
            "apt-get install --no-install-recommends linux-headers-6.1.0-30-amd64 linux-source-6.1 "
            "make xz-utils binutils");
  host = with_kernel_source(debian_12());
  host.programs.erase("gcc-12");
  seen = look_at(host);
  EXPECT_THAT(seen.reason, HasSubstr("gcc-12"));
  EXPECT_THAT(seen.hint, Not(HasSubstr("apt-get"))) << "no apt here";
}

TEST(BinderBuildTest, NothingIsBuiltWhereTheKernelHasBinderfs) {
  FakeHost host = debian_12();
  host.now.files["/proc/filesystems"].content += "nodev\tbinder\n";
  EXPECT_EQ(look_at(host).state, State::kHolds);
  host = debian_12();
  host.add_file("/lib/modules/6.1.0-30-amd64/build/.config", "#\nCONFIG_ANDROID_BINDERFS=y\n");
  EXPECT_EQ(look_at(host).state, State::kHolds);
}

TEST(BinderBuildTest, ADriverThatIsLoadedIsInTheWay) {
  FakeHost host = with_kernel_source(debian_12());
  ASSERT_TRUE(host.load_module("binder_linux", "devices=binder,hwbinder,vndbinder"));
  host.add_file("/proc/modules", "binder_linux 204800 0 - Live 0x0\n");
  EXPECT_THAT(look_at(host).hint, HasSubstr("modprobe -r"));
  host.add_file("/proc/modules", "binder_linux 204800 0 [permanent], Live 0x0\n");
  EXPECT_THAT(look_at(host).hint, HasSubstr("reboot"));
  const auto other = look_at(host, {.kernel_release = "6.12.1+deb12-amd64"});
  EXPECT_THAT(other.reason, HasSubstr("linux-source-6.12")) << "built for a kernel to come";
  ASSERT_TRUE(host.unload_module("binder_linux"));
  host.add_node("/dev/binder", 1);
  EXPECT_THAT(look_at(host).reason, HasSubstr("built into"));
}

TEST(BinderBuildTest, AKernelThatWantsSignaturesIsSaidBeforeAnythingIsBuilt) {
  FakeHost host = with_kernel_source(debian_12());
  host.add_file("/sys/kernel/security/lockdown", "[none] integrity confidentiality\n");
  host.add_file("/sys/module/module/parameters/sig_enforce", "N\n");
  EXPECT_EQ(look_at(host).state, State::kAbsent);
  host.add_file("/sys/kernel/security/lockdown", "none [integrity] confidentiality\n");
  EXPECT_THAT(look_at(host).reason, HasSubstr("Secure Boot"));
  host.now.files.erase("/sys/kernel/security/lockdown");
  host.add_file("/sys/module/module/parameters/sig_enforce", "Y\n");
  EXPECT_THAT(look_at(host).reason, HasSubstr("Secure Boot"));
}

TEST(BinderBuildTest, AFailedBuildSaysTheCompilersWordsAndLeavesNothing) {
  FakeHost host = with_kernel_source(debian_12());
  const auto pretend = host.other_programs;
  host.other_programs = [&](FakeHost& machine, const std::vector<std::string>& argv,
                            const std::string& input) -> Result<std::string> {
    auto done = pretend(machine, argv, input);
    if (argv[0] != "make") return done;
    return fail(Kind::kFailure, "binder.c:1:2: error: no such thing\nmake: *** Error 2");
  };
  const auto before = host.snapshot();
  MemoryJournal journal;
  const auto applied = apply_all(build_and_load(), host, journal);
  ASSERT_FALSE(applied);
  EXPECT_THAT(applied.error().message(), HasSubstr("binder.c:1:2: error: no such thing"));
  EXPECT_EQ(host.snapshot(), before);
}

TEST(BinderBuildTest, OfTheCompilersWordsTheErrorsAreKept) {
  EXPECT_EQ(host::compiler_words("a.c: warning: w\na.c:1: error: one\n| x\nmake[1]: *** Error\n"),
            "a.c:1: error: one");
  EXPECT_EQ(host::compiler_words("ld: cannot find x\nmake: *** Error 1"), "ld: cannot find x");
  EXPECT_EQ(host::compiler_words("a: error: 1\nb: error: 2\nc: error: 3\nd: error: 4"),
            "a: error: 1\nb: error: 2\nc: error: 3");
  EXPECT_EQ(host::compiler_words(""), "it said nothing");
}

TEST(BinderBuildTest, AModuleThatOthersCouldHaveChangedIsNotLoaded) {
  FakeHost host = debian_12();
  host.add_dir("/var/lib/ancloud/binder");
  host.add_dir("/var/lib/ancloud/binder/6.1.0-30-amd64");
  host.add_file(kModule, "module");
  const auto found = [&] { return host::built_module(host, "/var/lib/ancloud", "6.1.0-30-amd64"); };
  EXPECT_EQ(*found(), kModule);
  for (const char* path : {"/var/lib/ancloud", "/var/lib/ancloud/binder", kModule}) {
    step::FileInfo& info = host.now.files[path].info;
    const step::FileInfo good = info;
    info.uid = 1000;
    ASSERT_FALSE(found()) << path;
    EXPECT_EQ(found().error().kind(), Kind::kPermission);
    info = good;
    info.mode |= 002;
    EXPECT_FALSE(found()) << path;
    info = good;
  }
  host.add_dir("/var", 01777);  // as /tmp
  EXPECT_TRUE(found());
}

TEST(BinderBuildTest, APathThatMakefilesCannotTakeIsAUsageError) {
  FakeHost host = with_kernel_source(debian_12());
  const Seen seen = look_at(host, {.data_path = "/var/lib/two words"});
  EXPECT_EQ(seen.state, State::kImpossible);
  EXPECT_EQ(seen.kind, Kind::kUsage);
}

}  // namespace
}  // namespace anc::test
