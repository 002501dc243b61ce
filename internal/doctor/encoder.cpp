// Encoders by encoding a grey picture: see encoder.h.
#include "internal/doctor/encoder.h"

#include <algorithm>

#include "internal/core/file.h"
#include "internal/core/text.h"
#include "internal/doctor/probes.h"
#include "internal/doctor/user.h"
#include "internal/stream/encoder_probe.h"
#include "internal/stream/encoders.h"

namespace anc::doctor {
namespace {

Result<std::string> try_software(port::Codec codec) {
  constexpr stream::Size kSize{320, 240};
  const auto encoder = TRY(stream::open_software(codec, {.size = kSize, .live = true}));
  const stream::Picture picture(kSize.width, kSize.height);
  const auto unit = TRY(encoder->encode(picture, std::chrono::steady_clock::now()));
  if (unit.bytes.empty() || !unit.key) {
    return fail(Kind::kGraphics, "the first picture does not come out as a key frame");
  }
  return encoder->facts().name;
}

EncoderFacts facts_of(std::string what, const Result<std::string>& name) {
  if (name) return {std::move(what), *name, ""};
  return {std::move(what), "", name.error().message()};
}

/// "openh264" of "OpenH264 2.3.1"
std::string encoder_label(const std::string& name) {
  std::string label = label_value(name.substr(0, name.find(' ')));
  std::transform(label.begin(), label.end(), label.begin(), [](unsigned char c) {
    return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  });
  return label;
}

}  // namespace

Report judge_encoders(const EncodersFacts& facts) {
  Report report;
  std::string working;
  for (const EncoderFacts& encoder : facts.software) {
    if (encoder.name.empty()) {
      report.add(fault(Code::kEncoderMissing, encoder.what + ": " + encoder.problem)
                     .with_advice("this build cannot encode it: `ancloud version` shows what it "
                                  "is made of"));
      continue;
    }
    report.labels["ancloud.encoder." + encoder.what] = encoder_label(encoder.name);
    working += (working.empty() ? "" : ", ") + encoder.what + " by " + encoder.name;
  }
  for (const EncoderFacts& chip : facts.chips) {
    if (chip.name.empty()) {
      report.add(fault(Code::kEncoderHardware,
                       chip.what + " does not encode: " + chip.problem + "; the processor does")
                     .with_advice("install the chip's driver; stream.encoder=software spares the "
                                  "attempt"));
      continue;
    }
    report.labels["ancloud.encoder.h264"] = chip.what;
    working += (working.empty() ? "" : ", ") + ("h264 by " + chip.name);
  }
  if (!working.empty()) report.add(fine(working));
  return report;
}

Report probe_encoder(const Question& question) {
  using stream::Hardware;
  // Two chips that hang still end within the probe's time.
  const auto patience = question.patience(3, 4);
  act_as_session_user(question);
  EncodersFacts facts;
  for (const port::Codec codec : {port::Codec::kH264, port::Codec::kVp8}) {
    facts.software.push_back(facts_of(std::string(stream::codec_name(codec)), try_software(codec)));
  }
  const auto wanted = [&](const char* name, const std::string& device) {
    return question.encoder == name || (question.encoder == "auto" && core::exists(device));
  };
  if (wanted("nvenc", "/dev/nvidiactl")) {
    facts.chips.push_back(
        facts_of("nvenc", stream::probe_encoder({Hardware::kNvenc, ""}, patience)));
  }
  if (wanted("vaapi", question.encoder_device)) {
    facts.chips.push_back(facts_of(
        "vaapi", stream::probe_encoder({Hardware::kVaapi, question.encoder_device}, patience)));
  }
  return judge_encoders(facts);
}

}  // namespace anc::doctor
