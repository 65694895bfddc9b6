// Gradients of normalizations against central differences of the normalizations, in long double, and
// their sums against plain loops.
#include "Check.h"

#include <math.h>
#include <string.h>

enum { most = 1200 };
static float x[most], dy[most], dx[most], scale[most];
static long double moved[most];

static void draw(size_t n, float centre) {
  for (size_t i = 0; i < n; i++) {
    x[i] = centre + next_unit_float() * 3;
    dy[i] = next_unit_float(), scale[i] = next_unit_float();
  }
}

// The sum of outputs times dy, where x is `moved`.
typedef struct {
  size_t length, inner, before, after;
  float beta, mean_gradient, inverse_gradient;
  enum { layer, size, unit_1, unit_2, across } kind;
} problem;

static const float share = 0.3f, bias = 1.5f;
static const double epsilon = 0x1p-10;

// One row of numbers that lie `inner` apart.
static long double row_value(problem p, size_t start) {
  long double n = (long double)p.length, mean = 0, squares = 0, magnitudes = 0, value = 0;
  for (size_t k = 0; k < p.length; k++) mean += moved[start + k * p.inner] / n;
  if (p.kind != layer) mean = 0;
  for (size_t k = 0; k < p.length; k++) {
    long double v = moved[start + k * p.inner];
    squares += (v - mean) * (v - mean), magnitudes += fabsl(v);
  }
  long double factor = 1 / sqrtl(squares / n + (long double)epsilon);
  if (p.kind == unit_1) factor = 1 / magnitudes;
  if (p.kind == unit_2) factor = 1 / sqrtl(squares);
  for (size_t k = 0; k < p.length; k++) {
    size_t i = start + k * p.inner;
    long double z = (moved[i] - mean) * factor;
    value += dy[i] * z * (p.kind <= size ? scale[k] : 1);
  }
  if (p.kind == layer) value += p.mean_gradient * mean + p.inverse_gradient * factor;
  return value;
}

static long double channels_value(problem p, size_t position) {
  long double value = 0;
  for (size_t c = 0; c < p.length; c++) {
    long double sum = 0;
    for (size_t k = c < p.before ? 0 : c - p.before; k < p.length && k <= c + p.after; k++)
      sum += moved[k * p.inner + position] * moved[k * p.inner + position];
    value += dy[c * p.inner + position] * moved[c * p.inner + position] *
             powl(bias + share * sum, -p.beta);
  }
  return value;
}

static void check_gradient(problem p, size_t columns) {
  const long double step = 0x1p-18L;
  for (size_t column = 0; column < columns; column++) {
    size_t start = column / p.inner * p.length * p.inner + column % p.inner;
    long double largest = 0, worst = 0;
    for (size_t i = 0; i < columns * p.length; i++) moved[i] = x[i];
    for (size_t k = 0; k < p.length; k++) {
      size_t i = start + k * p.inner;
      long double ends[2];
      for (int end = 0; end < 2; end++) {
        moved[i] = x[i] + (end ? -step : step);
        ends[end] = p.kind == across ? channels_value(p, column) : row_value(p, start);
      }
      moved[i] = x[i];
      long double wanted = (ends[0] - ends[1]) / (2 * step);
      largest = fmaxl(largest, fabsl(wanted)), worst = fmaxl(worst, fabsl(dx[i] - wanted));
    }
    // Across channels terms of at most 1 are rounded before they cancel.
    long double rounding = p.kind == across ? 0x1p-23L : 0x1p-30L;
    check(worst <= largest * 0x1p-20L + rounding, "gradient %d, %zu x %zu: %Lg of %Lg", p.kind,
          p.length, p.inner, worst, largest);
  }
}

static void check_rows(size_t rows, size_t columns, float centre) {
  double means[12], inverses[12], scales[most] = {0}, shifts[most] = {0};
  float mean_gradients[12], inverse_gradients[12], y[most];
  draw(rows * columns, centre);
  for (size_t r = 0; r < rows; r++) mean_gradients[r] = inverse_gradients[r] = 0.7f;
  xv_normalize_rows(x, y, rows, columns, epsilon, NULL, NULL, means, inverses);
  xv_normalize_rows_backward(x, dy, scale, dx, rows, columns, means, inverses, mean_gradients,
                             inverse_gradients, scales, shifts);
  problem p = {columns, 1, 0, 0, 0, 0.7f, 0.7f, layer};
  check_gradient(p, rows);
  double again[2][most] = {0};
  size_t half = columns / 2;
  xv_add_normalized_row_sums(x, dy, rows, columns, half, means, inverses, again[0], again[1]);
  xv_add_normalized_row_sums(x + half, dy + half, rows, columns, columns - half, means, inverses,
                             again[0] + half, again[1] + half);
  check(memcmp(again[0], scales, sizeof *scales * columns) == 0 &&
            memcmp(again[1], shifts, sizeof *shifts * columns) == 0,
        "sums of parts of %zu columns", columns);
  xv_normalized_products(x, dy, y, rows, columns, means, inverses);
  for (size_t c = 0; c < columns; c++) {
    long double products = 0, sum = 0, terms = 0;
    for (size_t r = 0; r < rows; r++) {
      long double z = (x[r * columns + c] - (long double)means[r]) * (long double)inverses[r];
      products += z * dy[r * columns + c], sum += dy[r * columns + c], terms += fabsl(z) + 1;
      check(fabsl(y[r * columns + c] - z * dy[r * columns + c]) < 0x1p-22L * (fabsl(z) + 1), "products");
    }
    check(fabsl(products - scales[c]) < 0x1p-38L * terms, "a scale's gradient");
    check(fabsl(sum - shifts[c]) < 0x1p-48L * terms, "a shift's gradient");
  }
  // In place, by the size.
  xv_normalize_rows_by_root_mean_square(x, y, rows, columns, epsilon, NULL, inverses);
  for (size_t i = 0; i < rows * columns; i++) dx[i] = dy[i] * scale[i % columns];
  for (size_t i = 0; i < rows * columns; i++) dy[i] = dx[i];
  for (size_t i = 0; i < columns; i++) scale[i] = 1;
  xv_normalize_rows_backward(x, dx, NULL, dx, rows, columns, NULL, inverses, NULL, NULL, NULL, NULL);
  p.kind = size;
  check_gradient(p, rows);
}

static void check_columns(size_t outer, size_t length, size_t inner) {
  size_t columns = outer * inner, cut = next_word() % (columns + 1);
  draw(columns * length, 0);
  for (size_t i = 0; i < columns * length; i++) x[i] += x[i] < 0 ? -0.1f : 0.1f;
  for (int norm = 1; norm <= 2; norm++) {
    xv_normalize_columns_backward(x, dy, dx, length, inner, norm, cut, columns);
    xv_normalize_columns_backward(x, dy, dx, length, inner, norm, 0, cut);
    problem p = {length, inner, 0, 0, 0, 0, 0, norm == 1 ? unit_1 : unit_2};
    check_gradient(p, columns);
  }
}

static void check_across(size_t channels, size_t positions, size_t before, size_t after, float beta) {
  static float memory[most];
  draw(channels * positions, 0);
  size_t cut = next_word() % (positions + 1);
  xv_normalize_across_channels_backward(x, dy, dx, channels, positions, before, after, share, beta,
                                        bias, 0, cut, memory);
  xv_normalize_across_channels_backward(x, dy, dx, channels, positions, before, after, share, beta,
                                        bias, cut, positions, memory);
  problem p = {channels, positions, before, after, beta, 0, 0, across};
  check_gradient(p, positions);
}

// Channels-last and as planes, with and without dx.
static void check_channels(size_t rows, size_t channels) {
  double means[40], factors[40], slopes[40], sums[40] = {0}, products[40] = {0};
  draw(rows * channels, 2);
  for (size_t c = 0; c < channels; c++) {
    means[c] = (double)next_unit_float(), factors[c] = (double)next_unit_float();
    slopes[c] = (double)next_unit_float();
  }
  xv_add_centred_channel_sums(x, dy, dx, factors, rows, channels, means, sums, products);
  for (size_t c = 0; c < channels; c++) {
    long double sum = 0, product = 0;
    float plane[2][most], result[most];
    for (size_t r = 0; r < rows; r++) {
      size_t i = r * channels + c;
      sum += dy[i], product += dy[i] * (x[i] - (long double)means[c]);
      plane[0][r] = x[i], plane[1][r] = dy[i];
      check(dx[i] == (float)(factors[c] * (double)dy[i]), "dy times a factor");
    }
    check(fabsl(sum - sums[c]) < 0x1p-40L && fabsl(product - products[c]) < 0x1p-40L, "sums");
    double own[2];
    xv_centred_sums(plane[0], plane[1], result, factors[c], rows, means[c], own, own + 1);
    check(fabsl(sum - own[0]) < 0x1p-40L && fabsl(product - own[1]) < 0x1p-40L, "sums of a plane");
    for (size_t r = 0; r < rows; r++) check(result[r] == dx[r * channels + c], "of a plane");
  }
  xv_add_channel_lines(x, dy, dx, rows, channels, factors, slopes, means);
  for (size_t i = 0; i < rows * channels; i++) {
    size_t c = i % channels;
    long double wanted = factors[c] * (long double)dy[i] + slopes[c] * (long double)x[i] + means[c];
    float line;
    check(fabsl(dx[i] - wanted) <= 0x1.01p-24L * fabsl(wanted) + 0x1p-48L, "a line of channel %zu", c);
    xv_add_line(x + i, dy + i, &line, 1, factors[c], slopes[c], means[c]);
    check(line == dx[i], "a line of a plane");
  }
}

void check_normalization_gradients(void) {
  static const size_t lengths[] = {1, 2, 3, 16, 17, 31};
  for (int i = 0; i < 6; i++)
    for (int k = 0; k < 6; k++) {
      check_columns(1 + (size_t)(i + k) % 2, lengths[i], lengths[k]);
      check_across(lengths[i], lengths[k], (size_t)i % 3, (size_t)k % 4, k % 2 ? 0.75f : 0.6f);
      check_channels(lengths[i], lengths[k]);
    }
  for (size_t n = 1; n <= 40; n++) check_rows(1 + n % 11, n, 0), check_rows(1 + n % 5, n, 30);
  check_columns(1, 3, 300), check_across(3, 256, 1, 1, 0.75f), check_across(4, 5, 100, 100, 1);
  // The sign of 0 is 0, and a column of zeros has no gradient.
  const float values[4] = {0, 3, 0, -1}, zero[4] = {0}, ones[4] = {1, 1, 1, 1};
  float result[4];
  xv_normalize_columns_backward(values, ones, result, 4, 1, 1, 0, 1);
  check(result[0] == 0.25f && result[1] == 0.125f && result[3] == 0.375f, "p = 1 at 0");
  for (int p = 1; p <= 2; p++) {
    xv_normalize_columns_backward(zero, ones, result, 4, 1, p, 0, 1);
    check(result[0] == 0 && result[3] == 0, "zeros");
    xv_normalize_columns_backward(zero, ones, result, 2, 2, p, 0, 2);
    check(result[0] == 0 && result[3] == 0, "zeros side by side");
  }
  double parts[3][2] = {{1, 2}, {3, 4}, {5, 7}};
  xv_fold(parts[0], 3, 2);
  check(parts[0][0] == 9 && parts[0][1] == 13, "a fold of three parts");
}
