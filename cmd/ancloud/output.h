// Results on stdout, as text or JSON: a verb hands over a value and does not care which.
#pragma once

#include <string>
#include <string_view>

#include "internal/core/json.h"

namespace anc::cmd {

/// Where results go. Messages for people go to stderr through `note`.
class Output {
 public:
  explicit Output(bool json) : json_(json) {}

  /// Prints one result. `schema` ("ancloud.status.v1") is added to the JSON form as its first
  /// field; an array is put under "items". The text form: an object as aligned lines, an array of
  /// objects as a table.
  void print(std::string_view schema, const core::Json& value) const;
  /// As print, with a text form of the verb's own.
  void print(std::string_view schema, const core::Json& value, const std::string& text) const;

  /// One of many results of a verb that goes on: a line of JSON without a schema, or of text.
  void line(const core::Json& value, const std::string& text) const;

  /// A line of progress for a person on stderr; left out with --json.
  void note(const std::string& line) const;
  bool json() const { return json_; }

 private:
  bool json_;
};

/// Four parts of an error on stderr: what and why, what to do, where the log is; or as JSON.
void print_error(const Error& error, bool json);

/// The generic text form of a value (pure, for tests).
std::string render_text(const core::Json& value);

}  // namespace anc::cmd
