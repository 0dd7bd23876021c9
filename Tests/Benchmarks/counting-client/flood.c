// Publishes readings at QoS 0 as fast as the broker takes them, without a library in the way.
//
//   cc -O2 -o flood flood.c
//   flood HOST-ADDRESS PORT MESSAGES [PER-SECOND]
//
// The readings are healthy ones of 200 devices. Without a rate the broker's socket sets the pace.
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void send_all(int fd, const unsigned char *bytes, size_t count) {
  while (count > 0) {
    ssize_t sent = write(fd, bytes, count);
    if (sent <= 0) {
      perror("write");
      exit(1);
    }
    bytes += sent;
    count -= (size_t)sent;
  }
}

int main(int argc, char **argv) {
  if (argc < 4) {
    fprintf(stderr, "usage: flood ADDRESS PORT MESSAGES [PER-SECOND]\n");
    return 2;
  }
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(argv[2]))};
  inet_pton(AF_INET, argv[1], &address.sin_addr);
  if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
    perror("connect");
    return 1;
  }
  static const unsigned char hello[] = {0x10, 17, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0, 0, 5, 'f', 'l', 'o', 'o', 'd'};
  send_all(fd, hello, sizeof hello);
  unsigned char answer[4];
  if (read(fd, answer, 4) != 4 || answer[3] != 0) {
    fprintf(stderr, "the broker refused\n");
    return 1;
  }
  long messages = atol(argv[3]);
  double rate = argc > 4 ? atof(argv[4]) : 0;
  static unsigned char block[256 * 256];
  double start = now();
  size_t used = 0;
  for (long i = 0; i < messages; i++) {
    char topic[64], payload[160];
    int device = (int)(i % 200);
    int topicLength = snprintf(topic, sizeof topic, "sensor/device-%03d/data", device);
    int length = snprintf(payload, sizeof payload,
                          "{\"deviceId\":\"device-%03d\",\"sensorType\":\"temperature\",\"value\":%ld.%ld}", device,
                          40 + i / 200 % 30, i / 6000 % 10);
    block[used++] = 0x30;
    block[used++] = (unsigned char)(2 + topicLength + length);  // below 128 with these texts
    block[used++] = 0;
    block[used++] = (unsigned char)topicLength;
    memcpy(block + used, topic, (size_t)topicLength);
    used += (size_t)topicLength;
    memcpy(block + used, payload, (size_t)length);
    used += (size_t)length;
    if (used > sizeof block - 256 || i == messages - 1 || (rate > 0 && used > 2048)) {
      send_all(fd, block, used);
      used = 0;
      if (rate > 0) {
        double ahead = (double)i / rate - (now() - start);
        if (ahead > 0) usleep((useconds_t)(ahead * 1e6));
      }
    }
  }
  double seconds = now() - start;
  printf("%ld messages in %.3f s: %.0f/s\n", messages, seconds, (double)messages / seconds);
  static const unsigned char bye[] = {0xE0, 0};
  send_all(fd, bye, sizeof bye);
  close(fd);
  return 0;
}
