// Softmax over any axis and normalizations against plain loops in long double.
#include "Check.h"

#include <math.h>
#include <stdlib.h>

enum { most = 9000 };
static float x[most], y[most], scale[most], shift[most];

static void draw(size_t n, float centre, float spread) {
  for (size_t i = 0; i < n; i++) {
    x[i] = centre + next_unit_float() * spread;
    scale[i] = next_unit_float(), shift[i] = next_unit_float();
  }
}

// Errors of |bound| ulps of the values' own size, and of `magnitude`.
static double error_of(float got, long double wanted, long double magnitude) {
  return (double)(fabsl(got - wanted) / (fabsl(wanted) + magnitude) * 0x1p24L);
}

static void check_columns(size_t outer, size_t length, size_t inner, float spread) {
  size_t columns = outer * inner, cut = next_word() % (columns + 1);
  draw(outer * length * inner, 0, spread);
  for (int kind = 0; kind < 4; kind++) {
    for (int part = 0; part < 2; part++) {
      size_t first = part ? 0 : cut, last = part ? cut : columns;
      if (kind == 0) xv_softmax_columns(x, y, length, inner, first, last);
      if (kind == 1) xv_log_softmax_columns(x, y, length, inner, first, last);
      if (kind >= 2) xv_normalize_columns(x, y, length, inner, kind - 1, first, last);
    }
    double worst = 0;
    for (size_t column = 0; column < columns; column++) {
      size_t start = column / inner * length * inner + column % inner;
      long double largest = -INFINITY, powers = 0, sum = 0, squares = 0;
      for (size_t r = 0; r < length; r++) largest = fmaxl(largest, x[start + r * inner]);
      for (size_t r = 0; r < length; r++) {
        long double v = x[start + r * inner];
        powers += expl(v - largest), sum += fabsl(v), squares += v * v;
      }
      for (size_t r = 0; r < length; r++) {
        long double v = x[start + r * inner], wanted = 0, magnitude = 0;
        if (kind == 0) wanted = expl(v - largest) / powers, magnitude = 1e-37L;
        if (kind == 1) wanted = v - largest - logl(powers), magnitude = 0.5L;
        if (kind == 2) wanted = v / sum;
        if (kind == 3) wanted = v / sqrtl(squares);
        // Rounding x - largest is a relative error of its power.
        double for_powers = 6 + (double)(largest - v) + (double)length / 16;
        double allowed = kind == 0 ? for_powers : kind == 1 ? 3 : 1.01;
        worst = fmax(worst, error_of(y[start + r * inner], wanted, magnitude) / allowed);
      }
    }
    check(worst <= 1, "columns, kind %d, %zu x %zu x %zu: %g of the bound", kind, outer, length,
          inner, worst);
  }
}

// Backward, held to the sums over each column in long double: `scale` is the gradient.
static void check_backward(size_t outer, size_t length, size_t inner) {
  size_t columns = outer * inner, n = columns * length, cut = next_word() % (columns + 1);
  draw(n, 0, 3);
  for (int is_log = 0; is_log < 2; is_log++) {
    void (*forward)(const float *, float *, size_t, size_t, size_t, size_t) =
        is_log ? xv_log_softmax_columns : xv_softmax_columns;
    void (*backward)(const float *, const float *, float *, size_t, size_t, size_t, size_t) =
        is_log ? xv_log_softmax_columns_backward : xv_softmax_columns_backward;
    forward(x, y, length, inner, 0, columns);
    backward(y, scale, shift, length, inner, cut, columns);
    backward(y, scale, shift, length, inner, 0, cut);
    double worst = 0;
    for (size_t i = 0; i < n; i++) {
      size_t start = i / (length * inner) * length * inner + i % inner;
      long double sum = 0, size = 0;
      for (size_t r = 0; r < length; r++) {
        size_t k = start + r * inner;
        long double term = is_log ? scale[k] : (long double)scale[k] * y[k];
        sum += term, size += fabsl(term);
      }
      long double p = is_log ? expl(y[i]) : y[i];
      long double wanted = is_log ? scale[i] - p * sum : p * (scale[i] - sum);
      long double terms = is_log ? fabsf(scale[i]) + p * size : p * (fabsf(scale[i]) + size);
      worst = fmax(worst, error_of(shift[i], wanted, terms));
    }
    check(worst <= 4, "backward %d, %zu x %zu x %zu: %g ulp", is_log, outer, length, inner, worst);
  }
}

static long double normal(const float *row, size_t n, size_t i, long double epsilon, bool centred,
                          long double *mean, long double *inverse) {
  long double sum = 0, squares = 0;
  for (size_t k = 0; k < n; k++) sum += row[k];
  *mean = centred ? sum / (long double)n : 0;
  for (size_t k = 0; k < n; k++) squares += (row[k] - *mean) * (row[k] - *mean);
  *inverse = 1 / sqrtl(squares / (long double)n + epsilon);
  return (row[i] - *mean) * *inverse;
}

static void check_rows(size_t rows, size_t columns, float centre) {
  draw(rows * columns, centre, 3);
  double means[20], deviations[20];
  long double mean, inverse;
  const double epsilon = 1e-5;
  xv_normalize_rows(x, y, rows, columns, epsilon, scale, shift, means, deviations);
  for (size_t i = 0; i < rows * columns; i++) {
    size_t c = i % columns, r = i / columns;
    long double z = normal(x + r * columns, columns, c, epsilon, true, &mean, &inverse);
    z *= scale[c];
    check(error_of(y[i], z + shift[c], fabsl(z) + fabsf(shift[c])) < 4, "%zu columns", columns);
    check(fabsl(means[r] - mean) < 0x1p-45L * fabsl(mean) + 0x1p-45L, "mean of %zu", columns);
    check(fabsl(deviations[r] - inverse) < 0x1p-40L * inverse, "deviation of %zu", columns);
  }
  xv_normalize_rows(x, y, rows, columns, epsilon, NULL, NULL, means, deviations);
  for (size_t i = 0; i < rows * columns; i++) {
    const float *row = x + i / columns * columns;
    long double z = normal(row, columns, i % columns, epsilon, true, &mean, &inverse);
    check(error_of(y[i], z, 0x1p-20L) < 4, "without scale and shift: %g, %Lg", y[i], z);
  }
  xv_normalize_rows_by_root_mean_square(x, y, rows, columns, epsilon, scale, deviations);
  for (size_t i = 0; i < rows * columns; i++) {
    size_t c = i % columns;
    long double z = normal(x + i / columns * columns, columns, c, epsilon, false, &mean, &inverse);
    check(error_of(y[i], z * scale[c], 0) < 4, "by the root mean square, %zu columns", columns);
  }
  // A row of segments, each with a scale and a shift.
  xv_normalize_segments(x, y, rows, columns, epsilon, scale, shift, means, deviations);
  for (size_t i = 0; i < rows * columns; i++) {
    long double z = normal(x, rows * columns, i, epsilon, true, &mean, &inverse);
    float a = scale[i / columns], b = shift[i / columns];
    check(error_of(y[i], z * a + b, fabsl(z * a) + fabsf(b)) < 4, "segments of %zu", columns);
  }
}

static void check_channels(size_t channels, size_t positions, size_t before, size_t after,
                           float beta) {
  draw(channels * positions, 0, 4);
  size_t cut = next_word() % (positions + 1);
  xv_normalize_across_channels(x, y, channels, positions, before, after, 0.3f, beta, 1.5f, 0, cut);
  xv_normalize_across_channels(x, y, channels, positions, before, after, 0.3f, beta, 1.5f, cut,
                               positions);
  for (size_t c = 0; c < channels; c++)
    for (size_t p = 0; p < positions; p++) {
      long double sum = 0;
      for (size_t k = c < before ? 0 : c - before; k < channels && k <= c + after; k++)
        sum += (long double)x[k * positions + p] * x[k * positions + p];
      long double wanted = x[c * positions + p] / powl(1.5f + 0.3f * sum, beta);
      check(error_of(y[c * positions + p], wanted, 0) < 8, "across %zu channels", channels);
    }
}

void check_normalizations(void) {
  static const size_t lengths[] = {1, 2, 3, 16, 17, 31, 70};
  for (int i = 0; i < 7; i++)
    for (int k = 0; k < 7; k++) {
      check_columns(1 + (size_t)(i + k) % 3, lengths[i], lengths[k], 1);
      check_columns(1, lengths[i], lengths[k], 40);
      check_backward(1 + (size_t)(i + k) % 3, lengths[i], lengths[k]);
      check_channels(lengths[i], lengths[k], (size_t)i % 3, (size_t)k % 4, k % 2 ? 0.75f : 0.6f);
    }
  check_columns(2, 3, 700, 5), check_columns(2, 700, 3, 5), check_columns(2, 700, 1, 5);
  check_channels(3, 600, 1, 1, 0.75f), check_channels(5, 7, 100, 100, 1);
  for (size_t n = 1; n <= 70; n++) check_rows(1 + n % 3, n, 0), check_rows(1 + n % 3, n, 100);
  check_rows(2, 1000, 1e4f);
  float zero[3] = {0}, result[3];
  xv_normalize_columns(zero, result, 3, 1, 2, 0, 1);
  check(result[0] == 0 && result[2] == 0, "a column of zeros stays so");
  float low[3] = {-INFINITY, 0, 0}, logs[3];
  xv_log_softmax_columns(low, logs, 3, 1, 0, 1);
  check(logs[0] == -INFINITY && fabsf(logs[1] + 0.6931472f) < 1e-7f, "log softmax of log 0");
  float bad[4] = {NAN, 0, INFINITY, 0};
  for (int part = 0; part < 4; part += 2) {
    xv_log_softmax_columns(bad + part, logs, 2, 1, 0, 1);
    check(isnan(logs[0]) && isnan(logs[1]), "log softmax of NaN and infinity");
  }
}
