#include "Variants.h"

#include <string.h>

#include "Pooling.h"

// The positions of one axis under one window: those inside, and how many are inside or in the padding.
typedef struct {
  int64_t first, end, step;
  int64_t inside, padded;
} taps;

// How many of the positions start, start + step, ... before end, at most `kernel`, are below `bound`.
static int64_t below(int64_t start, int64_t step, int64_t kernel, int64_t bound) {
  if (start >= bound) return 0;
  int64_t count = (bound - start + step - 1) / step;
  return count < kernel ? count : kernel;
}

static taps taps_of(const xv_windows *w, int axis, int64_t output) {
  int64_t start = output * w->strides[axis] - w->before[axis], step = w->dilations[axis];
  int64_t kernel = w->kernel[axis], length = w->input[axis];
  if (start >= 0 && start + (kernel - 1) * step < length)
    return (taps){start, start + kernel * step, step, kernel, kernel};
  int64_t skipped = below(start, step, kernel, 0), used = below(start, step, kernel, length);
  return (taps){
      .first = start + skipped * step,
      .end = start + used * step,
      .step = step,
      .inside = used - skipped,
      .padded = below(start, step, kernel, length + w->after[axis]),
  };
}

// The windows of an axis that may reach positions from `first` up to `end`.
typedef struct {
  int64_t first, end;
} reach;

static reach reach_of(const xv_windows *w, int axis, int64_t first, int64_t end) {
  int64_t stride = w->strides[axis], extent = (w->kernel[axis] - 1) * w->dilations[axis];
  int64_t from = first + w->before[axis] - extent;
  int64_t last = (end - 1 + w->before[axis]) / stride + 1;
  return (reach){from > 0 ? (from + stride - 1) / stride : 0,
                 last < w->output[axis] ? last : w->output[axis]};
}

#define XV_LOOPS "Variants/Pooling.inc.h"
#include "EveryVariant.h"

void xv_max_pool(const xv_windows *windows, const float *x, float *y, float *places,
                 int first_axis_fastest, size_t first, size_t end) {
  XV_SELECT(max_pool)(windows, x, y, places, first_axis_fastest, first, end);
}

void xv_average_pool(const xv_windows *windows, const float *x, float *y, int counts_padding,
                     size_t first, size_t end) {
  XV_SELECT(average_pool)(windows, x, y, counts_padding, first, end);
}

void xv_max_pool_gradient(const xv_windows *windows, const float *x, const float *y,
                          const float *y_gradient, float *x_gradient, size_t image, size_t first,
                          size_t end) {
  XV_SELECT(max_pool_gradient)(windows, x, y, y_gradient, x_gradient, image, first, end);
}

void xv_average_pool_gradient(const xv_windows *windows, const float *y_gradient, float *x_gradient,
                              int counts_padding, size_t image, size_t first, size_t end) {
  XV_SELECT(average_pool_gradient)
  (windows, y_gradient, x_gradient, counts_padding, image, first, end);
}
