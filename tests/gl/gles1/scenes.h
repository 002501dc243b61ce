// The scenes that both ways of drawing GLES 1 must agree on.
#pragma once

#include <span>
#include <string>

#include "tests/gl/gles1/guest.h"

namespace anc::test {

struct Scene {
  const char* name;
  void (*draw)(Guest& guest);
};

/// Each starts in a new context and clears the window itself.
std::span<const Scene> lighting_scenes();
std::span<const Scene> texture_scenes();
std::span<const Scene> fragment_scenes();
std::span<const Scene> extension_scenes();

/// State after many calls, and errors of wrong ones, as text: both ways must say the same.
std::string state_report(Guest& guest);

}  // namespace anc::test
