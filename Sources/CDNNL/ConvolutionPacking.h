// Weights rearranged into oneDNN's order, in slices of output channels that threads can share.
#pragma once
#include "Dialect.h"
#include "include/Convolution.h"

// One rearrangement.
typedef struct {
  xv_layout plain, packed;
  dnnl_primitive_desc_t description;
  dnnl_primitive_t primitive;
  size_t rows;
} xv_packing_part;

typedef struct {
  size_t slice_count;
  size_t row_length;     // elements of an output channel
  size_t padded_length;  // how far channels are apart when they are rearranged
  int64_t stride;        // how far slices are apart in oneDNN's order, in elements
  xv_packing_part each;  // of all slices but the last
  xv_packing_part last;  // which begins where its layout says
} xv_packing;

// Fills a cleared packing for weights that oneDNN wants as `packed`; destroy it whatever is returned.
dnnl_status_t xv_packing_create(xv_packing *packing, const xv_convolution_shape *shape,
                                xv_convolution_task task, xv_const_layout packed);
void xv_packing_destroy(xv_packing *packing);

// Rearranges one slice.
dnnl_status_t xv_packing_run(const xv_packing *packing, size_t slice, const float *weights, void *packed);
