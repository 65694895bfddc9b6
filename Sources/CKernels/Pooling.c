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

// Sets the channels first up to end of one image to 0, and gives the first of them.
static float *clear(const xv_windows *w, float *x, size_t image, size_t first, size_t end) {
  size_t positions = (size_t)(w->input[0] * w->input[1] * w->input[2]);
  size_t channels = (size_t)w->channels;
  float *start = x + image * positions * channels + first;
  if (end - first == channels) {
    memset(start, 0, positions * channels * sizeof *x);
  } else {
    for (size_t p = 0; p < positions; p++)
      memset(start + p * channels, 0, (end - first) * sizeof *x);
  }
  return start;
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
