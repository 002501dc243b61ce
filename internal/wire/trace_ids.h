// Where a recorded session has ids that its host chose: what a replay elsewhere must translate.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "internal/core/error.h"
#include "internal/core/fd.h"
#include "internal/wire/table.h"
#include "internal/wire/trace.h"

namespace anc::wire {

/// Reads records and lists ids, one line of CSV each:
///   conn,dir,offset,kind,scope,value,call
/// `dir` "down": at byte `offset` of all that the host sent on that connection it gave out the u32
/// `value`; "up": at that byte of what the guest sent, client flags included, it names one given
/// out before. `kind`: rcctx, rcsurf, rccb, rcconfig, texture, buffer, framebuffer, renderbuffer,
/// shaderprog, uniform, attrib. `scope` keeps equal numbers apart: 0 global, gN the share group of
/// context N, cN that context, gNpM program M of that group. One thread.
class TraceIds {
 public:
  static constexpr std::string_view kHead = "conn,dir,offset,kind,scope,value,call\n";

  /// Lines are appended to `lines`. What follows a broken packet on its connection is not looked
  /// at.
  void feed(const TraceRecord& record, std::string& lines);

 private:
  struct Context {
    uint32_t group = 0;    ///< handle of the first context of its share group
    uint32_t program = 0;  ///< in use
  };
  /// One parameter of a packet.
  struct Argument {
    uint32_t value = 0;   ///< of an array: its length
    uint64_t offset = 0;  ///< of the value or the array's first byte, among all that was sent
    core::Bytes data;     ///< of an array to the host
  };
  struct Call {
    const Function* function = nullptr;
    std::vector<Argument> arguments;
    uint32_t context = 0;  ///< current when it was made
    std::optional<uint32_t> value_of(std::string_view name) const;
    size_t answer_size() const;
  };
  struct Connection {
    uint32_t number = 0;
    bool greeted = false, broken = false;
    std::vector<std::byte> up, down;          ///< not yet understood
    uint64_t up_offset = 0, down_offset = 0;  ///< of their first bytes
    uint32_t context = 0;                     ///< current
    std::deque<Call> asked;                   ///< calls whose answers are to come
  };

  void understand_up(Connection& connection, std::string& lines);
  void understand_down(Connection& connection, std::string& lines);
  /// Takes the next packet; nullopt when it is not complete or broken.
  static std::optional<Call> take_call(Connection& connection, core::ByteReader& in);
  void list_used(const Connection& connection, const Call& call, std::string& lines) const;
  void list_given(const Connection& connection, const Call& call, core::Bytes answer,
                  std::string& lines);
  std::string scope(std::string_view kind, const Call& call) const;

  std::map<uint32_t, Connection> connections_;
  std::map<uint32_t, Context> contexts_;
  std::set<std::tuple<std::string_view, std::string, uint32_t>> given_;  ///< kind, scope, value
};

/// Lists the ids of the trace in the file `trace` into the empty file `to`.
Result<void> list_trace_ids(const core::Fd& trace, const core::Fd& to);

}  // namespace anc::wire
