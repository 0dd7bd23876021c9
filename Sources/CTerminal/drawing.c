// Cells on their way to the terminal.

#define _XOPEN_SOURCE 700
#include <wchar.h>
#include "internal.h"

enum { LONGEST_ROW = 1024 };

// curses' number for a colour of ours. In direct-colour mode 1 to 7 are still the palette, so the darkest
// blues are lifted to 8.
static int curses_colour(int32_t colour) {
  if (colour < 0) return -1;
  if (colour < TERMINAL_RGB) return colour < COLORS ? (int)colour : -1;
  if (!the_terminal.has_direct_colour) return -1;
  int rgb = (int)(colour & 0xFFFFFF);
  return rgb > 0 && rgb < 8 ? 8 : rgb;
}

// The pair for two colours. Pairs are never redefined while in use: alloc_pair reuses equal ones and gives up
// the oldest when all are taken.
static int pair_of(int32_t foreground, int32_t background) {
  static int32_t last_foreground = -1, last_background = -1;
  static int last_pair = 0;
  if (foreground < 0 && background < 0) return 0;
  if (!has_colors()) return 0;
  if (foreground == last_foreground && background == last_background) return last_pair;
  int pair = alloc_pair(curses_colour(foreground), curses_colour(background));
  if (pair < 0) pair = 0;
  last_foreground = foreground;
  last_background = background;
  last_pair = pair;
  return pair;
}

static attr_t curses_attributes(uint16_t attributes) {
  attr_t result = A_NORMAL;
  if (attributes & TERMINAL_BOLD) result |= A_BOLD;
  if (attributes & TERMINAL_DIM) result |= A_DIM;
  if (attributes & TERMINAL_UNDERLINE) result |= A_UNDERLINE;
  if (attributes & TERMINAL_REVERSE) result |= A_REVERSE;
  return result;
}

void terminal_put_row(int row, const struct terminal_cell *cells, int count) {
  static cchar_t line[LONGEST_ROW];
  if (the_terminal.screen == NULL || row < 0 || row >= LINES) return;
  if (count > COLS) count = COLS;
  if (count > LONGEST_ROW) count = LONGEST_ROW;
  int used = 0;
  for (int column = 0; column < count; column++) {
    const struct terminal_cell *cell = &cells[column];
    if (cell->width == 0) continue;
    wchar_t text[4] = {(wchar_t)cell->text[0], (wchar_t)cell->text[1], (wchar_t)cell->text[2], 0};
    // Where the C library sees another width than we do, or none, a question mark keeps the columns straight.
    bool is_drawable = text[0] < 128 || (the_terminal.is_utf8 && wcwidth(text[0]) == cell->width);
    int copies = 1;
    if (!is_drawable) {
      text[0] = L'?';
      text[1] = 0;
      copies = cell->width;
    }
    int pair = pair_of(cell->foreground, cell->background);
    for (int copy = 0; copy < copies; copy++) {
      setcchar(&line[used], text, curses_attributes(cell->attributes), 0, &pair);
      used++;
    }
  }
  mvadd_wchnstr(row, 0, line, used);
}

void terminal_flush(void) {
  if (the_terminal.screen == NULL) return;
  wnoutrefresh(stdscr);
  doupdate();
}

void terminal_repaint(void) {
  if (the_terminal.screen != NULL) clearok(curscr, TRUE);
}

void terminal_bell(void) {
  if (the_terminal.screen != NULL) beep();
}
