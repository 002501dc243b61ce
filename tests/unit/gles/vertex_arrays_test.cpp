// Draws stay inside the arrays that are stored, whenever those were set.
#include "internal/gles/vertex_arrays.h"

#include <gtest/gtest.h>

namespace anc::gles {
namespace {

VertexArray client(size_t bytes, uint32_t element) {
  VertexArray array;
  array.source = VertexArray::Source::kClient;
  array.element_bytes = element;
  array.stride = element;
  array.client.resize(bytes);
  return array;
}

VertexArray buffer(std::shared_ptr<BufferSize> size, uint64_t offset, uint64_t stride,
                   uint32_t element, uint32_t name = 1) {
  VertexArray array;
  array.source = VertexArray::Source::kBuffer;
  array.element_bytes = element;
  array.stride = stride;
  array.offset = offset;
  array.buffer = std::move(size);
  array.buffer_name = name;
  return array;
}

TEST(VertexArrays, ClientArraysMustHoldTheLastElement) {
  VertexArrays arrays;
  arrays[3] = client(36, 12);
  EXPECT_FALSE(arrays.too_short_for(1000)) << "not enabled";
  arrays.enable(3);
  EXPECT_FALSE(arrays.too_short_for(2));
  EXPECT_EQ(arrays.too_short_for(3), 3u);
  arrays.disable(3);
  EXPECT_FALSE(arrays.too_short_for(3));
}

TEST(VertexArrays, TheLastElementOfABufferNeedsNoWholeStride) {
  const auto size = std::make_shared<BufferSize>();
  size->bytes = 8 + 2 * 20 + 12;
  VertexArrays arrays;
  arrays[0] = buffer(size, 8, 20, 12);
  arrays.enable(0);
  EXPECT_FALSE(arrays.too_short_for(2));
  EXPECT_EQ(arrays.too_short_for(3), 0u);
  size->bytes = size->bytes - 1;
  EXPECT_EQ(arrays.too_short_for(2), 0u) << "the buffer shrank after the pointer was set";
}

TEST(VertexArrays, ADeletedBufferHoldsNothing) {
  const auto size = std::make_shared<BufferSize>();
  size->bytes = 1000;
  VertexArrays arrays;
  arrays[0] = buffer(size, 0, 4, 4, 7);
  arrays[1] = buffer(size, 0, 4, 4, 8);
  arrays.enable(0);
  arrays.enable(1);
  arrays.forget_buffer(7);
  EXPECT_EQ(arrays.too_short_for(0), 0u);
  arrays.disable(0);
  EXPECT_FALSE(arrays.too_short_for(0));
}

TEST(VertexArrays, AnArrayThatWasNeverSetHoldsNothing) {
  VertexArrays arrays;
  arrays.enable(63);
  EXPECT_EQ(arrays.too_short_for(0), 63u);
}

TEST(VertexArrays, ClientArraysAreFoundAmongBuffers) {
  VertexArrays arrays;
  arrays[0] = buffer(std::make_shared<BufferSize>(), 0, 4, 4);
  arrays[9] = client(4, 4);
  arrays.enable(0);
  EXPECT_FALSE(arrays.outside_buffers());
  arrays.enable(9);
  EXPECT_EQ(arrays.outside_buffers(), 9u);
}

TEST(VertexArrays, HugeLastElementsDoNotWrapAround) {
  VertexArrays arrays;
  arrays[0] = buffer(std::make_shared<BufferSize>(), UINT32_MAX, INT32_MAX, 16);
  arrays.enable(0);
  EXPECT_EQ(arrays.too_short_for(UINT32_MAX), 0u);
}

TEST(LargestIndex, ReadsEachWidthUnaligned) {
  const uint8_t bytes[] = {0xff, 1, 0, 3, 2, 5, 0, 0, 0};
  const auto data = std::as_bytes(std::span(bytes)).subspan(1);
  EXPECT_EQ(largest_index(data, 4, 1), 3u);
  EXPECT_EQ(largest_index(data, 2, 2), 0x0203u);
  EXPECT_EQ(largest_index(data, 2, 4), 0x02030001u);
  EXPECT_EQ(largest_index(data, 0, 4), 0u);
}

}  // namespace
}  // namespace anc::gles
