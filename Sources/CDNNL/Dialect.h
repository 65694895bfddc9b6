// What differs between the C interfaces of oneDNN 2 and 3: who owns a memory descriptor, and how a
// convolution is described.
#pragma once
#include <oneapi/dnnl/dnnl.h>

#if DNNL_VERSION_MAJOR >= 3
typedef dnnl_memory_desc_t xv_layout;
typedef const_dnnl_memory_desc_t xv_const_layout;
typedef const_dnnl_primitive_desc_t xv_const_description;
#else
typedef dnnl_memory_desc_t *xv_layout;
typedef const dnnl_memory_desc_t *xv_const_layout;
typedef const_dnnl_primitive_desc_t xv_const_description;
#endif

// A float32 layout; `tag` may be dnnl_format_tag_any.
dnnl_status_t xv_layout_create(xv_layout *layout, int rank, const dnnl_dim_t *dims,
                               dnnl_format_tag_t tag);
dnnl_status_t xv_layout_copy(xv_layout *layout, xv_const_layout other);
void xv_layout_destroy(xv_layout layout);

typedef struct {
  xv_const_layout input, weights, output;
  xv_const_layout bias;  // NULL for none
  const dnnl_dim_t *strides, *dilations, *before, *after;
} xv_convolution_terms;

// A convolution with what it needs to work in given by the caller.
dnnl_status_t xv_describe_convolution(dnnl_primitive_desc_t *description, dnnl_engine_t engine,
                                      const xv_convolution_terms *terms);

// The gradient of a convolution with respect to its input, likewise.
dnnl_status_t xv_describe_input_gradient(dnnl_primitive_desc_t *description, dnnl_engine_t engine,
                                         const xv_convolution_terms *terms);

// The gradient of a convolution with respect to its weights, likewise; it has no bias.
dnnl_status_t xv_describe_weight_gradient(dnnl_primitive_desc_t *description, dnnl_engine_t engine,
                                          const xv_convolution_terms *terms);
