#include "include/Convolution.h"

#include <stdlib.h>
#include <string.h>

#include "CallingThread.h"
#include "ConvolutionPieces.h"
#include "ConvolutionPrimitive.h"

// oneDNN's code for one shape of piece.
typedef struct {
  xv_convolution_shape shape;
  dnnl_primitive_desc_t description;
  dnnl_primitive_t primitive;
  xv_const_layout from, weights, bias, to, scratch;
  size_t scratch_bytes;
} variant;

typedef struct {
  size_t variant;
  int64_t from, to;
} piece;

struct xv_convolution {
  xv_convolution_task task;
  int has_bias;
  size_t variant_count, piece_count;
  variant *variants;
  piece *pieces;
  xv_layout plain_weights, packed_weights;
  dnnl_primitive_desc_t packing_description;
  dnnl_primitive_t packing;
};

static dnnl_status_t make_variant(xv_convolution *c, const xv_convolution_shape *shape) {
  variant *v = &c->variants[c->variant_count];
  // oneDNN's choice for the first piece binds the others.
  memset(v, 0, sizeof *v);
  v->shape = *shape;
  xv_const_layout packed = c->variant_count > 0 ? c->packed_weights : NULL;
  dnnl_status_t status = xv_describe_piece(shape, c->task, c->has_bias, packed, &v->description);
  if (status) return status;
  // Bound so, it may have nothing better for another piece than its reference code, which is a
  // hundred times slower.
  status = packed && xv_is_reference(v->description)
               ? dnnl_unimplemented
               : dnnl_primitive_create(&v->primitive, v->description);
  if (status) {
    dnnl_primitive_desc_destroy(v->description);
    return status;
  }
  c->variant_count++;
  xv_const_description d = v->description;
  int forward = c->task == XV_CONVOLUTION_OUTPUT;
  v->from = dnnl_primitive_desc_query_md(d, forward ? dnnl_query_src_md : dnnl_query_diff_dst_md, 0);
  v->to = dnnl_primitive_desc_query_md(d, forward ? dnnl_query_dst_md : dnnl_query_diff_src_md, 0);
  v->weights = dnnl_primitive_desc_query_md(d, dnnl_query_weights_md, 0);
  v->bias = c->has_bias ? dnnl_primitive_desc_query_md(d, dnnl_query_weights_md, 1) : NULL;
  v->scratch = dnnl_primitive_desc_query_md(d, dnnl_query_scratchpad_md, 0);
  v->scratch_bytes = dnnl_memory_desc_get_size(v->scratch);
  return c->packed_weights ? dnnl_success : xv_layout_copy(&c->packed_weights, v->weights);
}

static dnnl_status_t make_pieces(xv_convolution *c, const xv_convolution_shape *shape,
                                 xv_convolution_cut cut) {
  int64_t groups = (shape->batch + cut.images - 1) / cut.images;
  c->piece_count = (size_t)(groups * cut.bands);
  c->pieces = calloc(c->piece_count, sizeof *c->pieces);
  c->variants = calloc(c->piece_count, sizeof *c->variants);
  if (!c->pieces || !c->variants) return dnnl_out_of_memory;
  for (size_t i = 0; i < c->piece_count; i++) {
    xv_convolution_shape part;
    int64_t input, output;
    if (!xv_convolution_piece(shape, c->task, cut, (int64_t)i, &part, &input, &output))
      return dnnl_invalid_arguments;
    size_t v = 0;
    while (v < c->variant_count && memcmp(&c->variants[v].shape, &part, sizeof part) != 0) v++;
    if (v == c->variant_count) {
      dnnl_status_t status = make_variant(c, &part);
      if (status) return status;
    }
    int forward = c->task == XV_CONVOLUTION_OUTPUT;
    c->pieces[i] = (piece){v, forward ? input : output, forward ? output : input};
  }
  return dnnl_success;
}

static void forget_pieces(xv_convolution *c) {
  for (size_t i = 0; i < c->variant_count; i++) {
    dnnl_primitive_destroy(c->variants[i].primitive);
    dnnl_primitive_desc_destroy(c->variants[i].description);
  }
  free(c->variants);
  free(c->pieces);
  xv_layout_destroy(c->packed_weights);
  c->variants = NULL;
  c->pieces = NULL;
  c->packed_weights = NULL;
  c->variant_count = c->piece_count = 0;
}

static dnnl_status_t make_packing(xv_convolution *c, const xv_convolution_shape *shape) {
  dnnl_status_t status = xv_plain_weights(shape, &c->plain_weights);
  if (status) return status;
  status = dnnl_reorder_primitive_desc_create(&c->packing_description, c->plain_weights, xv_engine(),
                                              c->packed_weights, xv_engine(), NULL);
  if (status) return status;
  return dnnl_primitive_create(&c->packing, c->packing_description);
}

int xv_convolution_create(xv_convolution **convolution, const xv_convolution_shape *shape,
                          xv_convolution_task task, int has_bias) {
  *convolution = NULL;
  if (task == XV_CONVOLUTION_WEIGHT_GRADIENT) return dnnl_invalid_arguments;
  xv_convolution_shape s;
  if (!xv_clean_shape(shape, &s) || (has_bias && task != XV_CONVOLUTION_OUTPUT))
    return dnnl_invalid_arguments;
  if (!xv_engine()) return dnnl_runtime_error;
  xv_convolution *c = calloc(1, sizeof *c);
  if (!c) return dnnl_out_of_memory;
  c->task = task;
  c->has_bias = has_bias != 0;
  // oneDNN's choices depend on how many threads it thinks there are.
  int before = xv_enter_calling_thread();
  xv_convolution_cut cut = xv_cut_convolution(&s, task);
  dnnl_status_t status = make_pieces(c, &s, cut);
  if (status && cut.bands > 1) {
    // Some bands cannot be described, or not with the same weights: whole images then.
    forget_pieces(c);
    cut.bands = 1;
    status = make_pieces(c, &s, cut);
  }
  if (!status) status = make_packing(c, &s);
  xv_leave_calling_thread(before);
  if (status) {
    xv_convolution_destroy(c);
    return (int)status;
  }
  *convolution = c;
  return 0;
}

void xv_convolution_destroy(xv_convolution *c) {
  if (!c) return;
  if (c->packing) dnnl_primitive_destroy(c->packing);
  if (c->packing_description) dnnl_primitive_desc_destroy(c->packing_description);
  xv_layout_destroy(c->plain_weights);
  forget_pieces(c);
  free(c);
}

const char *xv_convolution_implementation(const xv_convolution *c) {
  return xv_implementation(c->variants[0].description);
}

size_t xv_convolution_packed_bytes(const xv_convolution *c) {
  return dnnl_memory_desc_get_size(c->packed_weights);
}

size_t xv_convolution_pieces(const xv_convolution *c) { return c->piece_count; }

int xv_convolution_pack(const xv_convolution *c, const float *weights, void *packed) {
  const int roles[] = {DNNL_ARG_FROM, DNNL_ARG_TO};
  const xv_const_layout layouts[] = {c->plain_weights, c->packed_weights};
  void *const handles[] = {(void *)weights, packed};
  return (int)xv_execute(c->packing, 2, roles, layouts, handles);
}

int xv_convolution_run(const xv_convolution *c, size_t piece, const float *from, const void *packed,
                       const float *bias, float *to) {
  const variant *v = &c->variants[c->pieces[piece].variant];
  void *scratch = xv_scratch(v->scratch_bytes);
  if (!scratch) return dnnl_out_of_memory;
  int forward = c->task == XV_CONVOLUTION_OUTPUT;
  const int roles[] = {forward ? DNNL_ARG_SRC : DNNL_ARG_DIFF_DST, DNNL_ARG_WEIGHTS, DNNL_ARG_BIAS,
                       forward ? DNNL_ARG_DST : DNNL_ARG_DIFF_SRC, DNNL_ARG_SCRATCHPAD};
  const xv_const_layout layouts[] = {v->from, v->weights, v->bias, v->to, v->scratch};
  void *const handles[] = {(void *)(from + c->pieces[piece].from), (void *)packed, (void *)bias,
                           to + c->pieces[piece].to, scratch};
  return (int)xv_execute(v->primitive, 5, roles, layouts, handles);
}
