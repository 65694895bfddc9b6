// The gradient of the weights of a convolution whose kernel has one position: a product of two matrices,
// which has the rows of dnnl_sgemm's result where the weights lie, and needs no other order.
#pragma once
#include <stddef.h>

#include "include/Convolution.h"

typedef struct {
  xv_convolution_shape shape;
  size_t outputs, inputs, positions;
  size_t output_tiles, input_tiles, places;  // pieces are tiles of the weights times ranges of positions
  int is_strided;
} xv_weight_product;

// Fills `product` and returns 1 where a convolution's weights have such a gradient, else returns 0.
int xv_weight_product_create(xv_weight_product *product, const xv_convolution_shape *shape);

// The floats of a partial sum.
size_t xv_weight_product_length(const xv_weight_product *product);

// As the functions of the same name in WeightGradient.h; xv_weight_product_add writes the sums from
// element `first` up to `end`.
int xv_weight_product_run(const xv_weight_product *product, size_t piece, const float *input,
                          const float *output_gradient, float *sums, float *weight_gradient);
void xv_weight_product_add(const xv_weight_product *product, size_t first, size_t end,
                           const float *sums, float *weight_gradient);
