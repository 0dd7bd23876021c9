#define _GNU_SOURCE
#include "CSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

static int signal_pipe[2] = {-1, -1};

static void forward(int number) {
  int saved = errno;
  unsigned char byte = (unsigned char)number;
  // A full pipe already holds enough reasons to look: the byte may be lost.
  ssize_t ignored = write(signal_pipe[1], &byte, 1);
  (void)ignored;
  errno = saved;
}

static void install(int number, void (*handler)(int), int flags) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigemptyset(&action.sa_mask);
  sigaction(number, &action, NULL);
}

int plant_signals_open(void) {
  static const int routed[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2};
  if (signal_pipe[0] < 0 && pipe2(signal_pipe, O_CLOEXEC | O_NONBLOCK) != 0) return -1;
  for (size_t i = 0; i < sizeof routed / sizeof *routed; i++) install(routed[i], forward, SA_RESTART);
  plant_ignore_sigpipe();
  return signal_pipe[0];
}

void plant_ignore_sigpipe(void) { install(SIGPIPE, SIG_IGN, 0); }

static int deadline_signal(void) { return SIGRTMIN + 3; }

void plant_block_signals(sigset_t *old) {
  static const int open[] = {SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT};
  sigset_t set;
  sigfillset(&set);
  for (size_t i = 0; i < sizeof open / sizeof *open; i++) sigdelset(&set, open[i]);
  sigdelset(&set, deadline_signal());
  pthread_sigmask(SIG_SETMASK, &set, old);
}

void plant_restore_signals(const sigset_t *old) { pthread_sigmask(SIG_SETMASK, old, NULL); }

static void interrupted(int number) { (void)number; }

void plant_deadline(unsigned milliseconds) {
  static _Thread_local timer_t timer;
  static _Thread_local bool has_timer;
  if (!has_timer) {
    // Without SA_RESTART: connect(2) and poll(2) come back with EINTR.
    install(deadline_signal(), interrupted, 0);
    struct sigevent event;
    memset(&event, 0, sizeof event);
    event.sigev_notify = SIGEV_THREAD_ID;
    event.sigev_signo = deadline_signal();
    event.sigev_notify_thread_id = (pid_t)syscall(SYS_gettid);
    if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0) return;
    has_timer = true;
  }
  struct itimerspec when;
  memset(&when, 0, sizeof when);
  when.it_value.tv_sec = milliseconds / 1000;
  when.it_value.tv_nsec = (long)(milliseconds % 1000) * 1000000L;
  when.it_interval = when.it_value;
  timer_settime(timer, 0, &when, NULL);
}

void plant_interrupt(unsigned long thread) {
  install(deadline_signal(), interrupted, 0);
  pthread_kill((pthread_t)thread, deadline_signal());
}
