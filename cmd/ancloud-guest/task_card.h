// The window of a launched application: a card with its name and a line of text, a layer of its
// own.
#pragma once

#include <cstdint>
#include <string>

#include "cmd/ancloud-guest/bridge_bytes.h"
#include "cmd/ancloud-guest/picture.h"

namespace anc::guest {

/// Has one gralloc buffer of the frame's size when it was made; the composer scales it later.
class TaskCard {
 public:
  static Result<TaskCard> create(GlConnection& connection, const Task& task, int quarters);

  const PictureBuffer& buffer() const { return buffer_; }
  /// Paints and sends it where its text differs from what it shows.
  void show(GlConnection& connection, const Task& task);

 private:
  TaskCard(int width, int height, PictureBuffer buffer);
  Picture picture_;
  Font title_, text_;
  PictureBuffer buffer_;
  bool painted_ = false;
  std::string shown_;
};

}  // namespace anc::guest
