/* Preloaded: the wall clock of a process is off by as many seconds as the file that ANC_TIME_OFF
 * names says, from the moment on when it says so. Its steady clock is not touched. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static time_t off(void) {
  const char* path = getenv("ANC_TIME_OFF");
  char text[32] = "";
  const int file = path != NULL ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  if (file < 0) return 0;
  if (read(file, text, sizeof text - 1) < 0) text[0] = 0;
  close(file);
  return strtoll(text, NULL, 10);
}

int clock_gettime(clockid_t clock, struct timespec* now) {
  const int failed = (int)syscall(SYS_clock_gettime, clock, now);
  const int of_wall = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE;
  if (failed == 0 && of_wall) now->tv_sec += off();
  return failed;
}

int gettimeofday(struct timeval* restrict now, void* restrict zone) {
  (void)zone;
  struct timespec at;
  if (clock_gettime(CLOCK_REALTIME, &at) != 0) return -1;
  now->tv_sec = at.tv_sec;
  now->tv_usec = at.tv_nsec / 1000;
  return 0;
}

time_t time(time_t* where) {
  struct timespec at = {0};
  clock_gettime(CLOCK_REALTIME, &at);
  if (where != NULL) *where = at.tv_sec;
  return at.tv_sec;
}
