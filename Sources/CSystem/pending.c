#include "CSystem.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct plant_pending {
  uint8_t *bytes;
  size_t mask;
  atomic_size_t head;     // consumer: everything before it is written
  atomic_size_t writing;  // consumer: everything before it is written or being written
  atomic_size_t tail;     // producer: everything before it is appended
};

static _Atomic(plant_pending *) guarded;
static atomic_int guarded_fd = -1;

plant_pending *plant_pending_new(size_t capacity) {
  plant_pending *pending = calloc(1, sizeof *pending);
  if (pending == NULL) return NULL;
  pending->bytes = malloc(capacity);
  pending->mask = capacity - 1;
  if (pending->bytes != NULL) return pending;
  free(pending);
  return NULL;
}

void plant_pending_free(plant_pending *pending) {
  plant_pending *expected = pending;
  atomic_compare_exchange_strong(&guarded, &expected, NULL);
  free(pending->bytes);
  free(pending);
}

size_t plant_pending_count(const plant_pending *pending) {
  return atomic_load_explicit(&pending->tail, memory_order_acquire) -
         atomic_load_explicit(&pending->head, memory_order_acquire);
}

size_t plant_pending_room(const plant_pending *pending) {
  return pending->mask + 1 - plant_pending_count(pending);
}

void plant_pending_append(plant_pending *pending, const void *bytes, size_t count) {
  size_t tail = atomic_load_explicit(&pending->tail, memory_order_relaxed);
  size_t at = tail & pending->mask;
  size_t first = pending->mask + 1 - at;
  if (first > count) first = count;
  memcpy(pending->bytes + at, bytes, first);
  memcpy(pending->bytes, (const uint8_t *)bytes + first, count - first);
  atomic_store_explicit(&pending->tail, tail + count, memory_order_release);
}

static size_t contiguous(const plant_pending *pending, size_t from, size_t to, const uint8_t **bytes) {
  size_t at = from & pending->mask;
  size_t count = to - from;
  if (count > pending->mask + 1 - at) count = pending->mask + 1 - at;
  *bytes = pending->bytes + at;
  return count;
}

size_t plant_pending_begin(plant_pending *pending, const uint8_t **bytes) {
  size_t head = atomic_load_explicit(&pending->head, memory_order_relaxed);
  size_t tail = atomic_load_explicit(&pending->tail, memory_order_acquire);
  size_t count = contiguous(pending, head, tail, bytes);
  atomic_store(&pending->writing, head + count);
  return count;
}

void plant_pending_end(plant_pending *pending, size_t count) {
  size_t head = atomic_load_explicit(&pending->head, memory_order_relaxed) + count;
  atomic_store_explicit(&pending->head, head, memory_order_release);
  atomic_store(&pending->writing, head);
}

void plant_pending_guard(plant_pending *pending, int fd) {
  atomic_store(&guarded, NULL);
  atomic_store(&guarded_fd, fd);
  atomic_store(&guarded, pending);
}

void plant_pending_rescue(void) {
  plant_pending *pending = atomic_exchange(&guarded, NULL);
  if (pending == NULL) return;
  // What another thread is writing at this moment reaches the file by that call: only the rest is ours.
  size_t from = atomic_load(&pending->writing);
  size_t to = atomic_load(&pending->tail);
  while (from != to) {
    const uint8_t *bytes;
    size_t count = contiguous(pending, from, to, &bytes);
    ssize_t written = write(atomic_load(&guarded_fd), bytes, count);
    if (written <= 0) return;
    from += (size_t)written;
  }
}
