// The generic text form of results.
#include "cmd/ancloud/output.h"

#include <gtest/gtest.h>

namespace anc::cmd {
namespace {

TEST(Output, ObjectsAreAlignedAndEmptyValuesShown) {
  EXPECT_EQ(
      render_text({{"name", "default"}, {"init_pid", 7}, {"privileged", false}, {"since", ""}}),
      "name        default\ninit pid    7\nprivileged  no\nsince       -\n");
}

TEST(Output, ListsOfObjectsAreTables) {
  const core::Json rows = {{{"key", "a"}, {"value", "long value"}},
                           {{"key", "longer"}, {"value", nullptr}}};
  EXPECT_EQ(render_text(rows), "KEY     VALUE\na       long value\nlonger  -\n");
  EXPECT_EQ(render_text(core::Json::array()), "");
}

TEST(Output, NestedObjectsAreIndented) {
  EXPECT_EQ(render_text({{"session", {{"state", "running"}}}}), "session\n  state  running\n");
}

}  // namespace
}  // namespace anc::cmd
