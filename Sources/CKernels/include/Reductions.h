// Sums, products and extremes over any axes of an array.
//
// Terms are added in float64, in an order that depends on the shape alone; a result is rounded once.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "Walks.h"

typedef enum {
  XV_SUM = 0,
  XV_MEAN,  // NaN of nothing
  XV_SUM_OF_SQUARES,
  XV_SUM_OF_MAGNITUDES,
  XV_ROOT_OF_SQUARES,  // the square root of the sum of squares
  XV_LOG_OF_SUM,
  XV_LOG_OF_POWERS,  // log(sum exp(x)), with the largest x taken out first; -infinity of nothing
  XV_PRODUCT,
  XV_MAXIMUM,  // NaN where any term is; -infinity of nothing
  XV_MINIMUM,
} xv_reducer;

/// How an array is reduced: an innermost run, loops over the other kept axes and loops over the other
/// reduced axes.
typedef struct {
  xv_walk kept;
  xv_walk reduced;
  size_t run;
  bool runs_are_reduced;
  size_t outputs;
  size_t terms;
} xv_reduction;

/// Plans the reduction of the axes whose bits are set, bit 0 for the first axis of at most 64.
/// False where too many axes are left.
bool xv_reduction_plan(xv_reduction *plan, size_t rank, const size_t *lengths, uint64_t axes);

/// Computes the outputs first ..< last in row-major order of the kept axes.
void xv_reduce(xv_reducer reducer, const xv_reduction *plan, const float *x, float *y, size_t first,
               size_t last);
