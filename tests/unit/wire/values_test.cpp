// The base class that hands plain calls on, and the limit of an answer.
#include <gtest/gtest.h>

#include "tests/unit/wire/packets.h"
#include "wire/gles2_decoder.h"
#include "wire/opcodes.h"

namespace anc::test {
namespace {

/// Stands for a GL library: pointers of which a test sets those that it expects to be called.
struct Gl {
#define ANC_POINTER(op, ret, name, params, args) ret(*name) params = nullptr;
  ANC_GLES2_VALUE_FUNCTIONS(ANC_POINTER)
#undef ANC_POINTER
};

std::vector<uint32_t> cleared;

class Drawing : public wire::Gles2Values<Drawing> {
 public:
  Gl& gl() { return gl_; }
  int draws = 0;

  void glDrawArrays(uint32_t, int32_t, int32_t) { ++draws; }  // hides the one handed on
#define ANC_IGNORE(op, ret, name, params, args) \
  ret name params { return ignore<ret> args; }
  ANC_GLES2_POINTER_FUNCTIONS(ANC_IGNORE)
  ANC_GLES2_CUSTOM_FUNCTIONS(ANC_IGNORE)
#undef ANC_IGNORE

 private:
  template <class Ret, class... Args>
  Ret ignore(Args...) {
    return Ret();
  }
  Gl gl_;
};

}  // namespace

TEST(Values, PlainCallsReachTheLibraryAndReturnItsValue) {
  Drawing target;
  wire::Reply reply;
  cleared.clear();
  target.gl().glClear = [](uint32_t mask) { cleared.push_back(mask); };
  target.gl().glGetError = []() -> uint32_t { return 0x0502; };
  core::ByteWriter mask;
  mask.u32le(0x4000);
  EXPECT_TRUE(decode_gles2(target, {wire::gles2::kGlClear, mask.view()}, reply).ok());
  EXPECT_EQ(cleared, std::vector<uint32_t>{0x4000});
  EXPECT_TRUE(reply.empty());
  EXPECT_TRUE(decode_gles2(target, {wire::gles2::kGlGetError, {}}, reply).ok());
  EXPECT_EQ(core::ByteReader(reply.bytes()).u32le(), 0x0502u);
}

TEST(Values, AMethodOfTheTargetHidesTheLibrarys) {
  Drawing target;
  wire::Reply reply;
  const Built built = build(*wire::find_function(wire::gles2::kGlDrawArrays));
  EXPECT_TRUE(decode_gles2(target, built.packet(), reply).ok());
  EXPECT_EQ(target.draws, 1);
}

TEST(Values, ExtensionsDoNothingAndAnswerZero) {
  Drawing target;
  wire::Reply reply;
  core::ByteWriter name;
  name.u32le(7);
  EXPECT_TRUE(decode_gles2(target, {wire::gles2::kGlIsVertexArrayOES, name.view()}, reply).ok());
  ASSERT_EQ(reply.bytes().size(), 1u);
  EXPECT_EQ(reply.bytes()[0], std::byte{0});
}

TEST(Reply, AnAnswerAboveTheLimitIsAFault) {
  wire::Gles2Ignore target;
  const Built built = build(*wire::find_function(wire::gles2::kGlGetActiveUniform));
  ASSERT_EQ(built.reply.size(), 3u + 5 + 7 + 9);
  wire::Reply tight(built.reply.size() - 1);
  const wire::Status status = decode_gles2(target, built.packet(), tight);
  EXPECT_EQ(status.fault, wire::Fault::kReplyLimit);
  EXPECT_EQ(status.value, built.reply.size());
  EXPECT_TRUE(tight.empty());
  wire::Reply enough(built.reply.size());
  EXPECT_TRUE(decode_gles2(target, built.packet(), enough).ok());
  EXPECT_EQ(enough.bytes().size(), built.reply.size());
}

}  // namespace anc::test
