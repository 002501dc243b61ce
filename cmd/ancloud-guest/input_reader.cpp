// Devices that come and go: see input_reader.h.
#include "cmd/ancloud-guest/input_reader.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <list>
#include <memory>
#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "cmd/ancloud-guest/console.h"
#include "cmd/ancloud-guest/event_device.h"

namespace anc::guest {
namespace {

constexpr int kLookMs = 100;

class Reader {
 public:
  Reader(std::string directory, Fd watch, InputSink& sink)
      : directory_(std::move(directory)), watch_(std::move(watch)), sink_(sink) {}

  void open_all() {
    const std::unique_ptr<DIR, int (*)(DIR*)> dir(::opendir(directory_.c_str()), ::closedir);
    if (!dir) return;
    while (const dirent* entry = ::readdir(dir.get())) {  // NOLINT(concurrency-mt-unsafe): own DIR
      if (entry->d_name[0] != '.') open(entry->d_name);
    }
  }

  void wait() {
    std::vector<pollfd> fds = {{watch_.get(), POLLIN, 0}};
    for (const EventDevice& device : devices_) fds.push_back({device.fd(), POLLIN, 0});
    if (::poll(fds.data(), fds.size(), kLookMs) <= 0) return;
    size_t at = 1;
    for (auto device = devices_.begin(); device != devices_.end(); ++at) {
      if (fds[at].revents == 0 || read(*device)) {
        ++device;
      } else {
        device = devices_.erase(device);
      }
    }
    if (fds[0].revents != 0) take_news();
  }

 private:
  void open(const std::string& file) {
    const std::string path = directory_ + "/" + file;
    auto device = EventDevice::open(path);
    if (!device) return say("input: " + device.error().message());
    say("input: " + device->name() + " on " + path);
    devices_.push_back(std::move(*device));
    sink_.device_found();
  }

  bool read(EventDevice& device) {
    InputLines lines;
    const bool alive = device.read(sink_, lines);
    for (const std::string& line : lines) say(line);
    if (alive) return true;
    say("input: " + device.name() + " has ended");
    sink_.device_ended();
    return false;
  }

  void take_news() {
    alignas(inotify_event) std::array<char, 4096> news;
    const ssize_t n = ::read(watch_.get(), news.data(), news.size());
    for (ssize_t at = 0; at < n;) {
      inotify_event event{};
      std::memcpy(&event, news.data() + at, sizeof event);
      const char* file = news.data() + at + sizeof event;
      if (event.len > 0 && (event.mask & IN_CREATE) != 0) open(file);
      at += static_cast<ssize_t>(sizeof event + event.len);
    }
  }

  const std::string directory_;
  const Fd watch_;
  InputSink& sink_;
  std::list<EventDevice> devices_;
};

}  // namespace

Result<void> read_input(const std::string& directory, InputSink& sink,
                        const std::stop_token& stop) {
  Fd watch(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  if (!watch) return fail_errno(errno, "watch input");
  if (::inotify_add_watch(watch.get(), directory.c_str(), IN_CREATE) < 0) {
    return fail_errno(errno, "watch " + directory);
  }
  Reader reader(directory, std::move(watch), sink);
  reader.open_all();
  while (!stop.stop_requested()) reader.wait();
  return {};
}

}  // namespace anc::guest
