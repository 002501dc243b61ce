// Handles of contexts, surfaces and colour buffers, and who holds which colour buffer how often.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace anc::gles {

/// One numbering for all three kinds, global over connections, 0 is none (gles-wire.md 8).
///
/// Contexts and surfaces belong to the connection that made them. Colour buffers are counted per
/// owner, which is a guest process: its threads come and go, and what one opened another closes.
/// What an owner still holds is dropped when its last connection has ended, `gone` says that the
/// process is no more, and a grace has passed for handles on their way to another process
/// (gles-wire.md 12).
///
/// Any thread; the lock is short, and dropped objects are destroyed outside it.
template <class ContextType, class SurfaceType, class BufferType>
class ObjectTable {
 public:
  using Clock = std::chrono::steady_clock;
  using ConnectionId = uint64_t;
  using OwnerId = int64_t;

  struct Limits {
    size_t buffers_per_owner = 4096;
    size_t objects_per_connection = 1024;  ///< contexts and surfaces
  };

  explicit ObjectTable(Limits limits) : limits_(limits) {}

  /// 0 when the connection has too many.
  uint32_t add_context(ConnectionId connection, std::shared_ptr<ContextType> context) {
    const std::lock_guard guard(mutex_);
    return add_owned(contexts_, connection, std::move(context));
  }
  uint32_t add_surface(ConnectionId connection, std::shared_ptr<SurfaceType> surface) {
    const std::lock_guard guard(mutex_);
    return add_owned(surfaces_, connection, std::move(surface));
  }
  /// Held once by `owner`; 0 when it holds too many.
  uint32_t add_buffer(OwnerId owner, std::shared_ptr<BufferType> buffer) {
    const std::lock_guard guard(mutex_);
    auto& held = owners_[owner].held;
    if (held.size() >= limits_.buffers_per_owner) return 0;
    const uint32_t handle = next_handle();
    buffers_[handle] = {std::move(buffer), 1};
    held[handle] = 1;
    return handle;
  }

  std::shared_ptr<ContextType> context(uint32_t handle) const {
    const std::lock_guard guard(mutex_);
    return find_owned(contexts_, handle);
  }
  std::shared_ptr<SurfaceType> surface(uint32_t handle) const {
    const std::lock_guard guard(mutex_);
    return find_owned(surfaces_, handle);
  }
  std::shared_ptr<BufferType> buffer(uint32_t handle) const {
    const std::lock_guard guard(mutex_);
    const auto found = buffers_.find(handle);
    return found != buffers_.end() ? found->second.object : nullptr;
  }

  void remove_context(uint32_t handle) { remove_owned(contexts_, handle); }
  void remove_surface(uint32_t handle) { remove_owned(surfaces_, handle); }

  /// One more reference by `owner`; false for an unknown handle or too many.
  bool open_buffer(OwnerId owner, uint32_t handle) {
    const std::lock_guard guard(mutex_);
    const auto found = buffers_.find(handle);
    if (found == buffers_.end()) return false;
    auto& held = owners_[owner].held;
    if (held.size() >= limits_.buffers_per_owner && !held.contains(handle)) return false;
    ++held[handle];
    ++found->second.references;
    return true;
  }
  /// One reference less; ignored when the owner has none.
  void close_buffer(OwnerId owner, uint32_t handle) {
    std::shared_ptr<BufferType> dropped;
    const std::lock_guard guard(mutex_);
    auto& held = owners_[owner].held;
    const auto mine = held.find(handle);
    if (mine == held.end()) return;
    if (--mine->second == 0) held.erase(mine);
    dropped = release(handle, 1);
  }

  void connected(OwnerId owner) {
    const std::lock_guard guard(mutex_);
    ++owners_[owner].connections;
  }
  /// Forgets what the connection made; its owner keeps its buffers for now.
  void disconnected(ConnectionId connection, OwnerId owner, Clock::time_point now) {
    std::vector<std::shared_ptr<ContextType>> contexts;
    std::vector<std::shared_ptr<SurfaceType>> surfaces;
    const std::lock_guard guard(mutex_);
    take_owned(contexts_, connection, contexts);
    take_owned(surfaces_, connection, surfaces);
    Owner& record = owners_[owner];
    if (--record.connections == 0) record.idle_since = now;
  }
  /// Drops what owners hold who have had no connection for `grace` and of whom `gone(owner)` says
  /// that the process has ended. Returns whether any idle owner is left to look at later.
  template <class Gone>
  bool reap(Clock::time_point now, Clock::duration grace, Gone gone) {
    std::vector<std::shared_ptr<BufferType>> dropped;
    const std::lock_guard guard(mutex_);
    bool left = false;
    for (auto it = owners_.begin(); it != owners_.end();) {
      Owner& owner = it->second;
      if (owner.connections > 0) {
        ++it;
        continue;
      }
      if (!owner.held.empty() && (now - owner.idle_since < grace || !gone(it->first))) {
        left = true;
        ++it;
        continue;
      }
      for (const auto& [handle, times] : owner.held) dropped.push_back(release(handle, times));
      it = owners_.erase(it);
    }
    return left;
  }

  bool has_connections(OwnerId owner) const {
    const std::lock_guard guard(mutex_);
    const auto found = owners_.find(owner);
    return found != owners_.end() && found->second.connections > 0;
  }
  struct Counts {
    size_t contexts, surfaces, buffers, owners;
    bool operator==(const Counts&) const = default;
  };
  Counts counts() const {
    const std::lock_guard guard(mutex_);
    return {contexts_.size(), surfaces_.size(), buffers_.size(), owners_.size()};
  }

 private:
  template <class T>
  struct Owned {
    std::shared_ptr<T> object;
    ConnectionId connection;
  };
  struct Counted {
    std::shared_ptr<BufferType> object;
    uint64_t references;
  };
  struct Owner {
    size_t connections = 0;
    Clock::time_point idle_since{};
    std::map<uint32_t, uint64_t> held;
  };

  uint32_t next_handle() {
    do {
      ++last_;
    } while (last_ == 0 || contexts_.contains(last_) || surfaces_.contains(last_) ||
             buffers_.contains(last_));
    return last_;
  }
  template <class T>
  uint32_t add_owned(std::map<uint32_t, Owned<T>>& map, ConnectionId connection,
                     std::shared_ptr<T> object) {
    size_t& count = made_[connection];
    if (count >= limits_.objects_per_connection) return 0;
    ++count;
    const uint32_t handle = next_handle();
    map[handle] = {std::move(object), connection};
    return handle;
  }
  template <class T>
  static std::shared_ptr<T> find_owned(const std::map<uint32_t, Owned<T>>& map, uint32_t handle) {
    const auto found = map.find(handle);
    return found != map.end() ? found->second.object : nullptr;
  }
  template <class T>
  void remove_owned(std::map<uint32_t, Owned<T>>& map, uint32_t handle) {
    std::shared_ptr<T> dropped;
    const std::lock_guard guard(mutex_);
    const auto found = map.find(handle);
    if (found == map.end()) return;
    const auto made = made_.find(found->second.connection);
    if (made != made_.end() && made->second > 0) --made->second;
    dropped = std::move(found->second.object);
    map.erase(found);
  }
  template <class T>
  void take_owned(std::map<uint32_t, Owned<T>>& map, ConnectionId connection,
                  std::vector<std::shared_ptr<T>>& taken) {
    made_.erase(connection);
    for (auto it = map.begin(); it != map.end();) {
      if (it->second.connection != connection) {
        ++it;
        continue;
      }
      taken.push_back(std::move(it->second.object));
      it = map.erase(it);
    }
  }
  /// The object when that was its last reference, for destruction outside the lock.
  std::shared_ptr<BufferType> release(uint32_t handle, uint64_t times) {
    const auto found = buffers_.find(handle);
    if (found == buffers_.end()) return nullptr;
    found->second.references -= times;
    if (found->second.references > 0) return nullptr;
    auto object = std::move(found->second.object);
    buffers_.erase(found);
    return object;
  }

  const Limits limits_;
  mutable std::mutex mutex_;
  uint32_t last_ = 0;
  std::map<uint32_t, Owned<ContextType>> contexts_;
  std::map<uint32_t, Owned<SurfaceType>> surfaces_;
  std::map<uint32_t, Counted> buffers_;
  std::map<ConnectionId, size_t> made_;
  std::map<OwnerId, Owner> owners_;
};

}  // namespace anc::gles
