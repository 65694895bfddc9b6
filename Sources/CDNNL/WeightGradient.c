#include "include/WeightGradient.h"

#include <stdlib.h>
#include <string.h>

#include "CallingThread.h"
#include "ConvolutionPieces.h"
#include "ConvolutionPrimitive.h"

// Elements of a part of the sums.
enum { part_length = 16384 };

// oneDNN's code for one shape of place, with the channels of one slice.
typedef struct {
  xv_convolution_shape shape;
  dnnl_primitive_desc_t description;
  dnnl_primitive_t primitive;
  xv_const_layout input, output, weights, scratch;
  size_t scratch_bytes, positions;
} variant;

// Where the values of a place start, in positions times channels.
typedef struct {
  size_t variant;
  int64_t input, output;
} place;

struct xv_weight_gradient {
  size_t variant_count, place_count, slice_count;
  size_t output_channels, slice_channels;
  size_t slice_length;  // elements of the weights in a slice
  size_t packed_bytes;  // of one partial sum
  variant *variants;
  place *places;
  xv_layout plain_weights, packed_weights;
  dnnl_primitive_desc_t unpacking_description;
  dnnl_primitive_t unpacking;
};

static size_t round_up(size_t bytes) { return (bytes + 63) / 64 * 64; }

static dnnl_status_t make_variant(xv_weight_gradient *g, const xv_convolution_shape *shape) {
  variant *v = &g->variants[g->variant_count];
  memset(v, 0, sizeof *v);
  v->shape = *shape;
  // Partial sums are added as they lie, so oneDNN's choice for the first place binds the others.
  xv_const_layout packed = g->variant_count > 0 ? g->packed_weights : NULL;
  dnnl_status_t status =
      xv_describe_piece(shape, XV_CONVOLUTION_WEIGHT_GRADIENT, 0, packed, &v->description);
  if (status) return status;
  status = packed && xv_is_reference(v->description)
               ? dnnl_unimplemented
               : dnnl_primitive_create(&v->primitive, v->description);
  if (status) {
    dnnl_primitive_desc_destroy(v->description);
    return status;
  }
  g->variant_count++;
  xv_const_description d = v->description;
  v->input = dnnl_primitive_desc_query_md(d, dnnl_query_src_md, 0);
  v->output = dnnl_primitive_desc_query_md(d, dnnl_query_diff_dst_md, 0);
  v->weights = dnnl_primitive_desc_query_md(d, dnnl_query_diff_weights_md, 0);
  v->scratch = dnnl_primitive_desc_query_md(d, dnnl_query_scratchpad_md, 0);
  v->scratch_bytes = dnnl_memory_desc_get_size(v->scratch);
  v->positions = (size_t)shape->batch;
  for (int i = 0; i < shape->axes; i++) v->positions *= (size_t)shape->output[i];
  return g->packed_weights ? dnnl_success : xv_layout_copy(&g->packed_weights, v->weights);
}

static dnnl_status_t make_places(xv_weight_gradient *g, const xv_convolution_shape *shape,
                                 xv_convolution_cut cut) {
  int64_t groups = (shape->batch + cut.images - 1) / cut.images;
  g->place_count = (size_t)(groups * cut.bands);
  g->places = calloc(g->place_count, sizeof *g->places);
  g->variants = calloc(g->place_count, sizeof *g->variants);
  if (!g->places || !g->variants) return dnnl_out_of_memory;
  for (size_t i = 0; i < g->place_count; i++) {
    xv_convolution_shape part;
    int64_t input, output;
    if (!xv_convolution_piece(shape, XV_CONVOLUTION_WEIGHT_GRADIENT, cut, (int64_t)i, &part, &input,
                              &output))
      return dnnl_invalid_arguments;
    part.output_channels = (int64_t)g->slice_channels;
    size_t v = 0;
    while (v < g->variant_count && memcmp(&g->variants[v].shape, &part, sizeof part) != 0) v++;
    if (v == g->variant_count) {
      dnnl_status_t status = make_variant(g, &part);
      if (status) return status;
    }
    g->places[i] = (place){v, input, output};
  }
  return dnnl_success;
}

static void forget_places(xv_weight_gradient *g) {
  for (size_t i = 0; i < g->variant_count; i++) {
    dnnl_primitive_destroy(g->variants[i].primitive);
    dnnl_primitive_desc_destroy(g->variants[i].description);
  }
  free(g->variants);
  free(g->places);
  xv_layout_destroy(g->packed_weights);
  g->variants = NULL;
  g->places = NULL;
  g->packed_weights = NULL;
  g->variant_count = g->place_count = 0;
}

static dnnl_status_t make_unpacking(xv_weight_gradient *g, const xv_convolution_shape *shape) {
  xv_convolution_shape slice = *shape;
  slice.output_channels = (int64_t)g->slice_channels;
  dnnl_status_t status = xv_plain_weights(&slice, &g->plain_weights);
  if (status) return status;
  g->packed_bytes = round_up(dnnl_memory_desc_get_size(g->packed_weights));
  g->slice_length = dnnl_memory_desc_get_size(g->plain_weights) / sizeof(float);
  status = dnnl_reorder_primitive_desc_create(&g->unpacking_description, g->packed_weights, xv_engine(),
                                              g->plain_weights, xv_engine(), NULL);
  if (status) return status;
  return dnnl_primitive_create(&g->unpacking, g->unpacking_description);
}

int xv_weight_gradient_create(xv_weight_gradient **gradient, const xv_convolution_shape *shape) {
  *gradient = NULL;
  xv_convolution_shape s;
  if (!xv_clean_shape(shape, &s)) return dnnl_invalid_arguments;
  if (!xv_engine()) return dnnl_runtime_error;
  xv_weight_gradient *g = calloc(1, sizeof *g);
  if (!g) return dnnl_out_of_memory;
  xv_weight_gradient_cut cut = xv_cut_weight_gradient(&s);
  g->slice_count = (size_t)cut.slices;
  g->output_channels = (size_t)s.output_channels;
  g->slice_channels = g->output_channels / g->slice_count;
  // oneDNN's choices depend on how many threads it thinks there are.
  int before = xv_enter_calling_thread();
  dnnl_status_t status = make_places(g, &s, cut.places);
  if (status && cut.places.bands > 1) {
    // Some bands cannot be described, or not with the same weights: whole images then.
    forget_places(g);
    cut.places.bands = 1;
    status = make_places(g, &s, cut.places);
  }
  if (!status) status = make_unpacking(g, &s);
  xv_leave_calling_thread(before);
  if (status) {
    xv_weight_gradient_destroy(g);
    return (int)status;
  }
  *gradient = g;
  return 0;
}

void xv_weight_gradient_destroy(xv_weight_gradient *g) {
  if (!g) return;
  if (g->unpacking) dnnl_primitive_destroy(g->unpacking);
  if (g->unpacking_description) dnnl_primitive_desc_destroy(g->unpacking_description);
  xv_layout_destroy(g->plain_weights);
  forget_places(g);
  free(g);
}

const char *xv_weight_gradient_implementation(const xv_weight_gradient *g) {
  return xv_implementation(g->variants[0].description);
}

size_t xv_weight_gradient_sum_bytes(const xv_weight_gradient *g) {
  return g->place_count > 1 ? g->place_count * g->slice_count * g->packed_bytes : 0;
}

size_t xv_weight_gradient_pieces(const xv_weight_gradient *g) {
  return g->place_count * g->slice_count;
}

static dnnl_status_t unpack(const xv_weight_gradient *g, const void *packed, float *plain) {
  const int roles[] = {DNNL_ARG_FROM, DNNL_ARG_TO};
  const xv_const_layout layouts[] = {g->packed_weights, g->plain_weights};
  void *const handles[] = {(void *)packed, plain};
  return xv_execute(g->unpacking, 2, roles, layouts, handles);
}

int xv_weight_gradient_run(const xv_weight_gradient *g, size_t piece, const float *input,
                           const float *output_gradient, void *sums, float *weight_gradient) {
  size_t slice = piece / g->place_count;
  const place *p = &g->places[piece % g->place_count];
  const variant *v = &g->variants[p->variant];
  size_t channels = g->slice_channels;
  size_t scratch_bytes = round_up(v->scratch_bytes);
  size_t copied = g->slice_count > 1 ? round_up(v->positions * channels * sizeof(float)) : 0;
  char *scratch = xv_scratch(scratch_bytes + copied + (g->place_count > 1 ? 0 : g->packed_bytes));
  if (!scratch) return dnnl_out_of_memory;
  const float *output = output_gradient + p->output;
  if (copied) {
    float *dense = (float *)(scratch + scratch_bytes);
    for (size_t i = 0; i < v->positions; i++)
      memcpy(dense + i * channels, output + i * g->output_channels + slice * channels,
             channels * sizeof(float));
    output = dense;
  }
  char *packed = g->place_count > 1 ? (char *)sums + piece * g->packed_bytes
                                    : scratch + scratch_bytes + copied;
  const int roles[] = {DNNL_ARG_SRC, DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_WEIGHTS, DNNL_ARG_SCRATCHPAD};
  const xv_const_layout layouts[] = {v->input, v->output, v->weights, v->scratch};
  void *const handles[] = {(void *)(input + p->input), (void *)output, packed, scratch};
  dnnl_status_t status = xv_execute(v->primitive, 4, roles, layouts, handles);
  if (status || g->place_count > 1) return (int)status;
  return (int)unpack(g, packed, weight_gradient + slice * g->slice_length);
}

static size_t parts_of_slice(const xv_weight_gradient *g) {
  return (g->packed_bytes / sizeof(float) + part_length - 1) / part_length;
}

size_t xv_weight_gradient_parts(const xv_weight_gradient *g) {
  return g->place_count > 1 ? g->slice_count * parts_of_slice(g) : 0;
}

void xv_weight_gradient_add(const xv_weight_gradient *g, size_t part, void *sums) {
  size_t slice = part / parts_of_slice(g), start = part % parts_of_slice(g) * part_length;
  size_t stride = g->packed_bytes / sizeof(float);
  size_t count = stride - start < part_length ? stride - start : part_length;
  float *restrict to = (float *)sums + slice * g->place_count * stride + start;
  for (size_t i = 1; i < g->place_count; i++) {
    const float *restrict from = to + i * stride;
    for (size_t k = 0; k < count; k++) to[k] += from[k];
  }
}

size_t xv_weight_gradient_slices(const xv_weight_gradient *g) {
  return g->place_count > 1 ? g->slice_count : 0;
}

int xv_weight_gradient_write(const xv_weight_gradient *g, size_t slice, const void *sums,
                             float *weight_gradient) {
  const char *packed = (const char *)sums + slice * g->place_count * g->packed_bytes;
  return (int)unpack(g, packed, weight_gradient + slice * g->slice_length);
}
