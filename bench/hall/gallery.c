/* A gallery of screens: thousands of Socket.IO viewers in one epoll thread, and what they heard.
 *
 *   gallery -p PORT -n SCREENS [-w raw|sio|sse] [-P PATH] [-t FIRST_TRADE] [-r TRADES]
 *           [-s STALLED] [-c CONNECTING_AT_ONCE]
 *
 * Screen i watches trade FIRST_TRADE + i % TRADES.  The first STALLED screens stop reading once
 * they are in.  Lines on stdin:  "stop" ends and reports;  "resume" lets the stalled read again;
 * "drop MS" closes every screen, each comes back within MS milliseconds.  Lines on stdout:
 *   ready SCREENS DEAD SECONDS          all are in (after the start)
 *   back SCREENS DEAD MILLISECONDS      all are current again (after a drop)
 *   heard TRADE VERSION COUNT FIRST_NS LAST_NS SENT_NS   one for each event, at the end
 *   end LIVE DEAD FRAMES BYTES BROKEN CPU_S              at the very end
 * BROKEN counts what makes no sense as a frame or a packet, and deltas for which one is missing.
 * Times are CLOCK_MONOTONIC; SENT_NS is what the event itself says under "t", or 0.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER = 1 << 20, EVENTS = 512, KEPT = 1 << 20 };
enum way { RAW, SIO, SSE };
enum state { AWAY, CONNECTING, GREETING, JOINING, CURRENT, DEAD };

struct screen {
  int fd;
  enum state state;
  bool stalled;
  char *rest;
  int rest_size;
  long version;
  int64_t due;
};

struct heard {
  long trade, version, count;
  int64_t first, last, sent;
};

static struct screen *screens;
static struct heard *heard;
static char *buffer;
static char epoch[40];
static int count_of_screens = 100, port, trades = 1, at_once = 200, stalled;
static long first_trade = 1, frames, bytes, broken;
static int ep, current, dead, connecting;
static enum way way = SIO;
static const char *path = "/socket.io/?EIO=4&transport=websocket";

static int64_t now(void) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  return at.tv_sec * 1000000000LL + at.tv_nsec;
}

static void watch(struct screen *screen, int operation, uint32_t events) {
  struct epoll_event event = {.events = events, .data.ptr = screen};
  epoll_ctl(ep, operation, screen->fd, &event);
}

static void send_text(int fd, const char *text) {
  size_t size = strlen(text), head = 2;
  unsigned char frame[600] = {0x81};
  if (size < 126) {
    frame[1] = 0x80 | size;
  } else {
    frame[1] = 0x80 | 126, frame[2] = size >> 8, frame[3] = size & 255, head = 4;
  }
  memset(frame + head, 0, 4); /* a mask of zeros */
  memcpy(frame + head + 4, text, size);
  if (send(fd, frame, head + 4 + size, MSG_NOSIGNAL) < 0) return; /* reading will notice */
}

static void enter(struct screen *screen) {
  screen->state = CURRENT;
  connecting--, current++;
}

static void leave(struct screen *screen, enum state state) {
  if (screen->state == CURRENT) current--;
  if (screen->state == CONNECTING || screen->state == GREETING || screen->state == JOINING)
    connecting--;
  if (state == DEAD && screen->state != DEAD) dead++;
  if (screen->state != AWAY && screen->state != DEAD) close(screen->fd);
  free(screen->rest);
  screen->rest = NULL, screen->rest_size = 0, screen->state = state;
}

static void connect_screen(struct screen *screen) {
  screen->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (screen->fd < 0) perror("socket"), exit(1);
  if (screen->stalled) {
    int size = 4096;
    setsockopt(screen->fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  }
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  screen->state = CONNECTING;
  connecting++;
  watch(screen, EPOLL_CTL_ADD, EPOLLIN | EPOLLOUT);
  if (connect(screen->fd, (void *)&address, sizeof address) < 0 && errno != EINPROGRESS)
    leave(screen, DEAD);
}

static void greet(struct screen *screen) {
  char request[600];
  int size = snprintf(request, sizeof request,
                      way == SSE ? "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
                                   "Accept: text/event-stream\r\n\r\n"
                                 : "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\n"
                                   "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                      path, port);
  if (send(screen->fd, request, size, MSG_NOSIGNAL) < 0) {
    leave(screen, DEAD);
    return;
  }
  screen->state = GREETING;
  watch(screen, EPOLL_CTL_MOD, EPOLLIN);
}

static void join(struct screen *screen) {
  char text[300];
  long trade = first_trade + (screen - screens) % trades;
  snprintf(text, sizeof text,
           "421[\"join\",{\"trade\":%ld,\"epoch\":\"%s\",\"version\":%ld}]", trade, epoch,
           screen->version);
  screen->state = JOINING;
  send_text(screen->fd, text);
}

/* Return the number after *key* in a text, or *otherwise*. */
static long number(const char *text, size_t size, const char *key, long otherwise) {
  const char *at = memmem(text, size, key, strlen(key));
  return at ? strtol(at + strlen(key), NULL, 10) : otherwise;
}

static void note(long trade, long version, int64_t sent, int64_t at) {
  uint64_t slot = (uint64_t)(trade * 1000003 + version) % KEPT;
  while (heard[slot].count && (heard[slot].trade != trade || heard[slot].version != version))
    slot = (slot + 1) % KEPT;
  struct heard *one = &heard[slot];
  if (!one->count) one->trade = trade, one->version = version, one->first = at, one->sent = sent;
  one->count++, one->last = at;
}

static void take_event(struct screen *screen, const char *text, size_t size, int64_t at) {
  frames++, bytes += size;
  if (memmem(text, size < 12 ? size : 12, "pulse", 5)) return;
  long version = number(text, size, "\"version\":", -1);
  if (version < 0) return;
  /* Who holds less than a delta builds on has missed one without being told. */
  if (screen->version >= 0 && number(text, size, "\"base\":", -1) > screen->version) broken++;
  screen->version = version;
  note(number(text, size, "\"trade\":", first_trade), version, number(text, size, "\"t\":", 0), at);
}

static void take_answer(struct screen *screen, const char *text, size_t size) {
  const char *found = memmem(text, size, "\"epoch\":\"", 9);
  if (found && !*epoch) sscanf(found + 9, "%39[^\"]", epoch);
  /* Who was there before and must fetch the whole picture is not current by this answer. */
  if (screen->version >= 0 && memmem(text, size, "\"resync\":true", 13)) {
    leave(screen, DEAD);
    return;
  }
  /* Deltas that were missed come with the answer; the last version is the present one. */
  long version = number(text, size, "\"version\":", screen->version);
  if (version > screen->version) screen->version = version;
  if (screen->state == JOINING) enter(screen);
}

static void take_packet(struct screen *screen, const char *text, size_t size, int64_t at) {
  if (size && text[0] == '0') {
    send_text(screen->fd, "40");
  } else if (size && text[0] == '2') {
    send_text(screen->fd, "3");
  } else if (size > 1 && text[0] == '4' && text[1] == '0') {
    join(screen);
  } else if (size > 1 && text[0] == '4' && text[1] == '2') {
    take_event(screen, text, size, at);
  } else if (size > 1 && text[0] == '4' && text[1] == '3') {
    take_answer(screen, text, size);
  } else {
    broken++;
  }
}

/* Take whole frames from *text*; return how many bytes were used, or -1 where they make no sense. */
static int take_frames(struct screen *screen, const char *text, int size, int64_t at) {
  int used = 0;
  while (size - used >= 2) {
    const unsigned char *frame = (const void *)(text + used);
    int head = 2;
    uint64_t length = frame[1] & 127;
    if (length == 126) {
      if (size - used < 4) break;
      length = frame[2] << 8 | frame[3], head = 4;
    } else if (length == 127) {
      if (size - used < 10) break;
      length = 0, head = 10;
      for (int i = 2; i < 10; i++) length = length << 8 | frame[i];
    }
    int operation = frame[0] & 15;
    if (frame[1] & 0x80 || frame[0] & 0x70 || length > BUFFER - 20 || operation > 10) {
      broken++;
      return -1;
    }
    if ((uint64_t)(size - used) < head + length) break;
    if (operation == 8) return -1;
    if (operation == 1 && way == SIO) take_packet(screen, text + used + head, length, at);
    if (operation == 1 && way == RAW) take_event(screen, text + used + head, length, at);
    used += head + length;
  }
  return used;
}

/* The other contest system's stream: "data:" lines, each an event; the score is its number. */
static int take_stream(const char *text, int size, int64_t at) {
  int used = 0;
  const char *end;
  while ((end = memmem(text + used, size - used, "\n\n", 2))) {
    int length = end - (text + used) + 2;
    const char *data = memmem(text + used, length, "data:", 5);
    if (memmem(text + used, length, "event:score", 11) && data) {
      const char *last = end;
      while (last > data && last[-1] != ' ') last--;
      frames++, bytes += length;
      note(first_trade, strtol(last, NULL, 10), 0, at);
    }
    used += length;
  }
  return used;
}

static int take_head(struct screen *screen, const char *text, int size) {
  const char *end = memmem(text, size, "\r\n\r\n", 4);
  if (!end) return 0;
  const char *wanted = way == SSE ? "HTTP/1.1 200" : "HTTP/1.1 101";
  if (strncmp(text, wanted, 12)) return -1;
  screen->state = JOINING;
  if (way != SIO) enter(screen);
  return end + 4 - text;
}

static void read_screen(struct screen *screen) {
  int size = screen->rest_size;
  if (size) memcpy(buffer, screen->rest, size);
  int got = recv(screen->fd, buffer + size, BUFFER - size - 1, 0);
  if (got <= 0) {
    if (got == 0 || errno != EAGAIN) leave(screen, DEAD);
    return;
  }
  int64_t at = now();
  size += got;
  buffer[size] = 0;
  int used = 0;
  if (screen->state == GREETING) used = take_head(screen, buffer, size);
  if (used >= 0 && screen->state != GREETING) {
    const char *text = buffer + used;
    int more = way == SSE ? take_stream(text, size - used, at)
                          : take_frames(screen, text, size - used, at);
    used = more < 0 ? -1 : used + more;
  }
  if (used < 0) {
    leave(screen, DEAD);
    return;
  }
  free(screen->rest);
  screen->rest_size = size - used;
  screen->rest = screen->rest_size ? memcpy(malloc(screen->rest_size), buffer + used,
                                            screen->rest_size)
                                   : NULL;
  if (screen->stalled && screen->state == CURRENT) watch(screen, EPOLL_CTL_MOD, 0);
}

static void serve(struct screen *screen, uint32_t events) {
  if (screen->state == DEAD || screen->state == AWAY) return;
  if (screen->state == CONNECTING && events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) {
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(screen->fd, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error)
      leave(screen, DEAD);
    else
      greet(screen);
  } else if (screen->stalled && screen->state == CURRENT && !(events & EPOLLIN)) {
    leave(screen, DEAD); /* cut off by the server */
  } else {
    read_screen(screen);
  }
}

static void resume(void) {
  for (int i = 0; i < stalled; i++) {
    screens[i].stalled = false;
    if (screens[i].state == CURRENT) watch(&screens[i], EPOLL_CTL_MOD, EPOLLIN);
  }
}

static void drop(long within_ms) {
  int64_t at = now();
  for (int i = 0; i < count_of_screens; i++) {
    leave(&screens[i], AWAY);
    screens[i].due = at + (int64_t)(within_ms * 1e6 * drand48());
  }
  dead = 0;
}

static void report(void) {
  for (long i = 0; i < KEPT; i++)
    if (heard[i].count)
      printf("heard %ld %ld %ld %lld %lld %lld\n", heard[i].trade, heard[i].version,
             heard[i].count, (long long)heard[i].first, (long long)heard[i].last,
             (long long)heard[i].sent);
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  double cpu = used.ru_utime.tv_sec + used.ru_stime.tv_sec +
               1e-6 * (used.ru_utime.tv_usec + used.ru_stime.tv_usec);
  printf("end %d %d %ld %ld %ld %.3f\n", current, dead, frames, bytes, broken, cpu);
  fflush(stdout);
}

/* Connect whoever is due; return whether anybody is still to come. */
static bool come_in(int64_t at) {
  bool waits = false;
  for (int i = 0; i < count_of_screens; i++) {
    if (screens[i].state != AWAY) continue;
    waits = true;
    if (connecting >= at_once) break;
    if (screens[i].due <= at) connect_screen(&screens[i]);
  }
  return waits;
}

static void read_options(int argc, char **argv) {
  int option;
  while ((option = getopt(argc, argv, "p:n:w:P:t:r:s:c:")) != -1) {
    if (option == 'p') port = atoi(optarg);
    if (option == 'n') count_of_screens = atoi(optarg);
    if (option == 'w') way = !strcmp(optarg, "raw") ? RAW : !strcmp(optarg, "sse") ? SSE : SIO;
    if (option == 'P') path = optarg;
    if (option == 't') first_trade = atol(optarg);
    if (option == 'r') trades = atoi(optarg);
    if (option == 's') stalled = atoi(optarg);
    if (option == 'c') at_once = atoi(optarg);
  }
}

int main(int argc, char **argv) {
  read_options(argc, argv);
  screens = calloc(count_of_screens, sizeof *screens);
  heard = calloc(KEPT, sizeof *heard);
  buffer = malloc(BUFFER);
  ep = epoll_create1(0);
  for (int i = 0; i < count_of_screens; i++) screens[i].version = -1, screens[i].stalled = i < stalled;
  struct epoll_event input = {.events = EPOLLIN, .data.ptr = NULL}, events[EVENTS];
  epoll_ctl(ep, EPOLL_CTL_ADD, STDIN_FILENO, &input);
  const char *said = "ready";
  int64_t begun = now();
  bool waits = true;
  for (;;) {
    if (waits) waits = come_in(now());
    int found = epoll_wait(ep, events, EVENTS, waits ? 2 : 100);
    for (int i = 0; i < found; i++) {
      if (events[i].data.ptr) {
        serve(events[i].data.ptr, events[i].events);
        continue;
      }
      char line[80] = "stop";
      if (!fgets(line, sizeof line, stdin) || !strncmp(line, "stop", 4)) return report(), 0;
      if (!strncmp(line, "resume", 6)) resume();
      if (!strncmp(line, "drop", 4)) drop(atol(line + 4)), said = "back", begun = now(), waits = true;
    }
    if (said && !waits && !connecting) {
      int64_t took = now() - begun;
      printf("%s %d %d %.3f\n", said, current, dead, took / (*said == 'r' ? 1e9 : 1e6));
      fflush(stdout);
      said = NULL;
    }
  }
}
