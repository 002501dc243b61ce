// What guests' objects take of the instance's memory, and when they give it back.
#include <climits>

#include <gtest/gtest.h>

#include "internal/gles/framebuffers.h"
#include "internal/gles/gl_api.h"
#include "internal/gles/share_group.h"

namespace anc::gles {
namespace {

constexpr uint64_t kObject = ImageMemory::kObjectBytes;

TEST(Charge, GrowsAndShrinksWithinTheBudget) {
  Budget budget(100);
  {
    Charge charge(&budget);
    EXPECT_TRUE(charge.resize(60));
    EXPECT_FALSE(charge.resize(101));
    EXPECT_EQ(charge.bytes(), 60u);
    Charge other(&budget);
    EXPECT_FALSE(other.resize(41));
    EXPECT_TRUE(charge.resize(10));
    EXPECT_TRUE(other.resize(90));
    EXPECT_EQ(budget.used(), 100u);
  }
  EXPECT_EQ(budget.used(), 0u);
  Charge uncounted;
  EXPECT_TRUE(uncounted.resize(UINT64_MAX));
}

TEST(ImageMemory, KnowsWhatImagesTake) {
  EXPECT_EQ(texture_bytes(GL_RGBA, GL_UNSIGNED_BYTE, 10, 20), 800u);
  EXPECT_EQ(texture_bytes(GL_RGB, GL_UNSIGNED_BYTE, 10, 20), 800u) << "kept in four bytes";
  EXPECT_EQ(texture_bytes(GL_RGB, GL_UNSIGNED_SHORT_5_6_5, 10, 20), 400u);
  EXPECT_EQ(texture_bytes(GL_ALPHA, GL_UNSIGNED_BYTE, 10, 20), 200u);
  EXPECT_EQ(texture_bytes(GL_RGBA, GL_FLOAT, 10, 20), 3200u);
  EXPECT_EQ(texture_bytes(GL_RGBA, GL_UNSIGNED_BYTE, -1, 20), 0u);
  EXPECT_EQ(renderbuffer_bytes(GL_DEPTH_COMPONENT16, 8, 8), 128u);
  EXPECT_EQ(renderbuffer_bytes(GL_STENCIL_INDEX8, 8, 8), 64u);
  EXPECT_EQ(renderbuffer_bytes(0x8814, 8, 8), 1024u) << "a format of ES 3 counts as the widest";
  EXPECT_GE(renderbuffer_bytes(0x8814, INT_MAX, INT_MAX), uint64_t{1} << 62) << "no overflow";
}

TEST(ImageMemory, AnImageReplacesTheOneOfItsPart) {
  Budget budget(1000);
  ImageMemory texture(&budget);
  EXPECT_TRUE(texture.resize(0, 400));
  EXPECT_TRUE(texture.resize(1, 100));
  EXPECT_TRUE(texture.resize(0, 800));
  EXPECT_EQ(budget.used(), 900u);
  EXPECT_FALSE(texture.resize(2, 200));
  EXPECT_FALSE(texture.resize(0, INT64_MAX));
  EXPECT_EQ(texture.bytes(2), 0u);
  EXPECT_EQ(texture.total(), 900u);
  EXPECT_TRUE(texture.resize(0, 0));
  EXPECT_EQ(budget.used(), 100u);
}

TEST(ImageMemory, ASharedStorageReplacesItsOwnAndLivesAsLong) {
  Budget budget(10000);
  auto image = std::make_shared<int>();
  const std::weak_ptr<int> watch = image;
  {
    ImageMemory texture(&budget);
    ASSERT_TRUE(texture.resize(ImageMemory::kObject, kObject) && texture.resize(0, 400));
    texture.share(std::shared_ptr<const void>(std::move(image)));
    EXPECT_EQ(budget.used(), kObject);
    EXPECT_TRUE(texture.shared());
    EXPECT_FALSE(watch.expired());
    texture.unshare();
    EXPECT_TRUE(watch.expired());
    EXPECT_EQ(texture.color_buffer(), nullptr);
  }
  EXPECT_EQ(budget.used(), 0u);
}

TEST(ImageMemory, AStorageLivesWithTheImagesOfIt) {
  Budget budget(10000);
  auto texture = std::make_unique<ImageMemory>(&budget);
  ASSERT_TRUE(texture->resize(ImageMemory::kObject, kObject) && texture->resize(0, 400));
  auto image = texture->storage();
  EXPECT_TRUE(texture->resize(0, 100)) << "a new storage: the image has the old one";
  EXPECT_EQ(budget.used(), 2 * kObject + 400 + 100);
  EXPECT_FALSE(texture->resize(0, 9000));
  texture->share(image);
  EXPECT_EQ(texture->storage(), image) << "an image of a texture that shares is one of the storage";
  texture.reset();
  EXPECT_EQ(budget.used(), kObject + 400);
  image.reset();
  EXPECT_EQ(budget.used(), 0u);
}

TEST(ImageMemory, TexturesMayUseImagesOfThemselvesAndOfEachOther) {
  Budget budget(10000);
  {
    ImageMemory first(&budget), second(&budget);
    ASSERT_TRUE(first.resize(0, 400) && second.resize(0, 300));
    first.share(first.storage());
    EXPECT_EQ(budget.used(), 700u);
    second.share(first.storage());
    first.share(second.storage());
    EXPECT_EQ(budget.used(), 400u);
  }
  EXPECT_EQ(budget.used(), 0u);
}

TEST(ShareGroup, ObjectsCountFromTheirNameToItsEnd) {
  Budget budget(10 * kObject);
  {
    ShareGroup group(&budget);
    EXPECT_EQ(group.texture(7), group.texture(7));
    EXPECT_NE(group.renderbuffer(7), nullptr);
    EXPECT_NE(group.buffer(7), nullptr);
    EXPECT_EQ(budget.used(), 3 * kObject);
    ASSERT_TRUE(group.texture(7)->resize(0, 5 * kObject));
    EXPECT_NE(group.forget_texture(7), nullptr);
    EXPECT_EQ(group.forget_texture(7), nullptr);
    EXPECT_EQ(budget.used(), 2 * kObject);
    for (uint32_t name = 1; name <= 8; ++name) EXPECT_NE(group.texture(name), nullptr);
    EXPECT_EQ(group.texture(9), nullptr) << "names are not free of charge";
    EXPECT_EQ(group.buffer(9), nullptr);
    group.forget(7);
    EXPECT_NE(group.buffer(9), nullptr);
  }
  EXPECT_EQ(budget.used(), 0u) << "all goes with the group";
}

TEST(ShareGroup, ADeletedBufferIsKnownAsSuchWhereItIsStillBound) {
  Budget budget(10 * kObject);
  ShareGroup group(&budget);
  const auto bound = group.buffer(3);
  group.forget(3);
  EXPECT_TRUE(bound->deleted);
  EXPECT_NE(group.buffer(3), bound);
  EXPECT_FALSE(group.buffer(3)->deleted);
  EXPECT_EQ(budget.used(), 2 * kObject) << "its memory is kept, as GL keeps it";
}

struct FramebuffersTest : testing::Test {
  Budget budget{100 * kObject};
  ShareGroup group{&budget};
  Framebuffers framebuffers{&budget};
};

TEST_F(FramebuffersTest, AnAttachedImageOutlivesItsName) {
  ASSERT_TRUE(group.texture(1)->resize(0, 50 * kObject));
  ASSERT_TRUE(framebuffers.add(5));
  framebuffers.attach(5, GL_COLOR_ATTACHMENT0, group.texture(1));
  framebuffers.detach(0, group.forget_texture(1));
  EXPECT_EQ(budget.used(), 52 * kObject) << "the framebuffer that is not bound keeps it";
  framebuffers.remove(5);
  EXPECT_EQ(budget.used(), 0u);
}

TEST_F(FramebuffersTest, TheBoundFramebufferLosesADeletedImage) {
  ASSERT_TRUE(framebuffers.add(5));
  framebuffers.attach(5, GL_COLOR_ATTACHMENT0, group.texture(1));
  framebuffers.attach(5, GL_DEPTH_ATTACHMENT, group.renderbuffer(2));
  framebuffers.detach(5, group.forget_texture(1));
  framebuffers.detach(5, group.forget_renderbuffer(2));
  EXPECT_EQ(budget.used(), kObject);
}

TEST_F(FramebuffersTest, AnotherImageTakesThePlace) {
  ASSERT_TRUE(framebuffers.add(5));
  framebuffers.attach(5, GL_COLOR_ATTACHMENT0, group.texture(1));
  framebuffers.attach(5, GL_COLOR_ATTACHMENT0, group.texture(2));
  (void)group.forget_texture(1);
  EXPECT_EQ(budget.used(), 2 * kObject);
  framebuffers.attach(5, GL_COLOR_ATTACHMENT0, nullptr);
  (void)group.forget_texture(2);
  EXPECT_EQ(budget.used(), kObject);
  framebuffers.remove(5);
  framebuffers.attach(5, GL_COLOR_ATTACHMENT0, group.texture(3));
  EXPECT_EQ(framebuffers.size(), 0u);
}

TEST_F(FramebuffersTest, NamesAreNotFreeOfCharge) {
  for (uint32_t name = 1; name <= 100; ++name) EXPECT_TRUE(framebuffers.add(name));
  EXPECT_FALSE(framebuffers.add(101));
  EXPECT_TRUE(framebuffers.add(100));
  EXPECT_TRUE(framebuffers.add(0)) << "framebuffer 0 is no object";
}

struct ShaderMemoryTest : testing::Test {
  static constexpr uint64_t kShader = ShaderMemory::kShaderBytes;
  static constexpr uint64_t kProgram = ShaderMemory::kProgramBytes;
  Budget budget{1 << 20};
  ShaderMemory shaders{&budget};

  void make(uint32_t shader, uint32_t program) {
    shaders.add_shader(shader, shaders.reserve(kShader));
    shaders.add_program(program, shaders.reserve(kProgram));
  }
};

TEST_F(ShaderMemoryTest, CountsTheSource) {
  make(1, 2);
  EXPECT_EQ(budget.used(), kShader + kProgram);
  EXPECT_TRUE(shaders.set_source(1, 1000));
  EXPECT_EQ(budget.used(), kShader + kProgram + 1000 * ShaderMemory::kPerSourceByte);
  EXPECT_FALSE(shaders.set_source(1, 1 << 20));
  EXPECT_TRUE(shaders.set_source(99, 1 << 20)) << "the driver refuses unknown names";
  shaders.remove_shader(1);
  shaders.remove_program(2);
  EXPECT_EQ(budget.used(), 0u);
}

TEST_F(ShaderMemoryTest, ADeletedShaderStaysWhileAProgramHasIt) {
  make(1, 2);
  shaders.attach(2, 1);
  shaders.attach(2, 1);
  shaders.attach(77, 1);
  shaders.remove_shader(1);
  EXPECT_EQ(budget.used(), kShader + kProgram);
  EXPECT_TRUE(shaders.set_source(1, 10)) << "it still has its name";
  shaders.detach(2, 1);
  shaders.detach(2, 1);
  EXPECT_EQ(budget.used(), kProgram);
  make(3, 4);
  shaders.attach(2, 3);
  shaders.attach(4, 3);
  shaders.remove_shader(3);
  shaders.remove_program(2);
  EXPECT_EQ(budget.used(), kShader + kProgram) << "the other program has it";
  shaders.remove_program(4);
  EXPECT_EQ(budget.used(), 0u);
}

TEST_F(ShaderMemoryTest, NothingIsReservedBeyondTheBudget) {
  const auto most = shaders.reserve(1 << 20);
  EXPECT_NE(most, nullptr);
  EXPECT_EQ(shaders.reserve(1), nullptr);
}

}  // namespace
}  // namespace anc::gles
