// The product of reflections against double matrices, and the same bits on every instruction set.
#include "Check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// H_0 ... H_{columns-1} D written out, as `rows` by `columns` doubles.
static double *product(const float *gaussians, size_t rows, size_t columns) {
  double *q = calloc(rows * columns, sizeof *q), *v = calloc(rows, sizeof *v);
  for (size_t k = 0; k < columns; k++) q[k * columns + k] = gaussians[k * rows + k] < 0 ? 1 : -1;
  for (size_t k = columns; k-- > 0;) {
    double squares = 0, total = 0;
    for (size_t i = k; i < rows; i++) v[i] = gaussians[k * rows + i], squares += v[i] * v[i];
    v[k] += copysign(sqrt(squares), v[k]);
    for (size_t i = k; i < rows; i++) total += v[i] * v[i];
    for (size_t j = 0; j < columns && total > 0; j++) {
      double dot = 0;
      for (size_t i = k; i < rows; i++) dot += v[i] * q[i * columns + j];
      for (size_t i = k; i < rows; i++) q[i * columns + j] -= 2 * dot / total * v[i];
    }
  }
  free(v);
  return q;
}

static void check_shape(size_t rows, size_t columns, bool with_zeros) {
  size_t n = rows * columns;
  float *gaussians = malloc(4 * n + 4), *used = malloc(4 * n + 4);
  float *portable = malloc(4 * n + 4), *matrix = malloc(4 * n + 4);
  for (size_t i = 0; i < n; i++) gaussians[i] = next_unit_float();
  if (with_zeros) memset(gaussians, 0, 4 * rows);
  double *wanted = product(gaussians, rows, columns);
  for (int set = 0; set <= (int)xv_widest_instruction_set(); set++) {
    xv_use_instruction_set((xv_instruction_set)set);
    memcpy(used, gaussians, 4 * n);
    xv_orthogonal(used, set ? matrix : portable, rows, columns, 2);
    if (set) check(memcmp(matrix, portable, 4 * n) == 0, "%zu x %zu: set %d gives other bits", rows,
                   columns, set);
  }
  double worst = 0, skew = 0;
  for (size_t i = 0; i < n; i++) worst = fmax(worst, fabs(portable[i] - 2 * wanted[i]));
  for (size_t a = 0; a < columns; a++)
    for (size_t b = 0; b <= a; b++) {
      double dot = 0;
      for (size_t i = 0; i < rows; i++)
        dot += (double)portable[i * columns + a] * portable[i * columns + b];
      skew = fmax(skew, fabs(dot - 4 * (a == b)));
    }
  check(worst < 1e-5, "%zu x %zu: off by %g from the product of reflections", rows, columns, worst);
  check(skew < 1e-5, "%zu x %zu: columns off by %g from orthonormal", rows, columns, skew);
  free(gaussians), free(used), free(portable), free(matrix), free(wanted);
}

void check_orthogonal(void) {
  static const size_t shapes[][2] = {{0, 0}, {1, 1},   {5, 0},    {2, 1},    {2, 2},     {5, 3},
                                     {7, 7}, {64, 64}, {70, 65}, {129, 67}, {131, 131}, {300, 3}};
  for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
    check_shape(shapes[i][0], shapes[i][1], false);
  check_shape(4, 4, true);
  xv_use_instruction_set(XV_AVX512);
  float single[1] = {0.7f}, negative[1] = {-0.7f}, q[1];
  xv_orthogonal(single, q, 1, 1, 1);
  check(q[0] == 1, "one positive number gives 1, not %g", q[0]);
  xv_orthogonal(negative, q, 1, 1, 1);
  check(q[0] == -1, "one negative number gives -1, not %g", q[0]);
}
