// Taking the terminal and giving it back.

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "internal.h"

struct terminal the_terminal;

static const char paste_on[] = "\033[?2004h";
static const char paste_off[] = "\033[?2004l";

void terminal_send(const char *bytes) {
  fputs(bytes, the_terminal.output);
  fflush(the_terminal.output);
}

// The name of the true-colour sibling of TERM (xterm-256color → xterm-direct), or NULL when there is none.
static const char *direct_sibling(const char *term, int descriptor) {
  static char name[128];
  size_t length = strlen(term);
  const char *suffix = strstr(term, "-256color");
  if (suffix != NULL) length = (size_t)(suffix - term);
  if (strstr(term, "-direct") != NULL || length + sizeof("-direct") > sizeof(name)) return NULL;
  memcpy(name, term, length);
  memcpy(name + length, "-direct", sizeof("-direct"));
  int error = 0;
  if (setupterm(name, descriptor, &error) != OK || error != 1) return NULL;
  del_curterm(cur_term);
  return name;
}

const char *terminal_start(bool direct_colour) {
  setlocale(LC_ALL, "");
  the_terminal.is_utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
  the_terminal.input = isatty(STDIN_FILENO) ? stdin : fopen("/dev/tty", "r");
  the_terminal.output = isatty(STDOUT_FILENO) ? stdout : fopen("/dev/tty", "w");
  if (the_terminal.input == NULL || the_terminal.output == NULL) return "there is no terminal to draw on";
  if (tcgetattr(fileno(the_terminal.input), &the_terminal.saved_modes) != 0) return "the terminal's modes cannot be read";

  const char *term = getenv("TERM");
  if (term == NULL || *term == 0) return "TERM is not set; set it to your terminal's name, such as xterm-256color";
  int error = 0;
  if (setupterm(term, fileno(the_terminal.output), &error) != OK || error != 1)
    return "this machine does not know the terminal named by TERM; try TERM=xterm-256color or TERM=vt100";
  bool is_hopeless = tigetflag("gn") == 1 || tigetstr("cup") == NULL;
  del_curterm(cur_term);
  if (is_hopeless) return "the terminal named by TERM cannot move its cursor; use --plain";

  const char *direct = direct_colour ? direct_sibling(term, fileno(the_terminal.output)) : NULL;
  use_tioctl(TRUE);
  the_terminal.screen = newterm(direct != NULL ? direct : term, the_terminal.output, the_terminal.input);
  if (the_terminal.screen == NULL) return "curses cannot take the terminal";
  terminal_install_signals();
  raw();
  noecho();
  nonl();
  keypad(stdscr, TRUE);
  nodelay(stdscr, TRUE);
  scrollok(stdscr, FALSE);
  idlok(stdscr, TRUE);
  leaveok(stdscr, TRUE);
  typeahead(-1);
  curs_set(0);
  if (getenv("ESCDELAY") == NULL) set_escdelay(50);
  if (has_colors()) {
    start_color();
    use_default_colors();
  }
  const char *leave = tigetstr("rmcup");
  the_terminal.has_second_screen = leave != NULL && leave != (const char *)-1;
  the_terminal.has_direct_colour = tigetflag("RGB") == 1 || tigetnum("RGB") > 0;
  terminal_define_keys();
  terminal_prepare_restore();
  terminal_send(paste_on);
  return NULL;
}

// Where a terminal has no second screen, what comes next would be written over the picture.
static void leave_screen(void) {
  if (!the_terminal.has_second_screen) {
    erase();
    refresh();
  }
  curs_set(1);
  endwin();
}

void terminal_stop(void) {
  if (the_terminal.screen == NULL) return;
  terminal_send(paste_off);
  if (the_terminal.has_mouse) terminal_mouse(false);
  leave_screen();
  terminal_remove_signals();
  delscreen(the_terminal.screen);
  the_terminal.screen = NULL;
}

void terminal_suspend(void) {
  if (the_terminal.screen == NULL) return;
  terminal_send(paste_off);
  bool has_mouse = the_terminal.has_mouse;
  if (has_mouse) terminal_mouse(false);
  leave_screen();
  terminal_remove_signals();
  signal(SIGTSTP, SIG_DFL);
  kill(getpid(), SIGTSTP);
  // Here the process stands still until it is continued. INT and TERM are the caller's by now.
  terminal_watch_stops();
  reset_prog_mode();
  curs_set(0);
  terminal_send(paste_on);
  if (has_mouse) terminal_mouse(true);
  terminal_resize();
  clearok(curscr, TRUE);
}

bool terminal_resize(void) {
  struct winsize size;
  if (ioctl(fileno(the_terminal.output), TIOCGWINSZ, &size) != 0) return false;
  if (size.ws_row == 0 || size.ws_col == 0) return false;
  if (size.ws_row == LINES && size.ws_col == COLS) return false;
  resizeterm(size.ws_row, size.ws_col);
  clearok(curscr, TRUE);
  return true;
}

void terminal_size(int *width, int *height) {
  *width = COLS;
  *height = LINES;
}

int terminal_colours(void) { return has_colors() ? COLORS : 0; }

bool terminal_has_direct_colour(void) { return the_terminal.has_direct_colour; }

bool terminal_is_utf8(void) { return the_terminal.is_utf8; }

int terminal_descriptor(void) { return fileno(the_terminal.input); }

const struct termios *terminal_saved_modes(void) { return &the_terminal.saved_modes; }
