// Programs, buffers, textures: see gl_program.h.
#include "cmd/ancloud-guest/gl_program.h"

#include "cmd/ancloud-guest/gl_names.h"

namespace anc::guest {
namespace {

constexpr int32_t kLongestLog = 4096;

int32_t shader_value(GlConnection& c, uint32_t shader, uint32_t what) {
  int32_t value = 0;
  c.gl.glGetShaderiv(shader, what, bytes_into(value));
  return value;
}

int32_t program_value(GlConnection& c, uint32_t program, uint32_t what) {
  int32_t value = 0;
  c.gl.glGetProgramiv(program, what, bytes_into(value));
  return value;
}

std::string text_until_nul(const std::string& text) { return text.substr(0, text.find('\0')); }

Result<uint32_t> compile(GlConnection& c, uint32_t type, const std::string& source) {
  const uint32_t shader = c.gl.glCreateShader(type);
  c.gl.glShaderString(shader, text_bytes(source), static_cast<int32_t>(source.size() + 1));
  c.gl.glCompileShader(shader);
  if (shader_value(c, shader, kGlCompileStatus) == 1) return shader;
  TRY(c.status());
  std::string log(kLongestLog, '\0');
  c.gl.glGetShaderInfoLog(shader, kLongestLog, {}, std::as_writable_bytes(std::span(log)));
  return fail(Kind::kGraphics, "a shader does not compile on the host: " + text_until_nul(log));
}

}  // namespace

Result<Program> Program::build(GlConnection& c, const std::string& vertex,
                               const std::string& fragment,
                               const std::vector<std::string>& attributes) {
  Program program;
  program.id_ = c.gl.glCreateProgram();
  for (const auto& [type, source] :
       {std::pair(kGlVertexShader, &vertex), std::pair(kGlFragmentShader, &fragment)}) {
    const uint32_t shader = TRY(compile(c, type, *source));
    c.gl.glAttachShader(program.id_, shader);
    c.gl.glDeleteShader(shader);  // lives on while it is attached
  }
  for (uint32_t i = 0; i < attributes.size(); ++i) {
    c.gl.glBindAttribLocation(program.id_, i, text_bytes(attributes[i]));
  }
  c.gl.glLinkProgram(program.id_);
  if (program_value(c, program.id_, kGlLinkStatus) != 1) {
    TRY(c.status());
    std::string log(kLongestLog, '\0');
    c.gl.glGetProgramInfoLog(program.id_, kLongestLog, {}, std::as_writable_bytes(std::span(log)));
    return fail(Kind::kGraphics, "a program does not link on the host: " + text_until_nul(log));
  }
  // The library asks for all uniforms right after a link.
  const int32_t count = program_value(c, program.id_, kGlActiveUniforms);
  const int32_t longest = program_value(c, program.id_, kGlActiveUniformMaxLength);
  for (int32_t i = 0; i < count && longest > 0 && longest <= kLongestLog; ++i) {
    std::string name(static_cast<size_t>(longest), '\0');
    int32_t size = 0;
    uint32_t type = 0;
    c.gl.glGetActiveUniform(program.id_, static_cast<uint32_t>(i), longest, {}, bytes_into(size),
                            bytes_into(type), std::as_writable_bytes(std::span(name)));
    name = text_until_nul(name);
    program.uniforms_[name] = c.gl.glGetUniformLocation(program.id_, text_bytes(name));
  }
  TRY(c.status());
  return program;
}

int32_t Program::uniform(std::string_view name) const {
  const auto found = uniforms_.find(name);
  return found == uniforms_.end() ? -1 : found->second;
}

uint32_t make_buffer(GlConnection& c, uint32_t target, core::Bytes data) {
  uint32_t buffer = 0;
  c.gl.glGenBuffers(1, bytes_into(buffer));
  c.gl.glBindBuffer(target, buffer);
  // Storage first, contents second: two calls that applications use for what they stream.
  c.gl.glBufferData(target, static_cast<int32_t>(data.size()), {}, kGlStaticDraw);
  c.gl.glBufferSubData(target, 0, static_cast<int32_t>(data.size()), data);
  c.gl.glBindBuffer(target, 0);
  return buffer;
}

uint32_t make_texture(GlConnection& c, const TextureShape& shape, core::Bytes pixels) {
  uint32_t texture = 0;
  c.gl.glGenTextures(1, bytes_into(texture));
  c.gl.glActiveTexture(kGlTexture0);
  c.gl.glBindTexture(kGlTexture2D, texture);
  c.gl.glTexParameteri(kGlTexture2D, kGlTextureMinFilter, shape.filter);
  c.gl.glTexParameteri(kGlTexture2D, kGlTextureMagFilter, shape.filter);
  c.gl.glTexParameteri(kGlTexture2D, kGlTextureWrapS, kGlClampToEdge);
  c.gl.glTexParameteri(kGlTexture2D, kGlTextureWrapT, kGlClampToEdge);
  c.gl.glPixelStorei(kGlUnpackAlignment, 1);
  c.gl.glTexImage2D(kGlTexture2D, 0, static_cast<int32_t>(shape.format), shape.width, shape.height,
                    0, shape.format, kGlUnsignedByte, pixels);
  return texture;
}

}  // namespace anc::guest
