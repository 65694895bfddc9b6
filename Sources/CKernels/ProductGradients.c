#include "Variants.h"

#include "Cursor.h"
#include "ProductGradients.h"

#define XV_SIDE_BY_SIDE 256

#define XV_LOOPS "Variants/ProductGradients.inc.h"
#include "EveryVariant.h"

void xv_product_backward(const xv_reduction *plan, const float *x, const float *dy, float *dx,
                         size_t first, size_t last) {
  if (first >= last || plan->terms == 0) return;
  size_t rounds = xv_rounds(&plan->reduced);
  if (plan->runs_are_reduced) {
    xv_cursor kept = xv_cursor_at(&plan->kept, first);
    for (; first < last; first++, xv_advance(&plan->kept, &kept, 1))
      XV_SELECT(product_runs)(plan, x + kept.offsets[0], dy[first], dx + kept.offsets[0], rounds);
    return;
  }
  xv_cursor kept = xv_cursor_at(&plan->kept, first / plan->run);
  for (size_t column = first % plan->run; first < last;) {
    size_t width = plan->run - column, start = kept.offsets[0] + column;
    width = width < last - first ? width : last - first;
    width = width < XV_SIDE_BY_SIDE ? width : XV_SIDE_BY_SIDE;
    XV_SELECT(product_columns)(plan, x + start, dy + first, dx + start, rounds, width);
    first += width, column += width;
    if (column == plan->run) column = 0, xv_advance(&plan->kept, &kept, 1);
  }
}
