// Error values: see error.h.
#include "internal/core/error.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "internal/core/codes.h"

namespace anc::core {

struct Error::Body {
  Kind kind;
  int errno_value = 0;
  std::vector<std::string> chain;  // root first
  std::string hint;
  std::string log;
  Code code = Code::kNone;
};

std::string_view kind_name(Kind kind) {
  switch (kind) {
    case Kind::kFailure:
      return "failure";
    case Kind::kUsage:
      return "usage";
    case Kind::kNotRunning:
      return "not_running";
    case Kind::kNoInstance:
      return "no_instance";
    case Kind::kHostRequirement:
      return "host_requirement";
    case Kind::kImage:
      return "image";
    case Kind::kPermission:
      return "permission";
    case Kind::kNetwork:
      return "network";
    case Kind::kGraphics:
      return "graphics";
    case Kind::kTimeout:
      return "timeout";
    case Kind::kBusy:
      return "busy";
    case Kind::kCapacity:
      return "capacity";
  }
  return "failure";
}

Error::Error(Kind kind, std::string message)
    : body_(new Body{kind, 0, {std::move(message)}, {}, {}, Code::kNone}) {}

Error Error::from_errno(int errno_value, std::string message, Kind kind) {
  Error error(kind, std::move(message));
  error.body_->errno_value = errno_value;
  return error;
}

Error::Error(const Error& other) : body_(new Body(*other.body_)) {}
Error& Error::operator=(const Error& other) {
  if (this != &other) body_ = std::make_unique<Body>(*other.body_);
  return *this;
}
Error::Error(Error&&) noexcept = default;
Error& Error::operator=(Error&&) noexcept = default;
Error::~Error() = default;

Error&& Error::context(std::string what) && {
  body_->chain.push_back(std::move(what));
  return std::move(*this);
}
Error&& Error::hint(std::string what_to_do) && {
  if (body_->hint.empty()) body_->hint = std::move(what_to_do);
  return std::move(*this);
}
Error&& Error::log(std::string path) && {
  if (body_->log.empty()) body_->log = std::move(path);
  return std::move(*this);
}
Error&& Error::as(Kind kind) && {
  body_->kind = kind;
  return std::move(*this);
}

Error&& Error::code(Code code) && {
  if (body_->code == Code::kNone) body_->code = code;
  return std::move(*this);
}

Kind Error::kind() const { return body_->kind; }
int Error::exit_code() const { return static_cast<int>(body_->kind); }
int Error::root_errno() const { return body_->errno_value; }
const std::string& Error::hint() const { return body_->hint; }
const std::string& Error::log() const { return body_->log; }
Code Error::code() const { return body_->code; }

std::string Error::message() const {
  std::string text;
  for (auto it = body_->chain.rbegin(); it != body_->chain.rend(); ++it) {
    if (!text.empty()) text += ": ";
    text += *it;
  }
  if (body_->errno_value != 0) text += ": " + errno_text(body_->errno_value);
  return text;
}

std::string errno_text(int errno_value) {
  char buffer[128];
  std::string text = strerror_r(errno_value, buffer, sizeof buffer);
  if (text.size() > 1 && text[1] >= 'a' && text[1] <= 'z') {
    text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
  }
  return text;
}

void check_failed(const char* expression, const char* file, int line, const std::string& why) {
  std::fprintf(stderr, "ancloud: internal error: %s (%s, %s:%d)\n", why.c_str(), expression, file,
               line);
  std::abort();
}

}  // namespace anc::core
