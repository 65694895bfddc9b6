// Kinks, rows, sums and losses against plain double arithmetic, and their behaviour at extremes.
#include "Check.h"

#include <math.h>
#include <stdlib.h>

static void check_kinks(void) {
  float x[3] = {0, -0.0f, NAN}, one[3] = {1, 1, 1}, y[3];
  xv_relu_backward(x, x, one, y, 3);
  check(y[0] == 0 && y[1] == 0 && isnan(y[2]), "relu slope at 0 is 0");
  xv_leaky_relu_backward(x, x, one, y, 3, 0.25f);
  check(y[0] == 0.25f && y[1] == 0.25f && isnan(y[2]), "leaky relu slope at 0 is the attribute");
  xv_elu_backward(x, x, one, y, 3, 0.5f);
  check(y[0] == 0.5f && y[1] == 0.5f && isnan(y[2]), "elu slope at 0 is the attribute");
  xv_relu_forward(x, y, 3);
  check(y[0] == 0 && isnan(y[2]), "relu of 0 and NaN");
  xv_identity_forward(x, y, 3);
  check(y[0] == 0 && signbit(y[1]) && isnan(y[2]), "identity");
  xv_tanh_forward(x, y, 3);
  check(!signbit(y[0]) && signbit(y[1]), "tanh keeps the sign of zero");
}

static void check_rows(void) {
  enum { rows = 5, columns = 37 };
  float x[rows * columns], bias[columns], sums[columns], shifted[rows * columns];
  double squares = 0;
  for (int i = 0; i < rows * columns; i++) shifted[i] = x[i] = next_unit_float();
  for (int c = 0; c < columns; c++) bias[c] = next_unit_float();
  for (int i = 0; i < rows * columns; i++) squares += (double)x[i] * x[i];
  check(fabs(xv_sum_of_squares(x, rows * columns) - squares) < 1e-13 * squares, "sum of squares");
  xv_column_sums(x, sums, rows, columns, columns);
  xv_add_bias(shifted, bias, rows, columns);
  for (int c = 0; c < columns; c++) {
    float sum = 0;
    for (int r = 0; r < rows; r++) sum += x[r * columns + c];
    check(sums[c] == sum, "sum of column %d", c);
    for (int r = 0; r < rows; r++)
      check(shifted[r * columns + c] == x[r * columns + c] + bias[c], "bias %d %d", r, c);
  }
  xv_column_sums(x, sums, 0, columns, columns);
  check(sums[0] == 0 && sums[columns - 1] == 0, "sums over no rows are 0");
}

static void check_many_rows(size_t rows, size_t row_length, size_t columns) {
  float *x = malloc(rows * row_length * sizeof *x), *sums = malloc((columns + 1) * sizeof *sums);
  for (size_t i = 0; i < rows * row_length; i++) x[i] = next_unit_float() + 1;
  sums[columns] = 77;
  xv_column_sums(x, sums, rows, row_length, columns);
  check(sums[columns] == 77, "sums of columns write their columns only");
  for (size_t c = 0; c < columns; c++) {
    double sum = 0;
    for (size_t r = 0; r < rows; r++) sum += (double)x[r * row_length + c];
    check(fabs(sums[c] - sum) <= sum * 0x1p-19, "sum of column %zu of %zu rows", c, rows);
  }
  free(x);
  free(sums);
}

static void check_softmax(size_t rows, size_t columns, double spread) {
  size_t n = rows * columns;
  float *x = malloc(4 * n), *y = malloc(4 * n), *gradient = malloc(4 * n), *dx = malloc(4 * n);
  int32_t *labels = malloc(4 * rows);
  double loss = 0, worst = 0, worst_gradient = 0, worst_dx = 0;
  size_t correct = 0;
  for (size_t i = 0; i < n; i++) x[i] = (float)(next_unit_float() * spread);
  for (size_t r = 0; r < rows; r++) labels[r] = (int32_t)(next_word() % columns);
  xv_softmax_forward(x, y, rows, columns);
  double got = xv_softmax_cross_entropy(x, labels, rows, columns, gradient);
  xv_softmax_backward(y, x, dx, rows, columns);
  for (size_t r = 0; r < rows; r++) {
    float *z = x + r * columns;
    double largest = -INFINITY, sum = 0, mean = 0, size = 0;
    size_t best = 0;
    for (size_t c = 0; c < columns; c++)
      if (z[c] > largest) largest = z[c], best = c;
    for (size_t c = 0; c < columns; c++) sum += exp(z[c] - largest);
    for (size_t c = 0; c < columns; c++) mean += exp(z[c] - largest) / sum * z[c];
    for (size_t c = 0; c < columns; c++) size += exp(z[c] - largest) / sum * fabs((double)z[c]);
    loss += log(sum) + largest - z[labels[r]];
    correct += best == (size_t)labels[r];
    for (size_t c = 0; c < columns; c++) {
      size_t i = r * columns + c;
      double p = exp(z[c] - largest) / sum;
      double wanted = (p - (c == (size_t)labels[r])) / (double)rows;
      // A difference of logits is rounded, and e^x turns that into a relative error of its size.
      double scale = (1 + fabs(z[c] - largest)) * 1e-6;
      worst = fmax(worst, fabs(y[i] - p) / (p * scale + 1e-44));
      worst_gradient = fmax(worst_gradient, fabs(gradient[i] - wanted) * (double)rows / scale);
      worst_dx = fmax(worst_dx, fabs(dx[i] - p * (z[c] - mean)) / ((fabs(z[c]) + size) * scale));
    }
  }
  check(worst < 1, "softmax, %zu columns, spread %g: error %g", columns, spread, worst);
  check(worst_gradient < 1, "cross-entropy gradient, %zu columns, spread %g: error %g", columns,
        spread, worst_gradient);
  check(worst_dx < 1, "softmax backward, %zu columns, spread %g: error %g", columns, spread,
        worst_dx);
  check(fabs(got - loss) <= 1e-6 * (loss + (double)rows), "cross-entropy: %.9g, %.9g expected", got,
        loss);
  double alone = xv_softmax_cross_entropy(x, labels, rows, columns, NULL);
  check(alone == got, "cross-entropy without a gradient: %.17g, %.17g expected", alone, got);
  size_t counted = xv_count_correct(x, labels, rows, columns);
  check(counted == correct, "%zu rows correct, %zu expected", counted, correct);
  free(x), free(y), free(gradient), free(dx), free(labels);
}

static void check_extremes(void) {
  float z[4] = {1e4f, -1e4f, 0, 1}, gradient[4];
  int32_t labels[2] = {1, 0};
  double loss = xv_softmax_cross_entropy(z, labels, 1, 4, gradient);
  check(loss == 2e4, "cross-entropy of logits of 1e4: %g", loss);
  check(gradient[0] == 1 && gradient[1] == -1, "its gradient: %g %g", gradient[0], gradient[1]);
  float bad[3] = {NAN, INFINITY, -INFINITY};
  for (int i = 0; i < 3; i++) {
    float row[4] = {0, bad[i], 1, 2};
    loss = xv_softmax_cross_entropy(row, labels, 1, 4, gradient);
    check(!isfinite(loss), "cross-entropy with the logit %g at the label: %g", bad[i], loss);
  }
  float tied[9] = {2, 2, 1, 1, 2, 2, NAN, 1, 3};
  int32_t first[3] = {0, 1, 2}, second[3] = {1, 2, 2};
  check(xv_count_correct(tied, first, 3, 3) == 2, "the first of equal scores counts, NaN is wrong");
  check(xv_count_correct(tied, second, 3, 3) == 0, "the second of equal scores does not count");
  float alone[1] = {NAN};
  check(xv_count_correct(alone, first, 1, 1) == 0, "a single NaN is wrong");
  check(xv_softmax_cross_entropy(z, labels, 0, 4, gradient) == 0, "no rows, no loss");
  xv_softmax_forward(z, gradient, 4, 0);
  xv_softmax_backward(z, z, gradient, 0, 4);
}

void check_rows_and_losses(void) {
  check_kinks();
  check_rows();
  check_many_rows(256, 40, 37);
  check_many_rows(257, 5, 5);
  check_many_rows(100000, 3, 2);
  check_many_rows(1000, 600, 555);
  static const size_t columns[] = {1, 2, 10, 16, 33, 255, 256, 257, 1000};
  for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
    for (double spread = 1; spread < 1e5; spread *= 10) check_softmax(7, columns[i], spread);
  check_extremes();
}
