// Text on its way to the guest, in its place among the keys.
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <string_view>

#include "internal/core/log.h"
#include "internal/net/timer.h"
#include "internal/port/input.h"

namespace anc::input {

/// By the guest's own means where it has some; else what keys can type and is short is typed, the
/// rest pasted. While a text takes time (a paste that the guest has not taken yet, a long text that
/// is typed piece by piece) whatever else is typed must wait, or it would arrive too early: see
/// busy(). Net thread only.
class Typist {
 public:
  /// Longest text that is typed at once; up to kMaxTyped by pieces, where nothing better is there.
  static constexpr size_t kAtOnce = 100;
  static constexpr size_t kMaxTyped = 10000;
  /// Keys and texts that may wait behind a text, and the bytes of those texts.
  static constexpr size_t kMaxWaiting = 4096;
  static constexpr size_t kMaxWaitingBytes = 4u << 20;

  /// What it types on.
  struct Keyboard {
    std::function<void(const port::Key&)> key;
    /// Says on the keyboard that text `number` belongs here.
    std::function<void(int32_t number)> mark;
  };
  Typist(net::Loop& loop, Keyboard keyboard);

  /// Borrowed, for text that keys cannot bring; null: none.
  void commit_by(port::TextCommit* commit) { commit_ = commit; }

  /// Why `utf8` cannot reach the guest now: kUsage where it is no UTF-8, else kFailure or what the
  /// commit says.
  Result<void> check(const std::string& utf8) const;
  void type(const port::Text& text);

  bool busy() const { return busy_; }
  /// Calls `then` once everything before it has been typed. Only while busy; `bytes` of text in it.
  void wait(std::function<void()> then, size_t bytes = 0);
  /// So much waits that no more should.
  bool full() const;

 private:
  bool at_once(const std::string& utf8) const;
  Result<void> try_type(const port::Text& text);
  void paste(const port::Text& text);
  void type_piece(const port::Text& text, size_t at);
  void press(std::string_view letters);
  void finish(const port::Text& text, const Result<void>& how);

  const Keyboard keyboard_;
  port::TextCommit* commit_ = nullptr;
  core::RateLimitedLog log_;
  net::Timer next_piece_;
  bool busy_ = false;
  struct Waiting {
    std::function<void()> then;
    size_t bytes;
  };
  std::deque<Waiting> waiting_;
  size_t waiting_bytes_ = 0;
};

}  // namespace anc::input
