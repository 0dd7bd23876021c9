#define _GNU_SOURCE
#include "CSystem.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

// By way of the folder's descriptor: a socket's address holds 107 bytes, and a path may be longer.
static bool address_of(int folder, const char *name, struct sockaddr_un *address) {
  *address = (struct sockaddr_un){.sun_family = AF_UNIX};
  int length = snprintf(address->sun_path, sizeof address->sun_path, "/proc/self/fd/%d/%s", folder, name);
  if (length > 0 && (size_t)length < sizeof address->sun_path) return true;
  errno = ENAMETOOLONG;
  return false;
}

static int closed(int fd) {
  int error = errno;
  close(fd);
  errno = error;
  return -1;
}

int plant_socket_listen(int folder, const char *name) {
  struct sockaddr_un address;
  if (!address_of(folder, name, &address)) return -1;
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return -1;
  unlinkat(folder, name, 0);
  // Nobody can connect before it listens, and then its mode holds already.
  if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || fchmodat(folder, name, 0660, 0) != 0 ||
      listen(fd, 16) != 0)
    return closed(fd);
  return fd;
}

int plant_socket_connect(int folder, const char *name) {
  struct sockaddr_un address;
  if (!address_of(folder, name, &address)) return -1;
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return -1;
  return connect(fd, (struct sockaddr *)&address, sizeof address) == 0 ? fd : closed(fd);
}

int plant_socket_accept(int listener, uid_t *uid) {
  int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (fd < 0) return -1;
  struct ucred peer;
  socklen_t size = sizeof peer;
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return closed(fd);
  *uid = peer.uid;
  return fd;
}

void plant_user_name(uid_t uid, char *name, size_t size) {
  struct passwd entry, *found = NULL;
  char room[4096];
  if (getpwuid_r(uid, &entry, room, sizeof room, &found) == 0 && found != NULL)
    snprintf(name, size, "%s", found->pw_name);
  else
    snprintf(name, size, "uid %u", (unsigned)uid);
}
