// From findings to a verdict, to JSON and back; and the codes that docs/doctor.md lists.
#include <cstdlib>
#include <set>

#include <gtest/gtest.h>

#include "internal/core/file.h"
#include "internal/doctor/examine.h"
#include "internal/doctor/weigh.h"

namespace anc::doctor {
namespace {

Report with_family(const std::string& family, Code code) {
  Report report(fault(code, "it is so"));
  if (!family.empty()) report.labels[kFamilyLabel] = family;
  weigh(report, report.labels);
  return report;
}

Severity weighed(const std::string& family, Code code) {
  return with_family(family, code).findings.front().severity;
}

TEST(Weigh, WhatTheImageDoesNotNeedWeighsLess) {
  EXPECT_EQ(weighed("android", Code::kBinderMissing), Severity::kProblem);
  EXPECT_EQ(weighed("linux", Code::kBinderMissing), Severity::kWarning);
  EXPECT_EQ(weighed("", Code::kBinderMissing), Severity::kProblem);
  EXPECT_EQ(weighed("linux", Code::kSelinuxInactive), Severity::kOk);
  EXPECT_EQ(weighed("anbox", Code::kAshmemMissing), Severity::kProblem);
  EXPECT_EQ(weighed("android", Code::kAshmemMissing), Severity::kOk);
  EXPECT_EQ(weighed("", Code::kAshmemMissing), Severity::kOk);
  EXPECT_EQ(weighed("linux", Code::kDiskFull), Severity::kProblem);
  EXPECT_EQ(weighed("linux", Code::kNeedsRoot), Severity::kNotTried);
  EXPECT_EQ(with_family("linux", Code::kBinderMissing).findings.front().cause,
            "it is so (this image does not need it)");
}

TEST(Weigh, TheWorstFindingIsTheExitCode) {
  Report report(fine("well"));
  report.add(not_tried(Code::kNeedsInstance));
  report.add(fault(Code::kIdMapMissing, "a note"));
  EXPECT_EQ(exit_code(report), 0);
  report.add(fault(Code::kGlSoftware, "a warning"));
  EXPECT_EQ(exit_code(report), 1);
  report.add(fault(Code::kDiskFull, "a problem"));
  EXPECT_EQ(exit_code(report), 5);
}

TEST(Weigh, ASummaryCounts) {
  Report report(fine("well"));
  report.findings.back().probe = "a";
  EXPECT_EQ(summary(report), "1 probe: all is well");
  report.add(not_tried(Code::kNeedsInstance));
  report.findings.back().probe = "b";
  EXPECT_EQ(summary(report), "2 probes: nothing is wrong, 1 not tried");
  report.add(fault(Code::kGlSoftware, "w"));
  report.findings.back().probe = "b";
  EXPECT_EQ(summary(report), "2 probes: 1 warning, 1 not tried");
  for (int i = 0; i < 2; ++i) report.add(fault(Code::kDiskFull, "p"));
  EXPECT_EQ(summary(report), "3 probes: 2 problems, 1 warning, 1 not tried");
}

TEST(Report, TravelsWhole) {
  Report report(fault(Code::kRouteClash, "in use \"here\"").with_command("a").with_advice("b"));
  report.add(fine("well"));
  report.labels["ancloud.gl"] = "llvmpipe";
  const auto back = report_from_json(to_json(report));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->findings, report.findings);
  EXPECT_EQ(back->labels, report.labels);
}

TEST(Report, NonsenseIsRefused) {
  for (
      const char* text :
      {"[]", "{}", R"({"findings":[{}],"labels":{}})", R"({"findings":1,"labels":{}})",
       R"({"findings":[],"labels":{"a":1}})", R"({"findings":{"a":1},"labels":{}})",
       R"({"findings":[{"probe":"","severity":"bad","code":"","cause":"","command":"","advice":""}],)"
       R"("labels":{}})",
       R"({"findings":[{"probe":"","severity":"ok","code":"none","cause":"","command":"","advice":""}],)"
       R"("labels":{}})"}) {
    const auto json = core::parse_json(text);
    ASSERT_TRUE(json) << text;
    EXPECT_FALSE(report_from_json(*json)) << text;
  }
}

TEST(Examine, ProbesAnswerFromTheirProcesses) {
  Question question;
  question.data_path = "/nonexistent";
  question.user = "root";
  question.user_named = true;
  question.patience_ms = 60000;
  const auto report = examine(question, {find_probe("memory"), find_probe("user")});
  ASSERT_GE(report.findings.size(), 2u);
  EXPECT_EQ(report.findings.front().probe, "memory");
  EXPECT_EQ(report.findings.back().probe, "user");
  EXPECT_EQ(report.findings.back().code, Code::kSessionUserBad);
}

TEST(Examine, AProbeThatDiesAtOnceIsAFinding) {
  const Probe stranger{"nosuch", "nothing", 1, nullptr};
  Question question;
  question.patience_ms = 60000;
  const auto report = examine(question, {&stranger});
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings.front().code, Code::kProbeCrashed);
  EXPECT_EQ(report.findings.front().cause, "its process ended without an answer: exit code 2");
}

TEST(Codes, NamesAreUniqueAndPlain) {
  std::set<std::string_view> names;
  for (const core::CodeFacts& row : core::code_table()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_EQ(row.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_"),
              std::string_view::npos)
        << row.name;
    EXPECT_EQ(core::find_code(row.name), row.code);
    EXPECT_EQ(&core::code_facts(row.code), &row);
    EXPECT_FALSE(row.meaning.empty());
    const std::set<std::string_view> groups = {"",     "selinux",     "binder",  "network",
                                               "user", "directories", "apparmor"};
    EXPECT_TRUE(groups.contains(row.group)) << row.name << ": " << row.group;
  }
  EXPECT_FALSE(core::find_code(""));
  EXPECT_EQ(core::code_name(Code::kNone), "");
}

std::string for_people(core::Concerns concerns) {
  switch (concerns) {
    case core::Concerns::kAll:
      return "every guest";
    case core::Concerns::kAndroid:
      return "Android images";
    case core::Concerns::kAnbox:
      return "Anbox's image";
  }
  return "";
}

/// What stands between the two marks in docs/doctor.md.
std::string table_of_codes() {
  std::string text = "| code | weight | concerns | `--fix` | meaning |\n|---|---|---|---|---|\n";
  for (const core::CodeFacts& row : core::code_table()) {
    std::string weight(core::severity_name(row.severity));
    if (row.severity == Severity::kOk) weight = "note";
    if (row.severity == Severity::kNotTried) weight = "not tried";
    text += "| `" + std::string(row.name) + "` | " + weight + " | " + for_people(row.concerns) +
            " | " + (row.group.empty() ? "" : "yes") + " | " + std::string(row.meaning) + " |\n";
  }
  return text;
}

std::string table_of_probes() {
  std::string text = "| probe | looks at |\n|---|---|\n";
  for (const Probe& probe : probes()) {
    text += "| `" + std::string(probe.name) + "` | " + std::string(probe.looks_at) + " |\n";
  }
  return text;
}

/// Replaces what stands between `<!-- NAME -->` and `<!-- end of NAME -->`.
std::string with_part(const std::string& page, const std::string& name, const std::string& part) {
  const std::string begin = "<!-- " + name + " -->\n";
  const size_t from = page.find(begin);
  const size_t to = page.find("<!-- end of " + name + " -->");
  if (from == std::string::npos || to == std::string::npos) return "no marks of " + name;
  return page.substr(0, from + begin.size()) + part + page.substr(to);
}

TEST(Codes, ThePageListsThemAsTheTableDoes) {
  const std::string path = ANC_SRC "/docs/doctor.md";
  const auto page = core::read_file(path);
  ASSERT_TRUE(page);
  const std::string wanted =
      with_part(with_part(*page, "codes", table_of_codes()), "probes", table_of_probes());
  const char* accept = std::getenv("ANCLOUD_ACCEPT");  // NOLINT(concurrency-mt-unsafe)
  if (accept != nullptr && std::string(accept) == "1") {
    ASSERT_TRUE(core::write_whole(path, wanted));
    return;
  }
  EXPECT_EQ(*page, wanted) << "ANCLOUD_ACCEPT=1 rewrites it";
}

}  // namespace
}  // namespace anc::doctor
