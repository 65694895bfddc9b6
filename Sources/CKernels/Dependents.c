#include "Variants.h"

#include "Copies.h"
#include "Dependents.h"

#include <string.h>

#define XV_LOOPS "Variants/Dependents.inc.h"
#include "EveryVariant.h"

void xv_sum_dependents(const float *y, float *x, const xv_dependents *dependents, size_t begin,
                       size_t end, size_t first, size_t last) {
  XV_SELECT(sum_dependents)(y, x, dependents, begin, end, first, last);
}

void xv_sort_chosen(const ptrdiff_t *chosen, size_t count, size_t row_count, size_t *starts,
                    size_t *places) {
  memset(starts, 0, (row_count + 1) * sizeof *starts);
  for (size_t i = 0; i < count; i++)
    if (chosen[i] >= 0) starts[chosen[i]]++;
  size_t sum = 0;
  for (size_t row = 0; row < row_count; row++) {
    size_t own = starts[row];
    starts[row] = sum;
    sum += own;
  }
  starts[row_count] = sum;
  for (size_t i = 0; i < count; i++)
    if (chosen[i] >= 0) places[starts[chosen[i]]++] = i;
  // Every start is now the next row's.
  for (size_t row = row_count; row > 0; row--) starts[row] = starts[row - 1];
  starts[0] = 0;
}

void xv_choose_rows(const float *index, size_t count, size_t row_count, ptrdiff_t *chosen) {
  for (size_t i = 0; i < count; i++) chosen[i] = xv_place(index[i], row_count);
}

void xv_add_chosen(const float *y, const float *index, const size_t *columns, float *x, double *sums,
                   size_t length, size_t width, size_t x_length, size_t x_width, size_t first,
                   size_t last) {
  for (size_t k = 0; k < length; k++)
    for (size_t c = first; c < last; c++) {
      ptrdiff_t place = xv_place(index[k * width + c], x_length);
      if (place < 0) continue;
      size_t target = (size_t)place * x_width + columns[c];
      if (sums) {
        sums[target] += (double)y[k * width + c];
      } else {
        x[target] += y[k * width + c];
      }
    }
}
