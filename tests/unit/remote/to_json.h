// Messages as JSON and from it, as tests/browser/control_vectors.json has them.
#pragma once

#include <string>
#include <vector>

#include "internal/core/json.h"
#include "internal/remote/codec.h"

namespace anc::remote {

/// Shows the fields of a message by their names. Bytes are shown as text.
class FieldShower {
 public:
  core::Json shown = core::Json::object();

  template <class T>
  void number(const char* name, T value) {
    shown[name] = value;
  }
  void flag(const char* name, bool value) { shown[name] = value; }
  template <class E>
  void choice(const char* name, E value, E) {
    shown[name] = static_cast<int>(value);
  }
  void text(const char* name, const std::string& value, size_t) { shown[name] = value; }
  void bytes(const char* name, const std::string& value, size_t) { shown[name] = value; }
  template <class T>
  void list(const char* name, std::vector<T>& values, size_t) {
    shown[name] = core::Json::array();
    for (T& value : values) {
      FieldShower one;
      value.fields(one);
      shown[name].push_back(one.shown);
    }
  }
};

template <class Message>
core::Json show(const Message& message) {
  return std::visit(
      [](auto known) {
        FieldShower shower;
        known.fields(shower);
        return shower.shown;
      },
      message);
}

}  // namespace anc::remote
