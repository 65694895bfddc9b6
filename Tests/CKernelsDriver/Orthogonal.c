// The orthogonal draw, bit by bit against its written definition in plain loops, for every
// instruction set and several threads; and against the product of reflections in double.
#include "Check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { block_size = 16 };

// Element i goes to partial sum i % 16; the sums are added in halves.
static double sum_of_squares(const float *x, size_t n) {
  double sums[16] = {0};
  for (size_t i = 0; i < n; i++) sums[i % 16] += (double)x[i] * x[i];
  for (int half = 8; half > 0; half /= 2)
    for (int i = 0; i < half; i++) sums[i] += sums[i + half];
  return sums[0];
}

// One block of the definition: reflections k ..< k + count, rows and columns from k on.
static void apply_block(const float *gaussians, float *q, size_t rows, size_t columns, size_t k,
                        size_t count) {
  const size_t length = rows - k;
  float *v = calloc(length * count, sizeof *v), factors[block_size], w[block_size];
  for (size_t i = 0; i < count; i++) {
    float x[length];
    const size_t n = length - i;
    memcpy(x, gaussians + (k + i) * rows + k + i, n * sizeof *x);
    factors[i] = 2;
    if (n == 1) {
      x[0] = 1;
    } else {
      const float norm = (float)sqrt(sum_of_squares(x, n));
      x[0] = x[0] < 0 ? x[0] - norm : x[0] + norm;
      const double squares = sum_of_squares(x, n);
      factors[i] = squares > 0 ? (float)(2 / squares) : 0;
    }
    for (size_t r = 0; r < n; r++) v[(i + r) * count + i] = x[r];
  }
  for (size_t c = k; c < columns; c++) {
    for (size_t i = 0; i < count; i++) {
      w[i] = 0;
      for (size_t r = 0; r < length; r++)
        w[i] = fmaf(v[r * count + i], q[(k + r) * columns + c], w[i]);
    }
    for (size_t j = count; j-- > 0;) {
      w[j] *= factors[j];
      for (size_t i = 0; i < j; i++) {
        float gram = 0;
        for (size_t r = 0; r < length; r++) gram = fmaf(v[r * count + i], v[r * count + j], gram);
        w[i] = fmaf(-gram, w[j], w[i]);
      }
    }
    for (size_t r = 0; r < length; r++)
      for (size_t i = 0; i < count; i++)
        q[(k + r) * columns + c] = fmaf(-v[r * count + i], w[i], q[(k + r) * columns + c]);
  }
  free(v);
}

static void by_definition(const float *gaussians, float *q, size_t rows, size_t columns,
                          float scale) {
  memset(q, 0, rows * columns * sizeof *q);
  for (size_t k = 0; k < columns; k++) q[k * columns + k] = gaussians[k * rows + k] < 0 ? 1 : -1;
  for (size_t b = (columns + block_size - 1) / block_size; b-- > 0;) {
    const size_t left = columns - b * block_size;
    apply_block(gaussians, q, rows, columns, b * block_size, left < block_size ? left : block_size);
  }
  for (size_t i = 0; i < rows * columns; i++) q[i] *= scale;
}

// The largest distance from H_0 ... H_{columns-1} D written out in double.
static double distance_from_product(const float *gaussians, const float *matrix, size_t rows,
                                    size_t columns) {
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
  double worst = 0;
  for (size_t i = 0; i < rows * columns; i++) worst = fmax(worst, fabs(matrix[i] - q[i]));
  free(v), free(q);
  return worst;
}

// max |Q^T Q - I|
static double distance_from_orthonormal(const float *q, size_t rows, size_t columns) {
  double *row = malloc(columns * sizeof *row), worst = 0;
  for (size_t a = 0; a < columns; a++) {
    for (size_t b = a; b < columns; b++) row[b] = -(double)(a == b);
    for (size_t r = 0; r < rows; r++) {
      const double factor = q[r * columns + a];
      for (size_t b = a; b < columns; b++) row[b] += factor * q[r * columns + b];
    }
    for (size_t b = a; b < columns; b++) worst = fmax(worst, fabs(row[b]));
  }
  free(row);
  return worst;
}

static float *draw(size_t n) {
  static const xv_stream stream = {.key = {1, 2}, .counter = {3, 4}};
  float *gaussians = malloc(n * sizeof *gaussians + 4);
  xv_fill_normal(&stream, XV_FLOAT32, 1000 * n, n, 0, 1, gaussians);
  return gaussians;
}

// A chain of m roundings is off by about sqrt(m) 2^-24 of its largest term where they add like a
// random walk; 4 for what does not shrink with m: the errors of a reflection's factor and its sums.
static double accuracy(size_t rows) { return 0x1p-24 * (4 + sqrt((double)rows)); }

static void check_shape(size_t rows, size_t columns, bool with_zeros) {
  const size_t n = rows * columns;
  float *gaussians = draw(n), *used = malloc(4 * n + 4);
  float *wanted = malloc(4 * n + 4), *matrix = malloc(4 * n + 4);
  if (with_zeros) memset(gaussians, 0, 4 * rows);
  by_definition(gaussians, wanted, rows, columns, 1.7f);
  for (int set = 0; set <= (int)xv_widest_instruction_set(); set++) {
    xv_use_instruction_set((xv_instruction_set)set);
    for (int threads = 0; threads <= 3; threads++) {
      xv_pool *pool = threads > 0 ? xv_pool_create(threads) : NULL;
      memcpy(used, gaussians, 4 * n);
      memset(matrix, 255, 4 * n);
      check(xv_orthogonal(used, matrix, rows, columns, 1.7f, pool) == 0, "no memory");
      check(memcmp(matrix, wanted, 4 * n) == 0, "%zu x %zu: set %d, %d threads: not as defined",
            rows, columns, set, threads);
      xv_pool_destroy(pool);
    }
  }
  memcpy(used, gaussians, 4 * n);
  xv_orthogonal(used, matrix, rows, columns, 1, NULL);
  const double error = distance_from_product(gaussians, matrix, rows, columns);
  const double skew = distance_from_orthonormal(matrix, rows, columns);
  check(error < accuracy(rows), "%zu x %zu: off by %g from the product", rows, columns, error);
  check(skew < accuracy(rows), "%zu x %zu: off by %g from orthonormal", rows, columns, skew);
  free(gaussians), free(used), free(wanted), free(matrix);
}

static void check_large(size_t rows, size_t columns) {
  float *gaussians = draw(rows * columns), *matrix = malloc(4 * rows * columns);
  xv_orthogonal(gaussians, matrix, rows, columns, 1, NULL);
  const double skew = distance_from_orthonormal(matrix, rows, columns);
  check(skew < accuracy(rows), "%zu x %zu: off by %g from orthonormal", rows, columns, skew);
  free(gaussians), free(matrix);
}

void check_orthogonal(void) {
  static const size_t shapes[][2] = {{0, 0},   {5, 0},   {1, 1},     {5, 1},     {2, 2},
                                     {7, 3},   {16, 16}, {17, 16},   {33, 32},   {64, 64},
                                     {65, 64}, {70, 65}, {100, 97},  {129, 67},  {131, 131},
                                     {300, 3}, {900, 9}, {257, 130}, {300, 299}};
  for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
    check_shape(shapes[i][0], shapes[i][1], false);
  check_shape(4, 4, true);
  check_large(1024, 1024);
  check_large(2048, 256);
  float single[1] = {0.7f}, negative[1] = {-0.7f}, q[1];
  xv_orthogonal(single, q, 1, 1, 1, NULL);
  check(q[0] == 1, "one positive number gives 1, not %g", q[0]);
  xv_orthogonal(negative, q, 1, 1, 1, NULL);
  check(q[0] == -1, "one negative number gives -1, not %g", q[0]);
}
