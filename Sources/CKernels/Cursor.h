// A place in the nested loops of a walk.
#pragma once
#include "Variants.h"
#include "Walks.h"

typedef struct {
  size_t index[XV_MOST_AXES];
  size_t offsets[3];
} xv_cursor;

// The place after `count` rounds of the innermost loop.
XV_INLINE xv_cursor xv_cursor_at(const xv_walk *walk, size_t count) {
  xv_cursor cursor = {{0}, {0}};
  for (size_t axis = walk->axes; axis-- > 0 && count > 0;) {
    cursor.index[axis] = count % walk->lengths[axis];
    count /= walk->lengths[axis];
    for (int k = 0; k < 3; k++) cursor.offsets[k] += cursor.index[axis] * walk->steps[axis][k];
  }
  return cursor;
}

// Moves on by `count` rounds of the innermost loop, at most as many as it has left.
XV_INLINE void xv_advance(const xv_walk *walk, xv_cursor *cursor, size_t count) {
  for (size_t axis = walk->axes; axis-- > 0; count = 1) {
    cursor->index[axis] += count;
    for (int k = 0; k < 3; k++) cursor->offsets[k] += count * walk->steps[axis][k];
    if (cursor->index[axis] < walk->lengths[axis]) return;
    cursor->index[axis] = 0;
    for (int k = 0; k < 3; k++)
      cursor->offsets[k] -= walk->lengths[axis] * walk->steps[axis][k];
  }
}

// The number of rounds of all loops together.
XV_INLINE size_t xv_rounds(const xv_walk *walk) {
  size_t rounds = 1;
  for (size_t axis = 0; axis < walk->axes; axis++) rounds *= walk->lengths[axis];
  return rounds;
}
