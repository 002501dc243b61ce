// The doctor's probes: one table, in the order of the road from the kernel to the viewer.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "internal/doctor/finding.h"
#include "internal/doctor/question.h"

namespace anc::doctor {

/// One line of the table.
struct Probe {
  std::string_view name;      ///< one word, for --only
  std::string_view looks_at;  ///< one phrase, for help and docs
  /// How many times Question::patience its process may take; more than once only where the table
  /// says why.
  int times;
  /// Looks by using the thing, in a process of its own: it may leave that process in namespaces of
  /// its own, or hang, or crash.
  Report (*look)(const Question& question);
  bool scratch = false;  ///< wants Question::scratch
};

std::span<const Probe> probes();
/// Null for an unknown name.
const Probe* find_probe(std::string_view name);
/// "binder, memory, …"
std::string probe_names();

// Each in the file of its name.
Report probe_binder(const Question& question);
Report probe_memory(const Question& question);
Report probe_lsm(const Question& question);
Report probe_namespaces(const Question& question);
Report probe_cgroups(const Question& question);
Report probe_limits(const Question& question);
Report probe_overlay(const Question& question);
Report probe_squashfs(const Question& question);
Report probe_image(const Question& question);
Report probe_storage(const Question& question);
Report probe_user(const Question& question);
Report probe_bridge(const Question& question);
Report probe_firewall(const Question& question);
Report probe_guest(const Question& question);
Report probe_ports(const Question& question);
Report probe_gl(const Question& question);
Report probe_encoder(const Question& question);

}  // namespace anc::doctor
