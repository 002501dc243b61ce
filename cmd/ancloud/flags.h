// What a verb accepts on its command line, as data: parser, help, man page and completions walk it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "internal/core/error.h"

namespace anc::cmd {

/// One flag or positional argument.
struct FlagSpec {
  enum class Form { kOption, kSwitch, kPositional, kRest };

  Form form = Form::kOption;
  std::string names;         ///< "--name" or "-o,--output"; for positionals the NAME shown in help
  std::string value_name;    ///< "FILE", "DURATION"; empty for switches
  std::string doc;           ///< one phrase, lower case
  std::string default_text;  ///< shown in help when not empty
  std::string choices;       ///< "a|b|c" for completions and checks, or empty
  std::string config_key;    ///< sets this key of the configuration instead of a variable
  std::function<Result<void>(const std::string&)> set;  ///< switches get "true"
};

/// Collects the declarations of one verb. References given to it must live until the verb has run.
class Flags {
 public:
  /// `--name VALUE` into a variable; overloads check and convert.
  void option(const std::string& names, std::string& target, const std::string& doc,
              const std::string& value_name = "TEXT", const std::string& choices = "");
  void option(const std::string& names, std::chrono::milliseconds& target, const std::string& doc);
  void option(const std::string& names, std::optional<std::chrono::milliseconds>& target,
              const std::string& doc);
  void option(const std::string& names, int64_t& target, const std::string& doc, int64_t low,
              int64_t high, const std::string& value_name = "N");
  void option(const std::string& names, std::vector<std::string>& target, const std::string& doc,
              const std::string& value_name);
  void toggle(const std::string& names, bool& target, const std::string& doc);
  /// A switch that counts how often it was given.
  void count(const std::string& names, int64_t& target, const std::string& doc);
  /// A flag that overrides a key of the configuration, checked by the key table.
  void config(const std::string& names, const std::string& key, const std::string& value_name,
              const std::string& doc);
  /// A switch that sets a boolean key of the configuration to true.
  void config_switch(const std::string& names, const std::string& key, const std::string& doc);
  void positional(const std::string& shown, std::string& target, const std::string& doc);
  /// One that may be empty, and is told from one that is not given.
  void positional(const std::string& shown, std::optional<std::string>& target,
                  const std::string& doc);
  /// A positional that overrides a key of the configuration: `FILE` for image.path.
  void config_positional(const std::string& shown, const std::string& key, const std::string& doc);
  /// Everything after `--`.
  void rest(const std::string& shown, std::vector<std::string>& target, const std::string& doc);

  /// The instance: positional NAME (unless `only_flag`) or --name NAME; "default" when not given.
  void instance(std::string& target, bool only_flag = false);
  /// Name given for the instance, once parsed; empty when this verb has none.
  std::string instance_name() const { return instance_ != nullptr ? *instance_ : std::string(); }

  const std::vector<FlagSpec>& specs() const { return specs_; }

 private:
  FlagSpec& add(FlagSpec::Form form, const std::string& names, const std::string& value_name,
                const std::string& doc);
  std::vector<FlagSpec> specs_;
  const std::string* instance_ = nullptr;
};

}  // namespace anc::cmd
