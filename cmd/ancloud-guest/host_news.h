// What the host tells while the guest runs: committed text, gravity, the place.
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "cmd/ancloud-guest/screen_state.h"
#include "internal/core/fd.h"

namespace anc::guest {

/// Each reads one service of the qemu_pipe at `pipe` until `stop` (looked at ten times a second) or
/// the host's end, and puts what it hears where the pictures are made from.
///
/// Texts wait for their place among the keys (pipe/text_input.h on the host).
Result<void> hear_texts(const std::string& pipe, CommittedTexts& texts,
                        const std::stop_token& stop);
Result<void> hear_gravity(const std::string& pipe, ScreenState& screen,
                          const std::stop_token& stop);
Result<void> hear_place(const std::string& pipe, ScreenState& screen, const std::stop_token& stop);

/// "acceleration:x:y:z" as the quarters it means, or `before`.
int quarters_of_event(std::string_view event, int before);
/// The place in a GGA or RMC sentence ("52.52000° N 13.40500° E"); nothing in any other.
std::optional<std::string> place_of_sentence(std::string_view sentence);

}  // namespace anc::guest
