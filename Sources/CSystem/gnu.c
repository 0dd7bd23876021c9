#define _GNU_SOURCE
#include "CSystem.h"

#include <pthread.h>
#include <spawn.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>

int plant_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

void plant_name_thread(const char *name) { pthread_setname_np(pthread_self(), name); }

int plant_memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC); }

int plant_spawn_close_from(posix_spawn_file_actions_t *actions, int first) {
    return posix_spawn_file_actions_addclosefrom_np(actions, first);
}

long plant_last_byte(const void *bytes, int byte, unsigned long count) {
    const char *found = memrchr(bytes, byte, count);
    return found ? found - (const char *)bytes : -1;
}

long plant_find(const void *bytes, unsigned long count, const void *text, unsigned long length) {
    const char *found = memmem(bytes, count, text, length);
    return found ? found - (const char *)bytes : -1;
}
