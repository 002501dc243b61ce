// The guest's input service: opens every device in a directory, now and when it appears.
#pragma once

#include <stop_token>
#include <string>

#include "cmd/ancloud-guest/input_sink.h"
#include "internal/core/error.h"

namespace anc::guest {

/// Reads all devices of `directory` until `stop` is asked for (looked at ten times a second) and
/// says each touch and key on the console and to `sink`. As Android's EventHub: one look at the
/// directory, then inotify; a device that ends is gone until its file is made anew.
Result<void> read_input(const std::string& directory, InputSink& sink, const std::stop_token& stop);

}  // namespace anc::guest
