#include "ConvolutionPrimitive.h"

#include <string.h>

#include "CallingThread.h"

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

int xv_clean_shape(const xv_convolution_shape *shape, xv_convolution_shape *clean) {
  if (!makes_sense(shape)) return 0;
  memset(clean, 0, sizeof *clean);
  clean->axes = shape->axes;
  clean->batch = shape->batch;
  clean->groups = shape->groups;
  clean->input_channels = shape->input_channels;
  clean->output_channels = shape->output_channels;
  for (int i = 0; i < shape->axes; i++) {
    clean->input[i] = shape->input[i];
    clean->output[i] = shape->output[i];
    clean->kernel[i] = shape->kernel[i];
    clean->strides[i] = shape->strides[i];
    clean->dilations[i] = shape->dilations[i];
    clean->before[i] = shape->before[i];
  }
  return 1;
}

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

dnnl_status_t xv_plain_weights(const xv_convolution_shape *s, xv_layout *layout) {
  static const dnnl_format_tag_t tags[] = {dnnl_abc, dnnl_abcd, dnnl_abcde, dnnl_abcdef};
  dnnl_dim_t dims[xv_most_rank];
  int rank = weights_shape(s, dims);
  return xv_layout_create(layout, rank, dims, tags[rank - 3]);
}

dnnl_status_t xv_describe_piece(const xv_convolution_shape *s, xv_convolution_task task, int has_bias,
                                xv_const_layout packed, dnnl_primitive_desc_t *description) {
  dnnl_dim_t from[5] = {s->batch, s->input_channels}, to[5] = {s->batch, s->output_channels};
  dnnl_dim_t weights[xv_most_rank], strides[3], dilations[3], before[3], after[3];
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
    switch (task) {
      case XV_CONVOLUTION_OUTPUT:
        status = xv_describe_convolution(description, xv_engine(), &terms);
        break;
      case XV_CONVOLUTION_INPUT_GRADIENT:
        status = xv_describe_input_gradient(description, xv_engine(), &terms);
        break;
      case XV_CONVOLUTION_WEIGHT_GRADIENT:
        status = xv_describe_weight_gradient(description, xv_engine(), &terms);
        break;
    }
  }
  for (int i = 0; i < 4; i++) xv_layout_destroy(layouts[i]);
  return status;
}

const char *xv_implementation(xv_const_description description) {
  const char *name = "";
  dnnl_primitive_desc_query(description, dnnl_query_impl_info_str, 0, &name);
  return name;
}

int xv_is_reference(xv_const_description description) {
  return strncmp(xv_implementation(description), "ref", 3) == 0;
}

dnnl_status_t xv_execute(const_dnnl_primitive_t primitive, int count, const int *roles,
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
