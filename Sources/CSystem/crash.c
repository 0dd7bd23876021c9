// Everything a handler touches here is static and prepared beforehand: only async-signal-safe calls are made.
#include "CSystem.h"

#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

static atomic_int terminal_fd = -1;
static struct termios terminal_modes;
static bool terminal_has_modes;
static char restore_text[1024];
static size_t restore_length;

static const size_t stack_size = 64 * 1024;
static const int crash_signals[] = {SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT};

static void write_all(int fd, const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t written = write(fd, bytes, count);
    if (written <= 0) return;
    bytes += written;
    count -= (size_t)written;
  }
}

void plant_terminal_remember(int fd, const struct termios *modes, const char *restore, size_t length) {
  atomic_store(&terminal_fd, -1);
  if (fd < 0) return;
  terminal_has_modes = modes != NULL;
  if (modes) terminal_modes = *modes;
  restore_length = length < sizeof restore_text ? length : sizeof restore_text - 1;
  if (restore_length > 0) memcpy(restore_text, restore, restore_length);
  atomic_store(&terminal_fd, fd);
}

void plant_terminal_restore(void) {
  int fd = atomic_exchange(&terminal_fd, -1);
  if (fd < 0) return;
  write_all(fd, restore_text, restore_length);
  if (terminal_has_modes) tcsetattr(fd, TCSANOW, &terminal_modes);
}

static void crashed(int number) {
  static atomic_flag entered = ATOMIC_FLAG_INIT;
  if (!atomic_flag_test_and_set(&entered)) {
    plant_terminal_restore();
    plant_pending_rescue();
  }
  // SA_RESETHAND has put the default action back and SA_NODEFER left the signal open: this ends the process,
  // with the signal as its cause and a core file where the system makes them.
  raise(number);
}

void plant_crash_prepare_thread(void) {
  void *stack = mmap(NULL, stack_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (stack == MAP_FAILED) return;
  stack_t alternate = {.ss_sp = stack, .ss_size = stack_size, .ss_flags = 0};
  sigaltstack(&alternate, NULL);
}

void plant_crash_release_thread(void) {
  stack_t none = {.ss_flags = SS_DISABLE}, old;
  if (sigaltstack(&none, &old) == 0 && (old.ss_flags & SS_DISABLE) == 0) munmap(old.ss_sp, old.ss_size);
}

void plant_crash_install(void) {
  plant_crash_prepare_thread();
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = crashed;
  action.sa_flags = SA_ONSTACK | SA_RESETHAND | SA_NODEFER;
  sigemptyset(&action.sa_mask);
  for (size_t i = 0; i < sizeof crash_signals / sizeof *crash_signals; i++) sigaction(crash_signals[i], &action, NULL);
}
