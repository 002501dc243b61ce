// From the configuration to a question, and its form on the way to a probe: see question.h.
#include "internal/doctor/question.h"

namespace anc::doctor {
namespace {

/// Calls `visit` with the name and a reference of each field: one list for both directions.
template <class Any, class Visit>
void visit_fields(Any& question, Visit visit) {
  visit("data_path", question.data_path);
  visit("scratch", question.scratch);
  visit("image", question.image);
  visit("bridge", question.bridge);
  visit("network", question.network);
  visit("network_source", question.network_source);
  visit("firewall", question.firewall);
  visit("isolate", question.isolate);
  visit("dns", question.dns);
  visit("user", question.user);
  visit("user_named", question.user_named);
  visit("listen", question.listen);
  visit("media_address", question.media_address);
  visit("media_port", question.media_port);
  visit("adb_port", question.adb_port);
  visit("encoder", question.encoder);
  visit("encoder_device", question.encoder_device);
  visit("patience_ms", question.patience_ms);
}

}  // namespace

Question question_from(const config::Config& config, const std::string& image,
                       const std::string& sudo_uid) {
  Question question;
  question.data_path = config.data_path();
  question.image = image;
  question.bridge = config.text("network.bridge");
  question.network = config.text("network.address");
  question.network_source = config.value("network.address").origin.source;
  question.firewall = config.text("network.firewall");
  question.isolate = config.flag("network.isolate");
  question.dns = config.text("network.dns");
  question.user = config.text("session.user");
  question.user_named = !question.user.empty();
  if (question.user.empty()) {
    question.user = sudo_uid.empty() || sudo_uid == "0" ? "ancloud" : sudo_uid;
  }
  question.listen = config.text("stream.listen");
  question.media_address = config.text("stream.media_address");
  question.media_port = static_cast<int>(config.number("stream.media_port"));
  question.adb_port = static_cast<int>(config.number("adb.port"));
  question.encoder = config.text("stream.encoder");
  question.encoder_device = config.text("stream.device");
  return question;
}

core::Json to_json(const Question& question) {
  core::Json json = core::Json::object();
  visit_fields(question, [&](const char* name, const auto& value) { json[name] = value; });
  return json;
}

Result<Question> question_from_json(const core::Json& json) {
  Question question;
  Result<void> all;
  visit_fields(question, [&]<class T>(const char* name, T& field) {
    auto value = core::json_field<T>(json, name);
    if (value) {
      field = std::move(*value);
    } else if (all) {
      all = fail(std::move(value.error()));
    }
  });
  TRY(std::move(all), "the doctor's question");
  return question;
}

}  // namespace anc::doctor
