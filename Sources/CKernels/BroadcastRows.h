// The rows of inputs that are repeated to an output.
#pragma once
#include "Broadcasting.h"
#include "Cursor.h"

// Rows of a run each: the inputs' addresses, how far apart their rows start, and which function is
// asked for of a kernel that has several.
typedef struct {
  const float *inputs[3];
  size_t strides[3];
  size_t steps[3];
  float *y;
  size_t rows, run;
  int function;
} xv_rows;

// Hands whole rows of the innermost two loops, or a part of one row, to the kernel.
static inline void xv_walk_rows(const xv_broadcast *plan, void kernel(const xv_rows *), int function,
                                const float *const *inputs, size_t input_count, float *y,
                                size_t first, size_t last) {
  if (first >= last) return;
  const xv_walk *outer = &plan->outer;
  size_t innermost = outer->axes - 1, column = first % plan->run;
  xv_cursor cursor = xv_cursor_at(outer, first / plan->run);
  while (first < last) {
    xv_rows rows = {.y = y + first, .rows = 1, .function = function};
    size_t left = plan->run - column;
    rows.run = last - first < left ? last - first : left;
    if (outer->axes > 0 && rows.run == plan->run) {
      size_t whole = (last - first) / plan->run;
      size_t left_rows = outer->lengths[innermost] - cursor.index[innermost];
      rows.rows = whole < left_rows ? whole : left_rows;
    }
    for (size_t k = 0; k < input_count; k++) {
      rows.inputs[k] = inputs[k] + cursor.offsets[k] + column * plan->steps[k];
      rows.steps[k] = plan->steps[k];
      rows.strides[k] = outer->axes > 0 ? outer->steps[innermost][k] : 0;
    }
    kernel(&rows);
    first += rows.rows * rows.run;
    if (rows.run == left) xv_advance(outer, &cursor, rows.rows);
    column = 0;
  }
}
