// Threads of connections: see connections.h.
#include "internal/gles/connections.h"

#include <algorithm>
#include <pthread.h>
#include <sys/socket.h>
#include <system_error>

#include "internal/gles/connection.h"
#include "internal/gles/recovery.h"

namespace anc::gles {

void Connections::add(const std::shared_ptr<Recovery>& recovery, core::Fd fd,
                      const std::string& name) {
  reap();
  const std::shared_ptr<Core> core = recovery->core();
  const std::lock_guard guard(mutex_);
  if (stopping_) return;
  if (entries_.size() >= core->limits.connections) {
    return core->log.warning(
        "an opengles connection is refused: " + std::to_string(entries_.size()) + " are open");
  }
  auto entry = std::make_shared<Entry>();
  entry->id = ++last_id_;
  entry->fd = std::move(fd);
  entry->recording = recorder_.current();
  if (entry->recording != nullptr) entry->recorded_as = entry->recording->opened(name);
  try {
    entry->thread = std::thread([this, recovery, entry] { run(*recovery, *entry); });
  } catch (const std::system_error& error) {
    return core->log.warning(std::string("an opengles connection is refused: no thread: ") +
                             error.what());
  }
  entries_.push_back(std::move(entry));
}

void Connections::run(Recovery& recovery, Entry& entry) {
  ::pthread_setname_np(::pthread_self(), "gl");
  // Kept to the end of this thread, which may be the last to use it.
  const std::shared_ptr<Core> core = recovery.working_core();
  if (core != nullptr) serve(*core, entry);
  ::shutdown(entry.fd.get(), SHUT_RDWR);
  {
    const std::lock_guard guard(mutex_);
    entry.core = nullptr;
    entry.done = true;
    ended_.notify_all();
  }
  if (core != nullptr) core->composer->tidy_up();
}

void Connections::serve(Core& core, Entry& entry) {
  {
    const std::lock_guard guard(mutex_);
    entry.core = &core;
  }
  if (core.lost) return;  // meanwhile: nobody else hangs up for this one
  SocketPeer socket(entry.fd);
  const Objects::OwnerId owner = core.owners.identify(entry.fd);
  if (entry.recording != nullptr) {
    RecordedPeer peer(socket, std::move(entry.recording), entry.recorded_as);
    serve(core, peer, entry.id, owner);
  } else {
    serve(core, socket, entry.id, owner);
  }
}

void Connections::hang_up(const Core& core) {
  const std::lock_guard guard(mutex_);
  for (const auto& entry : entries_) {
    if (entry->core == &core) ::shutdown(entry->fd.get(), SHUT_RDWR);
  }
}

void Connections::serve(Core& core, Peer& peer) {
  uint64_t id = 0;
  {
    const std::lock_guard guard(mutex_);
    id = ++last_id_;
  }
  serve(core, peer, id, 0);
}

void Connections::serve(Core& core, Peer& peer, uint64_t id, Objects::OwnerId owner) {
  core.objects.connected(owner);
  // Destroyed before the objects are: it unbinds what is current on this thread.
  { Connection(core, peer, id, owner).serve(); }
  core.objects.disconnected(id, owner, Objects::Clock::now());
  core.freed_much.store(true, std::memory_order_relaxed);
}

void Connections::reap() {
  std::list<std::shared_ptr<Entry>> ended;
  {
    const std::lock_guard guard(mutex_);
    for (auto it = entries_.begin(); it != entries_.end();) {
      const auto next = std::next(it);
      if ((*it)->done) ended.splice(ended.end(), entries_, it);
      it = next;
    }
  }
  for (const auto& entry : ended) entry->thread.join();
}

size_t Connections::count() const {
  const std::lock_guard guard(mutex_);
  return static_cast<size_t>(
      std::count_if(entries_.begin(), entries_.end(), [](const auto& e) { return !e->done; }));
}

Result<void> Connections::stop(std::chrono::milliseconds deadline) {
  std::string late;
  {
    std::unique_lock lock(mutex_);
    stopping_ = true;
    for (const auto& entry : entries_) ::shutdown(entry->fd.get(), SHUT_RDWR);
    ended_.wait_for(lock, deadline, [&] {
      return std::all_of(entries_.begin(), entries_.end(), [](const auto& e) { return e->done; });
    });
    for (const auto& entry : entries_) {
      if (entry->done) continue;
      late += " " + std::to_string(entry->id);
      entry->thread.detach();
      entry->done = true;
    }
    if (!late.empty()) {
      std::erase_if(entries_, [](const auto& e) { return !e->thread.joinable(); });
    }
  }
  reap();
  if (late.empty()) return {};
  return fail(Kind::kTimeout, "opengles connections that did not end in time:" + late);
}

}  // namespace anc::gles
