#pragma once

// The terminal as a grid of cells: the only room that includes ncursesw.
//
// One thread calls everything here, always the same one. Nothing here waits for the terminal to answer a
// question. Install signal handlers of your own after terminal_start: it puts back what curses installed.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <termios.h>

// A colour: -1 is the user's own default, 0 to 255 a palette index, TERMINAL_RGB plus 24 bits true colour.
enum { TERMINAL_DEFAULT_COLOUR = -1, TERMINAL_RGB = 0x1000000 };

enum {
  TERMINAL_BOLD = 1,
  TERMINAL_DIM = 2,
  TERMINAL_UNDERLINE = 4,
  TERMINAL_REVERSE = 8,
};

// One cell of a row: a base character, at most two combining marks (0 where there is none), and its look.
struct terminal_cell {
  uint32_t text[3];
  int32_t foreground;
  int32_t background;
  uint16_t attributes;
  // 1 or 2 columns; 0 for the second half of a wide character.
  uint16_t width;
};

enum terminal_key_kind {
  TERMINAL_KEY_NONE,
  // `code` is a Unicode code point; Ctrl keys are 1 to 26.
  TERMINAL_KEY_CHARACTER,
  // `code` is a Unicode code point inside a bracketed paste.
  TERMINAL_KEY_PASTED,
  TERMINAL_KEY_ESCAPE,
  TERMINAL_KEY_ENTER,
  TERMINAL_KEY_TAB,
  TERMINAL_KEY_BACKTAB,
  TERMINAL_KEY_BACKSPACE,
  TERMINAL_KEY_DELETE,
  TERMINAL_KEY_UP,
  TERMINAL_KEY_DOWN,
  TERMINAL_KEY_LEFT,
  TERMINAL_KEY_RIGHT,
  TERMINAL_KEY_SHIFT_UP,
  TERMINAL_KEY_SHIFT_DOWN,
  TERMINAL_KEY_SHIFT_LEFT,
  TERMINAL_KEY_SHIFT_RIGHT,
  TERMINAL_KEY_PAGE_UP,
  TERMINAL_KEY_PAGE_DOWN,
  TERMINAL_KEY_HOME,
  TERMINAL_KEY_END,
  // `code` is the number of the function key.
  TERMINAL_KEY_FUNCTION,
  // `code` is the row in its upper and the column in its lower 16 bits.
  TERMINAL_KEY_CLICK,
  TERMINAL_KEY_WHEEL_UP,
  TERMINAL_KEY_WHEEL_DOWN,
  TERMINAL_KEY_RESIZE,
  // Somebody sent SIGTSTP: the caller should call terminal_suspend.
  TERMINAL_KEY_STOP,
  // The process was continued without having been suspended here: the screen was put back, paint it anew.
  TERMINAL_KEY_CONTINUED,
};

struct terminal_key {
  enum terminal_key_kind kind;
  uint32_t code;
};

// Takes the terminal: alternate screen, raw keys, no echo, cursor hidden, bracketed paste on. Reads keys from
// standard input, or from /dev/tty when that is no terminal. With `direct_colour` the "-direct" sibling of
// TERM is used where the machine has one. Returns NULL, or one sentence on what is wrong.
const char *terminal_start(bool direct_colour);

// Gives the terminal back as it was. Harmless when it was not taken.
void terminal_stop(void);

// Gives the terminal back, stops the process as Ctrl-Z does, and takes the terminal again when continued.
void terminal_suspend(void);

// Asks the kernel for the size and adopts it; true when it changed.
bool terminal_resize(void);

// The size in cells.
void terminal_size(int *columns, int *rows);

// How many colours the terminal has: 0, 8, 16, 256 or 0x1000000.
int terminal_colours(void);

// Whether colours are given as 24 bits (terminfo RGB).
bool terminal_has_direct_colour(void);

// Whether the locale's character set is UTF-8.
bool terminal_is_utf8(void);

// The descriptor to poll for keys.
int terminal_descriptor(void);

// Puts `count` cells from the left edge into row `row`; nothing is sent before terminal_flush.
void terminal_put_row(int row, const struct terminal_cell *cells, int count);

// Sends what changed since the last flush, in one go.
void terminal_flush(void);

// Makes the next flush paint everything, whatever the terminal shows.
void terminal_repaint(void);

// The next key without waiting; TERMINAL_KEY_NONE when there is none.
struct terminal_key terminal_read_key(void);

void terminal_bell(void);

// Whether clicks and the wheel are told as keys. While they are, the terminal's own selection takes Shift.
void terminal_mouse(bool is_on);

// Bytes that leave a crashed screen sane, for write(2) in a signal handler; prepared by terminal_start and
// valid until the process ends. Empty before it.
const char *terminal_restore_bytes(size_t *length);

// The modes of the tty before terminal_start, for tcsetattr in a signal handler.
const struct termios *terminal_saved_modes(void);
