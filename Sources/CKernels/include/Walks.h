// Loops over the axes of up to three arrays at once.
#pragma once
#include <stddef.h>

/// The most axes that loops may have once axes that need no loop of their own have been merged.
#define XV_MOST_AXES 16

/// Nested loops, outermost first: how many steps each takes and how far each step moves in the
/// arrays, in elements.
typedef struct {
  size_t axes;
  size_t lengths[XV_MOST_AXES];
  size_t steps[XV_MOST_AXES][3];
} xv_walk;
