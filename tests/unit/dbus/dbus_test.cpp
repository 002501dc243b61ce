// What of the bus needs no bus: names, addresses, text.
#include <unistd.h>

#include <gtest/gtest.h>

#include "internal/core/file.h"
#include "internal/dbus/message.h"
#include "internal/dbus/names.h"

namespace anc::test {
namespace {
using dbus::Bus;

TEST(BusName, EveryInstanceHasAValidOneOfItsOwn) {
  EXPECT_EQ(dbus::bus_name("default"), "org.ancloud.Session1.default");
  EXPECT_EQ(dbus::bus_name("my-phone"), "org.ancloud.Session1.my_2dphone");
  EXPECT_EQ(dbus::bus_name("my_phone"), "org.ancloud.Session1.my_5fphone");
  EXPECT_EQ(dbus::bus_name("9lives9"), "org.ancloud.Session1._39lives9");
  const std::string longest(64, '-');  // three bytes each: the bus takes 255
  EXPECT_TRUE(dbus_validate_bus_name(dbus::bus_name(longest).c_str(), nullptr));
  EXPECT_TRUE(dbus_validate_bus_name(dbus::bus_name("0_-x").c_str(), nullptr));
}

TEST(BusAddress, UnixSocketsOnly) {
  EXPECT_TRUE(dbus::check_address("unix:path=/run/x"));
  EXPECT_TRUE(dbus::check_address("unix:abstract=/tmp/x,guid=0123456789abcdef0123456789abcdef"));
  for (const char* wrong : {"", "nonsense", "unixexec:path=/bin/sh", "autolaunch:",
                            "tcp:host=localhost,port=1", "unix:path=/x;unixexec:path=/bin/sh"}) {
    EXPECT_FALSE(dbus::check_address(wrong)) << wrong;
  }
}

TEST(BusAddress, TheEnvironmentFirstThenTheUsualPlace) {
  constexpr uid_t kNobodyHere = 4293000000;
  EXPECT_TRUE(dbus::addresses(Bus::kSession, "", kNobodyHere).empty());
  EXPECT_EQ(dbus::addresses(Bus::kSession, "unix:path=/x", kNobodyHere),
            std::vector<std::string>{"unix:path=/x"});
}

TEST(BusText, WhatTheBusDoesNotTakeIsReplaced) {
  EXPECT_EQ(dbus::bus_text("Ümläut 文"), "Ümläut 文");
  EXPECT_EQ(dbus::bus_text(std::string_view("cut\0off", 7)), "cut");
  for (const std::string_view odd : {"\xff", "a\xc3", "\xed\xa0\x80", "\xf8\x88\x80\x80\x80"}) {
    EXPECT_TRUE(dbus_validate_utf8(dbus::bus_text(odd).c_str(), nullptr));
  }
}

TEST(BusError, KindsHaveNames) {
  EXPECT_EQ(dbus::error_name(Kind::kUsage), "org.freedesktop.DBus.Error.InvalidArgs");
  EXPECT_EQ(dbus::error_name(Kind::kPermission), "org.freedesktop.DBus.Error.AccessDenied");
  EXPECT_EQ(dbus::error_name(Kind::kNotRunning), "org.ancloud.Error.NotRunning");
  for (int kind = 1; kind <= static_cast<int>(Kind::kCapacity); ++kind) {
    EXPECT_TRUE(
        dbus_validate_error_name(dbus::error_name(static_cast<Kind>(kind)).c_str(), nullptr));
  }
}
}  // namespace
}  // namespace anc::test
