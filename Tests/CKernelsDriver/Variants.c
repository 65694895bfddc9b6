// Every float kernel gives the same bits on every instruction set and writes only its own elements.
#include "Check.h"

#include <math.h>
#include <string.h>

enum { most = 1100, arrays = 4 };

// Works on n elements of a[0] ... a[3], all of which may be overwritten; returns a number or 0.
typedef double kernel(float *a[arrays], size_t n);

#define ACTIVATION(NAME)                                                            \
  static double NAME##_forward(float *a[arrays], size_t n) {                        \
    xv_##NAME##_forward(a[0], a[1], n);                                             \
    return 0;                                                                       \
  }                                                                                 \
  static double NAME##_backward(float *a[arrays], size_t n) {                       \
    xv_##NAME##_backward(a[0], a[1], a[2], a[3], n);                                \
    return 0;                                                                       \
  }
#define ACTIVATION_1(NAME)                                                          \
  static double NAME##_forward(float *a[arrays], size_t n) {                        \
    xv_##NAME##_forward(a[0], a[1], n, 0.3f);                                       \
    return 0;                                                                       \
  }                                                                                 \
  static double NAME##_backward(float *a[arrays], size_t n) {                       \
    xv_##NAME##_backward(a[0], a[1], a[2], a[3], n, 0.3f);                          \
    return 0;                                                                       \
  }
#define EVERY_ACTIVATION(X, X_1)                                                    \
  X(identity) X(relu) X_1(leaky_relu) X_1(elu) X(selu) X(gelu) X(gelu_tanh) X(silu) \
  X(softplus) X(softsign) X(tanh) X(sigmoid) X_1(celu) X(hard_swish) X(mish)                \
  X_1(thresholded_relu) X_1(swish) X(erf) X(sin) X(cos) X(abs) X(exp) X(log) X(sqrt)        \
  X(reciprocal) X(negate) X(floor) X(ceil) X(round) X(sign)
EVERY_ACTIVATION(ACTIVATION, ACTIVATION_1)

#define ACTIVATION_2(NAME)                                                          \
  static double NAME##_forward(float *a[arrays], size_t n) {                        \
    return xv_##NAME##_forward(a[0], a[1], n, 0.3f, 0.6f), 0;                       \
  }                                                                                 \
  static double NAME##_backward(float *a[arrays], size_t n) {                       \
    return xv_##NAME##_backward(a[0], a[1], a[2], a[3], n, 0.3f, 0.6f), 0;          \
  }
#define EVERY_ACTIVATION_2(X_2) X_2(scaled_elu) X_2(hard_sigmoid) X_2(shrink) X_2(clip)
EVERY_ACTIVATION_2(ACTIVATION_2)

static double sgd(float *a[arrays], size_t n) { return xv_sgd(a[0], a[1], n, 0.1f, 0.01f), 0; }
static double momentum(float *a[arrays], size_t n) {
  return xv_momentum(a[0], a[1], a[2], n, 0.1f, 0.9f, 0, 0.01f), 0;
}
static double nesterov(float *a[arrays], size_t n) {
  return xv_momentum(a[0], a[1], a[2], n, 0.1f, 0.9f, 1, 0.01f), 0;
}
static double adam(float *a[arrays], size_t n) {
  return xv_adam(a[0], a[1], a[2], a[3], n, 0.1f, 0.9f, 0.999f, 0.1f, 1e-3f, 2.5f, 1e-8f,
                 0.01f, 1e-3f),
         0;
}
static double adagrad(float *a[arrays], size_t n) {
  return xv_adagrad(a[0], a[1], a[2], n, 0.1f, 1e-8f, 0.01f), 0;
}
static double add_bias(float *a[arrays], size_t n) {
  return xv_add_bias(a[0], a[1], n / 7 ? 7 : 1, n / 7 ? n / 7 : n), 0;
}
static double column_sums(float *a[arrays], size_t n) {
  return xv_column_sums(a[0], a[1], n / 7 ? 7 : 1, n / 7 ? n / 7 : n, n / 7 ? n / 7 : n), 0;
}
static double sum_of_squares(float *a[arrays], size_t n) { return xv_sum_of_squares(a[0], n); }

// Three rows where they fit, so that rows start unaligned; and finite values first.
static size_t rows_of(size_t n) { return n % 3 == 0 && n > 0 ? 3 : 1; }
static double softmax_forward(float *a[arrays], size_t n) {
  return xv_softmax_forward(a[0], a[1], rows_of(n), n / rows_of(n)), 0;
}
static double softmax_backward(float *a[arrays], size_t n) {
  return xv_softmax_backward(a[0], a[1], a[2], rows_of(n), n / rows_of(n)), 0;
}
static double cross_entropy(float *a[arrays], size_t n) {
  int32_t labels[3] = {0, (int32_t)(n / rows_of(n) / 2), (int32_t)(n / rows_of(n)) - 1};
  return n ? xv_softmax_cross_entropy(a[0], labels, rows_of(n), n / rows_of(n), a[1]) : 0;
}
static double cross_entropy_alone(float *a[arrays], size_t n) {
  int32_t labels[3] = {0, 0, 0};
  return n ? xv_softmax_cross_entropy(a[0], labels, rows_of(n), n / rows_of(n), NULL) : 0;
}
static double count_correct(float *a[arrays], size_t n) {
  int32_t labels[3] = {0, (int32_t)(n / rows_of(n) / 2), (int32_t)(n / rows_of(n)) - 1};
  return n ? (double)xv_count_correct(a[0], labels, rows_of(n), n / rows_of(n)) : 0;
}

// One run, or where they fit three rows of which the second input is one row or one column.
static double binary(xv_binary_function f, float *a[arrays], size_t n) {
  size_t rows = rows_of(n), lengths[2] = {rows, n / rows}, column[2] = {rows, 1};
  const size_t *inputs[2][2] = {{lengths, lengths + 1}, {column, lengths}};
  const size_t ranks[2][2] = {{2, 1}, {2, 2}};
  xv_broadcast plan;
  xv_broadcast_plan(&plan, 2, lengths, 2, inputs[0], ranks[0]);
  xv_binary(f, &plan, a[0], a[1], a[2], 0, n);
  xv_broadcast_plan(&plan, 2, lengths, 2, inputs[1], ranks[1]);
  xv_binary(f, &plan, a[1], a[0], a[3], 0, n);
  xv_broadcast_plan(&plan, 2, lengths, 1, inputs[0] + 1, ranks[0] + 1);
  xv_binary_into(f, &plan, a[1], a[2], 0, n);
  return 0;
}
static double add(float *a[arrays], size_t n) { return binary(XV_ADD, a, n); }
static double subtract(float *a[arrays], size_t n) { return binary(XV_SUBTRACT, a, n); }
static double multiply(float *a[arrays], size_t n) { return binary(XV_MULTIPLY, a, n); }
static double divide(float *a[arrays], size_t n) { return binary(XV_DIVIDE, a, n); }
static double maximum(float *a[arrays], size_t n) { return binary(XV_MAXIMUM_OF_TWO, a, n); }
static double minimum(float *a[arrays], size_t n) { return binary(XV_MINIMUM_OF_TWO, a, n); }
static double power(float *a[arrays], size_t n) { return binary(XV_POWER, a, n); }
static double prelu(float *a[arrays], size_t n) { return binary(XV_PRELU, a, n); }
static double where(float *a[arrays], size_t n) {
  const size_t *inputs[3] = {&n, &n, &n}, ranks[3] = {1, 1, 1};
  xv_broadcast plan;
  xv_broadcast_plan(&plan, 1, &n, 3, inputs, ranks);
  return xv_where(&plan, a[0], a[1], a[2], a[3], 0, n), 0;
}
// One run; then where they fit three rows of which v is one row and w one column: every element, and
// the sums that belong to v and to w.
static double local(xv_local_function f, float *a[arrays], size_t n) {
  if (n == 0) return 0;
  size_t rows = rows_of(n), lengths[2] = {rows, n / rows}, column[2] = {rows, 1};
  xv_broadcast plan;
  xv_broadcast_plan(&plan, 1, &n, 3, (const size_t *[]){&n, &n, &n}, (size_t[]){1, 1, 1});
  xv_local(f, &plan, a[0], a[1], a[2], a[3], 0, n);
  xv_broadcast_plan(&plan, 2, lengths, 3, (const size_t *[]){lengths, lengths + 1, column},
                    (size_t[]){2, 1, 2});
  double sums[2] = {0};
  for (size_t target = 1; target <= 2; target++) {
    xv_local_sum sum;
    xv_local_sum_plan(&sum, &plan, target);
    xv_local_part(f, &sum, a[0], a[1], a[2], sums + target - 1, 0, 1, 0, sum.spans);
    xv_local_sums(f, &sum, 3, a[0], a[1], a[2], a[3], 0, sum.outputs);
    for (size_t i = 0; i < sum.outputs; i++)
      sums[target - 1] += isfinite(a[3][i]) ? (double)a[3][i] : 0.5;
  }
  xv_local(f, &plan, a[0], a[1], a[2], a[3], n / 3, n);
  return (isnan(sums[0]) ? 1 : sums[0]) + (isnan(sums[1]) ? 1 : sums[1]);
}
#define EVERY_LOCAL(X)                                                                       \
  X(FIRST) X(PRODUCT) X(TWICE_PRODUCT) X(QUOTIENT) X(QUOTIENT_SLOPE) X(POWER_BASE)           \
  X(POWER_EXPONENT) X(LARGER) X(SMALLER) X(WHERE) X(WHERE_NOT) X(PRELU_INPUT)                \
  X(PRELU_SLOPE) X(SIGN) X(DIRECTION) X(CHOSEN) X(EQUAL) X(POWER_OF_E) X(SHARE) X(SECOND)    \
  X(SECOND_QUOTIENT)
#define LOCAL(NAME) \
  static double local_##NAME(float *a[arrays], size_t n) { return local(XV_LOCAL_##NAME, a, n); }
EVERY_LOCAL(LOCAL)
static double products(float *a[arrays], size_t n) {
  size_t rows = rows_of(n), lengths[2] = {rows, n / rows};
  xv_reduction plan;
  xv_reduction_plan(&plan, 2, lengths, 2);
  if (n >= rows) xv_product_backward(&plan, a[0], a[1], a[2], 0, rows);
  xv_reduction_plan(&plan, 2, lengths, 1);
  return xv_product_backward(&plan, a[0], a[1], a[3], 0, lengths[1]), 0;
}
// Rows and columns; the outputs go to two arrays.
static double reduce(float *a[arrays], size_t n) {
  size_t rows = rows_of(n), lengths[2] = {rows, n / rows};
  double first = 0;
  for (int reducer = XV_SUM; reducer <= XV_MINIMUM; reducer++) {
    xv_reduction plan;
    xv_reduction_plan(&plan, 2, lengths, 2);
    // Three outputs each would not fit into fewer elements.
    if (n >= 33) xv_reduce((xv_reducer)reducer, &plan, a[0], a[1] + 3 * reducer, 0, rows);
    xv_reduction_plan(&plan, 2, lengths, 1);
    xv_reduce((xv_reducer)reducer, &plan, a[0], a[2], 0, lengths[1]);
    for (size_t i = 0; i < lengths[1]; i++) a[3][i] += a[2][i];
    xv_reduction_plan(&plan, 2, lengths, 3);
    float whole;
    xv_reduce((xv_reducer)reducer, &plan, a[0], &whole, 0, 1);
    first += (double)whole;
  }
  return first;
}
static double softmax_columns(float *a[arrays], size_t n) {
  size_t rows = rows_of(n), inner = n / rows;
  xv_softmax_columns(a[0], a[1], rows, inner, 0, inner);
  return xv_softmax_columns_backward(a[0], a[2], a[3], rows, inner, 0, inner), 0;
}
static double log_softmax(float *a[arrays], size_t n) {
  size_t rows = rows_of(n), inner = n / rows;
  xv_log_softmax_columns(a[0], a[1], inner, 1, 0, rows);
  xv_log_softmax_columns(a[0], a[2], rows, inner, 0, inner);
  xv_log_softmax_columns_backward(a[0], a[1], a[3], inner, 1, 0, rows);
  return xv_log_softmax_columns_backward(a[0], a[3], a[1], rows, inner, 0, inner), 0;
}
static double normalize_rows(float *a[arrays], size_t n) {
  double means[3] = {0}, deviations[3] = {0}, sizes[3];
  xv_normalize_rows(a[0], a[1], rows_of(n), n / rows_of(n), 1e-5, a[2], a[3], means, deviations);
  xv_normalize_rows_by_root_mean_square(a[2], a[0], rows_of(n), n / rows_of(n), 1e-5, a[3], sizes);
  return n ? means[0] + deviations[0] + means[2] + deviations[2] : 0;
}
static double normalize_segments(float *a[arrays], size_t n) {
  if (n < 3) return 0;
  double mean, deviation;
  xv_normalize_segments(a[0], a[1], rows_of(n), n / rows_of(n), 1e-5, a[2], a[3], &mean,
                        &deviation);
  return mean + deviation;
}
// Sums of NaN and infinities may be NaN of either sign; they count as one number.
static double total(const double *sums, size_t n) {
  double total = 0;
  for (size_t i = 0; i < n; i++) total += isfinite(sums[i]) ? sums[i] : 1;
  return total;
}
static double normalize_rows_backward(float *a[arrays], size_t n) {
  size_t rows = rows_of(n), columns = n / rows;
  static const double means[3] = {0.1, -0.2, 0.3}, inverses[3] = {1.5, 0.3, 2};
  double scales[most] = {0}, shifts[most] = {0};
  if (n < 3) return 0;
  xv_normalize_rows_backward(a[0], a[1], a[2], a[3], rows, columns, means, inverses, a[1], a[2],
                             scales, shifts);
  xv_normalize_rows_backward(a[0], a[3], NULL, a[3], rows, columns, NULL, inverses, NULL, NULL,
                             NULL, NULL);
  xv_add_normalized_row_sums(a[0], a[1], rows, columns, columns / 2, means, inverses, scales, shifts);
  xv_normalized_products(a[1], a[2], a[0], rows, columns, means, inverses);
  return total(scales, columns) + total(shifts, columns);
}
static double normalize_channels_backward(float *a[arrays], size_t n) {
  size_t rows = n / 19 ? 19 : 1, channels = n / rows;
  double lines[4][most], sums[3] = {0}, products[most] = {0};
  for (size_t c = 0; c < channels; c++) {
    for (int i = 0; i < 3; i++) lines[i][c] = (double)(c % 7) * 0.3 - i;
    lines[3][c] = 0;
  }
  xv_add_centred_channel_sums(a[0], a[1], a[2], lines[0], rows, channels, lines[1], lines[3],
                              products);
  xv_add_channel_lines(a[0], a[1], a[3], rows, channels, lines[0], lines[1], lines[2]);
  double result = total(lines[3], channels) + total(products, channels);
  xv_centred_sums(a[0], a[3], NULL, 0, n, 0.7, sums, sums + 1);
  xv_centred_sums(a[0], a[1], a[3], 0.3, n, 0.7, sums + 2, products);
  xv_add_line(a[2], a[3], a[0], n, 0.3, -0.7, 1.1);
  return result + total(sums, 3);
}
static double normalize_columns_backward(float *a[arrays], size_t n) {
  size_t rows = rows_of(n), inner = n / rows;
  for (int p = 1; p <= 2; p++) {
    xv_normalize_columns_backward(a[0], a[1], a[p + 1], inner, 1, p, 0, rows);
    xv_normalize_columns_backward(a[0], a[p + 1], a[1], rows, inner, p, 0, inner);
  }
  return 0;
}
static double across_channels_backward(float *a[arrays], size_t n) {
  size_t rows = rows_of(n), inner = n / rows;
  static float memory[most];
  for (size_t first = 0; first < inner; first += XV_MOST_POSITIONS) {
    size_t last = inner - first < XV_MOST_POSITIONS ? inner : first + XV_MOST_POSITIONS;
    xv_normalize_across_channels_backward(a[0], a[1], a[2], rows, inner, 1, 1, 0.2f, 0.75f, 1, first,
                                          last, memory);
    xv_normalize_across_channels_backward(a[0], a[1], a[3], rows, inner, 0, 1, 0.2f, 0.5f, 2, first,
                                          last, memory);
  }
  return 0;
}
static double normalize_columns(float *a[arrays], size_t n) {
  size_t rows = rows_of(n), inner = n / rows;
  for (int p = 1; p <= 2; p++) {
    xv_normalize_columns(a[0], a[p], inner, 1, p, 0, rows);
    xv_normalize_columns(a[p], a[3], rows, inner, p, 0, inner);
  }
  return 0;
}
static double across_channels(float *a[arrays], size_t n) {
  size_t rows = rows_of(n), inner = n / rows;
  xv_normalize_across_channels(a[0], a[1], rows, inner, 1, 1, 0.2f, 0.75f, 1, 0, inner);
  xv_normalize_across_channels(a[0], a[2], rows, inner, 0, 1, 0.2f, 0.5f, 2, 0, inner);
  return 0;
}

// Channels-last rows of three channels where they fit, or of one; then one channel alone.
static double normalize_channels(float *a[arrays], size_t n) {
  if (n < 3) return 0;
  size_t channels = rows_of(n);
  xv_normalize_channels(a[0], a[1], a[2], a[3], a[3] + 3, n / channels, channels);
  return xv_normalize_plane(a[0], a[2], 0.3f, 0.7f, -0.1f, n), 0;
}
static double channel_sums(float *a[arrays], size_t n) {
  size_t channels = rows_of(n), rows = n / channels;
  double sums[3] = {0}, total = 0;
  xv_add_column_sums(a[0], rows, channels, channels, sums);
  if (n >= 3) xv_column_maxima(a[0], rows, channels, channels, a[1]);
  for (int i = 0; i < 3; i++) total += isnan(sums[i]) ? 1 : sums[i];
  return total + xv_sum(a[2], n) + xv_sum_of_squared_distances(a[2], 0.3, n) +
         (double)xv_maximum(a[3], n);
}
static double transpose(float *a[arrays], size_t n) {
  size_t rows = rows_of(n);
  xv_transpose(a[0], a[1], rows, n / rows, 0, rows);
  return xv_transpose(a[0], a[2], n / rows, rows, 0, n / rows), 0;
}
static double pools(float *a[arrays], size_t n) {
  if (n < 3) return 0;
  int64_t channels = (int64_t)rows_of(n), length = (int64_t)n / channels;
  xv_windows w = {channels,  {1, 1, length}, {1, 1, length}, {1, 1, 3}, {1, 1, 1},
                  {1, 1, 2}, {0, 0, 2},      {0, 0, 2}};
  xv_max_pool(&w, a[0], a[1], NULL, 0, 0, 1);
  xv_max_pool(&w, a[0], a[1], a[2], 1, 0, 1);
  xv_average_pool(&w, a[0], a[3], 1, 0, 1);
  return xv_average_pool(&w, a[3], a[0], 0, 0, 1), 0;
}

static double pool_gradients(float *a[arrays], size_t n) {
  if (n < 6) return 0;
  int64_t channels = (int64_t)rows_of(n), length = (int64_t)n / channels;
  xv_windows w = {channels,  {1, length, 1}, {1, length, 1}, {1, 3, 1}, {1, 1, 1},
                  {1, 2, 1}, {0, 2, 0},      {0, 2, 0}};
  size_t half = (size_t)length / 2;
  xv_max_pool(&w, a[0], a[1], NULL, 0, 0, (size_t)length);
  xv_max_pool_gradient(&w, a[0], a[1], a[2], a[3], 0, 0, half);
  xv_max_pool_gradient(&w, a[0], a[1], a[2], a[3], 0, half, (size_t)length);
  return xv_average_pool_gradient(&w, a[2], a[0], 1, 0, 0, (size_t)length), 0;
}

typedef struct {
  const char *name;
  kernel *run;
} named;

#define NAMED(NAME) {#NAME, NAME},
#define NAMED_LOCAL(NAME) NAMED(local_##NAME)
#define NAMED_ACTIVATION(NAME) NAMED(NAME##_forward) NAMED(NAME##_backward)
static const named kernels[] = {
    EVERY_ACTIVATION(NAMED_ACTIVATION, NAMED_ACTIVATION) 
    EVERY_ACTIVATION_2(NAMED_ACTIVATION) NAMED(sgd) NAMED(momentum) NAMED(nesterov)
    NAMED(adam) NAMED(adagrad) NAMED(add_bias) NAMED(column_sums) NAMED(sum_of_squares)
    NAMED(softmax_forward) NAMED(softmax_backward) NAMED(cross_entropy) NAMED(cross_entropy_alone) NAMED(count_correct)
    NAMED(add) NAMED(subtract) NAMED(multiply) NAMED(divide) NAMED(maximum) NAMED(minimum)
    NAMED(power) NAMED(prelu) NAMED(where) NAMED(reduce) NAMED(softmax_columns) NAMED(log_softmax)
    NAMED(normalize_rows) NAMED(normalize_segments) NAMED(normalize_columns)
    NAMED(across_channels) NAMED(normalize_channels) NAMED(channel_sums) NAMED(transpose)
    NAMED(normalize_rows_backward) NAMED(normalize_channels_backward)
    NAMED(normalize_columns_backward) NAMED(across_channels_backward) NAMED(pools)
    NAMED(pool_gradients) EVERY_LOCAL(NAMED_LOCAL) NAMED(products)};

static float inputs[arrays][most], expected[arrays][most], got[arrays][most];

static double run_on(kernel *run, xv_instruction_set set, float memory[arrays][most], size_t n,
                     size_t shift) {
  memcpy(memory, inputs, sizeof inputs);
  float *a[arrays];
  for (int i = 0; i < arrays; i++) a[i] = memory[i] + shift;
  xv_use_instruction_set(set);
  return run(a, n);
}

// Sums show a wrong order only if the terms' exponents differ: `wide` ones do.
typedef enum { any, moderate, wide } input_kind;

static float next_input(input_kind kind) {
  switch (kind) {
  case any: return next_any_float();
  case moderate: return next_unit_float() * 9;
  default: return ldexpf(next_unit_float(), (int)(next_word() % 40) - 20);
  }
}

static void check_kernel(named k, size_t n, input_kind kind) {
  for (int i = 0; i < arrays; i++)
    for (int j = 0; j < most; j++) inputs[i][j] = next_input(kind);
  size_t shift = 1 + next_word() % 16;
  double wanted = run_on(k.run, XV_PORTABLE, expected, n, shift);
  for (int i = 0; i < arrays; i++)
    check(same_floats(expected[i], inputs[i], shift) &&
              same_floats(expected[i] + shift + n, inputs[i] + shift + n, most - shift - n),
          "%s wrote outside its %zu elements", k.name, n);
  for (int set = 1; set <= (int)xv_widest_instruction_set(); set++) {
    double result = run_on(k.run, (xv_instruction_set)set, got, n, shift);
    bool same = memcmp(&result, &wanted, sizeof result) == 0 || (isnan(result) && isnan(wanted));
    for (int i = 0; i < arrays; i++) same = same && same_floats(got[i], expected[i], most);
    check(same, "%s, %zu elements: set %d gives other bits", k.name, n, set);
  }
}

void check_variants(void) {
  for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++) {
    for (size_t n = 0; n <= 70; n++) {
      check_kernel(kernels[i], n, any);
      check_kernel(kernels[i], n, moderate);
      check_kernel(kernels[i], n, wide);
    }
    check_kernel(kernels[i], 1023, any);
    check_kernel(kernels[i], 1024, moderate);
    check_kernel(kernels[i], 1071, wide);
  }
  xv_use_instruction_set(XV_AVX512);
}
