// Sums over dependents against plain loops in float64, whole and in pieces.
#include "Check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { most_places = 200, most_rows = 40, most_block = 600, most_outer = 3 };

static float y[most_outer * most_places * most_block], x[most_outer * most_rows * most_block + 1];
static float weights[most_places];
static ptrdiff_t chosen[most_places];
static size_t starts[most_rows + 1], places[most_places], full[most_places];

static void check_sums(const xv_dependents *d, size_t outer) {
  size_t rows = outer * d->length, cut = next_word() % (rows + 1);
  size_t column = d->block == 1 ? 0 : next_word() % (d->block + 1);
  for (size_t i = 0; i <= rows * d->block; i++) x[i] = NAN;
  if (d->block > 1) {
    xv_sum_dependents(y, x, d, 0, cut, 0, column);
    xv_sum_dependents(y, x, d, 0, cut, column, d->block);
    xv_sum_dependents(y, x, d, cut, rows, column, d->block);
    xv_sum_dependents(y, x, d, cut, rows, 0, column);
  } else {
    xv_sum_dependents(y, x, d, cut, rows, 0, 1);
    xv_sum_dependents(y, x, d, 0, cut, 0, 1);
  }
  check(isnan(x[rows * d->block]), "sums of dependents write their rows only");
  for (size_t row = 0; row < rows; row++)
    for (size_t b = 0; b < d->block; b++) {
      double sum = 0, size = 0;
      size_t j = row % d->length;
      for (size_t k = d->starts[j]; k < d->starts[j + 1]; k++) {
        double w = d->weights ? d->weights[k] : 1;
        double term = w * y[(row / d->length * d->y_length + d->places[k]) * d->block + b];
        sum += term, size += fabs(term);
      }
      float got = x[row * d->block + b];
      bool is_passed_over = d->most && d->starts[j + 1] - d->starts[j] > d->most;
      // At most eight terms are rounded one after another.
      if (is_passed_over ? !isnan(got) : !(fabs(got - sum) <= size * 0x1p-21)) {
        check(false, "row %zu of block %zu: %.9g, %.9g expected", row, d->block, got, sum);
        return;
      }
    }
  check(true, "sums of dependents");
}

static void check_sorted(size_t count, size_t rows, size_t outer, size_t block) {
  for (size_t i = 0; i < count; i++)
    // Some rows are often chosen, some places choose none.
    chosen[i] = rows == 0 || next_word() % 9 == 0 ? -1
                : next_word() % 4 == 0            ? 0
                                                  : (ptrdiff_t)(next_word() % rows);
  xv_sort_chosen(chosen, count, rows, starts, places);
  size_t next = 0, many = 0;
  for (size_t row = 0; row < rows; row++) {
    check(starts[row] == next, "row %zu starts at %zu, %zu expected", row, starts[row], next);
    for (size_t i = 0; i < count; i++)
      if (chosen[i] == (ptrdiff_t)row) check(places[next++] == i, "places keep their order");
    many += starts[row + 1] - starts[row] > 5;
  }
  check(starts[rows] == next, "all places are sorted");
  check(xv_list_full_rows(starts, rows, 5, full) == many, "rows with many places");
  for (size_t i = 0; i < count; i++) weights[i] = next_unit_float();
  for (size_t i = 0; i < outer * count * block; i++) y[i] = next_unit_float();
  xv_dependents d = {starts, places, NULL, rows, count, block, 0, 0, 0, 0};
  check_sums(&d, outer);
  d.weights = weights;
  check_sums(&d, outer);
  d.most = block > 1 ? 5 : 0;
  check_sums(&d, outer);
}

static void check_runs(void) {
  // 3 4 5 alone, in a row; 0 twice.
  size_t begin[] = {0, 2, 2, 2, 3, 4, 5}, at[] = {0, 4, 1, 2, 3};
  for (size_t i = 0; i < 10; i++) y[i] = next_unit_float();
  xv_dependents d = {begin, at, NULL, 6, 5, 1, 3, 3, 1, 0};
  for (int i = 0; i < 20; i++) check_sums(&d, 2);
}

static void check_added(bool in_float64) {
  enum { length = 9, width = 3, rows = 4, x_width = 5 };
  float index[length * width], sums[rows * x_width] = {0};
  double wide[rows * x_width] = {0}, wanted[rows * x_width] = {0};
  size_t columns[width] = {0, 2, 4};
  for (size_t i = 0; i < length * width; i++) {
    y[i] = (float)(next_word() % 100);
    index[i] = (float)(next_word() % 10) - 5;
    if (i == 7) index[i] = 0.5f;
    ptrdiff_t place = (ptrdiff_t)index[i] + (index[i] < 0 ? rows : 0);
    if (i != 7 && place >= 0 && place < rows) wanted[(size_t)place * x_width + columns[i % width]] += y[i];
  }
  xv_add_chosen(y, index, columns, sums, in_float64 ? wide : NULL, length, width, rows, x_width, 1, 3);
  xv_add_chosen(y, index, columns, sums, in_float64 ? wide : NULL, length, width, rows, x_width, 0, 1);
  for (size_t i = 0; i < rows * x_width; i++)
    check((in_float64 ? wide[i] : sums[i]) == wanted[i], "element %zu of those chosen", i);
}

void check_dependents(void) {
  static float first[most_outer * most_rows * most_block];
  size_t blocks[] = {1, 2, 7, 16, 33, 300, most_block};
  for (int set = 0; set <= (int)xv_widest_instruction_set(); set++) {
    xv_use_instruction_set((xv_instruction_set)set);
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
      check_sorted(0, 5, 2, blocks[i]);
      check_sorted(30, 1, 1, blocks[i]);
      check_sorted(most_places, most_rows, most_outer, blocks[i]);
      check_sorted(20, most_rows, 2, blocks[i]);
    }
    check_runs();
    check_added(false);
    check_added(true);
  }
  // The same bits on every instruction set.
  xv_dependents d = {starts, places, weights, most_rows, most_places, most_block, 0, 0, 0, 0};
  check_sorted(most_places, most_rows, most_outer, most_block);
  for (int set = 0; set <= (int)xv_widest_instruction_set(); set++) {
    xv_use_instruction_set((xv_instruction_set)set);
    xv_sum_dependents(y, x, &d, 0, most_outer * most_rows, 0, most_block);
    if (set == 0) memcpy(first, x, sizeof first);
    check(same_floats(first, x, most_outer * most_rows * most_block), "set %d has other bits", set);
  }
}
