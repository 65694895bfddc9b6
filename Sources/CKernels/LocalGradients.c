#include "Variants.h"

#include "BroadcastRows.h"
#include "LocalGradientFunctions.h"
#include "LocalGradients.h"

#define XV_SIDE_BY_SIDE 256

#define XV_LOOPS "Variants/LocalGradients.inc.h"
#include "EveryVariant.h"

void xv_local_sum_plan(xv_local_sum *plan, const xv_broadcast *broadcast, size_t target) {
  *plan = (xv_local_sum){.run = broadcast->run, .outputs = 1, .terms = 1};
  for (size_t k = 0; k < 3; k++) plan->steps[k] = broadcast->steps[k];
  plan->runs_are_summed = broadcast->steps[target] == 0;
  const xv_walk *outer = &broadcast->outer;
  for (size_t axis = 0; axis < outer->axes; axis++) {
    bool is_summed = outer->steps[axis][target] == 0;
    xv_walk *walk = is_summed ? &plan->summed : &plan->kept;
    walk->lengths[walk->axes] = outer->lengths[axis];
    for (size_t k = 0; k < 3; k++) walk->steps[walk->axes][k] = outer->steps[axis][k];
    walk->axes++;
  }
  size_t kept = xv_rounds(&plan->kept), rounds = xv_rounds(&plan->summed);
  plan->outputs = kept * (plan->runs_are_summed ? 1 : plan->run);
  plan->terms = rounds * (plan->runs_are_summed ? plan->run : 1);
  plan->spans = plan->runs_are_summed ? plan->terms : rounds;
}

void xv_local(xv_local_function f, const xv_broadcast *plan, const float *u, const float *v,
              const float *w, float *y, size_t first, size_t last) {
  xv_walk_rows(plan, XV_SELECT(local_rows), (int)f, (const float *[]){u, v, w}, 3, y, first, last);
}

void xv_local_part(xv_local_function f, const xv_local_sum *plan, const float *u, const float *v,
                   const float *w, double *sums, size_t first, size_t last, size_t first_span,
                   size_t last_span) {
  if (first >= last) return;
  const float *starts[3] = {u, v, w}, *inputs[3];
  if (plan->runs_are_summed) {
    xv_cursor kept = xv_cursor_at(&plan->kept, first);
    for (; first < last; first++, xv_advance(&plan->kept, &kept, 1)) {
      for (size_t k = 0; k < 3; k++) inputs[k] = starts[k] + kept.offsets[k];
      *sums++ = XV_SELECT(local_runs)(f, plan, inputs, first_span, last_span);
    }
    return;
  }
  xv_cursor kept = xv_cursor_at(&plan->kept, first / plan->run);
  for (size_t column = first % plan->run; first < last;) {
    size_t width = plan->run - column;
    width = width < last - first ? width : last - first;
    width = width < XV_SIDE_BY_SIDE ? width : XV_SIDE_BY_SIDE;
    for (size_t k = 0; k < 3; k++)
      inputs[k] = starts[k] + kept.offsets[k] + column * plan->steps[k];
    XV_SELECT(local_columns)(f, plan, inputs, width, sums, first_span, last_span);
    first += width, column += width, sums += width;
    if (column == plan->run) column = 0, xv_advance(&plan->kept, &kept, 1);
  }
}

void xv_local_sums(xv_local_function f, const xv_local_sum *plan, double divisor, const float *u,
                   const float *v, const float *w, float *y, size_t first, size_t last) {
  double sums[XV_SIDE_BY_SIDE];
  while (first < last) {
    // Pieces of whole columns stay whole.
    size_t width = XV_SIDE_BY_SIDE;
    if (!plan->runs_are_summed && plan->run > XV_SIDE_BY_SIDE) {
      size_t left = plan->run - first % plan->run;
      width = left < width ? left : width;
    }
    width = width < last - first ? width : last - first;
    xv_local_part(f, plan, u, v, w, sums, first, first + width, 0, plan->spans);
    for (size_t i = 0; i < width; i++) y[first + i] = (float)(sums[i] / divisor);
    first += width;
  }
}
