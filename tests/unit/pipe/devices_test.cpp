// The small devices, byte for byte as in anbox-host.md 3.6 to 3.11, over a socket.
#include <gtest/gtest.h>

#include "internal/pipe/camera.h"
#include "internal/pipe/fingerprint.h"
#include "internal/pipe/gps.h"
#include "internal/pipe/hw_control.h"
#include "internal/pipe/sensors.h"
#include "tests/unit/net/guest_end.h"

namespace anc::test {
namespace {
using namespace std::chrono_literals;
using namespace std::string_literals;

/// A service on a loop of its own, and guests connected to it.
template <class Service>
class Host {
 public:
  Host() : service(std::make_unique<Service>(loop)) { loop.start(); }
  ~Host() {
    on_loop(loop, [this] { service.reset(); });
    loop.stop();
  }
  GuestEnd connect() {
    auto pair = *core::make_socket_pair();
    on_loop(loop, [&] { service->accept(std::move(pair.first), "name"); });
    return GuestEnd(std::move(pair.second));
  }
  net::Loop loop;
  std::unique_ptr<Service> service;
};

TEST(HwControl, KnowsTheGuestsThreeMessagesAndNoOthers) {
  pipe::HardwareState state;
  EXPECT_TRUE(pipe::apply_hw_message("power:light:brightness:lcd_backlight:17", state));
  EXPECT_EQ(state.backlight, 17);
  EXPECT_TRUE(pipe::apply_hw_message("power:screen_state:standby", state));
  EXPECT_FALSE(state.screen_on);
  EXPECT_TRUE(pipe::apply_hw_message("vibrator:250", state));
  EXPECT_TRUE(pipe::apply_hw_message("vibrator:0", state));
  EXPECT_EQ(state.vibrator_ms, 0);
  EXPECT_EQ(state.vibrations, 1u);
  for (const char* other : {"power:light:brightness:lcd_backlight:256", "vibrator:", "vibrator:-1",
                            "power:screen_state:", "x", "vibrator:99999999999"}) {
    EXPECT_FALSE(pipe::apply_hw_message(other, state)) << other;
  }
  EXPECT_EQ(state.backlight, 17);
}

TEST(HwControl, IsNeverAnswered) {
  Host<pipe::HwControl> host;
  GuestEnd guest = host.connect();
  ASSERT_TRUE(guest.send("0027power:light:brightness:lcd_backlight:25"));
  ASSERT_TRUE(guest.send("001apower:screen_state:standby"));
  EXPECT_TRUE(wait_until(host.loop, [&] { return !host.service->state().screen_on; }));
  on_loop(host.loop, [&] { EXPECT_EQ(host.service->state().backlight, 25); });
  EXPECT_FALSE(guest.readable(0));
  ASSERT_TRUE(guest.send("no frame"));
  EXPECT_TRUE(guest.closed());
}

TEST(Fingerprint, AnswersListenWithOffAndANul) {
  Host<pipe::Fingerprint> host;
  for (const size_t piece : {1u, 10u}) {
    GuestEnd guest = host.connect();
    const std::string ask = "0006listen";
    for (size_t at = 0; at < ask.size(); at += piece)
      ASSERT_TRUE(guest.send(ask.substr(at, piece)));
    EXPECT_EQ(guest.receive(8), "0003off\0"s);
    EXPECT_FALSE(guest.readable(0));
  }
}

TEST(Camera, SaysNoneInValidProtocolForEveryCut) {
  Host<pipe::Camera> host;
  const std::string ask = "list\0connect\0"s, answer =
                                                  "00000005ok:\n\0"
                                                  "00000003ko\0"s;
  for (size_t cut = 0; cut < ask.size(); ++cut) {
    GuestEnd guest = host.connect();
    ASSERT_TRUE(guest.send(ask.substr(0, cut)));
    ASSERT_TRUE(guest.send(ask.substr(cut)));
    EXPECT_EQ(guest.receive(answer.size()), answer) << cut;
    EXPECT_FALSE(guest.readable(0));
  }
  GuestEnd endless = host.connect();
  endless.send(std::string(1 << 20, 'x'));
  EXPECT_TRUE(endless.closed());
}

TEST(SensorValues, TheWorkedCycleByteForByte) {
  pipe::SensorValues values;
  EXPECT_EQ(values.cycle(1, 1700000000000000us),
            "0018acceleration:0:0:9.80665"
            "0015sync:1700000000000000");
  EXPECT_EQ(values.event(*pipe::find_sensor("magnetic-field")), "magnetic:25:25:5");
  EXPECT_EQ(values.event(*pipe::find_sensor("pressure")), "pressure:1013.25");
  const std::string all = values.cycle(255, 1us);
  EXPECT_LT(all.find("acceleration"), all.find("magnetic"));
  EXPECT_LT(all.find("pressure"), all.find("humidity:45.1"));
}

TEST(SensorValues, GravityOfADeviceThatIsTurned) {
  using port::Rotation;
  const auto shown = [](Rotation rotation) {
    pipe::SensorValues values;
    const pipe::Sensor& sensor = *pipe::find_sensor("acceleration");
    values.set(sensor, pipe::gravity(rotation));
    return values.event(sensor);
  };
  EXPECT_EQ(shown(Rotation::k0), "acceleration:0:9.80665:0");
  EXPECT_EQ(shown(Rotation::k90), "acceleration:9.80665:0:0");
  EXPECT_EQ(shown(Rotation::k180), "acceleration:0:-9.80665:0");
  EXPECT_EQ(shown(Rotation::k270), "acceleration:-9.80665:0:0");
}

TEST(SensorValues, TextsOfTheCommandLine) {
  const pipe::Sensor& acceleration = *pipe::find_sensor("acceleration");
  EXPECT_EQ((*pipe::parse_values(acceleration, "-1:2.5:3e2"))[2], 300);
  for (const char* bad :
       {"", "1", "1:2", "1:2:3:4", "a:b:c", "nan:0:0", "inf:0:0", "1e9:0:0", "1: 2:3"}) {
    EXPECT_FALSE(pipe::parse_values(acceleration, bad)) << bad;
  }
  EXPECT_TRUE(pipe::parse_values(*pipe::find_sensor("light"), "0"));
  EXPECT_EQ(pipe::find_sensor("gyroscope"), nullptr);
}

TEST(Sensors, MessagesChangeOnlyWhatTheyName) {
  pipe::SensorRequest request;
  EXPECT_TRUE(pipe::apply_sensor_message("list-sensors", request));
  EXPECT_FALSE(pipe::apply_sensor_message("set:light:1", request));
  EXPECT_FALSE(pipe::apply_sensor_message("set:magnetic-field:1", request));
  EXPECT_EQ(request.mask, 0b100010u);
  pipe::apply_sensor_message("set:light:0", request);
  EXPECT_EQ(request.mask, 0b10u);
  for (const char* other :
       {"set:", "set:1", "set::1", "set:nothing:1", "set:light:2", "set-delay:x", ""}) {
    EXPECT_FALSE(pipe::apply_sensor_message(other, request)) << other;
  }
  EXPECT_EQ(request.mask, 0b10u);
  pipe::apply_sensor_message("set-delay:0", request);
  EXPECT_EQ(request.delay, 10ms);  // nobody keeps a core busy
  pipe::apply_sensor_message("set-delay:99999999", request);
  EXPECT_EQ(request.delay, 60s);
}

TEST(Sensors, TheListIsAnsweredAndNothingComesUntilASensorIsEnabled) {
  Host<pipe::Sensors> host;
  GuestEnd guest = host.connect();
  ASSERT_TRUE(guest.send("000clist-sensors000clist-sensors"));  // equal lengths: both are answered
  EXPECT_EQ(guest.receive(14), "00032550003255");
  EXPECT_FALSE(guest.readable(0));
  ASSERT_TRUE(
      guest.send("000fset-delay:60000"
                 "000bset:light:1"));
  EXPECT_EQ(guest.receive(14), "000alight:1240");
  EXPECT_EQ(guest.receive(9), "0015sync:");
  EXPECT_EQ(guest.receive(16).size(), 16u);
  // A new value does not wait for the minute that the guest asked for.
  on_loop(host.loop, [&] { host.service->set(*pipe::find_sensor("light"), {5}); });
  EXPECT_EQ(guest.receive(11), "0007light:5");
}

TEST(Sensors, CyclesRepeatAndAGuestThatDoesNotReadMissesThem) {
  Host<pipe::Sensors> host;
  GuestEnd guest = host.connect();
  ASSERT_TRUE(guest.send("000cset-delay:10000bset:light:1"));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(guest.receive(39).starts_with("000alight:12400015sync:"));
  GuestEnd lazy = host.connect();
  ASSERT_TRUE(lazy.send("000cset-delay:10000bset:light:1"));
  EXPECT_TRUE(lazy.receive(39).starts_with("000alight:1240"));  // from here on it is heard
  on_loop(host.loop, [&] {
    for (int i = 0; i < 20000; ++i) host.service->set(*pipe::find_sensor("light"), {1});
  });
  EXPECT_EQ(lazy.receive(4096).size(), 4096u);  // still connected
}

TEST(Gps, SaysTheLastPlaceToWhoeverConnects) {
  Host<pipe::Gps> host;
  GuestEnd early = host.connect();
  EXPECT_FALSE(early.readable(0));
  on_loop(host.loop, [&] { host.service->set({.latitude = 52.52, .longitude = 13.405}); });
  GuestEnd late = host.connect();
  for (GuestEnd* guest : {&early, &late}) {
    const std::string text = guest->receive(60);
    EXPECT_TRUE(text.starts_with("$GPGGA,")) << text;
    EXPECT_NE(text.find(",5231.2000,N,01324.3000,E,"), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace anc::test
