// What Loop hides: the only header of the project that includes Asio.
#pragma once

#include <future>
#include <optional>
#include <thread>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include "internal/net/loop.h"

namespace anc::net {

struct Loop::Impl {
  boost::asio::io_context context{1};  // one thread runs it; posts may come from any
  std::optional<boost::asio::executor_work_guard<boost::asio::io_context::executor_type>> work;
  std::thread thread;
  std::promise<void> ended;
};

}  // namespace anc::net
