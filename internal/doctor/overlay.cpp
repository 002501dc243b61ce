// Overlays that nobody sees: see overlay.h.
#include "internal/doctor/overlay.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "internal/core/file.h"
#include "internal/doctor/mounts.h"
#include "internal/doctor/probes.h"

namespace anc::doctor {
namespace {

Attempt failed(const Error& error) { return {std::max(error.root_errno(), 1), error.message()}; }

Attempt try_plain() {
  const auto mount = detached_mount("overlay", {{"lowerdir", "/usr:/etc"}});
  return mount ? Attempt{} : failed(mount.error());
}

/// A file is made through it: an overlay whose work directory does not serve mounts read-only.
Attempt try_writable(const std::string& place) {
  for (const char* name : {"/lower", "/upper", "/work"}) {
    if (::mkdir((place + name).c_str(), 0755) != 0 && errno != EEXIST) {
      return failed(Error::from_errno(errno, "make " + place + name));
    }
  }
  const auto mount = detached_mount("overlay", {{"lowerdir", place + "/lower"},
                                                {"upperdir", place + "/upper"},
                                                {"workdir", place + "/work"}});
  if (!mount) return failed(mount.error());
  const Fd file(::openat(mount->get(), "file", O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
  return file ? Attempt{} : failed(Error::from_errno(errno, "write through an overlay"));
}

/// In a process of its own, in which / is a tmpfs for the layers.
std::optional<int> try_in_user_namespace() {
  const pid_t pid = ::fork();
  if (pid < 0) return std::nullopt;
  if (pid == 0) {
    constexpr int kNoNamespace = 255;
    if (enter_user_namespace() != 0) ::_exit(kNoNamespace);
    for (const char* place : {"/tmp", "/mnt", "/var"}) {
      if (::mount("tmpfs", place, "tmpfs", 0, nullptr) == 0) {
        ::_exit(std::min(try_writable(place).error, kNoNamespace - 1));
      }
    }
    ::_exit(kNoNamespace);
  }
  int status = 0;
  if (::waitpid(pid, &status, 0) != pid || !WIFEXITED(status)) return std::nullopt;
  const int error = WEXITSTATUS(status);
  return error == 255 ? std::nullopt : std::optional<int>(error);
}

Finding judge_writable(const OverlayFacts& facts) {
  if (facts.writable->error == 0) return fine("a writable overlay works on " + facts.place);
  return fault(Code::kOverlayUpperRefused,
               "a writable layer on " + facts.place + ": " + facts.writable->message)
      .with_advice("image.writable needs a data path on ext4, xfs, btrfs or tmpfs: --data-path");
}

}  // namespace

Report judge_overlay(const OverlayFacts& facts, bool root) {
  Report report;
  if (facts.in_user_namespace) {
    report.labels["ancloud.overlay.userns"] = *facts.in_user_namespace == 0 ? "yes" : "no";
  }
  if (!root) {
    report.add(not_tried(Code::kNeedsRoot, "only root mounts a guest's root"));
  } else if (facts.plain.error != 0) {
    Finding missing = fault(Code::kOverlayMissing, facts.plain.message);
    report.add(facts.plain.error == ENODEV ? std::move(missing).with_command("modprobe overlay")
                                           : std::move(missing).with_advice(
                                                 "run outside of containers that forbid mounts"));
    report.labels["ancloud.overlay"] = "none";
    return report;
  } else if (!facts.writable) {
    report.add(fine("overlay works"));
    report.add(not_tried(Code::kNeedsDataPath,
                         "no place to try a writable overlay: the data path cannot be written"));
    report.labels["ancloud.overlay"] = "read-only";
  } else {
    report.add(judge_writable(facts));
    report.labels["ancloud.overlay"] = facts.writable->error == 0 ? "writable" : "read-only";
  }
  if (facts.in_user_namespace.value_or(0) != 0) {
    report.add(fault(Code::kOverlayUserNamespace,
                     "overlay in a user namespace: " + core::errno_text(*facts.in_user_namespace) +
                         " (ancloud does not need it)"));
  }
  return report;
}

Report probe_overlay(const Question& question) {
  OverlayFacts facts;
  const bool root = ::geteuid() == 0;
  facts.in_user_namespace = try_in_user_namespace();
  if (root) {
    facts.plain = try_plain();
    if (!question.scratch.empty()) {
      facts.place = question.data_path;
      facts.writable = try_writable(question.scratch);
    }
  }
  return judge_overlay(facts, root);
}

}  // namespace anc::doctor
