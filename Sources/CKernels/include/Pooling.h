// Largest values and means under windows that move over images.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Windows over three axes of images that lie channels-last; fewer axes have length 1 in front. Row-major
/// images are those of one channel each.
typedef struct {
  int64_t channels;
  int64_t input[3];
  int64_t output[3];
  int64_t kernel[3];
  int64_t strides[3];
  int64_t dilations[3];
  int64_t before[3];  ///< padding before each axis
  int64_t after[3];   ///< and behind
} xv_windows;

/// The largest value under each window; NaN where there is one, -infinity where only padding is.
/// Output rows `first` up to `end` are written, counted over all images and the first two axes.
///
/// `places`, if not NULL, takes the number of the element that was largest, counted image, channel,
/// position: positions row-major, or with the first axis fastest where `first_axis_fastest` is not 0.
void xv_max_pool(const xv_windows *windows, const float *x, float *y, float *places,
                 int first_axis_fastest, size_t first, size_t end);

/// The mean under each window of the elements there, or of those and the padding where `counts_padding`
/// is not 0; 0 where neither is.
void xv_average_pool(const xv_windows *windows, const float *x, float *y, int counts_padding,
                     size_t first, size_t end);

/// Gradients of images from those of the largest value or the mean under each window. Of one image the
/// rows `first` up to `end` are written, counted over the first two axes; each sum is in the order of
/// windows. The gradient of a largest value goes to the first element that is equal to it, or the first
/// NaN.
void xv_max_pool_gradient(const xv_windows *windows, const float *x, const float *y,
                          const float *y_gradient, float *x_gradient, size_t image, size_t first,
                          size_t end);
void xv_average_pool_gradient(const xv_windows *windows, const float *y_gradient, float *x_gradient,
                              int counts_padding, size_t image, size_t first, size_t end);
