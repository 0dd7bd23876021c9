#pragma once

#include "CTerminal.h"
// term.h makes macros of words such as "columns": it comes after our own header.
#define NCURSES_NOMACROS 1
#include <curses.h>
#include <signal.h>
#include <stdio.h>
#include <term.h>

// A report of the mouse that is being read: button, column and row.
struct mouse_report {
  bool is_open;
  bool is_bad;
  unsigned numbers[3];
  int count;
  // Bytes of a report in the old form that are still to come.
  int rest;
};

// What the files of this room share; one terminal per process, one thread.
struct terminal {
  SCREEN *screen;
  FILE *input;
  FILE *output;
  bool is_utf8;
  bool has_direct_colour;
  bool has_second_screen;
  bool is_pasting;
  bool has_mouse;
  struct mouse_report mouse;
  struct termios saved_modes;
};

extern struct terminal the_terminal;

void terminal_send(const char *bytes);
void terminal_define_keys(void);
void terminal_prepare_restore(void);
void terminal_install_signals(void);
void terminal_watch_stops(void);
void terminal_remove_signals(void);
// TERMINAL_KEY_STOP or TERMINAL_KEY_CONTINUED when such a signal came since the last call, else NONE.
enum terminal_key_kind terminal_take_signal(void);
