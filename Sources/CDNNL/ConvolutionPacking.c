#include "ConvolutionPacking.h"

#include <string.h>

#include "CallingThread.h"
#include "ConvolutionPrimitive.h"

// A multiple of every block of channels in oneDNN's orders: 16, 32, 48 and 64.
enum { slice_rows = 192 };

static void destroy_part(xv_packing_part *part) {
  if (part->primitive) dnnl_primitive_destroy(part->primitive);
  if (part->description) dnnl_primitive_desc_destroy(part->description);
  xv_layout_destroy(part->plain);
  xv_layout_destroy(part->packed);
  memset(part, 0, sizeof *part);
}

// The output channels from `first` on; all of them where the weights are not sliced.
static dnnl_status_t make_part(const xv_packing *p, xv_packing_part *part,
                               const xv_convolution_shape *shape, size_t first, size_t rows,
                               xv_const_layout whole) {
  part->rows = rows;
  xv_convolution_shape some = *shape;
  some.output_channels = (int64_t)rows;
  dnnl_status_t status = xv_plain_weights(&some, p->padded_length, &part->plain);
  if (status) return status;
  status = p->slice_count > 1
               ? xv_weights_slice(&some, whole, (dnnl_dim_t)first, &part->packed)
               : xv_layout_copy(&part->packed, whole);
  if (status) return status;
  status = dnnl_reorder_primitive_desc_create(&part->description, part->plain, xv_engine(),
                                              part->packed, xv_engine(), NULL);
  return status ? status : dnnl_primitive_create(&part->primitive, part->description);
}

static dnnl_status_t make_slices(xv_packing *p, const xv_convolution_shape *shape, size_t count,
                                 xv_const_layout packed) {
  size_t outputs = (size_t)shape->output_channels, first = (count - 1) * slice_rows;
  p->slice_count = count;
  dnnl_status_t status = make_part(p, &p->last, shape, count > 1 ? first : 0,
                                   count > 1 ? outputs - first : outputs, packed);
  if (status || count == 1) return status;
  p->stride = xv_layout_offset(p->last.packed) / (int64_t)(count - 1);
  return make_part(p, &p->each, shape, 0, slice_rows, packed);
}

dnnl_status_t xv_packing_create(xv_packing *p, const xv_convolution_shape *shape,
                                xv_convolution_task task, xv_const_layout packed) {
  p->row_length = (size_t)(shape->input_channels / shape->groups);
  for (int i = 0; i < shape->axes; i++) p->row_length *= (size_t)shape->kernel[i];
  p->padded_length = p->row_length;
  size_t outputs = (size_t)shape->output_channels;
  size_t count = shape->groups > 1 ? 1 : (outputs + slice_rows - 1) / slice_rows;
  if (count > 1) {
    // The output's order takes an element of each channel in turn, which whole pages between them make
    // three times slower: the caches have few places for such addresses.
    if (task == XV_CONVOLUTION_OUTPUT && p->row_length % 1024 == 0) p->padded_length += 16;
    if (!make_slices(p, shape, count, packed)) return dnnl_success;
    // Not every order can be cut.
    xv_packing_destroy(p);
    p->padded_length = p->row_length;
  }
  return make_slices(p, shape, 1, packed);
}

void xv_packing_destroy(xv_packing *p) {
  destroy_part(&p->each);
  destroy_part(&p->last);
}

dnnl_status_t xv_packing_run(const xv_packing *p, size_t slice, const float *weights, void *packed) {
  int is_last = slice + 1 == p->slice_count;
  const xv_packing_part *part = is_last ? &p->last : &p->each;
  const float *from = weights + slice * slice_rows * p->row_length;
  if (p->padded_length > p->row_length) {
    float *apart = xv_scratch(part->rows * p->padded_length * sizeof *apart);
    if (!apart) return dnnl_out_of_memory;
    for (size_t i = 0; i < part->rows; i++)
      memcpy(apart + i * p->padded_length, from + i * p->row_length, p->row_length * sizeof *apart);
    from = apart;
  }
  const int roles[] = {DNNL_ARG_FROM, DNNL_ARG_TO};
  const xv_const_layout layouts[] = {part->plain, part->packed};
  float *to = (float *)packed + (is_last ? 0 : (int64_t)slice * p->stride);
  void *const handles[] = {(void *)from, to};
  return xv_execute(part->primitive, 2, roles, layouts, handles);
}
