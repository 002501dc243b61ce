// Messages of the container control socket: the worked bytes of anbox-host.md 4.7, and all that
// must not get through.
#include "internal/manager/messages.h"

#include <gtest/gtest.h>

#include "internal/rpc/envelope.h"

namespace anc::test {
namespace {
using namespace std::string_literals;
using manager::StartRequest;

StartRequest worked_request() {
  return {.binds = {{"/run/user/1000/anbox/sockets/qemu_pipe", "/dev/qemu_pipe"}},
          .devices = {{"/dev/fuse", 0666}},
          .properties = {"ro.boot.fake_battery=1"},
          .instance = std::nullopt};
}

// The payload of start_container id 0 in the reference.
const std::string kStart =
    "\x08\x00\x12\x0fstart_container\x1a\x64\x0a\x62\x0a\x38\x0a\x26/run/user/1000/anbox/sockets/"
    "qemu_pipe\x12\x0e/dev/qemu_pipe\x12\x0e\x0a\x09/dev/fuse\x10\xb6\x03\x1a\x16ro.boot.fake_"
    "battery=1\x20\x01"s;

TEST(ManagerMessages, AStartIsWrittenAndReadAsInTheReference) {
  EXPECT_EQ(rpc::encode_call({0, "start_container", manager::encode_start(worked_request())}),
            kStart);
  const auto call = rpc::decode_call(kStart);
  ASSERT_TRUE(call);
  const auto request = manager::decode_start(call->parameters);
  ASSERT_TRUE(request) << request.error().message();
  ASSERT_EQ(request->binds.size(), 1u);
  EXPECT_EQ(request->binds[0].source, "/run/user/1000/anbox/sockets/qemu_pipe");
  EXPECT_EQ(request->binds[0].target, "/dev/qemu_pipe");
  ASSERT_EQ(request->devices.size(), 1u);
  EXPECT_EQ(request->devices[0].path, "/dev/fuse");
  EXPECT_EQ(request->devices[0].mode, 0666u);
  EXPECT_EQ(request->properties, std::vector<std::string>{"ro.boot.fake_battery=1"});
  EXPECT_FALSE(request->instance) << "Anbox's clients have no wishes";
}

TEST(ManagerMessages, AStopAndTheRepliesAreWrittenAsInTheReference) {
  EXPECT_EQ(rpc::encode_call({1, "stop_container", manager::encode_stop(false)}),
            "\x08\x01\x12\x0estop_container\x1a\x02\x08\x00\x20\x01"s);
  EXPECT_EQ(manager::decode_stop("\x08\x00"s), false);
  EXPECT_EQ(manager::decode_stop("\x08\x01"s), true);
  EXPECT_FALSE(manager::decode_stop("\x08"s));
  EXPECT_EQ(rpc::encode_reply(1, manager::encode_started({})), "\x08\x01\x12\x00"s);
  const Error error(Kind::kBusy, "Container is already running");
  EXPECT_EQ(rpc::encode_reply(0, manager::encode_refused(error.message(), error, false)),
            "\x08\x00\x12\x1f\xfa\x07\x1c"
            "Container is already running"s);
}

TEST(ManagerMessages, CutAnywhereAStartIsUnreadable) {
  const std::string whole = manager::encode_start(worked_request());
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(manager::decode_start(whole.substr(0, size))) << size;
  }
}

TEST(ManagerMessages, WishesComeBackAsTheyWere) {
  StartRequest request = worked_request();
  for (const std::string instance : {"", "phone"}) {
    request.instance = instance;
    const auto read = manager::decode_start(manager::encode_start(request));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->instance, instance);
  }
}

TEST(ManagerMessages, ATargetWithoutItsSlashGetsOne) {
  StartRequest request = worked_request();
  request.binds[0].target = "dev/qemu_pipe";
  EXPECT_EQ(manager::decode_start(manager::encode_start(request))->binds[0].target,
            "/dev/qemu_pipe");
}

// What a configuration line, a JSON text or a path could take for something else.
const std::string kEvil[] = {"",
                             "/a\nlxc.hook.start = x",
                             "/a\rb",
                             "/a\0b"s,
                             "/a\x1b[m",
                             "/a\x7f",
                             "/\xff",
                             "/\xc0\xaf",
                             "/\xe2\x82",
                             "/\xed\xa0\x80",
                             "/\xf5\x80\x80\x80"};

TEST(ManagerMessages, TextThatCouldMeanSomethingElseIsRefused) {
  for (const std::string& evil : kEvil) {
    StartRequest request = worked_request();
    request.binds[0].source = evil;
    EXPECT_FALSE(manager::decode_start(manager::encode_start(request))) << evil;
    request = worked_request();
    request.binds[0].target = evil;
    EXPECT_FALSE(manager::decode_start(manager::encode_start(request))) << evil;
    request = worked_request();
    request.devices[0].path = "/dev" + evil;
    EXPECT_FALSE(manager::decode_start(manager::encode_start(request))) << evil;
    request = worked_request();
    request.properties[0] = "a=" + evil + "\n";
    EXPECT_FALSE(manager::decode_start(manager::encode_start(request))) << evil;
  }
  StartRequest request = worked_request();
  for (const char* target : {"/", "//dev", "/dev/", "/dev/../etc", "/.", "..", "/dev/./x"}) {
    request.binds[0].target = target;
    EXPECT_FALSE(manager::decode_start(manager::encode_start(request))) << target;
  }
  request.binds[0] = {"relative/path", "/dev/x"};
  EXPECT_FALSE(manager::decode_start(manager::encode_start(request)));
  request = worked_request();
  request.binds[0].source = "/home/käthe/a b\\c\"#/qemu_pipe";
  EXPECT_TRUE(manager::decode_start(manager::encode_start(request))) << "odd, but a path";
}

TEST(ManagerMessages, DevicesLieBelowDevAndHavePermissionBitsOnly) {
  StartRequest request = worked_request();
  for (const char* path : {"/etc/passwd", "/dev", "/dev/", "/dev/../etc/passwd", "dev/fuse"}) {
    request.devices[0].path = path;
    EXPECT_FALSE(manager::decode_start(manager::encode_start(request))) << path;
  }
  request = worked_request();
  request.devices[0].mode = 04755;
  EXPECT_FALSE(manager::decode_start(manager::encode_start(request)));
}

TEST(ManagerMessages, TooMuchAtOnceIsRefused) {
  StartRequest request = worked_request();
  request.binds.resize(33, request.binds[0]);
  EXPECT_FALSE(manager::decode_start(manager::encode_start(request)));
  request = worked_request();
  request.properties.resize(65, request.properties[0]);
  EXPECT_FALSE(manager::decode_start(manager::encode_start(request)));
  request = worked_request();
  request.properties[0] = "key=" + std::string(600, 'x');
  EXPECT_FALSE(manager::decode_start(manager::encode_start(request)));
  for (const char* property : {"key", "=value", ""}) {
    request.properties[0] = property;
    EXPECT_FALSE(manager::decode_start(manager::encode_start(request))) << property;
  }
}

TEST(ManagerMessages, OurClientsGetErrorsWithAllTheirParts) {
  const Error error = Error(Kind::kImage, "no image").hint("name one").log("/var/log/x");
  const auto read =
      manager::decode_started(manager::encode_refused("Failed: no image", error, true));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind(), Kind::kImage);
  EXPECT_EQ(read.error().message(), "no image");
  EXPECT_EQ(read.error().hint(), "name one");
  EXPECT_EQ(read.error().log(), "/var/log/x");
  const auto anboxs =
      manager::decode_started(manager::encode_refused("Failed: no image", error, false));
  ASSERT_FALSE(anboxs);
  EXPECT_EQ(anboxs.error().message(), "Failed: no image");
}

TEST(ManagerMessages, OurClientsLearnOfTheirContainer) {
  const auto read =
      manager::decode_started(manager::encode_started({{"user-1", 42, "10.0.0.2", {"no sound"}}}));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->instance, "user-1");
  EXPECT_EQ(read->init_pid, 42);
  EXPECT_EQ(read->address, "10.0.0.2");
  EXPECT_EQ(read->warnings, std::vector<std::string>{"no sound"});
  EXPECT_EQ(manager::decode_started("")->instance, "") << "Anbox's manager tells nothing";
  EXPECT_FALSE(manager::decode_started("\xff"));
}

TEST(ManagerMessages, TheEndOfAContainerIsAnEvent) {
  const auto message = rpc::decode_reply(manager::encode_event(manager::encode_ended(137)));
  ASSERT_TRUE(message);
  EXPECT_FALSE(message->id);
  ASSERT_EQ(message->events.size(), 1u);
  EXPECT_EQ(manager::decode_ended(message->events[0]), 137);
  EXPECT_EQ(manager::decode_ended(""), std::nullopt);
}

}  // namespace
}  // namespace anc::test
