// One oneDNN primitive for one convolution shape, and what all of them are told.
#pragma once
#include "Dialect.h"
#include "include/Convolution.h"

enum { xv_most_rank = 6 };

// Copies a shape, elements beyond `axes` cleared so that equal shapes compare equal. Returns 0 where it
// makes no sense or has more elements than oneDNN counts.
int xv_clean_shape(const xv_convolution_shape *shape, xv_convolution_shape *clean);

// The weights in the order output channel, input channel of the group, kernel axes.
dnnl_status_t xv_plain_weights(const xv_convolution_shape *shape, xv_layout *layout);

// Describes a convolution or a gradient: `packed` is how the weights must lie, NULL where oneDNN may
// choose.
dnnl_status_t xv_describe_piece(const xv_convolution_shape *shape, xv_convolution_task task,
                                int has_bias, xv_const_layout packed,
                                dnnl_primitive_desc_t *description);

const char *xv_implementation(xv_const_description description);

// Whether it is oneDNN's reference code, which is a hundred times slower than any other.
int xv_is_reference(xv_const_description description);

// Runs a primitive in the calling thread on up to five memories; a NULL layout has no place in the call.
dnnl_status_t xv_execute(const_dnnl_primitive_t primitive, int count, const int *roles,
                         const xv_const_layout *layouts, void *const *handles);
