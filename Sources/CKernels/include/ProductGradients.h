// Gradients of products over any axes of an array.
#pragma once
#include "Reductions.h"

/// dx = dy times the product of all other terms, for the terms of the outputs first ..< last: right
/// too where terms are 0. The products of the terms that are not 0 are taken in float64.
void xv_product_backward(const xv_reduction *plan, const float *x, const float *dy, float *dx,
                         size_t first, size_t last);
