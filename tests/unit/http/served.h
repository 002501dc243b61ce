// A server on a loop of its own, for tests.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "internal/http/server.h"
#include "tests/unit/http/http_client.h"
#include "tests/unit/net/guest_end.h"

namespace anc::test {

class Served : public testing::Test {
 protected:
  void SetUp() override { loop_.start(); }
  void TearDown() override {
    on_loop(loop_, [this] {
      kept_.clear();
      server_.reset();
    });
    loop_.stop();
  }

  Result<void> open(http::Server::Options options = {}) {
    if (options.listen.host.empty()) options.listen.host = "127.0.0.1";
    Result<void> result;
    on_loop(loop_, [&] {
      auto made = http::Server::open(
          loop_, std::move(options),
          [this](std::shared_ptr<const http::Request> request, http::Respond respond) {
            handle(std::move(request), std::move(respond));
          });
      if (made)
        server_ = std::move(*made);
      else
        result = fail(made.error());
    });
    return result;
  }
  uint16_t port() const { return server_->port(); }
  bool lives() {
    HttpClient client(port());
    const auto answer = client.ask("GET /echo HTTP/1.1\r\nHost: a\r\n\r\n");
    return answer && answer->status == 200;
  }

  void handle(std::shared_ptr<const http::Request> request, http::Respond respond) {
    last_ = request;
    if (request->path == "/drop") return;
    if (request->path == "/keep") return kept_.push_back(std::move(respond));
    if (request->path == "/later") {
      return loop_.post([respond] { respond({200, {}, "later"}); });
    }
    if (request->path == "/big") return respond({200, {}, std::string(8u << 20, 'b')});
    if (request->path == "/fixed") return respond({200, {}, {}, "from the program"});
    if (request->path == "/split") return respond({204, {{"X-Name", "a\r\nX-Evil: b"}}});
    if (request->path == "/file") {
      std::string back(request->upload_size, ' ');
      const ssize_t n = pread(request->upload.get(), back.data(), back.size(), 0);
      return respond({200, {}, std::to_string(n) + back.substr(0, 10)});
    }
    respond({200,
             {{"Content-Type", "text/plain"}},
             request->method + " " + request->path + "?" + request->query + "|" + request->body});
  }

  net::Loop loop_;
  std::unique_ptr<http::Server> server_;
  std::vector<http::Respond> kept_;
  std::shared_ptr<const http::Request> last_;
};

}  // namespace anc::test
