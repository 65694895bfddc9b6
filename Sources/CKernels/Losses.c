// Softmax over rows is here too: the cross-entropy shares its loops.
#include "Variants.h"

#include "Activations.h"
#include "ElementaryFunctions.h"
#include "Losses.h"

#define XV_LOOPS "Variants/Losses.inc.h"
#include "EveryVariant.h"

void xv_softmax_forward(const float *x, float *y, size_t rows, size_t columns) {
  XV_SELECT(softmax_forward)(x, y, rows, columns);
}

void xv_softmax_backward(const float *y, const float *dy, float *dx, size_t rows, size_t columns) {
  XV_SELECT(softmax_backward)(y, dy, dx, rows, columns);
}

double xv_softmax_cross_entropy(const float *logits, const int32_t *labels, size_t rows,
                                size_t columns, float *gradient) {
  return XV_SELECT(cross_entropy)(logits, labels, rows, columns, gradient);
}

size_t xv_count_correct(const float *scores, const int32_t *labels, size_t rows, size_t columns) {
  return XV_SELECT(count_correct)(scores, labels, rows, columns);
}
