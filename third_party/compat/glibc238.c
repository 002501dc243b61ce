// What an archive built against glibc 2.38 or newer calls and an older glibc has not: forwards to
// the names the older one knows. Compiles to nothing where glibc has them itself.
// The *_chk form and the C23 forms have no header; the compiler of the archive made up the calls.
#define _GNU_SOURCE
#include <features.h>

#if !__GLIBC_PREREQ(2, 38)

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// C23 differs from C17 in accepting "0b101" where the base is 0 or 2; liblxc asks for neither.
long __isoc23_strtol(const char* text, char** end, int base) { return strtol(text, end, base); }

long long __isoc23_strtoll(const char* text, char** end, int base) {
  return strtoll(text, end, base);
}

unsigned long __isoc23_strtoul(const char* text, char** end, int base) {
  return strtoul(text, end, base);
}

unsigned long long __isoc23_strtoull(const char* text, char** end, int base) {
  return strtoull(text, end, base);
}

int __isoc23_sscanf(const char* text, const char* format, ...) {
  va_list args;
  va_start(args, format);
  const int fields = vsscanf(text, format, args);
  va_end(args);
  return fields;
}

int __isoc23_fscanf(FILE* file, const char* format, ...) {
  va_list args;
  va_start(args, format);
  const int fields = vfscanf(file, format, args);
  va_end(args);
  return fields;
}

// As the BSDs define it: copies what fits, always terminates, returns the length it wanted.
size_t strlcpy(char* to, const char* from, size_t size) {
  const size_t length = strlen(from);
  if (size > 0) {
    const size_t kept = length < size ? length : size - 1;
    memcpy(to, from, kept);
    to[kept] = '\0';
  }
  return length;
}

size_t strlcat(char* to, const char* from, size_t size) {
  const size_t used = strnlen(to, size);
  return used + strlcpy(to + used, from, size - used);
}

size_t __strlcpy_chk(char* to, const char* from, size_t size, size_t room) {
  if (room < size) {
    abort();
  }
  return strlcpy(to, from, size);
}

#else

typedef int anc_nothing_to_add;  // ISO C wants a declaration in every source file

#endif
