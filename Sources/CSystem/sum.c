#include "CSystem.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <syslog.h>
#include <unistd.h>

static void write_digits(const unsigned char *digest, char digits[65]) {
  for (unsigned at = 0; at < 32; at++) {
    digits[2 * at] = "0123456789abcdef"[digest[at] >> 4];
    digits[2 * at + 1] = "0123456789abcdef"[digest[at] & 15];
  }
  digits[64] = 0;
}

static bool sum(int fd, EVP_MD_CTX *context, unsigned char *digest, unsigned *length) {
  if (EVP_DigestInit_ex(context, EVP_sha256(), NULL) != 1) return false;
  unsigned char block[1 << 16];
  ssize_t count;
  while ((count = read(fd, block, sizeof block)) > 0)
    if (EVP_DigestUpdate(context, block, (size_t)count) != 1) return false;
  return count == 0 && EVP_DigestFinal_ex(context, digest, length) == 1;
}

bool plant_sha256_file(const char *path, char digits[65]) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  bool done = context != NULL && sum(fd, context, digest, &length);
  EVP_MD_CTX_free(context);
  close(fd);
  if (done) write_digits(digest, digits);
  return done;
}

bool plant_sha256(const void *bytes, size_t count, char digits[65]) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  if (EVP_Digest(bytes, count, digest, &length, EVP_sha256(), NULL) != 1) return false;
  write_digits(digest, digits);
  return true;
}

void plant_syslog(const char *text) { syslog(LOG_DAEMON | LOG_NOTICE, "%s", text); }
