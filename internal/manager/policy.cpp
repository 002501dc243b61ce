// The policy of the manager: see policy.h.
#include "internal/manager/policy.h"

#include <algorithm>

#include "internal/core/accounts.h"
#include "internal/core/log.h"
#include "internal/core/text.h"
#include "internal/state/instance.h"

namespace anc::manager {
namespace {

using Source = container::Asked::Source;

// Who the kernel cannot name here: someone of another user namespace, or nobody at all.
constexpr uint32_t kOverflowId = 65534;
constexpr uint32_t kNoId = UINT32_MAX;

bool contains(const std::vector<std::string>& list, std::string_view what) {
  return std::find(list.begin(), list.end(), what) != list.end();
}

template <class Id>
std::optional<Id> number_or(const std::string& text,
                            const std::function<std::optional<Id>(const std::string&)>& named) {
  if (const auto number = core::parse_int(text, 0, UINT32_MAX - 1)) return static_cast<Id>(*number);
  return named(text);
}

Result<void> read_who(const std::string& who, const Names& names, Rule& rule) {
  if (who == "*") return {};
  if (who.starts_with('@')) {
    rule.group = number_or<gid_t>(who.substr(1), names.group);
    if (rule.group) return {};
    return fail(Kind::kUsage, "there is no group \"" + who.substr(1) + "\"");
  }
  rule.user = number_or<uid_t>(who, names.user);
  if (rule.user) return {};
  return fail(Kind::kUsage, "there is no user \"" + who + "\"");
}

Result<void> read_what(const std::string& what, Rule& rule) {
  const size_t colon = what.find(':');
  const std::string kind = what.substr(0, colon);
  if (colon != std::string::npos) {
    const std::string value = what.substr(colon + 1);
    if (kind == "device" && value.starts_with("/dev/")) {
      rule.devices.push_back(value);
    } else if (kind == "bind" && value.starts_with('/')) {
      rule.binds.push_back(value);
    } else if (kind == "property" && !value.empty()) {
      rule.properties.push_back(value);
    } else {
      return fail(Error(Kind::kUsage, "\"" + what + "\" allows nothing")
                      .hint("device:/dev/NAME, bind:/TARGET or property:KEY"));
    }
    return {};
  }
  if (what == "own") {
    rule.own = true;
  } else if (what == "*") {
    rule.every_instance = true;
  } else {
    TRY(state::check_name(what));
    rule.instances.push_back(what);
  }
  return {};
}

Result<Rule> read_rule(std::string_view text, const Names& names) {
  const size_t equals = text.find('=');
  if (equals == std::string_view::npos) {
    return fail(Error(Kind::kUsage, "\"" + std::string(text) + "\" is no rule")
                    .hint("a rule is WHO=WHAT,WHAT, such as @ancloud=own or alice=phone"));
  }
  Rule rule;
  TRY(read_who(std::string(core::trim(text.substr(0, equals))), names, rule));
  for (const std::string& what : core::split(text.substr(equals + 1), ',')) {
    const std::string word(core::trim(what));
    if (!word.empty()) TRY(read_what(word, rule));
  }
  return rule;
}

bool matches(const Rule& rule, const Requester& who) {
  if (rule.user) return *rule.user == who.uid;
  if (!rule.group) return true;
  return *rule.group == who.gid ||
         std::find(who.groups.begin(), who.groups.end(), *rule.group) != who.groups.end();
}

// All that is allowed to one requester, as one rule.
Rule sum(const Policy& policy, const Requester& who) {
  Rule all;
  const auto add = [](std::vector<std::string>& to, const std::vector<std::string>& from) {
    to.insert(to.end(), from.begin(), from.end());
  };
  for (const Rule& rule : policy) {
    if (!matches(rule, who)) continue;
    all.own |= rule.own;
    all.every_instance |= rule.every_instance;
    add(all.instances, rule.instances);
    add(all.devices, rule.devices);
    add(all.binds, rule.binds);
    add(all.properties, rule.properties);
  }
  return all;
}

std::string person(const Requester& who) {
  return "user " + who.name + " (" + std::to_string(who.uid) + ")";
}

Error refusal(const Requester& who, const std::string& what, const std::string& rule) {
  return Error(Kind::kPermission, person(who) + " may not " + what)
      .hint("the administrator allows it by manager.allow = \"" + who.name + "=" + rule + "\"");
}

Result<std::string> choose_instance(const Rule& allowed, const Requester& who,
                                    const std::string& wanted) {
  const std::string own = "user-" + std::to_string(who.uid);
  if (wanted.empty()) {
    if (!allowed.instances.empty()) return allowed.instances.front();
    if (allowed.own || allowed.every_instance) return own;
    return fail(refusal(who, "start a container here", "own"));
  }
  TRY(state::check_name(wanted));
  if ((allowed.own && wanted == own) || allowed.every_instance ||
      contains(allowed.instances, wanted)) {
    return wanted;
  }
  return fail(refusal(who, "start instance " + wanted, wanted));
}

// What a session binds, always (anbox-host.md 2.4).
std::optional<Source> usual_source(std::string_view target) {
  if (target == "/dev/input") return Source::kDirectory;
  if (target == "/dev/qemu_pipe" || target == "/dev/anbox_bridge" || target == "/dev/anbox_audio") {
    return Source::kSocket;
  }
  return std::nullopt;
}

Result<void> grant_binds(const Rule& allowed, const Requester& who, const StartRequest& request,
                         Grant& grant) {
  for (const StartRequest::Bind& bind : request.binds) {
    const auto usual = usual_source(bind.target);
    if (!usual && !contains(allowed.binds, bind.target)) {
      return fail(refusal(who, "put anything at " + bind.target, "bind:" + bind.target));
    }
    for (const auto& other : grant.asked.binds) {
      if (other.target == bind.target) {
        return fail(Kind::kUsage, "the request names two sources for " + bind.target);
      }
    }
    grant.asked.binds.push_back({bind.source, bind.target, usual.value_or(Source::kAny)});
  }
  return {};
}

Result<void> grant_devices(const Rule& allowed, const Requester& who, const StartRequest& request,
                           Grant& grant) {
  for (const StartRequest::Device& device : request.devices) {
    if (device.path == "/dev/fuse" && device.mode == 0666) continue;  // every guest has it
    if (!contains(allowed.devices, device.path)) {
      return fail(refusal(who, "use the device " + device.path, "device:" + device.path));
    }
    grant.asked.devices.push_back({device.path, device.mode});
  }
  return {};
}

Result<void> grant_properties(const Rule& allowed, const Requester& who,
                              const StartRequest& request, Grant& grant) {
  for (const std::string& property : request.properties) {
    if (property == "ro.boot.fake_battery=1") continue;  // every guest has it
    const std::string key = property.substr(0, property.find('='));
    if (property != "ro.anbox.no_decorations=1" && !contains(allowed.properties, key)) {
      return fail(refusal(who, "set the property " + key, "property:" + key));
    }
    grant.properties.push_back(property);
  }
  return {};
}

}  // namespace

Names Names::system() {
  const auto user = [](const std::string& name) -> std::optional<uid_t> {
    const auto found = core::find_account(name);
    if (!found) core::log_warning(found.error().message());
    return found && *found ? std::optional((*found)->uid) : std::nullopt;
  };
  const auto group = [](const std::string& name) -> std::optional<gid_t> {
    const auto found = core::find_group(name);
    if (!found) core::log_warning(found.error().message());
    return found ? *found : std::nullopt;
  };
  return {user, group};
}

Result<Policy> parse_policy(std::string_view text, const Names& names) {
  Policy policy;
  for (const std::string& part : core::split(text, ';')) {
    const std::string_view rule = core::trim(part);
    if (!rule.empty()) policy.push_back(TRY(read_rule(rule, names), "manager.allow"));
  }
  return policy;
}

Result<Grant> decide(const Policy& policy, const Requester& who, const StartRequest& request) {
  if (who.uid == 0 || who.gid == 0) {
    return fail(Error(Kind::kPermission, "a container of the manager is never root's")
                    .hint("root starts containers by `ancloud container start` or `ancloud run`"));
  }
  for (const uint32_t id : {who.uid, who.gid}) {
    if (id == kNoId || id == kOverflowId) {
      return fail(Kind::kPermission, "whoever asks is no user of this host");
    }
  }
  const Rule allowed = sum(policy, who);
  Grant grant;
  grant.instance = TRY(choose_instance(allowed, who, request.instance.value_or("")));
  grant.asked.uid = who.uid;
  grant.asked.gid = who.gid;
  grant.asked.groups = who.groups;
  TRY(grant_binds(allowed, who, request, grant));
  TRY(grant_devices(allowed, who, request, grant));
  TRY(grant_properties(allowed, who, request, grant));
  return grant;
}

}  // namespace anc::manager
