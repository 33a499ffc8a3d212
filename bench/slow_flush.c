/* A disk whose flush takes longer than this one's: FLUSH_US microseconds are waited before each.
   Preloaded (LD_PRELOAD) into a bench program, so that the engine itself meets it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

static int flush(const char *name, int handle) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  const char *wait = getenv("FLUSH_US");
  if (wait) usleep((useconds_t)atoi(wait));
  return real(handle);
}

int fsync(int handle) { return flush("fsync", handle); }
int fdatasync(int handle) { return flush("fdatasync", handle); }
