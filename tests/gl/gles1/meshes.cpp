// Making the shapes: see meshes.h.
#include "tests/gl/gles1/meshes.h"

#include <cmath>

namespace anc::test {

Mesh sphere(int rings, int sectors, float part) {
  Mesh mesh;
  const float pi = std::acos(-1.0F);
  for (int ring = 0; ring <= rings; ++ring) {
    const float down = pi * part * static_cast<float>(ring) / static_cast<float>(rings);
    for (int sector = 0; sector <= sectors; ++sector) {
      const float around = 2 * pi * static_cast<float>(sector) / static_cast<float>(sectors);
      const float x = std::sin(down) * std::cos(around), y = std::cos(down);
      const float z = std::sin(down) * std::sin(around);
      mesh.positions.insert(mesh.positions.end(), {x, y, z});
      mesh.normals.insert(mesh.normals.end(), {x, y, z});
      const auto byte = [](float v) { return static_cast<uint8_t>(127.5F + 127 * v); };
      mesh.colors.insert(mesh.colors.end(), {byte(x), byte(y), byte(z), 255});
    }
  }
  for (int ring = 0; ring < rings; ++ring) {
    for (int sector = 0; sector < sectors; ++sector) {
      const auto a = static_cast<uint16_t>(ring * (sectors + 1) + sector);
      const auto b = static_cast<uint16_t>(a + sectors + 1);
      const auto next = [](uint16_t i) { return static_cast<uint16_t>(i + 1); };
      mesh.indices.insert(mesh.indices.end(), {a, next(a), b, next(a), next(b), b});
    }
  }
  return mesh;
}

std::vector<uint8_t> checkers(int squares, const std::vector<uint8_t>& a,
                              const std::vector<uint8_t>& b) {
  std::vector<uint8_t> pixels;
  for (int i = 0; i < squares * squares; ++i) {
    const bool first = (i / squares + i % squares) % 2 == 0;
    pixels.insert(pixels.end(), (first ? a : b).begin(), (first ? a : b).end());
  }
  return pixels;
}

std::vector<uint8_t> ramp(int side) {
  std::vector<uint8_t> pixels;
  const int most = side - 1;
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      pixels.push_back(static_cast<uint8_t>(255 * x / most));
      pixels.push_back(static_cast<uint8_t>(255 * y / most));
      pixels.push_back(static_cast<uint8_t>(255 - 255 * x / most));
      pixels.push_back(static_cast<uint8_t>(255 * (x + y) / (2 * most)));
    }
  }
  return pixels;
}

}  // namespace anc::test
