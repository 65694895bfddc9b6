#include "Sums.inc.h"

#define xv_floats XV_VARIANT(gradient_floats)
#define xv_doubles XV_VARIANT(gradient_doubles)
typedef float xv_floats __attribute__((vector_size(64)));
typedef double xv_doubles __attribute__((vector_size(128)));

// Sixteen numbers from and to float32 and float64.
#define XV_LOAD(NAME, FROM)                                     \
  xv_doubles NAME;                                              \
  {                                                             \
    xv_floats narrow;                                           \
    memcpy(&narrow, FROM, sizeof narrow);                       \
    NAME = __builtin_convertvector(narrow, xv_doubles);         \
  }
#define XV_STORE(TO, WIDE)                                      \
  {                                                             \
    xv_floats narrow = __builtin_convertvector(WIDE, xv_floats); \
    memcpy(TO, &narrow, sizeof narrow);                         \
  }
#define XV_LOAD64(NAME, FROM) \
  xv_doubles NAME;            \
  memcpy(&NAME, FROM, sizeof NAME);

// The sums of g and g (x - mean), g = dy scale, number i in lane i % 16.
static void XV_VARIANT(centred_sums)(const float *x, const float *dy, const float *scale, float *dx,
                                     double factor, size_t n, double mean, double *sum,
                                     double *product) {
  xv_doubles sums = {0}, products = {0};
  size_t whole = n / 16 * 16;
  for (size_t i = 0; i < whole; i += 16) {
    XV_LOAD(value, x + i)
    XV_LOAD(g, dy + i)
    if (scale) {
      XV_LOAD(s, scale + i)
      g *= s;
    }
    sums += g;
    products += g * (value - mean);
    if (dx) XV_STORE(dx + i, g * factor)
  }
  double lanes[2][16];
  memcpy(lanes[0], &sums, sizeof sums), memcpy(lanes[1], &products, sizeof products);
  for (size_t i = whole; i < n; i++) {
    double g = scale ? (double)dy[i] * (double)scale[i] : (double)dy[i];
    lanes[0][i % 16] += g;
    lanes[1][i % 16] += g * ((double)x[i] - mean);
    if (dx) dx[i] = (float)(g * factor);
  }
  *sum = XV_VARIANT(sum_fold)(lanes[0]);
  *product = XV_VARIANT(sum_fold)(lanes[1]);
}

static void XV_VARIANT(add_line)(const float *x, const float *dy, float *dx, size_t n, double a,
                                 double b, double c) {
  size_t whole = n / 16 * 16;
  for (size_t i = 0; i < whole; i += 16) {
    XV_LOAD(value, x + i)
    XV_LOAD(g, dy + i)
    XV_STORE(dx + i, g * a + (value * b + c))
  }
  for (size_t i = whole; i < n; i++)
    dx[i] = (float)((double)dy[i] * a + ((double)x[i] * b + c));
}

// Rows are taken eight at a time, so that the numbers of a channel are read and written less often
// than theirs.
static void XV_VARIANT(add_centred_channel_sums)(const float *x, const float *dy, float *dx,
                                                 const double *factors, size_t rows,
                                                 size_t channels, const double *means, double *sums,
                                                 double *products) {
  size_t whole = channels / 16 * 16;
  for (size_t r = 0; r < rows;) {
    size_t last = rows - r < 8 ? rows : r + 8;
    for (size_t c = 0; c < whole; c += 16) {
      XV_LOAD64(mean, means + c)
      XV_LOAD64(sum, sums + c)
      XV_LOAD64(product, products + c)
      for (size_t k = r; k < last; k++) {
        XV_LOAD(value, x + k * channels + c)
        XV_LOAD(g, dy + k * channels + c)
        sum += g;
        product += g * (value - mean);
        if (dx) {
          XV_LOAD64(factor, factors + c)
          XV_STORE(dx + k * channels + c, g * factor)
        }
      }
      memcpy(sums + c, &sum, sizeof sum), memcpy(products + c, &product, sizeof product);
    }
    for (; r < last; r++)
      for (size_t c = whole; c < channels; c++) {
        double g = (double)dy[r * channels + c];
        sums[c] += g;
        products[c] += g * ((double)x[r * channels + c] - means[c]);
        if (dx) dx[r * channels + c] = (float)(g * factors[c]);
      }
  }
}

static void XV_VARIANT(add_channel_lines)(const float *x, const float *dy, float *dx, size_t rows,
                                          size_t channels, const double *a, const double *b,
                                          const double *c) {
  size_t whole = channels / 16 * 16;
  for (size_t r = 0; r < rows;) {
    size_t last = rows - r < 8 ? rows : r + 8;
    for (size_t i = 0; i < whole; i += 16) {
      XV_LOAD64(factor, a + i)
      XV_LOAD64(slope, b + i)
      XV_LOAD64(shift, c + i)
      for (size_t k = r; k < last; k++) {
        XV_LOAD(value, x + k * channels + i)
        XV_LOAD(g, dy + k * channels + i)
        XV_STORE(dx + k * channels + i, g * factor + (value * slope + shift))
      }
    }
    for (; r < last; r++)
      for (size_t i = whole; i < channels; i++) {
        double g = (double)dy[r * channels + i], value = (double)x[r * channels + i];
        dx[r * channels + i] = (float)(g * a[i] + (value * b[i] + c[i]));
      }
  }
}

// A few rows: dx unless it is NULL, and the sums unless they are.
XV_INLINE void XV_VARIANT(lines_of_rows)(const float *x, const float *dy, const float *scale,
                                         float *dx, size_t rows, size_t row_length, size_t columns,
                                         const xv_row_line *lines, double *scale_sums,
                                         double *shift_sums) {
  size_t whole = columns / 16 * 16;
  for (size_t c = 0; c < whole; c += 16) {
    xv_doubles product = {0}, sum = {0};
    if (scale_sums) {
      memcpy(&product, scale_sums + c, sizeof product);
      memcpy(&sum, shift_sums + c, sizeof sum);
    }
    for (size_t r = 0; r < rows; r++) {
      xv_row_line line = lines[r];
      XV_LOAD(value, x + r * row_length + c)
      XV_LOAD(g, dy + r * row_length + c)
      if (scale_sums) {
        sum += g;
        product += g * (value * line.a + line.shift);
      }
      if (!dx) continue;
      if (scale) {
        XV_LOAD(s, scale + c)
        g *= s;
      }
      XV_STORE(dx + r * row_length + c, g * line.a + (value * line.b + line.c))
    }
    if (scale_sums) {
      memcpy(scale_sums + c, &product, sizeof product);
      memcpy(shift_sums + c, &sum, sizeof sum);
    }
  }
  for (size_t r = 0; r < rows; r++)
    for (size_t c = whole; c < columns; c++) {
      xv_row_line line = lines[r];
      double value = (double)x[r * row_length + c], g = (double)dy[r * row_length + c];
      if (scale_sums) {
        shift_sums[c] += g;
        scale_sums[c] += g * (value * line.a + line.shift);
      }
      if (!dx) continue;
      if (scale) g *= (double)scale[c];
      dx[r * row_length + c] = (float)(g * line.a + (value * line.b + line.c));
    }
}

// Four rows at a time: they stay in the first-level cache, and sums are read and written once.
static void XV_VARIANT(normalize_rows_backward)(const float *x, const float *dy, const float *scale,
                                                float *dx, size_t rows, size_t columns,
                                                const double *means, const double *inverses,
                                                const float *mean_gradients,
                                                const float *inverse_gradients,
                                                double *scale_sums, double *shift_sums) {
  double n = (double)columns;
  for (size_t r = 0; r < rows; r += 4) {
    size_t count = rows - r < 4 ? rows - r : 4;
    const float *from = x + r * columns, *gradient = dy + r * columns;
    float *to = dx ? dx + r * columns : NULL;
    xv_row_line lines[4];
    for (size_t k = 0; k < count; k++) {
      double mean = means ? means[r + k] : 0, a = inverses[r + k], sum = 0, product = 0;
      if (dx)
        XV_VARIANT(centred_sums)(from + k * columns, gradient + k * columns, scale, NULL, 0, columns,
                                 mean, &sum, &product);
      if (inverse_gradients) product += (double)inverse_gradients[r + k];
      // One number is its mean, whatever the product is.
      double b = means && columns == 1 ? 0 : -(a * a * a) * product / n, c = 0;
      if (means) c = -(a * sum) / n - b * mean;
      if (mean_gradients) c += (double)mean_gradients[r + k] / n;
      lines[k] = (xv_row_line){a, b, c, -a * mean};
    }
    if (to && scale_sums)
      XV_VARIANT(lines_of_rows)(from, gradient, scale, to, count, columns, columns, lines,
                                scale_sums, shift_sums);
    else if (to)
      XV_VARIANT(lines_of_rows)(from, gradient, scale, to, count, columns, columns, lines, NULL,
                                NULL);
    else if (scale_sums)
      XV_VARIANT(lines_of_rows)(from, gradient, NULL, NULL, count, columns, columns, lines,
                                scale_sums, shift_sums);
  }
}

static void XV_VARIANT(add_normalized_row_sums)(const float *x, const float *dy, size_t rows,
                                                size_t row_length, size_t columns,
                                                const double *means, const double *inverses,
                                                double *scale_sums, double *shift_sums) {
  for (size_t r = 0; r < rows; r += 8) {
    size_t count = rows - r < 8 ? rows - r : 8;
    xv_row_line lines[8];
    for (size_t k = 0; k < count; k++) {
      double mean = means ? means[r + k] : 0;
      lines[k] = (xv_row_line){inverses[r + k], 0, 0, -inverses[r + k] * mean};
    }
    XV_VARIANT(lines_of_rows)(x + r * row_length, dy + r * row_length, NULL, NULL, count, row_length,
                              columns, lines, scale_sums, shift_sums);
  }
}

static void XV_VARIANT(normalized_products)(const float *x, const float *dy, float *products,
                                            size_t rows, size_t columns, const double *means,
                                            const double *inverses) {
  for (size_t r = 0; r < rows; r++) {
    double a = inverses[r], shift = means ? -a * means[r] : 0;
    for (size_t c = 0; c < columns; c++) {
      size_t i = r * columns + c;
      products[i] = (float)((double)dy[i] * ((double)x[i] * a + shift));
    }
  }
}

static void XV_VARIANT(fold_parts)(double *sums, size_t parts, size_t n) {
  for (size_t part = 1; part < parts; part++) {
    const double *restrict from = sums + part * n;
    double *restrict to = sums;
    for (size_t i = 0; i < n; i++) to[i] += from[i];
  }
}

// dx = f dy - what |x| gives: t x for p = 2, t sign x for p = 1. A number alone in its column is
// its sign, which does not change.
XV_INLINE void XV_VARIANT(unit_factors)(double size, double dot, size_t length, int p, double *f,
                                        double *t) {
  double root = p == 1 ? size : xv_sqrt64(size);
  bool is_flat = size == 0 || length == 1;
  *f = is_flat ? 0 : 1 / root;
  *t = is_flat ? 0 : p == 1 ? dot / root / root : dot / size / root;
}

XV_INLINE float XV_VARIANT(unit_gradient)(float x, float dy, int p, double f, double t) {
  double sign = x > 0 ? 1 : x < 0 ? -1 : 0;
  double gradient = (double)dy * f - (p == 1 ? sign : (double)x) * t;
  return f == 0 ? 0 : (float)gradient;
}

static void XV_VARIANT(unit_rows_backward)(const float *x, const float *dy, float *dx, size_t rows,
                                           size_t columns, int p) {
  for (size_t r = 0; r < rows; r++, x += columns, dy += columns, dx += columns) {
    double lanes[16] = {0}, sum, dot, f, t;
    if (p == 1)
      XV_VARIANT(magnitudes_lanes)(x, columns, 0, lanes);
    else
      XV_VARIANT(squares_lanes)(x, columns, 0, lanes);
    XV_VARIANT(centred_sums)(x, dy, NULL, NULL, 0, columns, 0, &sum, &dot);
    XV_VARIANT(unit_factors)(XV_VARIANT(sum_fold)(lanes), dot, columns, p, &f, &t);
    if (p == 1)
      for (size_t i = 0; i < columns; i++) dx[i] = XV_VARIANT(unit_gradient)(x[i], dy[i], 1, f, t);
    else
      for (size_t i = 0; i < columns; i++) dx[i] = XV_VARIANT(unit_gradient)(x[i], dy[i], 2, f, t);
  }
}

static void XV_VARIANT(unit_columns_backward)(const float *x, const float *dy, float *dx,
                                              size_t length, size_t inner, size_t width, int p) {
  double sizes[XV_SIDE_BY_SIDE] = {0}, dots[XV_SIDE_BY_SIDE] = {0};
  for (size_t r = 0; r < length; r++) {
    const float *restrict value = x + r * inner, *restrict gradient = dy + r * inner;
    if (p == 1)
      XV_VARIANT(magnitudes_columns)(value, width, sizes);
    else
      XV_VARIANT(squares_columns)(value, width, sizes);
    for (size_t i = 0; i < width; i++) dots[i] += (double)value[i] * (double)gradient[i];
  }
  for (size_t i = 0; i < width; i++)
    XV_VARIANT(unit_factors)(sizes[i], dots[i], length, p, sizes + i, dots + i);
  for (size_t r = 0; r < length; r++) {
    const float *restrict value = x + r * inner, *restrict gradient = dy + r * inner;
    float *restrict to = dx + r * inner;
    for (size_t i = 0; i < width; i++)
      to[i] = XV_VARIANT(unit_gradient)(value[i], gradient[i], p, sizes[i], dots[i]);
  }
}

// First dx = dy b^-beta and `terms` = dy x b^(-beta - 1), b what y's divisor is the power of; then
// the terms of all channels whose sum has the channel.
static void XV_VARIANT(across_channels_backward)(const float *x, const float *dy, float *dx,
                                                 size_t channels, size_t positions, size_t before,
                                                 size_t after, float share, float beta, float bias,
                                                 size_t width, float *terms) {
  double sums[XV_SIDE_BY_SIDE];
  for (size_t c = 0; c < channels; c++) {
    size_t low = c < before ? 0 : c - before;
    size_t high = after < channels - c ? c + after : channels - 1;
    for (size_t i = 0; i < width; i++) sums[i] = 0;
    for (size_t k = low; k <= high; k++) XV_VARIANT(squares_columns)(x + k * positions, width, sums);
    const float *restrict value = x + c * positions, *restrict gradient = dy + c * positions;
    float *restrict to = dx + c * positions, *restrict term = terms + c * width;
    for (size_t i = 0; i < width; i++) {
      float base = (float)((double)share * sums[i] + (double)bias);
      float root = xv_sqrt(base);
      float power = beta == 0.75f ? root * xv_sqrt(root) : xv_pow(base, beta);
      to[i] = gradient[i] / power;
      term[i] = to[i] * value[i] / base;
    }
  }
  double factor = 2 * (double)share * (double)beta;
  for (size_t c = 0; c < channels; c++) {
    size_t low = c < after ? 0 : c - after;
    size_t high = before < channels - c ? c + before : channels - 1;
    for (size_t i = 0; i < width; i++) sums[i] = 0;
    for (size_t k = low; k <= high; k++) XV_VARIANT(sum_columns)(terms + k * width, width, sums);
    const float *restrict value = x + c * positions;
    float *restrict to = dx + c * positions;
    for (size_t i = 0; i < width; i++)
      to[i] = (float)((double)to[i] - factor * (double)value[i] * sums[i]);
  }
}
#undef XV_LOAD
#undef XV_STORE
#undef XV_LOAD64
#undef xv_floats
#undef xv_doubles
