// Types of elements, as a byte in messages.

#ifndef TYPES_H
#define TYPES_H

#include "Library.h"

#include <stdbool.h>
#include <stdint.h>

/// What elements are: the letters of this list count from 1, 0 is anything else.
enum { code_opaque = 14, code_bool = 13 };

/// The code of a type; `direct` says whether a file has its bytes as memory does, the lowest first.
uint8_t code_of_type(hid_t type, bool *direct);
/// The type that a code stands for, its lowest byte first; below 0 for no code.
hid_t type_of_code(uint8_t code);

#endif
