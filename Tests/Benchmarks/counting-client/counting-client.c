// The mark to measure plantwatch's live path against: a libmosquitto client that does nothing but count.
//
//   cc -O2 -o counting-client counting-client.c -lmosquitto
//   counting-client HOST PORT FILTER QOS
//
// Counts from the first message until none has come for two seconds, then prints messages, seconds and messages a
// second (without the two seconds), and its own CPU time.
#include <mosquitto.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static unsigned long count;
static double first, last;
static const char *filter;
static int qos;

static double now(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void connected(struct mosquitto *client, void *context, int code) {
  (void)context;
  if (code == 0) mosquitto_subscribe(client, NULL, filter, qos);
}

static void received(struct mosquitto *client, void *context, const struct mosquitto_message *message) {
  (void)client, (void)context, (void)message;
  if (count++ == 0) first = now(CLOCK_MONOTONIC);
  // One look at the clock for 64 messages keeps it out of the measurement.
  if ((count & 63) == 0) last = now(CLOCK_MONOTONIC);
}

int main(int argc, char **argv) {
  if (argc != 5) {
    fprintf(stderr, "usage: counting-client HOST PORT FILTER QOS\n");
    return 2;
  }
  filter = argv[3];
  qos = atoi(argv[4]);
  mosquitto_lib_init();
  struct mosquitto *client = mosquitto_new(NULL, true, NULL);
  mosquitto_connect_callback_set(client, connected);
  mosquitto_message_callback_set(client, received);
  if (mosquitto_connect(client, argv[1], atoi(argv[2]), 60) != MOSQ_ERR_SUCCESS) {
    perror("connect");
    return 1;
  }
  double quietSince = 0;
  unsigned long seen = 0;
  while (mosquitto_loop(client, 100, 1) == MOSQ_ERR_SUCCESS) {
    if (count == 0) continue;
    if (count != seen) {
      seen = count;
      quietSince = 0;
      continue;
    }
    double moment = now(CLOCK_MONOTONIC);
    if (quietSince == 0) quietSince = moment;
    if (moment - quietSince > 2) break;
  }
  double seconds = last - first;
  printf("%lu messages in %.3f s: %.0f/s, %.2f s CPU\n", count, seconds, (double)count / seconds,
         now(CLOCK_PROCESS_CPUTIME_ID));
  mosquitto_destroy(client);
  return 0;
}
