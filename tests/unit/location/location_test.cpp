// Places, NMEA sentences and GPX files.
#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include "internal/location/gpx.h"
#include "internal/location/nmea.h"

namespace anc::location {
namespace {
using namespace std::chrono_literals;

TEST(Fix, ValuesOutOfTheirRangeAreNamed) {
  EXPECT_TRUE(check({.latitude = -90, .longitude = 180}));
  const auto bad = check({.latitude = 91});
  ASSERT_FALSE(bad);
  EXPECT_NE(bad.error().message().find("latitude"), std::string::npos);
  EXPECT_FALSE(check({.longitude = std::nan("")}));
  EXPECT_FALSE(check({.bearing_deg = 360}));
}

TEST(Fix, DistanceAndBearingOnTheSphere) {
  EXPECT_NEAR(distance_m({.latitude = 0}, {.latitude = 1}), 111195, 10);
  EXPECT_NEAR(bearing_deg({}, {.longitude = 1}), 90, 0.001);
  EXPECT_NEAR(bearing_deg({.latitude = 1}, {}), 180, 0.001);
}

TEST(Nmea, TwoSentencesWithTheirChecksums) {
  const auto when = std::chrono::system_clock::from_time_t(1700000000);  // 2023-11-14 22:13:20 UTC
  EXPECT_EQ(nmea({.latitude = 52.52,
                  .longitude = 13.405,
                  .altitude_m = 34.5,
                  .speed_mps = 10,
                  .bearing_deg = 270},
                 when),
            "$GPGGA,221320.00,5231.2000,N,01324.3000,E,1,08,1.0,34.5,M,0.0,M,,*67\n"
            "$GPRMC,221320.00,A,5231.2000,N,01324.3000,E,19.44,270.00,141123,,,A*67\n");
}

TEST(Nmea, SouthWestAndMinutesThatRoundUp) {
  const std::string text =
      nmea({.latitude = -33.99999999, .longitude = -0.5}, std::chrono::system_clock::now());
  EXPECT_NE(text.find(",3400.0000,S,00030.0000,W,"), std::string::npos) << text;
}

constexpr std::string_view kGpx = R"(<?xml version="1.0"?>
<gpx version="1.1"><!-- <trkpt lat="1" lon="1"/> --><trk><name>a &lt; b</name><trkseg>
<trkpt lat="10.0" lon='20.5'><ele>100.5</ele><time>2024-05-01T10:00:00Z</time></trkpt>
<trkpt lon = "20.5" lat = "10.001"><time>2024-05-01T10:00:02.5Z</time></trkpt>
<trkpt lat="10.001" lon="20.5"/>
<trkpt lat="10.001" lon="20.5"><time>2024-05-01T12:00:01+02:00</time></trkpt>
</trkseg></trk></gpx>)";

TEST(Gpx, PointsTimesAndMotion) {
  const auto points = read_gpx(kGpx);
  ASSERT_TRUE(points) << points.error().message();
  ASSERT_EQ(points->size(), 4u);
  EXPECT_EQ((*points)[0].fix.altitude_m, 100.5);
  EXPECT_EQ((*points)[0].fix.longitude, 20.5);
  EXPECT_EQ((*points)[1].at, 2500ms);
  EXPECT_NEAR((*points)[1].fix.speed_mps, 111.195 / 2.5, 0.01);
  EXPECT_NEAR((*points)[1].fix.bearing_deg, 0, 0.001);
  EXPECT_EQ((*points)[2].at, 3500ms);  // no time: a second later
  EXPECT_EQ((*points)[3].at, 3500ms);  // never back in time
}

TEST(Gpx, EachPrefixOfAFileIsReadOrRefused) {
  for (size_t cut = 0; cut < kGpx.size(); ++cut) {
    const auto points = read_gpx(kGpx.substr(0, cut));
    if (points) {
      EXPECT_LE(points->size(), 4u);
    }
  }
}

TEST(Gpx, WhatIsNoTrackIsRefusedWithItsPoint) {
  for (const std::string_view text :
       {"", "<gpx></gpx>", "<trkpt lat=\"1\"/>", "<trkpt lat=\"95\" lon=\"1\"/>",
        "<trkpt lat=\"1\" lon=\"x\"/>", "<trkpt lat=\"nan\" lon=\"1\"/>",
        "<trkpt lat=\"1\" lon=\""}) {
    EXPECT_FALSE(read_gpx(text)) << text;
  }
  const auto second = read_gpx("<rtept lat=\"1\" lon=\"1\"/><rtept lat=\"1\" lon=\"200\"/>");
  ASSERT_FALSE(second);
  EXPECT_NE(second.error().message().find("point 2"), std::string::npos);
}

}  // namespace
}  // namespace anc::location
