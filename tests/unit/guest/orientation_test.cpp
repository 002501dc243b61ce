// Turning by quarters, the layout's tiles, and what gravity says.
#include "cmd/ancloud-guest/orientation.h"

#include <gtest/gtest.h>

#include "cmd/ancloud-guest/host_news.h"
#include "cmd/ancloud-guest/layout.h"
#include "cmd/ancloud-guest/picture.h"
#include "cmd/ancloud-guest/screen_state.h"
#include "cmd/ancloud-guest/text_field.h"

namespace anc::guest {
namespace {

TEST(Orientation, TurnsClockwise) {
  // The upright picture's top left corner goes around the framebuffer with the hands of the clock.
  EXPECT_EQ((Orientation{720, 1280, 1}.to_framebuffer({0, 0, 10, 20})), (Frame{700, 0, 720, 10}));
  EXPECT_EQ((Orientation{720, 1280, 2}.to_framebuffer({0, 0, 10, 20})),
            (Frame{710, 1260, 720, 1280}));
  EXPECT_EQ((Orientation{720, 1280, 3}.to_framebuffer({0, 0, 10, 20})), (Frame{0, 1270, 20, 1280}));
}

TEST(Orientation, APixelComesBackToWhereItWas) {
  for (int quarters = 0; quarters < 4; ++quarters) {
    const Orientation screen{72, 128, quarters};
    for (const Point at : {Point{0, 0}, {5, 70}, {screen.upright_width() - 1, 3}}) {
      const Frame pixel = screen.to_framebuffer({at.x, at.y, at.x + 1, at.y + 1});
      EXPECT_EQ(screen.to_upright({pixel.left, pixel.top}), at) << quarters;
    }
  }
}

TEST(Orientation, APictureTurnsAsItsFrameDoes) {
  const Picture two{2, 1, {1, 1, 1, 1, 2, 2, 2, 2}};
  const Picture turned_once = turned(two, 1);
  EXPECT_EQ(turned_once.width, 1);
  EXPECT_EQ(turned_once.rgba, two.rgba) << "left became top";
  EXPECT_EQ(turned(two, 3).rgba, (std::vector<uint8_t>{2, 2, 2, 2, 1, 1, 1, 1}));
  EXPECT_EQ(turned(turned(two, 3), 1).rgba, two.rgba);
}

TEST(Gravity, SaysWhichSideIsUp) {
  EXPECT_EQ(quarters_of_event("acceleration:0:9.81:0", 2), 0);
  EXPECT_EQ(quarters_of_event("acceleration:9.81:0:0", 0), 1);
  EXPECT_EQ(quarters_of_event("acceleration:0:-9.81:0", 0), 2);
  EXPECT_EQ(quarters_of_event("acceleration:-9.81:0:0", 0), 3);
  EXPECT_EQ(quarters_of_event("acceleration:0:0:9.80665", 3), 3) << "flat: as before";
  EXPECT_EQ(quarters_of_event("acceleration:nan:9.81:0", 1), 1);
  EXPECT_EQ(quarters_of_event("sync:1700000000000000", 1), 1);
  EXPECT_EQ(quarters_of_event("acceleration:x:y", 1), 1);
}

TEST(Place, IsReadFromSentencesThatHaveOne) {
  EXPECT_EQ(place_of_sentence("$GPGGA,120000,5231.2000,N,01324.3000,E,1,08,0.9,34.0,M,,M,,*47"),
            "52.52000\u00b0 N  13.40500\u00b0 E");
  EXPECT_EQ(place_of_sentence("$GPRMC,120000,A,3345.0000,S,15112.6000,W,0,0,010126,,*00"),
            "33.75000\u00b0 S  151.21000\u00b0 W");
  for (const char* other :
       {"", "$GPGSV,3,1,11", "$GPGGA,120000,,,,,0,,,,M,,M,,*47", "GGA,1,2,3,4,5,6"}) {
    EXPECT_EQ(place_of_sentence(other), std::nullopt) << other;
  }
}

TEST(Layout, ATapHitsTheTileItLooksLike) {
  for (const auto& [width, height] : {std::pair{720, 1280}, {1280, 720}, {1080, 1920}}) {
    const Layout layout = Layout::of(width, height);
    for (int tile = 0; tile < Layout::kTiles; ++tile) {
      const Vec2 unit = layout.tile(tile);
      const Vec2 at = layout.at(unit.x, unit.y + Layout::kTile / 2);
      EXPECT_EQ(layout.tile_at({static_cast<int>(at.x), static_cast<int>(at.y)}), tile);
    }
    EXPECT_EQ(layout.tile_at({3, 3}), -1);
    const Frame panel = layout.panel_frame();
    EXPECT_TRUE(panel.left >= 0 && panel.right <= width && panel.bottom <= height);
  }
}

TEST(TextField, LinesEndAndLettersAreErasedWhole) {
  TextField field;
  EXPECT_TRUE(field.insert("a汉😀").empty());
  field.erase();
  EXPECT_EQ(field.shown(), "a汉");
  field.erase();
  EXPECT_EQ(field.insert("b\nnext\n"), (std::vector<std::string>{"ab", "next"}));
  EXPECT_EQ(field.shown(), "next") << "until something is typed again";
  field.erase();
  field.insert("x");
  EXPECT_EQ(field.shown(), "x");
}

TEST(CommittedTexts, ComeUpToTheirMark) {
  CommittedTexts texts;
  const std::chrono::milliseconds at_once{0};
  for (const char* text : {"one", "two", "three"}) ASSERT_TRUE(texts.push(text, {}));
  EXPECT_EQ(texts.take(2, at_once), (std::vector<std::string>{"one", "two"}));
  EXPECT_TRUE(texts.take(2, at_once).empty());
  EXPECT_EQ(texts.take(9, at_once), std::vector<std::string>{"three"}) << "a mark was missed";
}

}  // namespace
}  // namespace anc::guest
