/* Preloaded, it brings about what a test cannot wait for. MEDDLER_NO_LOCKS: every file system is one without locks, as
 * some network file systems are. MEDDLER_STOP_AT=N: the process stops (SIGSTOP) when it locks its N-th file. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>

static int meddle(const char *name, int descriptor, int command, void *argument) {
  static int num_locked = 0;
  if (command == F_OFD_SETLK) {
    const char *stop = getenv("MEDDLER_STOP_AT");
    if (stop != NULL && __atomic_add_fetch(&num_locked, 1, __ATOMIC_SEQ_CST) == atoi(stop)) raise(SIGSTOP);
    if (getenv("MEDDLER_NO_LOCKS") != NULL) {
      errno = ENOLCK;
      return -1;
    }
  }
  return ((int (*)(int, int, ...))dlsym(RTLD_NEXT, name))(descriptor, command, argument);
}

#define REPLACE(name)                                   \
  int name(int descriptor, int command, ...) {          \
    va_list list;                                       \
    va_start(list, command);                            \
    void *argument = va_arg(list, void *);              \
    va_end(list);                                       \
    return meddle(#name, descriptor, command, argument); \
  }

REPLACE(fcntl)
REPLACE(fcntl64)
