#include "Variants.h"

#include "Cursor.h"
#include "ElementaryFunctions.h"
#include "ElementaryFunctions64.h"
#include "Reductions.h"

#define XV_SIDE_BY_SIDE 256

#define XV_LOOPS "Variants/Reductions.inc.h"
#include "EveryVariant.h"

static bool append(xv_walk *walk, size_t length, size_t step) {
  if (walk->axes == XV_MOST_AXES) return false;
  walk->lengths[walk->axes] = length;
  walk->steps[walk->axes++][0] = step;
  return true;
}

bool xv_reduction_plan(xv_reduction *plan, size_t rank, const size_t *lengths, uint64_t axes) {
  if (rank > 64) return false;
  *plan = (xv_reduction){.run = 1, .runs_are_reduced = true, .outputs = 1, .terms = 1};
  // Neighbours that are both kept or both reduced are one axis, and axes of length 1 none.
  size_t first = 0, step = 1;
  for (size_t axis = 0; axis < rank; axis++) {
    *(axes >> axis & 1 ? &plan->terms : &plan->outputs) *= lengths[axis];
    step *= lengths[axis];
  }
  while (first < rank) {
    bool reduced = axes >> first & 1;
    size_t length = 1, next = first;
    for (; next < rank && (lengths[next] == 1 || (axes >> next & 1) == reduced); next++)
      length *= lengths[next];
    step = length ? step / length : 0;
    bool is_last = true;
    for (size_t axis = next; axis < rank; axis++) is_last = is_last && lengths[axis] == 1;
    if (is_last) {
      // Runs of length 1, of an array that has one number, are reduced.
      plan->run = length;
      plan->runs_are_reduced = reduced;
      return true;
    }
    if (length != 1 && !append(reduced ? &plan->reduced : &plan->kept, length, step)) return false;
    first = next;
  }
  return true;
}

static float result(xv_reducer reducer, double sum, size_t terms) {
  switch (reducer) {
  case XV_MEAN: return (float)(sum / (double)terms);
  case XV_ROOT_OF_SQUARES: return (float)xv_sqrt64(sum);
  case XV_LOG_OF_SUM:
    if (sum == 0) return -__builtin_inff();
    if (!(sum > 0)) return __builtin_nanf("");
    // A subnormal sum of floats is at least 2^-149: normal in float64.
    return sum < __builtin_inf() ? (float)xv_log64(sum) : __builtin_inff();
  default: return (float)sum;
  }
}

void xv_reduce(xv_reducer reducer, const xv_reduction *plan, const float *x, float *y, size_t first,
               size_t last) {
  if (first >= last) return;
  size_t rounds = plan->terms == 0 ? 0 : xv_rounds(&plan->reduced);
  if (plan->runs_are_reduced) {
    xv_cursor kept = xv_cursor_at(&plan->kept, first);
    for (; first < last; first++, xv_advance(&plan->kept, &kept, 1)) {
      double sum = XV_SELECT(reduced_runs)(reducer, plan, x + kept.offsets[0], rounds);
      y[first] = result(reducer, sum, plan->terms);
    }
    return;
  }
  double sums[XV_SIDE_BY_SIDE];
  xv_cursor kept = xv_cursor_at(&plan->kept, first / plan->run);
  for (size_t column = first % plan->run; first < last;) {
    size_t width = plan->run - column;
    width = width < last - first ? width : last - first;
    width = width < XV_SIDE_BY_SIDE ? width : XV_SIDE_BY_SIDE;
    const float *from = x + kept.offsets[0] + column;
    XV_SELECT(reduced_columns)(reducer, plan, from, rounds, width, sums);
    for (size_t i = 0; i < width; i++) y[first + i] = result(reducer, sums[i], plan->terms);
    first += width, column += width;
    if (column == plan->run) column = 0, xv_advance(&plan->kept, &kept, 1);
  }
}
