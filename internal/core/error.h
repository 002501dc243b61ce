// The error value of the whole program: a kind, an errno, a chain of context, a hint, a log path.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

namespace anc::core {

/// What went wrong, as a script sees it: the value is the process exit code (design.md 7).
enum class Kind {
  kFailure = 1,
  kUsage = 2,
  kNotRunning = 3,
  kNoInstance = 4,
  kHostRequirement = 5,
  kImage = 6,
  kPermission = 7,
  kNetwork = 8,
  kGraphics = 9,
  kTimeout = 10,
  kBusy = 11,
  kCapacity = 12,
};

/// Snake-case name of a kind for JSON output, e.g. "host_requirement".
std::string_view kind_name(Kind kind);

/// Which fault of the host it is, where `ancloud doctor` knows one by that name: codes.h.
enum class Code : unsigned char;

/// An immutable-looking error value; one pointer wide, cheap to move. Wording: lower case, no full
/// stop, the object named. Only `main` prints it.
class Error {
 public:
  /// The root of a chain that no system call caused.
  Error(Kind kind, std::string message);
  /// The root of a chain caused by a system call; EPERM/EACCES do not change `kind` by themselves.
  static Error from_errno(int errno_value, std::string message, Kind kind = Kind::kFailure);

  Error(const Error& other);
  Error& operator=(const Error& other);
  Error(Error&&) noexcept;
  Error& operator=(Error&&) noexcept;
  ~Error();

  /// Adds what the caller was doing, outermost last added, printed first.
  Error&& context(std::string what) &&;
  /// What the user can do about it; the innermost hint wins, later ones are ignored.
  Error&& hint(std::string what_to_do) &&;
  /// Where more can be read; the first one set wins.
  Error&& log(std::string path) &&;
  /// Re-labels the error where the caller knows better what it means for a script.
  Error&& as(Kind kind) &&;
  /// Names the fault as the doctor does; the innermost name wins, later ones are ignored.
  Error&& code(Code code) &&;

  Kind kind() const;
  int exit_code() const;
  /// errno of the root, 0 when no system call was involved.
  int root_errno() const;
  /// Whole chain, "outer: inner: no such file or directory", without hint and log.
  std::string message() const;
  const std::string& hint() const;
  const std::string& log() const;
  /// Code::kNone where the doctor has no name for it.
  Code code() const;

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};

/// Either a value or an Error. A class of its own, so that no result can be dropped unseen.
template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using Base = tl::expected<T, Error>;
  using Base::Base;
  Result() = default;
  Result(Base base) : Base(std::move(base)) {}  // NOLINT: what map and and_then return
};

/// `return fail(Kind::kImage, "…")`
inline tl::unexpected<Error> fail(Kind kind, std::string message) {
  return tl::unexpected<Error>(Error(kind, std::move(message)));
}
inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }
/// `return fail_errno(errno, "open " + path)`
inline tl::unexpected<Error> fail_errno(int errno_value, std::string message,
                                        Kind kind = Kind::kFailure) {
  return tl::unexpected<Error>(Error::from_errno(errno_value, std::move(message), kind));
}

/// Thread-safe errno text in lower case, "no such file or directory".
std::string errno_text(int errno_value);

/// Ends the process with a message: for our own mistakes only, in release builds too.
[[noreturn]] void check_failed(const char* expression, const char* file, int line,
                               const std::string& why);

namespace detail {
inline Error add_context(Error error) { return error; }
inline Error add_context(Error error, std::string what) {
  return std::move(std::move(error).context(std::move(what)));
}
template <class T>
T take(tl::expected<T, Error>& result) {
  return std::move(*result);
}
inline void take(tl::expected<void, Error>&) {}
}  // namespace detail
}  // namespace anc::core

namespace anc {
using core::Code;
using core::Error;
using core::fail;
using core::fail_errno;
using core::Kind;
using core::Result;
}  // namespace anc

#define ANC_CONCAT2(a, b) a##b
#define ANC_CONCAT(a, b) ANC_CONCAT2(a, b)
#define ANC_TRY(tmp, expr, ...)                                                                 \
  ({                                                                                            \
    auto tmp = (expr);                                                                          \
    if (!tmp) [[unlikely]]                                                                      \
      return ::tl::unexpected<::anc::core::Error>(                                              \
          ::anc::core::detail::add_context(std::move(tmp.error()) __VA_OPT__(, ) __VA_ARGS__)); \
    ::anc::core::detail::take(tmp);                                                             \
  })
/// TRY(expr) or TRY(expr, "what I was doing"): the value, or return the error with context added.
/// The temporary is named by __COUNTER__, or nested uses would shadow each other.
#define TRY(...) ANC_TRY_(ANC_CONCAT(anc_try_, __COUNTER__), __VA_ARGS__)
#define ANC_TRY_(tmp, ...) ANC_TRY(tmp, __VA_ARGS__)

/// CHECK(cond, "why it must hold"): our mistake when it does not; message and abort.
#define CHECK(cond, why)                                           \
  do {                                                             \
    if (!(cond)) [[unlikely]]                                      \
      ::anc::core::check_failed(#cond, __FILE__, __LINE__, (why)); \
  } while (false)
