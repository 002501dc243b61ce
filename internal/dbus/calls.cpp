// Reading calls, writing answers.
#include "internal/dbus/calls.h"

#include <array>
#include <string_view>

#include "internal/dbus/names.h"

#include "dbus/introspection.h"

namespace anc::dbus {
namespace {

/// One property: its signature and how it is written.
struct Property {
  const char* name;
  const char* type;
  void (*write)(Writer&, const Facts&);
};
constexpr std::array kProperties = {
    Property{"Instance", "s", [](Writer& out, const Facts& facts) { out.text(facts.instance); }},
    Property{"Ready", "b", [](Writer& out, const Facts& facts) { out.flag(facts.ready); }},
    Property{"Rung", "s", [](Writer& out, const Facts& facts) { out.text(facts.rung); }},
    Property{"Renderer", "s", [](Writer& out, const Facts& facts) { out.text(facts.renderer); }},
    Property{"Software", "b", [](Writer& out, const Facts& facts) { out.flag(facts.software); }},
};

const Property* find_property(std::string_view name) {
  for (const Property& property : kProperties) {
    if (name == property.name) return &property;
  }
  return nullptr;
}

/// What a call comes with.
struct Context {
  DBusMessage& call;
  Subject& subject;
  const Send& send;
};

void refuse(const Context& context, const Error& error) {
  context.send(error_reply(context.call, error));
}

void fail_as(const Context& context, const char* name, const std::string& why) {
  MessagePtr reply(dbus_message_new_error(&context.call, name, bus_text(why).c_str()));
  CHECK(reply != nullptr, "memory");
  context.send(std::move(reply));
}

/// An answer for later: keeps the call, and neither connection nor subject.
template <class Value, class Write>
std::function<void(Result<Value>)> later(const Context& context, Write write) {
  return [call = std::shared_ptr<DBusMessage>(share(context.call)), send = context.send,
          write](const Result<Value>& done) {
    if (!done) return send(error_reply(*call, done.error()));
    MessagePtr reply = reply_to(*call);
    Writer out(*reply);
    write(out, *done);
    send(std::move(reply));
  };
}

Result<void> read_option(const std::string& key, Reader value, port::Intent& intent,
                         std::string& stack) {
  const std::pair<std::string_view, std::string*> texts[] = {{"activity", &intent.component},
                                                             {"stack", &stack},
                                                             {"action", &intent.action},
                                                             {"uri", &intent.uri},
                                                             {"type", &intent.type}};
  for (const auto& [name, target] : texts) {
    if (key != name) continue;
    if (value.signature() != "s") return fail(Kind::kUsage, "option " + key + " is a string");
    *target = value.text();
    return {};
  }
  if (key != "categories") {
    return fail(Kind::kUsage, "there is no option \"" + key.substr(0, 100) +
                                  "\": activity, stack, action, uri, type, categories are");
  }
  if (value.signature() != "as")
    return fail(Kind::kUsage, "option categories is a list of strings");
  for (Reader list = value.enter(); list.more();) intent.categories.push_back(list.text());
  return {};
}

void launch(const Context& context) {
  Reader arguments(context.call);
  port::Intent intent{.package = arguments.text()};
  std::string stack;
  for (Reader options = arguments.enter(); options.more();) {
    Reader pair = options.enter();
    const std::string key = pair.text();
    const auto read = read_option(key, pair.enter(), intent, stack);
    if (!read) return refuse(context, read.error());
  }
  context.subject.launch(intent, stack,
                         later<std::string>(context, [](Writer& out, const std::string& activity) {
                           out.text(activity);
                         }));
}

void stop(const Context& context) {
  const std::string package = Reader(context.call).text();
  context.subject.stop(package, later<std::vector<int32_t>>(
                                    context, [](Writer& out, const std::vector<int32_t>& tasks) {
                                      out.array("i", [&](Writer& list) {
                                        for (const int32_t task : tasks) list.i32(task);
                                      });
                                    }));
}

void applications(const Context& context) {
  MessagePtr reply = reply_to(context.call);
  Writer(*reply).array("(sssb)", [&](Writer& list) {
    for (const Application& one : context.subject.applications()) {
      list.structure([&](Writer& out) {
        out.text(one.package).text(one.name).text(one.activity).flag(one.has_icon);
      });
    }
  });
  context.send(std::move(reply));
}

void icon(const Context& context) {
  later<std::string>(context, [](Writer& out, const std::string& png) { out.bytes(png); })(
      context.subject.icon(Reader(context.call).text()));
}

void windows(const Context& context) {
  MessagePtr reply = reply_to(context.call);
  Writer out(*reply);
  write_windows(out, context.subject.windows());
  context.send(std::move(reply));
}

/// Whether the interface asked for has properties; another has none, which Get calls an error.
bool is_ours(const Context& context, const std::string& interface) {
  if (interface == kInterface || interface.empty()) return true;
  fail_as(context, DBUS_ERROR_UNKNOWN_INTERFACE,
          "there is no interface " + interface.substr(0, DBUS_MAXIMUM_NAME_LENGTH));
  return false;
}

void get_property(const Context& context) {
  Reader arguments(context.call);
  if (!is_ours(context, arguments.text())) return;
  const std::string name = arguments.text();
  const Property* property = find_property(name);
  if (property == nullptr) {
    return fail_as(context, DBUS_ERROR_UNKNOWN_PROPERTY,
                   "there is no property " + name.substr(0, DBUS_MAXIMUM_NAME_LENGTH));
  }
  MessagePtr reply = reply_to(context.call);
  Writer(*reply).variant(property->type,
                         [&](Writer& out) { property->write(out, context.subject.facts()); });
  context.send(std::move(reply));
}

void get_all_properties(const Context& context) {
  if (!is_ours(context, Reader(context.call).text())) return;
  MessagePtr reply = reply_to(context.call);
  const Facts facts = context.subject.facts();
  Writer(*reply).array("{sv}", [&](Writer& out) {
    for (const Property& property : kProperties) write_property(out, property.name, facts);
  });
  context.send(std::move(reply));
}

void set_property(const Context& context) {
  fail_as(context, DBUS_ERROR_PROPERTY_READ_ONLY, "the properties of a session are read-only");
}

void introspect(const Context& context) {
  MessagePtr reply = reply_to(context.call);
  Writer(*reply).text(kIntrospection);
  context.send(std::move(reply));
}

struct Method {
  std::string_view interface, name;
  const char* signature;
  void (*run)(const Context&);
};
constexpr std::array kMethods = {
    Method{kInterface, "Launch", "sa{sv}", launch},
    Method{kInterface, "Stop", "s", stop},
    Method{kInterface, "Applications", "", applications},
    Method{kInterface, "Icon", "s", icon},
    Method{kInterface, "Windows", "", windows},
    Method{DBUS_INTERFACE_PROPERTIES, "Get", "ss", get_property},
    Method{DBUS_INTERFACE_PROPERTIES, "GetAll", "s", get_all_properties},
    Method{DBUS_INTERFACE_PROPERTIES, "Set", "ssv", set_property},
    Method{DBUS_INTERFACE_INTROSPECTABLE, "Introspect", "", introspect},
};

std::string_view text_of(const char* text) { return text != nullptr ? text : ""; }
}  // namespace

void answer(DBusMessage& call, Subject& subject, const Send& send) {
  static const Send kNobody = [](const MessagePtr&) {};
  const Context context{call, subject, dbus_message_get_no_reply(&call) ? kNobody : send};
  // A call need not name its interface.
  const std::string_view interface = text_of(dbus_message_get_interface(&call));
  const std::string_view name = text_of(dbus_message_get_member(&call));
  for (const Method& method : kMethods) {
    if (method.name != name || (!interface.empty() && interface != method.interface)) continue;
    if (dbus_message_has_signature(&call, method.signature)) return method.run(context);
    return fail_as(context, DBUS_ERROR_INVALID_ARGS,
                   std::string(name) + " takes arguments of signature \"" + method.signature +
                       "\", not \"" + std::string(text_of(dbus_message_get_signature(&call))) +
                       "\"");
  }
  fail_as(context, DBUS_ERROR_UNKNOWN_METHOD,
          "there is no method " + std::string(name) + " of " +
              (interface.empty() ? "any interface" : std::string(interface)) + " here");
}

void write_windows(Writer& out, const std::vector<port::TaskWindow>& windows) {
  out.array("(isiiiiiib)", [&](Writer& list) {
    for (const port::TaskWindow& window : windows) {
      list.structure([&](Writer& one) {
        one.i32(window.task).text(window.package).i32(window.stack).i32(window.display);
        one.i32(window.frame.left).i32(window.frame.top).i32(window.frame.right);
        one.i32(window.frame.bottom).flag(window.has_surface);
      });
    }
  });
}

bool write_property(Writer& dictionary, std::string_view name, const Facts& facts) {
  const Property* property = find_property(name);
  if (property == nullptr) return false;
  dictionary.entry(property->name, property->type,
                   [&](Writer& out) { property->write(out, facts); });
  return true;
}

}  // namespace anc::dbus
