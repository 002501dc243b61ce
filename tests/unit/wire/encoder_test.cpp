// The guest's encoder: byte-exact packets, answers, and the moments at which bytes leave.
#include <gtest/gtest.h>

#include "internal/wire/framing.h"
#include "tests/unit/wire/loopback.h"
#include "tests/unit/wire/packets.h"

namespace anc::test {
namespace {

using wire::Stream;

core::Bytes bytes_of(const std::vector<std::byte>& data) { return data; }

template <class T>
std::span<std::byte> out(T& value) {
  return std::as_writable_bytes(std::span(&value, 1));
}

}  // namespace

TEST(Encoder, EveryFunctionIsEncodedToTheSamePacketAndAnswered) {
  for (const wire::Function* function : sent_functions()) {
    const Built built = build(*function);
    Loopback host;
    Stream stream(host);
    const std::vector<std::byte> reply = reencode(stream, built.packet());
    stream.flush();
    EXPECT_TRUE(stream.status()) << function->name;
    EXPECT_EQ(host.received, built.bytes) << function->name;
    ASSERT_EQ(host.calls.size(), 1u) << function->name;
    EXPECT_EQ(host.calls[0], built.call) << function->name;
    EXPECT_EQ(reply, built.reply) << function->name;
    EXPECT_TRUE(host.answers.empty()) << function->name << " left bytes of its answer";
  }
}

TEST(Encoder, CallsWaitInTheBufferUntilSomethingFlushes) {
  Loopback host;
  Stream stream(host);
  wire::Gles2Encoder gl(stream);
  wire::RcEncoder rc(stream);
  gl.glClear(0x4000);
  gl.glFlush();
  rc.rcPostAllLayersDone();
  EXPECT_TRUE(host.writes.empty());
  EXPECT_EQ(gl.glGetError(), 0xA3A2A1A0u);
  EXPECT_EQ(host.writes, (std::vector<size_t>{12 + 8 + 8 + 8}));
  rc.rcCloseColorBuffer(3);
  EXPECT_EQ(host.writes.size(), 2u);
  gl.glClear(0x4000);
  stream.flush();
  EXPECT_EQ(host.writes.size(), 3u);
  stream.flush();
  EXPECT_EQ(host.writes.size(), 3u);
}

TEST(Encoder, BigArraysLeaveAsAWriteOfTheirOwn) {
  Loopback host;
  Stream stream(host);
  wire::Gles2Encoder gl(stream);
  const std::vector<std::byte> data(1000);
  gl.glBufferData(0x8892, 1000, bytes_of(data), 0x88E4);
  stream.flush();
  EXPECT_EQ(host.writes, (std::vector<size_t>{20, 1000, 4}));
  EXPECT_EQ(host.calls.size(), 1u);
}

TEST(Encoder, TheBufferHoldsFourMebibytes) {
  Loopback host;
  host.decodes = false;
  Stream stream(host);
  wire::Gles2Encoder gl(stream);
  for (size_t i = 0; i < Stream::kBufferSize / 12 + 1; ++i) gl.glClear(0);
  ASSERT_EQ(host.writes.size(), 1u);
  EXPECT_EQ(host.writes[0], Stream::kBufferSize / 12 * 12);
}

TEST(Encoder, ANegativeCountIsNotSent) {
  Loopback host;
  Stream stream(host);
  wire::Gles2Encoder gl(stream);
  uint32_t name = 5;
  gl.glGenTextures(-1, out(name));
  stream.flush();
  EXPECT_TRUE(host.received.empty());
  EXPECT_EQ(name, 5u);
}

TEST(Encoder, AfterAnErrorCallsReturnZeroAndTheFirstErrorStays) {
  Loopback host;
  host.fail_writes = true;
  Stream stream(host);
  wire::RcEncoder rc(stream);
  int32_t major = 1, minor = 1;
  EXPECT_EQ(rc.rcGetEGLVersion(out(major), out(minor)), 0);
  EXPECT_EQ(major, 0);
  EXPECT_EQ(minor, 0);
  ASSERT_FALSE(stream.status());
  host.fail_writes = false;
  EXPECT_EQ(rc.rcGetRendererVersion(), 0);
  EXPECT_TRUE(host.received.empty());
  EXPECT_EQ(stream.status().error().message(), "the pipe is broken");
}

}  // namespace anc::test
