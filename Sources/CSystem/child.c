// The kernel sends the parent-death signal when the *thread* that forked ends. So each child gets a keeper thread of
// its own, which forks, waits, and lives exactly as long as the child. posix_spawn cannot set PR_SET_PDEATHSIG.
#define _GNU_SOURCE
#include "CSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct plant_child {
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  pthread_t keeper;
  pid_t pid;
  bool is_reaped;
  char *const *argv;
  int passed;
  int report;  // write end of the pipe that tells whether exec worked
};

static void become(struct plant_child *child, pid_t parent) {
  // Between fork and exec in a threaded process: async-signal-safe calls only.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(127);  // the parent died before the line above
  setpgid(0, 0);                        // ^C in the terminal is for the parent alone
  sigset_t none;
  sigemptyset(&none);
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
  sigprocmask(SIG_SETMASK, &none, NULL);
  int null = open("/dev/null", O_RDWR);
  if (null >= 0) {
    dup2(null, 0);
    dup2(null, 1);
    dup2(null, 2);
    if (null > 2) close(null);
  }
  if (child->passed >= 0) fcntl(child->passed, F_SETFD, 0);
  execv(child->argv[0], child->argv);
  int error = errno;
  ssize_t ignored = write(child->report, &error, sizeof error);
  (void)ignored;
  _exit(127);
}

static void *keep(void *context) {
  struct plant_child *child = context;
  pid_t parent = getpid();
  pid_t pid = fork();
  if (pid == 0) become(child, parent);
  int error = errno;
  pthread_mutex_lock(&child->mutex);
  child->pid = pid;
  child->is_reaped = pid < 0;
  pthread_cond_broadcast(&child->changed);
  pthread_mutex_unlock(&child->mutex);
  if (pid < 0) {
    ssize_t ignored = write(child->report, &error, sizeof error);
    (void)ignored;
  }
  close(child->report);
  if (pid < 0) return NULL;
  siginfo_t info;
  while (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT) != 0 && errno == EINTR) {
  }
  // Reaped under the lock: nobody signals a number that may already belong to somebody else.
  pthread_mutex_lock(&child->mutex);
  waitpid(pid, NULL, 0);
  child->is_reaped = true;
  pthread_cond_broadcast(&child->changed);
  pthread_mutex_unlock(&child->mutex);
  return NULL;
}

plant_child *plant_child_start(char *const argv[], int passed, int *error) {
  int pipe_ends[2];
  struct plant_child *child = calloc(1, sizeof *child);
  if (child == NULL || pipe2(pipe_ends, O_CLOEXEC) != 0) {
    *error = errno;
    free(child);
    return NULL;
  }
  pthread_mutex_init(&child->mutex, NULL);
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_cond_init(&child->changed, &attributes);
  pthread_condattr_destroy(&attributes);
  child->argv = argv;
  child->passed = passed;
  child->report = pipe_ends[1];
  sigset_t old;
  plant_block_signals(&old);
  int failed = pthread_create(&child->keeper, NULL, keep, child);
  plant_restore_signals(&old);
  if (failed != 0) {
    close(pipe_ends[0]);
    close(pipe_ends[1]);
    free(child);
    *error = failed;
    return NULL;
  }
  // End of file means that exec has closed the other end: the child runs.
  int why = 0;
  ssize_t got;
  do got = read(pipe_ends[0], &why, sizeof why);
  while (got < 0 && errno == EINTR);
  close(pipe_ends[0]);
  if (got == (ssize_t)sizeof why) {
    pthread_join(child->keeper, NULL);
    free(child);
    *error = why;
    return NULL;
  }
  *error = 0;
  return child;
}

pid_t plant_child_pid(plant_child *child) {
  pthread_mutex_lock(&child->mutex);
  pid_t pid = child->pid;
  pthread_mutex_unlock(&child->mutex);
  return pid;
}

bool plant_child_is_running(plant_child *child) {
  pthread_mutex_lock(&child->mutex);
  bool running = !child->is_reaped;
  pthread_mutex_unlock(&child->mutex);
  return running;
}

void plant_child_stop(plant_child *child) {
  static const int signals[] = {SIGTERM, SIGKILL};
  pthread_mutex_lock(&child->mutex);
  for (int i = 0; i < 2 && !child->is_reaped; i++) {
    kill(child->pid, signals[i]);
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += 1;
    while (!child->is_reaped && pthread_cond_timedwait(&child->changed, &child->mutex, &until) == 0) {
    }
  }
  pthread_mutex_unlock(&child->mutex);
  pthread_join(child->keeper, NULL);
  pthread_cond_destroy(&child->changed);
  pthread_mutex_destroy(&child->mutex);
  free(child);
}
