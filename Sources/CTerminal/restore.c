// The bytes and signals that leave a sane terminal behind.

#include <signal.h>
#include <string.h>
#include <unistd.h>
#include "internal.h"

static char restore_bytes[512];
static size_t restore_length;

// Appends a terminfo string without its padding marks ($<5>).
static void append(const char *text) {
  if (text == NULL || text == (const char *)-1) return;
  while (*text != 0 && restore_length + 1 < sizeof(restore_bytes)) {
    const char *end = text[0] == '$' && text[1] == '<' ? strchr(text, '>') : NULL;
    if (end != NULL) {
      text = end + 1;
    } else {
      restore_bytes[restore_length++] = *text++;
    }
  }
}

void terminal_prepare_restore(void) {
  restore_length = 0;
  append("\033[?2026l\033[?2004l\033[?1000l\033[?1002l\033[?1006l\033[?25h");
  append(tigetstr("cnorm"));
  append(tigetstr("rmkx"));
  append("\033[0m");
  append(tigetstr("sgr0"));
  append(tigetstr(the_terminal.has_second_screen ? "rmcup" : "clear"));
  append("\r\n");
}

const char *terminal_restore_bytes(size_t *length) {
  *length = restore_length;
  return restore_bytes;
}

static volatile sig_atomic_t was_stopped, was_continued;

static void note_stop(int number) {
  (void)number;
  was_stopped = 1;
}

static void note_continue(int number) {
  (void)number;
  was_continued = 1;
}

static struct sigaction before_stop, before_continue;

// curses' own handlers for INT and TERM clean up unsafely: they go back to the default until the caller installs
// its own.
void terminal_install_signals(void) {
  struct sigaction action = {.sa_handler = SIG_DFL};
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  terminal_watch_stops();
}

// curses' own handler for TSTP paints inside the handler; ours only leaves a note.
void terminal_watch_stops(void) {
  struct sigaction action = {.sa_handler = note_stop};
  sigemptyset(&action.sa_mask);
  sigaction(SIGTSTP, &action, &before_stop);
  action.sa_handler = note_continue;
  sigaction(SIGCONT, &action, &before_continue);
}

void terminal_remove_signals(void) {
  struct sigaction action = {.sa_handler = SIG_DFL};
  sigemptyset(&action.sa_mask);
  sigaction(SIGTSTP, &action, NULL);
  sigaction(SIGCONT, &action, NULL);
}

enum terminal_key_kind terminal_take_signal(void) {
  if (was_stopped) {
    was_stopped = 0;
    return TERMINAL_KEY_STOP;
  }
  if (was_continued) {
    was_continued = 0;
    reset_prog_mode();
    clearok(curscr, TRUE);
    return TERMINAL_KEY_CONTINUED;
  }
  return TERMINAL_KEY_NONE;
}
