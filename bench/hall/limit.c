/* The practical limit: a bare server that writes one finished websocket frame to every screen.
 *
 *   limit PORT
 *
 * A line "COUNT GAP_US SIZE" on stdin sends so many events, so far apart, of about so many bytes;
 * "done" on stdout says that all of them are out.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 70000, EVENTS = 256 };

static const char WELCOME[] =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
static int screens[MOST], count_of_screens, ep, left, number, size;
static char is_open[MOST];
static int64_t gap, due;

static int64_t now(void) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  return at.tv_sec * 1000000000LL + at.tv_nsec;
}

static void watch(int fd) {
  struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
  epoll_ctl(ep, EPOLL_CTL_ADD, fd, &event);
}

static void let_in(int door) {
  int screen, one = 1;
  while ((screen = accept4(door, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
    setsockopt(screen, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    watch(screen);
  }
}

static void hear(int screen) {
  char text[4096];
  int got = recv(screen, text, sizeof text, 0);
  if (got < 0 && errno == EAGAIN) return;
  if (got <= 0) {
    for (int i = 0; i < count_of_screens; i++)
      if (screens[i] == screen) screens[i--] = screens[--count_of_screens];
    is_open[screen] = 0;
    close(screen);
  } else if (!is_open[screen]) {
    is_open[screen] = 1;
    if (send(screen, WELCOME, sizeof WELCOME - 1, MSG_NOSIGNAL) > 0)
      screens[count_of_screens++] = screen;
  }
}

static int frame_of(char *frame) {
  static char text[MOST];
  int length = sprintf(text, "42[\"d\",{\"trade\":1,\"version\":%d,\"t\":%lld,\"p\":\"", number + 1,
                       (long long)now());
  while (length < size - 3) text[length++] = 'x';
  length += sprintf(text + length, "\"}]");
  int head = 2;
  frame[0] = (char)0x81;
  if (length < 126)
    frame[1] = length;
  else
    frame[1] = 126, frame[2] = length >> 8, frame[3] = length & 255, head = 4;
  memcpy(frame + head, text, length);
  return head + length;
}

static void send_to_all(void) {
  static char frame[MOST + 4];
  int length = frame_of(frame);
  for (int i = 0; i < count_of_screens; i++)
    for (int sent = 0; sent < length;) {
      int took = send(screens[i], frame + sent, length - sent, MSG_DONTWAIT | MSG_NOSIGNAL);
      if (took > 0)
        sent += took;
      else if (errno == EAGAIN)
        usleep(50);
      else
        break;
    }
  number++, left--, due += gap;
  if (due < now() - gap) due = now();
  if (!left) puts("done"), fflush(stdout);
}

int main(int argc, char **argv) {
  int door = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
  setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(argc > 1 ? atoi(argv[1]) : 0)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(door, (void *)&address, sizeof address) || listen(door, 4096)) return perror("bind"), 1;
  ep = epoll_create1(0);
  watch(door);
  watch(STDIN_FILENO);
  struct epoll_event events[EVENTS];
  for (;;) {
    int64_t wait = left ? (due - now()) / 1000000 : 1000;
    int found = epoll_wait(ep, events, EVENTS, wait > 0 ? wait : 0);
    for (int i = 0; i < found; i++) {
      char line[80];
      if (events[i].data.fd == door) {
        let_in(door);
      } else if (events[i].data.fd != STDIN_FILENO) {
        hear(events[i].data.fd);
      } else {
        if (!fgets(line, sizeof line, stdin)) return 0;
        long gap_us = 0;
        sscanf(line, "%d %ld %d", &left, &gap_us, &size);
        gap = gap_us * 1000, number = 0, due = now();
      }
    }
    if (left && now() >= due) send_to_all();
  }
}
