// Sums over examples against long double arithmetic, and the same bits on every instruction set.
#include "Check.h"

#include <math.h>
#include <string.h>

enum { most_rows = 35, most_columns = 1100 };
static float x[most_rows * most_columns];

static void check_moments(size_t n) {
  double sum = 1, square = 2;
  xv_add_moments(x, n, &sum, &square);
  long double wanted = 1, wanted_square = 2, size = 1;
  for (size_t i = 0; i < n; i++) {
    wanted += x[i], size += fabsl(x[i]);
    wanted_square += (long double)x[i] * x[i];
  }
  check(fabsl(sum - wanted) <= 1e-15L * size, "sum of %zu", n);
  check(fabsl(square - wanted_square) <= 3e-13L * wanted_square, "sum of squares of %zu", n);
}

static void check_directions(size_t n, size_t columns, size_t stride, size_t groups, bool keeps) {
  double factors[most_rows], squares[1 + XV_MOST_GROUPS] = {0};
  static double sums[most_columns + 1];
  for (size_t i = 0; i < n; i++) factors[i] = next_unit_float();
  for (size_t k = 0; k <= columns; k++) sums[k] = 3;
  squares[0] = 5;
  xv_add_directions(x, n, stride, columns, factors, groups, squares, keeps ? sums : NULL);
  for (size_t g = 0; g <= groups; g++) {
    long double wanted = g == 0 ? 5 : 0, error = 0;
    for (size_t k = 0; k < columns; k++) {
      long double sum = 0;
      for (size_t i = 0; i < n; i++) {
        bool is_out = g > 0 && i >= (g - 1) * n / groups && i < g * n / groups;
        if (!is_out) sum += (long double)factors[i] * x[i * stride + k];
      }
      wanted += sum * sum;
      if (g == 0 && keeps) error = fmaxl(error, fabsl(sums[k] - 3 - sum));
    }
    check(fabsl(squares[g] - wanted) <= 1e-13L * (wanted + 1),
          "square %zu of %zu rows of %zu in %zu groups", g, n, columns, groups);
    check(error < 1e-13L * n, "sums of %zu rows of %zu", n, columns);
  }
  check(sums[columns] == 3, "sums of %zu columns only", columns);
}

static void check_live(size_t n, size_t start, size_t inner, size_t channels) {
  static float y[3000];
  uint32_t live[64] = {0}, wanted[64] = {0};
  for (size_t i = 0; i < n; i++) {
    size_t channel = (start + i) / inner % channels;
    // Of three channels one lives everywhere, one now and then, one never.
    y[i] = channel % 3 == 0 ? 1e-45f : channel % 3 == 1 && next_word() % 97 == 0 ? NAN : -0.0f;
    if (y[i] != 0) wanted[channel] = 1;
  }
  xv_mark_live(y, n, start, inner, channels, live);
  for (size_t c = 0; c < channels; c++)
    check((live[c] != 0) == (wanted[c] != 0), "channel %zu of %zu by %zu from %zu", c, channels,
          inner, start);
}

static void check_outside(size_t n) {
  size_t wanted = 0;
  for (size_t i = 0; i < n; i++) wanted += x[i] < -0.25f || x[i] > 0.5f;
  check(xv_count_outside(x, n, -0.25f, 0.5f) == wanted, "outside of %zu", n);
  float edges[4] = {-0.25f, 0.5f, NAN, INFINITY};
  check(xv_count_outside(edges, 4, -0.25f, 0.5f) == 2, "bounds are within, NaN is not");
}

void check_examples(void) {
  for (size_t i = 0; i < sizeof x / sizeof *x; i++) x[i] = next_unit_float();
  for (size_t n = 0; n < 70; n++) check_moments(n), check_outside(n);
  check_moments(most_rows * most_columns);
  static const size_t rows[] = {1, 2, 3, 8, 35}, columns[] = {0, 1, 31, 32, 33, 255, 256, 257, 1099};
  for (size_t r = 0; r < 5; r++)
    for (size_t c = 0; c < 9; c++)
      for (size_t groups = 1; groups <= 8 && groups <= rows[r]; groups += 3)
        check_directions(rows[r], columns[c], columns[c] + r % 2, groups, c % 2 == 0);
  for (size_t start = 0; start < 300; start += 77) {
    check_live(2900, start, 1, 9);
    check_live(2900, start, 5, 17);
    check_live(2900, start, 130, 12);
    check_live(2900, start, 1000, 1);
  }
  // The same bits on every instruction set.
  xv_instruction_set best = xv_current_instruction_set();
  double first[12], found[12];
  for (int set = XV_PORTABLE; set <= (int)best; set++) {
    xv_use_instruction_set((xv_instruction_set)set);
    double factors[7] = {0.3, -0.1, 0.7, 1.9, 0.2, 0.11, 3}, sums[333] = {0};
    memset(found, 0, sizeof found);
    xv_add_moments(x + 1, 1001, found, found + 1);
    xv_add_directions(x + 3, 7, 341, 333, factors, 4, found + 2, sums);
    found[9] = xv_sum_of_squares64(sums, 333);
    found[10] = sums[332];
    if (set == XV_PORTABLE) memcpy(first, found, sizeof first);
    check(memcmp(first, found, sizeof first) == 0, "sums over examples on set %d", set);
  }
  xv_use_instruction_set(best);
}
