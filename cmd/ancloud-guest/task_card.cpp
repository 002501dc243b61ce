// Task card: see task_card.h.
#include "cmd/ancloud-guest/task_card.h"

#include <algorithm>

#include "cmd/ancloud-guest/tasks.h"

namespace anc::guest {
namespace {
constexpr std::array<uint8_t, 4> kPaper = {30, 41, 59, 255}, kEdge = {62, 78, 104, 255};
constexpr std::array<uint8_t, 3> kSoft = {178, 190, 214};
constexpr int kLargest = 4096;  // a frame comes from the host
}  // namespace

TaskCard::TaskCard(int width, int height, PictureBuffer buffer)
    : picture_{width, height},
      title_({static_cast<float>(height) / 10, static_cast<float>(height) / 80}),
      text_({static_cast<float>(height) / 16, static_cast<float>(height) / 130}),
      buffer_(buffer) {}

Result<TaskCard> TaskCard::create(GlConnection& c, const Task& task, int quarters) {
  const int width = std::clamp(task.frame.right - task.frame.left, 1, kLargest);
  const int height = std::clamp(task.frame.bottom - task.frame.top, 1, kLargest);
  return TaskCard(width, height, TRY(PictureBuffer::create(c, width, height, quarters)));
}

void TaskCard::show(GlConnection& c, const Task& task) {
  if (painted_ && task.text == shown_) return;
  painted_ = true;
  shown_ = task.text;
  fill(picture_, kEdge);
  const int edge = std::max(picture_.height / 160, 1);
  fill(picture_, {edge, edge, picture_.width - edge, picture_.height - edge}, kPaper);
  const auto colour = Tasks::colour_of(task.package);
  fill(picture_, {0, 0, picture_.width, std::max(picture_.height / 40, 1)},
       {colour[0], colour[1], colour[2], 255});
  const auto height = static_cast<float>(picture_.height);
  const float left = height / 8, room = static_cast<float>(picture_.width) - 2 * left;
  write_text(picture_, title_, task.title, left, height / 4, colour);
  write_text(picture_, text_, fitting_end(text_, task.text, room), left, height / 2);
  write_text(picture_, text_, task.package, left, height * 7 / 8, kSoft);
  buffer_.send(c, picture_);
}

}  // namespace anc::guest
