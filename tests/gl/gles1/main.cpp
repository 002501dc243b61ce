// Draws every scene over the pipe and writes what it shows.
//
// usage: gles1_scenes SOCKET DIRECTORY
//
// Writes DIRECTORY/NAME.rgba (128x128, first row on top) for each scene, whose names go to standard
// output one per line, and DIRECTORY/state.txt.
#include <cstdio>
#include <string>

#include "internal/core/file.h"
#include "tests/gl/gles1/scenes.h"

namespace {
using anc::Result;

Result<void> draw(const std::string& socket, const std::string& directory,
                  const anc::test::Scene& scene) {
  const auto guest = TRY(anc::test::connect(socket));
  TRY(guest->open_window());
  scene.draw(*guest);
  const auto pixels = TRY(guest->shown());
  if (const uint32_t error = guest->gl.glGetError(); error != 0) {
    return anc::fail(anc::Kind::kFailure, "GL error " + std::to_string(error));
  }
  TRY(anc::core::write_atomic(directory + "/" + scene.name + ".rgba",
                              std::string(pixels.begin(), pixels.end())));
  std::puts(scene.name);
  return {};
}

Result<void> run(const std::string& socket, const std::string& directory) {
  for (const auto scenes : {anc::test::lighting_scenes(), anc::test::texture_scenes(),
                            anc::test::fragment_scenes(), anc::test::extension_scenes()}) {
    for (const anc::test::Scene& scene : scenes) TRY(draw(socket, directory, scene), scene.name);
  }
  const auto guest = TRY(anc::test::connect(socket));
  TRY(guest->open_window());
  const std::string report = anc::test::state_report(*guest);
  TRY(guest->status(), "state");
  return anc::core::write_atomic(directory + "/state.txt", report);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const Result<void> done = run(argv[1], argv[2]);
  if (done) return 0;
  std::fprintf(stderr, "gles1_scenes: %s\n", done.error().message().c_str());
  return 1;
}
