// Task card: see task_card.h.
#include "cmd/ancloud-guest/task_card.h"

#include <algorithm>

#include "cmd/ancloud-guest/gl_names.h"

namespace anc::guest {
namespace {
constexpr std::array<uint8_t, 4> kPaper = {30, 41, 59, 255};
constexpr int kLargest = 4096;  // a frame comes from the host
}  // namespace

TaskCard::TaskCard(int width, int height)
    : picture_{width, height},
      title_({static_cast<float>(height) / 10, static_cast<float>(height) / 80}),
      text_({static_cast<float>(height) / 16, static_cast<float>(height) / 130}) {}

Result<TaskCard> TaskCard::create(GlConnection& c, const Task& task) {
  TaskCard card(std::clamp(task.frame.right - task.frame.left, 1, kLargest),
                std::clamp(task.frame.bottom - task.frame.top, 1, kLargest));
  card.buffer_ = c.rc.rcCreateColorBuffer(static_cast<uint32_t>(card.width()),
                                          static_cast<uint32_t>(card.height()), kGlRgba);
  TRY(c.status());
  if (card.buffer_ == 0) return fail(Kind::kGraphics, "the host refused a colour buffer");
  return card;
}

void TaskCard::show(GlConnection& c, const Task& task) {
  if (painted_ && task.text == shown_) return;
  painted_ = true;
  shown_ = task.text;
  fill(picture_, kPaper);
  const auto height = static_cast<float>(picture_.height);
  write_text(picture_, title_, task.title, height / 8, height / 4);
  write_text(picture_, text_, task.text, height / 8, height / 2);
  send(c, buffer_, picture_);
}

}  // namespace anc::guest
