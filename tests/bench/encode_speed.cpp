// How long encoders take for pictures from a file, one after another as if they came live.
//
// usage: encode_speed CODEC WIDTHxHEIGHT FPS BITS [PAUSE] < I420
//        PAUSE: milliseconds before each picture, as a slow guest makes them
//        prints the milliseconds and the bytes of each picture, 0 bytes for one that was left out
#include <charconv>
#include <cstdio>
#include <string>
#include <thread>

#include "internal/stream/encoders.h"

namespace {
using namespace anc;
using Clock = std::chrono::steady_clock;

uint32_t number(std::string_view text) {
  uint32_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

bool fill(std::vector<uint8_t>& plane) {
  return std::fread(plane.data(), 1, plane.size(), stdin) == plane.size();
}

Result<void> run(port::Codec codec, const stream::VideoFormat& format,
                 std::chrono::milliseconds pause) {
  const auto encoder = TRY(stream::open_software(codec, format));
  stream::Picture picture(format.size.width, format.size.height);
  const auto apart = std::chrono::nanoseconds(std::nano::den) / format.frames_per_second;
  Clock::time_point captured_at = Clock::now();
  while (fill(picture.y) && fill(picture.u) && fill(picture.v)) {
    std::this_thread::sleep_for(pause);
    const auto begin = Clock::now();
    const auto unit = TRY(encoder->encode(picture, captured_at += apart));
    const std::chrono::duration<double, std::milli> took = Clock::now() - begin;
    std::printf("%.3f %zu\n", took.count(), unit.bytes.size());
  }
  return {};
}
}  // namespace

int main(int count, char** words) {
  if (count != 5 && count != 6) return 2;
  const std::string size = words[2];
  const size_t cross = size.find('x');
  if (cross == std::string::npos) return 2;
  const stream::VideoFormat format = {
      .size = {number(size.substr(0, cross)), number(size.substr(cross + 1))},
      .frames_per_second = number(words[3]),
      .bits_per_second = number(words[4]),
      .live = true};
  const auto codec = std::string(words[1]) == "vp8" ? port::Codec::kVp8 : port::Codec::kH264;
  const auto done =
      run(codec, format, std::chrono::milliseconds(count == 6 ? number(words[5]) : 0));
  if (!done) std::fprintf(stderr, "%s\n", done.error().message().c_str());
  return done ? 0 : done.error().exit_code();
}
