#include "Variants.h"

#include "Orthogonal.h"
#include "Rows.h"

enum { strip_width = 64 };

#define XV_LOOPS "Variants/Orthogonal.inc.h"
#include "EveryVariant.h"

// Turns the Gaussian vector x into the v of its reflection in place: v = x + sign(x0) |x| e1.
// Returns 2 / (v^T v), or 0 (no reflection) for a zero vector.
static float make_reflection(float *x, size_t n) {
  if (n == 1) {  // H = -1 without rounding
    x[0] = 1;
    return 2;
  }
  double norm = __builtin_sqrt(xv_sum_of_squares(x, n));
  x[0] += (float)(x[0] < 0 ? -norm : norm);
  double squares = xv_sum_of_squares(x, n);
  return squares > 0 ? (float)(2 / squares) : 0;
}

void xv_orthogonal(float *gaussians, float *matrix, size_t rows, size_t columns, float scale) {
  for (size_t i = 0; i < rows * columns; i++) matrix[i] = 0;
  for (size_t k = columns; k-- > 0;) {
    float *x = gaussians + k * rows + k;
    // The columns of D come in one by one: column k is untouched by the reflections after k.
    matrix[k * columns + k] = x[0] < 0 ? 1 : -1;
    float factor = make_reflection(x, rows - k);
    XV_SELECT(reflect)(x, factor, matrix, rows, columns, k);
  }
  XV_SELECT(scale)(matrix, rows * columns, scale);
}
