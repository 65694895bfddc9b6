#include "Variants.h"

#include "Rows.h"

#include <string.h>

#define XV_LOOPS "Variants/Rows.inc.h"
#include "EveryVariant.h"

void xv_add_bias(float *y, const float *bias, size_t rows, size_t columns) {
  XV_SELECT(add_bias)(y, bias, rows, columns);
}

void xv_column_sums(const float *x, float *out, size_t rows, size_t row_length, size_t columns) {
  XV_SELECT(column_sums)(x, out, rows, row_length, columns);
}

double xv_sum_of_squares(const float *x, size_t n) { return XV_SELECT(sum_of_squares)(x, n); }
