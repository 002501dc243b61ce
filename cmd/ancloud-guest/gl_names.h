// The GL and EGL constants that the guest uses; the guest has no GL library to take them from.
#pragma once

#include <cstdint>

namespace anc::guest {

inline constexpr uint32_t kGlTriangles = 0x0004, kGlTriangleStrip = 0x0005;
inline constexpr uint32_t kGlColorBufferBit = 0x4000, kGlDepthBufferBit = 0x0100;
inline constexpr uint32_t kGlOne = 1, kGlOneMinusSrcAlpha = 0x0303;
inline constexpr uint32_t kGlLess = 0x0201, kGlBack = 0x0405, kGlCcw = 0x0901;
inline constexpr uint32_t kGlCullFace = 0x0B44, kGlDepthTest = 0x0B71, kGlBlend = 0x0BE2;
inline constexpr uint32_t kGlScissorTest = 0x0C11, kGlFuncAdd = 0x8006;
inline constexpr uint32_t kGlUnpackAlignment = 0x0CF5, kGlMaxTextureSize = 0x0D33;
inline constexpr uint32_t kGlTexture2D = 0x0DE1, kGlTexture0 = 0x84C0;
inline constexpr uint32_t kGlUnsignedByte = 0x1401, kGlUnsignedShort = 0x1403, kGlFloat = 0x1406;
inline constexpr uint32_t kGlAlpha = 0x1906, kGlRgba = 0x1908;
inline constexpr uint32_t kGlVendor = 0x1F00, kGlRenderer = 0x1F01, kGlVersion = 0x1F02;
inline constexpr uint32_t kGlExtensions = 0x1F03;
inline constexpr int32_t kGlNearest = 0x2600, kGlLinear = 0x2601, kGlClampToEdge = 0x812F;
inline constexpr uint32_t kGlTextureMagFilter = 0x2800, kGlTextureMinFilter = 0x2801;
inline constexpr uint32_t kGlTextureWrapS = 0x2802, kGlTextureWrapT = 0x2803;
inline constexpr uint32_t kGlDepthComponent16 = 0x81A5;
inline constexpr uint32_t kGlArrayBuffer = 0x8892, kGlElementArrayBuffer = 0x8893;
inline constexpr uint32_t kGlStaticDraw = 0x88E4;
inline constexpr uint32_t kGlFragmentShader = 0x8B30, kGlVertexShader = 0x8B31;
inline constexpr uint32_t kGlCompileStatus = 0x8B81, kGlLinkStatus = 0x8B82;
inline constexpr uint32_t kGlActiveUniforms = 0x8B86, kGlActiveUniformMaxLength = 0x8B87;
inline constexpr uint32_t kGlFramebuffer = 0x8D40, kGlRenderbuffer = 0x8D41;
inline constexpr uint32_t kGlColorAttachment0 = 0x8CE0, kGlDepthAttachment = 0x8D00;
inline constexpr uint32_t kGlFramebufferComplete = 0x8CD5;

inline constexpr uint32_t kEglVendor = 0x3053, kEglExtensions = 0x3055;
inline constexpr uint32_t kEglRedSize = 0x3024, kEglGreenSize = 0x3023, kEglBlueSize = 0x3022;
inline constexpr uint32_t kEglAlphaSize = 0x3021, kEglRenderableType = 0x3040;
inline constexpr uint32_t kEglOpenglEs2Bit = 4, kEglNone = 0x3038;

}  // namespace anc::guest
