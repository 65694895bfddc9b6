#include "include/Convolution.h"

#include <stdlib.h>
#include <string.h>

#include "CallingThread.h"
#include "ConvolutionPieces.h"
#include "Dialect.h"

enum { most_rank = 6 };

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

static dnnl_format_tag_t channels_last(int64_t axes) {
  return axes == 1 ? dnnl_nwc : axes == 2 ? dnnl_nhwc : dnnl_ndhwc;
}

// The shape of the weights; returns the number of axes, one more where there are groups.
static int weights_shape(const xv_convolution_shape *s, dnnl_dim_t *dims) {
  int rank = 0;
  if (s->groups > 1) dims[rank++] = s->groups;
  dims[rank++] = s->output_channels / s->groups;
  dims[rank++] = s->input_channels / s->groups;
  for (int i = 0; i < s->axes; i++) dims[rank++] = s->kernel[i];
  return rank;
}

static dnnl_status_t plain_weights(const xv_convolution_shape *s, xv_layout *layout) {
  static const dnnl_format_tag_t tags[] = {dnnl_abc, dnnl_abcd, dnnl_abcde, dnnl_abcdef};
  dnnl_dim_t dims[most_rank];
  int rank = weights_shape(s, dims);
  return xv_layout_create(layout, rank, dims, tags[rank - 3]);
}

// Describes a piece: `packed` is how the weights must lie, NULL where oneDNN may choose.
static dnnl_status_t describe(const xv_convolution_shape *s, xv_convolution_task task, int has_bias,
                              xv_const_layout packed, dnnl_primitive_desc_t *description) {
  dnnl_dim_t from[5] = {s->batch, s->input_channels}, to[5] = {s->batch, s->output_channels};
  dnnl_dim_t weights[most_rank], strides[3], dilations[3], before[3], after[3];
  int rank = weights_shape(s, weights);
  for (int i = 0; i < s->axes; i++) {
    from[i + 2] = s->input[i];
    to[i + 2] = s->output[i];
    strides[i] = s->strides[i];
    dilations[i] = s->dilations[i] - 1;
    before[i] = s->before[i];
    after[i] = (s->output[i] - 1) * s->strides[i] + (s->kernel[i] - 1) * s->dilations[i] + 1 -
               s->input[i] - s->before[i];
  }
  xv_layout layouts[4] = {NULL, NULL, NULL, NULL};
  dnnl_dim_t bias = s->output_channels;
  dnnl_format_tag_t tag = channels_last(s->axes);
  dnnl_status_t status = xv_layout_create(&layouts[0], (int)s->axes + 2, from, tag);
  if (!status) status = xv_layout_create(&layouts[1], (int)s->axes + 2, to, tag);
  if (!status) status = xv_layout_create(&layouts[2], rank, weights, dnnl_format_tag_any);
  if (!status && has_bias) status = xv_layout_create(&layouts[3], 1, &bias, dnnl_x);
  if (!status) {
    xv_convolution_terms terms = {
        .input = layouts[0], .output = layouts[1], .weights = packed ? packed : layouts[2],
        .bias = layouts[3], .strides = strides, .dilations = dilations, .before = before,
        .after = after};
    status = task == XV_CONVOLUTION_OUTPUT
                 ? xv_describe_convolution(description, xv_engine(), &terms)
                 : xv_describe_input_gradient(description, xv_engine(), &terms);
  }
  for (int i = 0; i < 4; i++) xv_layout_destroy(layouts[i]);
  return status;
}

static const char *implementation(xv_const_description description) {
  const char *name = "";
  dnnl_primitive_desc_query(description, dnnl_query_impl_info_str, 0, &name);
  return name;
}

static int is_reference(xv_const_description description) {
  return strncmp(implementation(description), "ref", 3) == 0;
}

static dnnl_status_t make_variant(xv_convolution *c, const xv_convolution_shape *shape) {
  variant *v = &c->variants[c->variant_count];
  // oneDNN's choice for the first piece binds the others.
  memset(v, 0, sizeof *v);
  v->shape = *shape;
  xv_const_layout packed = c->variant_count > 0 ? c->packed_weights : NULL;
  dnnl_status_t status = describe(shape, c->task, c->has_bias, packed, &v->description);
  if (status) return status;
  // Bound so, it may have nothing better for another piece than its reference code, which is a
  // hundred times slower.
  status = packed && is_reference(v->description)
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
  dnnl_status_t status = plain_weights(shape, &c->plain_weights);
  if (status) return status;
  status = dnnl_reorder_primitive_desc_create(&c->packing_description, c->plain_weights, xv_engine(),
                                              c->packed_weights, xv_engine(), NULL);
  if (status) return status;
  return dnnl_primitive_create(&c->packing, c->packing_description);
}

// The product of positive factors, or 0 where one is not positive or the product leaves 31 bits: oneDNN
// counts elements in int.
static int64_t product(int64_t product, int64_t factor) {
  int64_t result;
  if (product <= 0 || factor <= 0 || __builtin_mul_overflow(product, factor, &result)) return 0;
  return result <= INT32_MAX ? result : 0;
}

static int makes_sense(const xv_convolution_shape *s) {
  if (s->axes < 1 || s->axes > 3 || s->groups < 1 || s->batch < 1) return 0;
  if (s->input_channels % s->groups != 0 || s->output_channels % s->groups != 0) return 0;
  int64_t input = product(1, s->input_channels), output = product(1, s->output_channels);
  int64_t weights = product(input / s->groups, s->output_channels);
  for (int i = 0; i < s->axes; i++) {
    input = product(input, s->input[i]);
    output = product(output, s->output[i]);
    weights = product(weights, s->kernel[i]);
    // What is added to lengths below must stay far from overflow.
    if (s->strides[i] < 1 || s->dilations[i] < 1 || s->before[i] < 0) return 0;
    if (s->strides[i] > INT32_MAX || s->dilations[i] > INT32_MAX || s->before[i] > INT32_MAX) return 0;
  }
  return product(input, s->batch < INT32_MAX ? 1 : 0) && output && weights;
}

int xv_convolution_create(xv_convolution **convolution, const xv_convolution_shape *shape,
                          xv_convolution_task task, int has_bias) {
  *convolution = NULL;
  if (!makes_sense(shape) || (has_bias && task != XV_CONVOLUTION_OUTPUT)) return dnnl_invalid_arguments;
  if (!xv_engine()) return dnnl_runtime_error;
  // Elements beyond `axes` are cleared, so that equal pieces compare equal.
  xv_convolution_shape s;
  memset(&s, 0, sizeof s);
  s.axes = shape->axes;
  s.batch = shape->batch;
  s.groups = shape->groups;
  s.input_channels = shape->input_channels;
  s.output_channels = shape->output_channels;
  for (int i = 0; i < s.axes; i++) {
    s.input[i] = shape->input[i];
    s.output[i] = shape->output[i];
    s.kernel[i] = shape->kernel[i];
    s.strides[i] = shape->strides[i];
    s.dilations[i] = shape->dilations[i];
    s.before[i] = shape->before[i];
  }
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
  return implementation(c->variants[0].description);
}

size_t xv_convolution_packed_bytes(const xv_convolution *c) {
  return dnnl_memory_desc_get_size(c->packed_weights);
}

size_t xv_convolution_pieces(const xv_convolution *c) { return c->piece_count; }

// Runs a primitive on up to five memories; a NULL layout has no place in the call.
static dnnl_status_t execute(const_dnnl_primitive_t primitive, int count, const int *roles,
                             const xv_const_layout *layouts, void *const *handles) {
  dnnl_stream_t stream = xv_stream();
  if (!stream) return dnnl_out_of_memory;
  dnnl_exec_arg_t arguments[5];
  int made = 0;
  dnnl_status_t status = dnnl_success;
  for (int i = 0; i < count && !status; i++) {
    if (!layouts[i]) continue;
    arguments[made].arg = roles[i];
    status = dnnl_memory_create(&arguments[made].memory, layouts[i], xv_engine(), handles[i]);
    if (!status) made++;
  }
  if (!status) {
    int before = xv_enter_calling_thread();
    status = dnnl_primitive_execute(primitive, stream, made, arguments);
    if (!status) status = dnnl_stream_wait(stream);
    xv_leave_calling_thread(before);
  }
  while (made > 0) dnnl_memory_destroy(arguments[--made].memory);
  return status;
}

int xv_convolution_pack(const xv_convolution *c, const float *weights, void *packed) {
  const int roles[] = {DNNL_ARG_FROM, DNNL_ARG_TO};
  const xv_const_layout layouts[] = {c->plain_weights, c->packed_weights};
  void *const handles[] = {(void *)weights, packed};
  return (int)execute(c->packing, 2, roles, layouts, handles);
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
  return (int)execute(v->primitive, 5, roles, layouts, handles);
}
