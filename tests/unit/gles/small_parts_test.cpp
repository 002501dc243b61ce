// Budget, frame pool, strings, owners: the small parts of the renderer.
#include <csignal>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "internal/gles/budget.h"
#include "internal/gles/egl_display.h"
#include "internal/gles/frame_pool.h"
#include "internal/gles/owners.h"
#include "internal/gles/refusal.h"
#include "internal/gles/strings.h"

namespace anc::gles {
namespace {

TEST(Budget, IsGivenBackWithItsShares) {
  Budget budget(100);
  {
    const auto first = budget.take(60);
    EXPECT_TRUE(first);
    EXPECT_FALSE(budget.take(41));
    auto second = budget.take(40);
    EXPECT_TRUE(second);
    const Budget::Share moved = std::move(second);
    EXPECT_EQ(budget.used(), 100u);
  }
  EXPECT_EQ(budget.used(), 0u);
  EXPECT_FALSE(budget.take(UINT64_MAX));
}

TEST(FramePool, ReusesAFrameOnlyAfterItsLastReader) {
  const auto pool = FramePool::create(4, 2);
  auto first = pool->take();
  EXPECT_EQ(first->pixels.size(), 32u);
  const void* memory = first->pixels.data();
  port::FramePtr reader = first;
  first.reset();
  const auto second = pool->take();
  EXPECT_NE(second->pixels.data(), memory);
  reader.reset();
  EXPECT_EQ(pool->take()->pixels.data(), memory);
}

TEST(FramePool, AFrameMayOutliveItsPool) {
  auto pool = FramePool::create(4, 2);
  const auto frame = pool->take();
  pool.reset();
  EXPECT_EQ(frame->pixels.size(), 32u);
}

TEST(Strings, ExtensionsAreWholeWordsOfAFixedList) {
  EXPECT_TRUE(has_word("GL_A GL_AB", "GL_AB"));
  EXPECT_FALSE(has_word("GL_ABC XGL_AB", "GL_AB"));
  EXPECT_EQ(guest_gl_extensions("GL_OES_texture_float GL_OES_depth24 GL_OES_mapbuffer"),
            "GL_OES_EGL_image_external GL_OES_depth24");
  EXPECT_EQ(guest_gl_extensions("").find("ANDROID_EMU"), std::string::npos);
}

TEST(Strings, SoftwareRasterisersAreKnownByName) {
  EXPECT_TRUE(is_software_renderer("llvmpipe (LLVM 15.0.6, 256 bits)"));
  EXPECT_TRUE(is_software_renderer("softpipe"));
  EXPECT_FALSE(is_software_renderer("Mesa Intel(R) UHD Graphics 620"));
}

TEST(Refusal, TheFirstViolationStays) {
  Refusal refusal;
  EXPECT_FALSE(refusal.violation());
  refusal.refuse("glBufferData", "data", 7);
  refusal.refuse("glClear", "mask", 9);
  ASSERT_TRUE(refusal.violation());
  EXPECT_STREQ(refusal.violation()->field, "data");
  EXPECT_EQ(refusal.violation()->value, 7u);
}

TEST(Owners, ConnectionsOfOneProcessAreOneOwnerUntilItEnds) {
  Owners owners;
  auto mine = core::make_socket_pair();
  auto more = core::make_socket_pair();
  ASSERT_TRUE(mine && more);
  const int64_t self = owners.identify(mine->first);
  EXPECT_EQ(owners.identify(more->first), self);
  owners.sweep();
  EXPECT_TRUE(owners.alive(self));
  EXPECT_FALSE(owners.alive(0));

  // The pair's credentials are those of the process that makes it.
  auto hand_over = core::make_socket_pair();
  ASSERT_TRUE(hand_over);
  const pid_t child = ::fork();
  if (child == 0) {
    int ends[2];
    ::socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
    iovec data{const_cast<char*>("x"), 1};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    msghdr message{};
    message.msg_iov = &data, message.msg_iovlen = 1;
    message.msg_control = control, message.msg_controllen = sizeof control;
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET, header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    *reinterpret_cast<int*>(CMSG_DATA(header)) = ends[0];
    ::sendmsg(hand_over->second.get(), &message, 0);
    ::pause();
    ::_exit(0);
  }
  char byte;
  iovec data{&byte, 1};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = &data, message.msg_iovlen = 1;
  message.msg_control = control, message.msg_controllen = sizeof control;
  ASSERT_EQ(::recvmsg(hand_over->first.get(), &message, 0), 1);
  const core::Fd theirs(*reinterpret_cast<int*>(CMSG_DATA(CMSG_FIRSTHDR(&message))));
  const int64_t other = owners.identify(theirs);
  EXPECT_NE(other, self);
  EXPECT_TRUE(owners.alive(other));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  owners.sweep();
  EXPECT_FALSE(owners.alive(other));
  EXPECT_TRUE(owners.alive(self));
}

}  // namespace
}  // namespace anc::gles
