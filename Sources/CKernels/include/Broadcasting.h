// Elementwise functions of several arrays, of which short ones are repeated as NumPy does it: axes
// are matched from the last, and an axis that is missing or has length 1 is repeated.
//
// Every call computes the output's elements first ..< last in row-major order; no result depends on
// how the elements are shared out.
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "Walks.h"

typedef enum {
  XV_ADD = 0,
  XV_SUBTRACT,
  XV_MULTIPLY,
  XV_DIVIDE,
  XV_MAXIMUM_OF_TWO,  // NaN where either is
  XV_MINIMUM_OF_TWO,
  XV_POWER,  // as powf: x^0 = 1^y = 1, NaN for a negative x and a y that is not whole
  XV_PRELU,  // x, or x times the slope where x < 0
} xv_binary_function;

/// How the inputs of one output are walked: an innermost run that is consecutive in the output, in
/// which each input is consecutive (1) or repeated (0), and loops around it.
typedef struct {
  xv_walk outer;
  size_t run;
  size_t steps[3];
} xv_broadcast;

/// Plans a walk for an output and at most three inputs, given by their ranks and axis lengths.
/// False where an input cannot be repeated to the output's shape, or too many axes are left.
bool xv_broadcast_plan(xv_broadcast *plan, size_t rank, const size_t *lengths, size_t inputs,
                       const size_t *const *input_lengths, const size_t *input_ranks);

/// y = f(a, b). The plan is of two inputs; y overlaps neither.
void xv_binary(xv_binary_function f, const xv_broadcast *plan, const float *a, const float *b,
               float *y, size_t first, size_t last);

/// y = f(y, b). The plan is of one input, b, which does not overlap y.
void xv_binary_into(xv_binary_function f, const xv_broadcast *plan, const float *b, float *y,
                    size_t first, size_t last);

/// y = a where the condition is not 0, else b. The plan is of condition, a and b.
void xv_where(const xv_broadcast *plan, const float *condition, const float *a, const float *b,
              float *y, size_t first, size_t last);

/// y = a, repeated. The plan is of one input.
void xv_repeat(const xv_broadcast *plan, const float *a, float *y, size_t first, size_t last);
