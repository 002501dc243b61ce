// What the doctor is asked about: the settings that probes look at, as one value.
#pragma once

#include <chrono>
#include <string>

#include "internal/config/config.h"
#include "internal/core/json.h"

namespace anc::doctor {

/// Travels to each probe's process as JSON.
struct Question {
  std::string data_path;
  std::string scratch;  ///< an empty directory on the data path's file system; empty: none
  std::string image;    ///< absolute path; empty: none is named and there is no demo image
  std::string bridge;
  std::string network;         ///< "192.168.240.1/24"
  std::string network_source;  ///< config::Origin::source of that
  std::string firewall;        ///< network.firewall
  bool isolate = true;         ///< network.isolate
  std::string dns;             ///< name server told to guests
  std::string user;            ///< session.user, else SUDO_UID, else "ancloud"
  bool user_named = false;     ///< by session.user: then host-setup does not make it
  std::string listen;          ///< "127.0.0.1:8555"
  std::string media_address;   ///< empty: that of `listen`
  int media_port = 0;
  int adb_port = 0;
  std::string encoder;         ///< auto, software, vaapi, nvenc
  std::string encoder_device;  ///< render node for VA-API
  int patience_ms = 2000;      ///< how long a probe may take; some say why it is more

  /// That, times `numerator` over `denominator`.
  std::chrono::milliseconds patience(int numerator = 1, int denominator = 1) const {
    return std::chrono::milliseconds(patience_ms) * numerator / denominator;
  }
  bool operator==(const Question&) const = default;
};

/// `image` and `sudo_uid` may be empty; no scratch directory yet.
Question question_from(const config::Config& config, const std::string& image,
                       const std::string& sudo_uid);

core::Json to_json(const Question& question);
Result<Question> question_from_json(const core::Json& json);

}  // namespace anc::doctor
