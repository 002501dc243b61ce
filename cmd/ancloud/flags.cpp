// Declarations of flags: see flags.h.
#include "cmd/ancloud/flags.h"

#include <algorithm>

#include "internal/config/keys.h"
#include "internal/core/text.h"

namespace anc::cmd {

FlagSpec& Flags::add(FlagSpec::Form form, const std::string& names, const std::string& value_name,
                     const std::string& doc) {
  FlagSpec spec;
  spec.form = form;
  spec.names = names;
  spec.value_name = value_name;
  spec.doc = doc;
  specs_.push_back(std::move(spec));
  return specs_.back();
}

void Flags::option(const std::string& names, std::string& target, const std::string& doc,
                   const std::string& value_name, const std::string& choices) {
  FlagSpec& spec = add(FlagSpec::Form::kOption, names, value_name, doc);
  spec.default_text = target;
  spec.choices = choices;
  spec.set = [&target, choices](const std::string& text) -> Result<void> {
    if (!choices.empty()) {
      const auto known = core::split(choices, '|');
      if (std::find(known.begin(), known.end(), text) == known.end()) {
        return fail(Kind::kUsage, "\"" + text + "\" is none of " + core::join(known, ", "));
      }
    }
    target = text;
    return {};
  };
}

void Flags::option(const std::string& names, std::chrono::milliseconds& target,
                   const std::string& doc) {
  FlagSpec& spec = add(FlagSpec::Form::kOption, names, "DURATION", doc);
  spec.default_text = core::format_duration(target);
  spec.set = [&target](const std::string& text) -> Result<void> {
    target = TRY(core::parse_duration(text));
    return {};
  };
}

void Flags::option(const std::string& names, std::optional<std::chrono::milliseconds>& target,
                   const std::string& doc) {
  add(FlagSpec::Form::kOption, names, "DURATION", doc).set =
      [&target](const std::string& text) -> Result<void> {
    target = TRY(core::parse_duration(text));
    return {};
  };
}

void Flags::option(const std::string& names, int64_t& target, const std::string& doc, int64_t low,
                   int64_t high, const std::string& value_name) {
  FlagSpec& spec = add(FlagSpec::Form::kOption, names, value_name, doc);
  spec.default_text = std::to_string(target);
  spec.set = [&target, low, high](const std::string& text) -> Result<void> {
    target = TRY(core::parse_int(text, low, high));
    return {};
  };
}

void Flags::option(const std::string& names, std::vector<std::string>& target,
                   const std::string& doc, const std::string& value_name) {
  add(FlagSpec::Form::kOption, names, value_name, doc + " (may be repeated)").set =
      [&target](const std::string& text) -> Result<void> {
    target.push_back(text);
    return {};
  };
}

void Flags::toggle(const std::string& names, bool& target, const std::string& doc) {
  add(FlagSpec::Form::kSwitch, names, "", doc).set = [&target](const std::string&) -> Result<void> {
    target = true;
    return {};
  };
}

void Flags::count(const std::string& names, int64_t& target, const std::string& doc) {
  add(FlagSpec::Form::kSwitch, names, "", doc).set = [&target](const std::string&) -> Result<void> {
    ++target;
    return {};
  };
}

void Flags::config(const std::string& names, const std::string& key, const std::string& value_name,
                   const std::string& doc) {
  FlagSpec& spec = add(FlagSpec::Form::kOption, names, value_name, doc);
  spec.config_key = key;
  const anc::config::Key* setting = anc::config::find_key(key);
  if (setting != nullptr && setting->type == anc::config::Type::kChoice)
    spec.choices = setting->choices;
}

void Flags::config_switch(const std::string& names, const std::string& key,
                          const std::string& doc) {
  add(FlagSpec::Form::kSwitch, names, "", doc).config_key = key;
}

void Flags::positional(const std::string& shown, std::string& target, const std::string& doc) {
  add(FlagSpec::Form::kPositional, shown, shown, doc).set =
      [&target](const std::string& text) -> Result<void> {
    target = text;
    return {};
  };
}

void Flags::positional(const std::string& shown, std::optional<std::string>& target,
                       const std::string& doc) {
  add(FlagSpec::Form::kPositional, shown, shown, doc).set =
      [&target](const std::string& text) -> Result<void> {
    target = text;
    return {};
  };
}

void Flags::config_positional(const std::string& shown, const std::string& key,
                              const std::string& doc) {
  add(FlagSpec::Form::kPositional, shown, shown, doc).config_key = key;
}

void Flags::rest(const std::string& shown, std::vector<std::string>& target,
                 const std::string& doc) {
  add(FlagSpec::Form::kRest, shown, shown, doc).set =
      [&target](const std::string& text) -> Result<void> {
    target.push_back(text);
    return {};
  };
}

void Flags::instance(std::string& target, bool only_flag) {
  target = "default";
  instance_ = &target;
  const auto set = [&target](const std::string& text) -> Result<void> {
    if (target != "default" && target != text) {
      return fail(Kind::kUsage, "two different instance names, " + target + " and " + text);
    }
    target = text;
    return {};
  };
  if (!only_flag) {
    FlagSpec& spec = add(FlagSpec::Form::kPositional, "NAME", "NAME", "instance");
    spec.default_text = "default";
    spec.set = set;
  }
  FlagSpec& spec = add(FlagSpec::Form::kOption, "--name", "NAME", "instance, as a flag");
  spec.default_text = "default";
  spec.set = set;
}

}  // namespace anc::cmd
