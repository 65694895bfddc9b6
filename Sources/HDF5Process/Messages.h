// What this process says to the one that started it: messages of one letter, a length and so many bytes.
//
// Numbers are little-endian. A text is its length in four bytes and its letters. A reply that was not cut
// short ends with the message Z.

#ifndef MESSAGES_H
#define MESSAGES_H

#include <stddef.h>
#include <stdint.h>

/// A message while it is put together.
void begin_message(char kind);
void add_byte(uint8_t value);
void add_number(uint64_t value);
void add_bytes(const void *bytes, size_t count);
void add_text(const char *text);
/// Adds a text of a given length, which may hold zeros.
void add_letters(const char *text, size_t count);
/// Sends the message.
void end_message(void);

/// Sends bytes as messages B.
void send_bytes(const void *bytes, size_t count);

/// Says why nothing more comes, about what object, and ends the process.
_Noreturn void refuse(const char *reason, const char *object);
/// The same where HDF5 itself found the fault; its own words follow.
_Noreturn void refuse_damaged(const char *object);
/// Says that all was said, and ends the process.
_Noreturn void finish(void);

#endif
