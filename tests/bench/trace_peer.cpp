// Playing traces: see trace_peer.h.
#include "tests/bench/trace_peer.h"

#include <algorithm>
#include <cstring>
#include <sys/socket.h>

#include "internal/core/bytes.h"
#include "wire/opcodes.h"

namespace anc::bench {

TracePeer::TracePeer(Trace trace, bool in_step, std::function<Clock::time_point()> ready)
    : trace_(std::move(trace)),
      in_step_(in_step),
      ready_(std::move(ready)),
      ids_(trace_.recorded_ids) {
  // What follows the frames reads pictures back: not measured.
  trace_.up.resize(trace_.frames_end);
  const auto finish = core::ByteWriter().u32le(wire::gles2::kGlFinishRoundTrip).u32le(8).take();
  trace_.up.insert(trace_.up.end(), finish.begin(), finish.end());
  std::erase_if(trace_.waits, [&](const Trace::Wait& w) { return w.up > trace_.frames_end; });
  finish_answer_ = trace_.waits.back().down + sizeof(int32_t);
  trace_.waits.push_back({trace_.up.size(), finish_answer_});
}

size_t TracePeer::next_stop() const {
  if (sent_ >= trace_.setup_end && !in_step_) return trace_.up.size();
  const auto wait = std::upper_bound(trace_.waits.begin(), trace_.waits.end(), sent_,
                                     [](size_t at, const Trace::Wait& w) { return at < w.up; });
  return wait != trace_.waits.end() ? wait->up : trace_.up.size();
}

size_t TracePeer::owed() const {
  const auto wait = std::upper_bound(trace_.waits.begin(), trace_.waits.end(), sent_,
                                     [](size_t at, const Trace::Wait& w) { return at < w.up; });
  const size_t due = wait == trace_.waits.begin() ? 0 : std::prev(wait)->down;
  return due - std::min(due, received_);
}

size_t TracePeer::read(std::span<std::byte> room) {
  if (sent_ == trace_.setup_end) {
    trace_.patch(ids_, sent_, trace_.up.size());
    begin_ = end_ = ready_();
  }
  const size_t n = std::min(room.size(), next_stop() - sent_);
  if (sent_ < trace_.setup_end) trace_.patch(ids_, sent_, sent_ + n);
  std::memcpy(room.data(), trace_.up.data() + sent_, n);
  sent_ += n;
  return n;
}

bool TracePeer::write(core::Bytes data) {
  for (; next_id_ < trace_.down_ids.size(); ++next_id_) {
    const Trace::Id& id = trace_.down_ids[next_id_];
    if (id.offset + sizeof(uint32_t) > received_ + data.size()) break;
    std::memcpy(&ids_[id.slot], data.data() + (id.offset - received_), sizeof(uint32_t));
  }
  received_ += data.size();
  if (received_ == finish_answer_) end_ = Clock::now();
  return true;
}

void play_over(const core::Fd& socket, TracePeer& guest) {
  std::vector<std::byte> room(4u << 20);  // as large as the guest's own buffer
  for (size_t n = 0; (n = guest.read(room)) > 0;) {
    if (!core::write_all(socket, core::Bytes(room).first(n))) return;
    for (size_t owed = 0; (owed = guest.owed()) > 0;) {
      const auto answer = std::span(room).first(std::min(owed, room.size()));
      const auto read = core::read_exactly(socket, answer);
      if (!read || !*read || !guest.write(answer)) return;
    }
  }
}

}  // namespace anc::bench
