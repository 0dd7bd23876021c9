#pragma once
// The few things Swift cannot say: handlers that may run in the middle of anything, a child that dies with its
// parent, a deadline inside a blocking call, and OpenSSL's verify callback. Knows nothing of plants.

#include <spawn.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <termios.h>

// MARK: Crash (crash.c)

/// Installs handlers for ILL, TRAP, SEGV, BUS, FPE and ABRT: they restore the terminal, write what the recorder still
/// holds, and raise the signal again with its default action. Call once, on the main thread.
void plant_crash_install(void);
/// Gives the calling thread an alternate stack for the crash handlers (a stack overflow needs one).
void plant_crash_prepare_thread(void);
/// Frees the stack of `plant_crash_prepare_thread`; the thread is about to end.
void plant_crash_release_thread(void);
/// Remembers the modes the terminal `fd` had before curses changed them, and the text that puts its screen back (at
/// most 1023 bytes). A negative `fd` forgets the terminal.
void plant_terminal_remember(int fd, const struct termios *modes, const char *restore, size_t length);
/// Puts the remembered terminal back: once, however often and wherever it is called. Async-signal-safe.
void plant_terminal_restore(void);

// MARK: Signals (signals.c)

/// Routes INT, TERM and HUP into a pipe, one byte with the signal's number each, and ignores PIPE.
/// Installed even when INT was inherited as ignored, as a background job of a shell inherits it.
/// Returns the non-blocking read end, or -1 with errno set.
int plant_signals_open(void);
/// Ignores PIPE: a broken connection is an error code, not an end.
void plant_ignore_sigpipe(void);
/// Blocks all signals but those of a crash and of the deadline in the calling thread; `old` gets the previous mask.
void plant_block_signals(sigset_t *old);
/// Puts a mask back.
void plant_restore_signals(const sigset_t *old);
/// From now on interrupts the calling thread's blocking calls every `milliseconds` (they fail with EINTR); 0 stops it.
void plant_deadline(unsigned milliseconds);
/// Interrupts a blocking call of another thread that has called `plant_deadline` before.
void plant_interrupt(unsigned long thread);

// MARK: GNU calls that Swift's Glibc does not show (gnu.c)

/// A non-blocking eventfd, or -1.
int plant_eventfd(void);
/// Names the calling thread, at most 15 bytes.
void plant_name_thread(const char *name);
/// An anonymous file in memory, inherited by children only where they are told so, or -1.
int plant_memory_file(const char *name);
/// Lets a child that is started begin without the descriptors from `first` on.
int plant_spawn_close_from(posix_spawn_file_actions_t *actions, int first);
/// Where `byte` stands last among `count` bytes, or -1.
long plant_last_byte(const void *bytes, int byte, unsigned long count);
/// Where `text` stands first among `count` bytes, or -1.
long plant_find(const void *bytes, unsigned long count, const void *text, unsigned long length);

// MARK: Child processes (child.c)

typedef struct plant_child plant_child;
/// Starts `argv[0]` in a process group of its own, with /dev/null for its three standard files, killed by the kernel
/// however this process ends. `passed` (or -1) is a descriptor the child inherits. NULL with `*error` set to an errno.
plant_child *plant_child_start(char *const argv[], int passed, int *error);
pid_t plant_child_pid(plant_child *child);
bool plant_child_is_running(plant_child *child);
/// Ends the child (TERM, after a second KILL), waits for it and frees it.
void plant_child_stop(plant_child *child);

// MARK: Pending bytes of the recorder (pending.c)

/// A single-producer single-consumer ring of plain bytes whose unwritten part the crash handler can still write.
typedef struct plant_pending plant_pending;
/// `capacity` is a power of two. NULL when there is no memory.
plant_pending *plant_pending_new(size_t capacity);
void plant_pending_free(plant_pending *pending);
/// Producer: how many bytes are free.
size_t plant_pending_room(const plant_pending *pending);
/// Producer: appends `count` bytes; the caller has made sure that they fit.
void plant_pending_append(plant_pending *pending, const void *bytes, size_t count);
/// Either side: how many bytes wait.
size_t plant_pending_count(const plant_pending *pending);
/// Consumer: the oldest contiguous waiting bytes; marks them as being written.
size_t plant_pending_begin(plant_pending *pending, const uint8_t **bytes);
/// Consumer: `count` of the bytes marked by `begin` are written; the mark goes.
void plant_pending_end(plant_pending *pending, size_t count);
/// From now on a crash writes what waits in `pending` to `fd`; NULL stops that.
void plant_pending_guard(plant_pending *pending, int fd);
/// Called by the crash handler. Async-signal-safe.
void plant_pending_rescue(void);

// MARK: Service manager (notify.c)

/// Sends `state` to the socket that systemd names in NOTIFY_SOCKET; false when it names none.
bool plant_notify(const char *state);

// MARK: Local sockets (socket.c)

/// A non-blocking stream socket that listens under `name` in the open folder `folder`, for its owner and group; whatever
/// stood there goes. -1 with errno set.
int plant_socket_listen(int folder, const char *name);
/// A non-blocking stream socket connected to the one that listens under `name` in `folder`, or -1 with errno set.
int plant_socket_connect(int folder, const char *name);
/// The next peer of a listening socket, non-blocking, or -1; `uid` gets whose process it is, by the kernel's word.
int plant_socket_accept(int listener, uid_t *uid);
/// Writes the login name of a user (at most `size` bytes with its NUL), or `uid N`.
void plant_user_name(uid_t uid, char *name, size_t size);

// MARK: Sums (sum.c)

/// Writes the SHA-256 of a file as 64 hexadecimal digits and a NUL; false when it cannot be read.
bool plant_sha256_file(const char *path, char digits[65]);
/// The same of bytes in memory.
bool plant_sha256(const void *bytes, size_t count, char digits[65]);
/// Says `text` to the system's log.
void plant_syslog(const char *text);

// MARK: TLS (tls.c)

typedef struct plant_tls plant_tls;
/// A client context that verifies chain and host name, TLS 1.2 at least, with no way to switch that off.
/// `cafile` NULL uses the system's authorities; `certificate`, `key` and `passphrase` may be NULL.
/// NULL with a sentence in `why` when a file cannot be used.
plant_tls *plant_tls_new(const char *cafile, const char *certificate, const char *key, const char *passphrase,
                         const char *host, char *why, size_t size);
/// The `SSL_CTX *` for MOSQ_OPT_SSL_CTX.
void *plant_tls_context(plant_tls *tls);
/// Forgets what earlier attempts found.
void plant_tls_begin(plant_tls *tls);
/// What went wrong in words; empty when nothing is known to have gone wrong.
void plant_tls_describe(const plant_tls *tls, char *words, size_t size);
/// Whether the handshake has been finished since `begin`.
bool plant_tls_is_done(const plant_tls *tls);
/// The second since the epoch at which the first certificate ends, the broker's last verified one or our own; 0 when
/// nothing is known.
int64_t plant_tls_end(const plant_tls *tls);
void plant_tls_free(plant_tls *tls);
