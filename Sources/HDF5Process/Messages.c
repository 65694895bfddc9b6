#define _GNU_SOURCE
#include "Messages.h"

#include "Library.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct {
  uint8_t *bytes;
  size_t count, room;
} message;

static void send_all(const uint8_t *bytes, size_t count) {
  while (count > 0) {
    ssize_t sent = write(STDOUT_FILENO, bytes, count);
    if (sent < 0 && errno == EINTR) continue;
    // Whoever asked has gone.
    if (sent <= 0) _exit(2);
    bytes += sent;
    count -= (size_t)sent;
  }
}

void add_bytes(const void *bytes, size_t count) {
  if (count > message.room - message.count) {
    size_t room = 2 * (message.count + count) + 256;
    uint8_t *larger = realloc(message.bytes, room);
    if (!larger) _exit(3);
    message.bytes = larger;
    message.room = room;
  }
  if (count > 0) memcpy(message.bytes + message.count, bytes, count);
  message.count += count;
}

static void little(uint8_t *bytes, uint64_t value, int count) {
  for (int i = 0; i < count; i++) bytes[i] = (uint8_t)(value >> (8 * i));
}

void begin_message(char kind) {
  message.count = 0;
  uint8_t start[5] = {(uint8_t)kind};
  add_bytes(start, sizeof start);
}

void add_byte(uint8_t value) { add_bytes(&value, 1); }

void add_number(uint64_t value) {
  uint8_t bytes[8];
  little(bytes, value, 8);
  add_bytes(bytes, 8);
}

void add_letters(const char *text, size_t count) {
  uint8_t length[4];
  little(length, count, 4);
  add_bytes(length, 4);
  add_bytes(text, count);
}

void add_text(const char *text) { add_letters(text, strlen(text)); }

void end_message(void) {
  little(message.bytes + 1, message.count - 5, 4);
  send_all(message.bytes, message.count);
}

void send_bytes(const void *bytes, size_t count) {
  uint8_t start[5] = {'B'};
  little(start + 1, count, 4);
  send_all(start, sizeof start);
  send_all(bytes, count);
}

static _Noreturn void end(const char *reason, const char *object, const char *words) {
  begin_message('E');
  add_text(reason);
  add_text(object);
  add_text(words);
  end_message();
  _exit(1);
}

void refuse(const char *reason, const char *object) { end(reason, object, ""); }

static herr_t innermost(unsigned n, const H5E_error2_t *error, void *words) {
  if (n == 0 && error->desc) *(const char **)words = error->desc;
  return 0;
}

void refuse_damaged(const char *object) {
  const char *words = "";
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, innermost, &words);
  end("damaged", object, words);
}

void finish(void) {
  begin_message('Z');
  end_message();
  _exit(0);
}
