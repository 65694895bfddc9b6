// The gradient of a convolution with respect to its weights. The work is cut into pieces that depend on
// the shape alone: slices of the output channels, and places, which are groups of images or bands of one.
// Where there are several places, each gives a partial sum, and the sums are added in a fixed order.
#pragma once
#include <stddef.h>

#include "Convolution.h"

/// A gradient made ready for a shape.
typedef struct xv_weight_gradient xv_weight_gradient;

/// Makes a gradient ready. Returns 0, or oneDNN's status and NULL, as xv_convolution_create does.
int xv_weight_gradient_create(xv_weight_gradient **gradient, const xv_convolution_shape *shape);
void xv_weight_gradient_destroy(xv_weight_gradient *gradient);

/// The name of oneDNN's implementation, for reports; it lives as long as the gradient.
const char *xv_weight_gradient_implementation(const xv_weight_gradient *gradient);

/// The bytes of all partial sums, 0 where there are none; give them an address that is a multiple of 64.
size_t xv_weight_gradient_sum_bytes(const xv_weight_gradient *gradient);

/// The number of pieces of work.
size_t xv_weight_gradient_pieces(const xv_weight_gradient *gradient);

/// Computes one piece in the calling thread from the whole input and the whole gradient of the output,
/// both channels-last: a partial sum, or a slice of the weights' gradient where there are no sums. Pieces
/// may run in several threads at once. Returns 0 or a status; 1 is lack of memory.
int xv_weight_gradient_run(const xv_weight_gradient *gradient, size_t piece, const float *input,
                           const float *output_gradient, void *sums, float *weight_gradient);

/// The number of parts in which partial sums are added, once all pieces are done; 0 where there are none.
size_t xv_weight_gradient_parts(const xv_weight_gradient *gradient);

/// Adds one part of the partial sums, in the order of places; parts may run in several threads at once.
void xv_weight_gradient_add(const xv_weight_gradient *gradient, size_t part, void *sums);

/// The number of slices to write once all parts are added; 0 where there are no sums.
size_t xv_weight_gradient_slices(const xv_weight_gradient *gradient);

/// Writes one slice in the order output channel, input channel of the group, kernel axes. Returns 0 or a
/// status.
int xv_weight_gradient_write(const xv_weight_gradient *gradient, size_t slice, const void *sums,
                             float *weight_gradient);
