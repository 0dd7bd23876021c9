// Keys from the terminal.

#include <wchar.h>
#include "internal.h"

enum { KEY_PASTE_BEGIN = KEY_MAX + 1, KEY_PASTE_END, KEY_MOUSE_REPORT, KEY_OLD_MOUSE_REPORT };

// What terminals send beside what their terminfo entry says (tmux, PuTTY and the consoles differ here).
void terminal_define_keys(void) {
  static const struct {
    const char *bytes;
    int key;
  } more[] = {
      {"\033[<", KEY_MOUSE_REPORT}, {"\033[M", KEY_OLD_MOUSE_REPORT},
      {"\033[200~", KEY_PASTE_BEGIN}, {"\033[201~", KEY_PASTE_END},
      {"\033[A", KEY_UP}, {"\033[B", KEY_DOWN}, {"\033[C", KEY_RIGHT}, {"\033[D", KEY_LEFT},
      {"\033OA", KEY_UP}, {"\033OB", KEY_DOWN}, {"\033OC", KEY_RIGHT}, {"\033OD", KEY_LEFT},
      {"\033[1;2A", KEY_SR}, {"\033[1;2B", KEY_SF}, {"\033[1;2C", KEY_SRIGHT}, {"\033[1;2D", KEY_SLEFT},
      {"\033[a", KEY_SR}, {"\033[b", KEY_SF}, {"\033[c", KEY_SRIGHT}, {"\033[d", KEY_SLEFT},
      {"\033[H", KEY_HOME}, {"\033OH", KEY_HOME}, {"\033[1~", KEY_HOME}, {"\033[7~", KEY_HOME},
      {"\033[F", KEY_END}, {"\033OF", KEY_END}, {"\033[4~", KEY_END}, {"\033[8~", KEY_END},
      {"\033[5~", KEY_PPAGE}, {"\033[6~", KEY_NPAGE}, {"\033[3~", KEY_DC}, {"\033[Z", KEY_BTAB},
      {"\033OP", KEY_F(1)}, {"\033[11~", KEY_F(1)}, {"\033[[A", KEY_F(1)},
      {"\033OQ", KEY_F(2)}, {"\033[12~", KEY_F(2)}, {"\033[[B", KEY_F(2)},
  };
  for (size_t index = 0; index < sizeof(more) / sizeof(more[0]); index++)
    define_key(more[index].bytes, more[index].key);
}

static enum terminal_key_kind kind_of(wint_t key) {
  switch (key) {
    case KEY_UP: return TERMINAL_KEY_UP;
    case KEY_DOWN: return TERMINAL_KEY_DOWN;
    case KEY_LEFT: return TERMINAL_KEY_LEFT;
    case KEY_RIGHT: return TERMINAL_KEY_RIGHT;
    case KEY_SR: return TERMINAL_KEY_SHIFT_UP;
    case KEY_SF: return TERMINAL_KEY_SHIFT_DOWN;
    case KEY_SLEFT: return TERMINAL_KEY_SHIFT_LEFT;
    case KEY_SRIGHT: return TERMINAL_KEY_SHIFT_RIGHT;
    case KEY_PPAGE: return TERMINAL_KEY_PAGE_UP;
    case KEY_NPAGE: return TERMINAL_KEY_PAGE_DOWN;
    case KEY_HOME: return TERMINAL_KEY_HOME;
    case KEY_END: return TERMINAL_KEY_END;
    case KEY_BTAB: return TERMINAL_KEY_BACKTAB;
    case KEY_BACKSPACE: return TERMINAL_KEY_BACKSPACE;
    case KEY_DC: return TERMINAL_KEY_DELETE;
    case KEY_ENTER: return TERMINAL_KEY_ENTER;
    default: return TERMINAL_KEY_NONE;
  }
}

static struct terminal_key function_key(wint_t key) {
  if (key >= KEY_F(1) && key <= KEY_F(24))
    return (struct terminal_key){TERMINAL_KEY_FUNCTION, (uint32_t)(key - KEY_F(0))};
  return (struct terminal_key){kind_of(key), 0};
}

// curses' own reading of the mouse waits for more when an event is none that it was asked for, and with it the whole
// screen: so the reports of SGR mode (1006) are read here, a character at a time, as they come.
void terminal_mouse(bool is_on) {
  if (the_terminal.screen == NULL) return;
  the_terminal.has_mouse = is_on;
  terminal_send(is_on ? "\033[?1000h\033[?1006h" : "\033[?1006l\033[?1000l");
}

// One more character of a report such as "0;10;12M"; a key once it is whole. What is no report is swallowed up to its
// end, like one: nothing of it may be taken for a key.
static struct terminal_key mouse_key(wint_t character) {
  static const struct terminal_key none = {TERMINAL_KEY_NONE, 0};
  struct mouse_report *report = &the_terminal.mouse;
  if (report->rest > 0) {
    report->rest--;
    report->is_open = report->rest > 0;
    return none;
  }
  if (character >= '0' && character <= '9') {
    unsigned *number = &report->numbers[report->count];
    *number = *number * 10 + (unsigned)(character - '0');
    if (*number > 0xFFFF) {
      report->is_bad = true;
      *number = 0;
    }
    return none;
  }
  if (character < 0x40 || character > 0x7E) {
    if (character == ';' && report->count < 2) report->count++;
    else report->is_bad = true;
    return none;
  }
  report->is_open = false;
  unsigned x = report->numbers[1], y = report->numbers[2];
  if (report->is_bad || character != 'M' || report->count != 2 || x == 0 || y == 0) return none;
  uint32_t place = (uint32_t)(y - 1) << 16 | (uint32_t)(x - 1);
  switch (report->numbers[0]) {
    case 0: return (struct terminal_key){TERMINAL_KEY_CLICK, place};
    case 64: return (struct terminal_key){TERMINAL_KEY_WHEEL_UP, place};
    case 65: return (struct terminal_key){TERMINAL_KEY_WHEEL_DOWN, place};
    default: return none;
  }
}

static struct terminal_key character_key(wint_t character) {
  if (the_terminal.is_pasting) return (struct terminal_key){TERMINAL_KEY_PASTED, (uint32_t)character};
  switch (character) {
    case 27: return (struct terminal_key){TERMINAL_KEY_ESCAPE, 0};
    case 13:
    case 10: return (struct terminal_key){TERMINAL_KEY_ENTER, 0};
    case 9: return (struct terminal_key){TERMINAL_KEY_TAB, 0};
    case 8:
    case 127: return (struct terminal_key){TERMINAL_KEY_BACKSPACE, 0};
    default: return (struct terminal_key){TERMINAL_KEY_CHARACTER, (uint32_t)character};
  }
}

struct terminal_key terminal_read_key(void) {
  if (the_terminal.screen == NULL) return (struct terminal_key){TERMINAL_KEY_NONE, 0};
  enum terminal_key_kind signal = terminal_take_signal();
  if (signal != TERMINAL_KEY_NONE) return (struct terminal_key){signal, 0};
  for (;;) {
    wint_t key = 0;
    int kind = get_wch(&key);
    if (kind == ERR) return (struct terminal_key){TERMINAL_KEY_NONE, 0};
    if (kind != KEY_CODE_YES && the_terminal.mouse.is_open) {
      struct terminal_key found = mouse_key(key);
      if (found.kind != TERMINAL_KEY_NONE) return found;
      continue;
    }
    if (kind != KEY_CODE_YES) return character_key(key);
    if (key != KEY_RESIZE) the_terminal.mouse.is_open = false;
    if (key == KEY_PASTE_BEGIN) {
      the_terminal.is_pasting = true;
    } else if (key == KEY_PASTE_END) {
      the_terminal.is_pasting = false;
    } else if (key == KEY_RESIZE) {
      return (struct terminal_key){TERMINAL_KEY_RESIZE, 0};
    } else if (key == KEY_MOUSE_REPORT && !the_terminal.is_pasting) {
      the_terminal.mouse = (struct mouse_report){.is_open = true};
    } else if (key == KEY_OLD_MOUSE_REPORT && !the_terminal.is_pasting) {
      // A terminal that knows no SGR mode: three bytes follow, and mean nothing here.
      the_terminal.mouse = (struct mouse_report){.is_open = true, .rest = 3};
    } else if (!the_terminal.is_pasting) {
      struct terminal_key found = function_key(key);
      if (found.kind != TERMINAL_KEY_NONE) return found;
    }
  }
}
