// Runs a fuzz target over files and folders of inputs, where the compiler has no libFuzzer.
//
// usage: fuzz_NAME [--spoil=SECONDS[,SEED]] FILE-OR-FOLDER…
//
// --spoil also runs inputs with a few bytes changed, for that time and always in the same order.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

namespace fs = std::filesystem;

std::vector<std::string> read_inputs(const std::vector<fs::path>& paths) {
  std::vector<std::string> inputs;
  const auto add = [&](const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    inputs.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  };
  for (const fs::path& path : paths) {
    if (!fs::is_directory(path)) {
      add(path);
      continue;
    }
    for (const auto& entry : fs::directory_iterator(path)) add(entry.path());
  }
  return inputs;
}

void run(const std::string& input) {
  // A copy of that size lets a sanitizer see the end.
  const std::vector<uint8_t> exact(input.begin(), input.end());
  LLVMFuzzerTestOneInput(exact.data(), exact.size());
}

/// One to four changes: a byte, a word of interest, a cut, a piece twice.
std::string spoiled(std::string input, std::mt19937& random) {
  constexpr uint32_t kWords[] = {0, 1, 4, 255, 65536, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF};
  for (size_t changes = 1 + random() % 4; changes > 0 && !input.empty(); --changes) {
    const size_t at = random() % input.size();
    switch (random() % 4) {
      case 0:
        input[at] = static_cast<char>(random());
        break;
      case 1:
        if (at + 4 <= input.size()) {
          const uint32_t word = kWords[random() % std::size(kWords)];
          std::memcpy(&input[at], &word, sizeof word);
        }
        break;
      case 2:
        input.resize(at);
        break;
      default:
        input.insert(at, input.substr(random() % input.size(), random() % 64));
    }
  }
  return input;
}

void spoil(const std::vector<std::string>& inputs, std::string_view option) {
  const std::string text(option);
  char* rest = nullptr;
  const auto seconds = std::chrono::seconds(std::strtol(text.c_str(), &rest, 10));
  const auto seed =
      *rest == ',' ? static_cast<uint32_t>(std::strtoul(rest + 1, nullptr, 10)) : 20261125u;
  std::mt19937 random(seed);
  unsigned runs = 0;
  const auto end = std::chrono::steady_clock::now() + seconds;
  for (; std::chrono::steady_clock::now() < end; ++runs) {
    run(spoiled(inputs[random() % inputs.size()], random));
  }
  std::printf("%u spoiled, seed %u\n", runs, seed);
}

}  // namespace

int main(int argc, char** argv) {
  std::string_view option;
  std::vector<fs::path> paths;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word.starts_with("--spoil=")) {
      option = word.substr(8);
    } else {
      paths.emplace_back(word);
    }
  }
  std::vector<std::string> inputs = read_inputs(paths);
  if (inputs.empty()) return 1;
  std::sort(inputs.begin(), inputs.end());  // folders have no order of their own
  for (const std::string& input : inputs) run(input);
  std::printf("%zu inputs\n", inputs.size());
  if (!option.empty()) spoil(inputs, option);
  return 0;
}
