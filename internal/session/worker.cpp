// A thread with a bounded queue.
#include "internal/session/worker.h"

#include <pthread.h>
#include <utility>

namespace anc::session {

Worker::Worker(const std::string& name, size_t limit) : limit_(limit) {
  thread_ = std::thread([this, name]() noexcept {
    pthread_setname_np(pthread_self(), name.c_str());
    work();
  });
}

Worker::~Worker() {
  {
    const std::lock_guard guard(mutex_);
    stop_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

bool Worker::submit(std::function<void()> job) {
  {
    const std::lock_guard guard(mutex_);
    if (jobs_.size() >= limit_) return false;
    jobs_.push_back(std::move(job));
  }
  changed_.notify_one();
  return true;
}

void Worker::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stop_ || !jobs_.empty(); });
    if (stop_) return;
    const auto job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    job();
    lock.lock();
  }
}

}  // namespace anc::session
