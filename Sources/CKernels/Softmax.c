#include "Variants.h"

#include "Activations.h"
#include "ElementaryFunctions.h"
#include "ElementaryFunctions64.h"
#include "Softmax.h"

#define XV_SIDE_BY_SIDE 256

#define XV_LOOPS "Variants/Softmax.inc.h"
#include "EveryVariant.h"

typedef void side_by_side(const float *x, float *y, size_t length, size_t inner, size_t width);

static void each_block(side_by_side *kernel, const float *x, float *y, size_t length, size_t inner,
                       size_t first, size_t last) {
  while (first < last) {
    size_t column = first % inner, width = inner - column;
    width = width < last - first ? width : last - first;
    width = width < XV_SIDE_BY_SIDE ? width : XV_SIDE_BY_SIDE;
    size_t start = first / inner * length * inner + column;
    kernel(x + start, y + start, length, inner, width);
    first += width;
  }
}

void xv_softmax_columns(const float *x, float *y, size_t length, size_t inner, size_t first,
                        size_t last) {
  if (length == 0 || first >= last) return;
  if (inner == 1)
    xv_softmax_forward(x + first * length, y + first * length, last - first, length);
  else
    each_block(XV_SELECT(softmax_side_by_side), x, y, length, inner, first, last);
}

void xv_log_softmax_columns(const float *x, float *y, size_t length, size_t inner, size_t first,
                            size_t last) {
  if (length == 0 || first >= last) return;
  if (inner == 1)
    XV_SELECT(log_softmax_rows)(x + first * length, y + first * length, last - first, length);
  else
    each_block(XV_SELECT(log_softmax_side_by_side), x, y, length, inner, first, last);
}

typedef void backward_side_by_side(const float *y, const float *dy, float *dx, size_t length,
                                   size_t inner, size_t width);

static void each_backward_block(backward_side_by_side *kernel, const float *y, const float *dy,
                                float *dx, size_t length, size_t inner, size_t first, size_t last) {
  while (first < last) {
    size_t column = first % inner, width = inner - column;
    width = width < last - first ? width : last - first;
    width = width < XV_SIDE_BY_SIDE ? width : XV_SIDE_BY_SIDE;
    size_t start = first / inner * length * inner + column;
    kernel(y + start, dy + start, dx + start, length, inner, width);
    first += width;
  }
}

void xv_softmax_columns_backward(const float *y, const float *dy, float *dx, size_t length,
                                 size_t inner, size_t first, size_t last) {
  if (length == 0 || first >= last) return;
  size_t start = first * length;
  if (inner == 1)
    xv_softmax_backward(y + start, dy + start, dx + start, last - first, length);
  else
    each_backward_block(XV_SELECT(softmax_backward_side_by_side), y, dy, dx, length, inner, first,
                        last);
}

void xv_log_softmax_columns_backward(const float *y, const float *dy, float *dx, size_t length,
                                     size_t inner, size_t first, size_t last) {
  if (length == 0 || first >= last) return;
  size_t start = first * length;
  if (inner == 1)
    XV_SELECT(log_softmax_backward_rows)(y + start, dy + start, dx + start, last - first, length);
  else
    each_backward_block(XV_SELECT(log_softmax_backward_side_by_side), y, dy, dx, length, inner,
                        first, last);
}
