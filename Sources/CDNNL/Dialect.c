#include "Dialect.h"

#include <stdlib.h>

#if DNNL_VERSION_MAJOR >= 3

dnnl_status_t xv_layout_create(xv_layout *layout, int rank, const dnnl_dim_t *dims,
                               dnnl_format_tag_t tag) {
  return dnnl_memory_desc_create_with_tag(layout, rank, dims, dnnl_f32, tag);
}

dnnl_status_t xv_layout_copy(xv_layout *layout, xv_const_layout other) {
  return dnnl_memory_desc_clone(layout, other);
}

void xv_layout_destroy(xv_layout layout) {
  if (layout) dnnl_memory_desc_destroy(layout);
}

static dnnl_status_t forward(dnnl_primitive_desc_t *description, dnnl_engine_t engine,
                             const xv_convolution_terms *t, dnnl_primitive_attr_t attributes) {
  return dnnl_convolution_forward_primitive_desc_create(
      description, engine, dnnl_forward_inference, dnnl_convolution_direct, t->input, t->weights,
      t->bias, t->output, t->strides, t->dilations, t->before, t->after, attributes);
}

static dnnl_status_t input_gradient(dnnl_primitive_desc_t *description, dnnl_engine_t engine,
                                    const xv_convolution_terms *t, dnnl_primitive_desc_t hint,
                                    dnnl_primitive_attr_t attributes) {
  return dnnl_convolution_backward_data_primitive_desc_create(
      description, engine, dnnl_convolution_direct, t->input, t->weights, t->output, t->strides,
      t->dilations, t->before, t->after, hint, attributes);
}

static dnnl_status_t weight_gradient(dnnl_primitive_desc_t *description, dnnl_engine_t engine,
                                     const xv_convolution_terms *t, dnnl_primitive_desc_t hint,
                                     dnnl_primitive_attr_t attributes) {
  return dnnl_convolution_backward_weights_primitive_desc_create(
      description, engine, dnnl_convolution_direct, t->input, t->weights, NULL, t->output, t->strides,
      t->dilations, t->before, t->after, hint, attributes);
}

#else

dnnl_status_t xv_layout_create(xv_layout *layout, int rank, const dnnl_dim_t *dims,
                               dnnl_format_tag_t tag) {
  *layout = malloc(sizeof **layout);
  if (!*layout) return dnnl_out_of_memory;
  dnnl_status_t status = dnnl_memory_desc_init_by_tag(*layout, rank, dims, dnnl_f32, tag);
  if (status != dnnl_success) {
    free(*layout);
    *layout = NULL;
  }
  return status;
}

dnnl_status_t xv_layout_copy(xv_layout *layout, xv_const_layout other) {
  *layout = malloc(sizeof **layout);
  if (!*layout) return dnnl_out_of_memory;
  **layout = *other;
  return dnnl_success;
}

void xv_layout_destroy(xv_layout layout) { free(layout); }

static dnnl_status_t forward(dnnl_primitive_desc_t *description, dnnl_engine_t engine,
                             const xv_convolution_terms *t, dnnl_primitive_attr_t attributes) {
  dnnl_convolution_desc_t operation;
  dnnl_status_t status = dnnl_dilated_convolution_forward_desc_init(
      &operation, dnnl_forward_inference, dnnl_convolution_direct, t->input, t->weights, t->bias,
      t->output, t->strides, t->dilations, t->before, t->after);
  if (status != dnnl_success) return status;
  return dnnl_primitive_desc_create(description, &operation, attributes, engine, NULL);
}

static dnnl_status_t input_gradient(dnnl_primitive_desc_t *description, dnnl_engine_t engine,
                                    const xv_convolution_terms *t, dnnl_primitive_desc_t hint,
                                    dnnl_primitive_attr_t attributes) {
  dnnl_convolution_desc_t operation;
  dnnl_status_t status = dnnl_dilated_convolution_backward_data_desc_init(
      &operation, dnnl_convolution_direct, t->input, t->weights, t->output, t->strides,
      t->dilations, t->before, t->after);
  if (status != dnnl_success) return status;
  return dnnl_primitive_desc_create(description, &operation, attributes, engine, hint);
}

static dnnl_status_t weight_gradient(dnnl_primitive_desc_t *description, dnnl_engine_t engine,
                                     const xv_convolution_terms *t, dnnl_primitive_desc_t hint,
                                     dnnl_primitive_attr_t attributes) {
  dnnl_convolution_desc_t operation;
  dnnl_status_t status = dnnl_dilated_convolution_backward_weights_desc_init(
      &operation, dnnl_convolution_direct, t->input, t->weights, NULL, t->output, t->strides,
      t->dilations, t->before, t->after);
  if (status != dnnl_success) return status;
  return dnnl_primitive_desc_create(description, &operation, attributes, engine, hint);
}

#endif

static dnnl_status_t own_scratch(dnnl_primitive_attr_t *attributes) {
  dnnl_status_t status = dnnl_primitive_attr_create(attributes);
  if (status != dnnl_success) return status;
  status = dnnl_primitive_attr_set_scratchpad_mode(*attributes, dnnl_scratchpad_mode_user);
  if (status != dnnl_success) dnnl_primitive_attr_destroy(*attributes);
  return status;
}

dnnl_status_t xv_describe_convolution(dnnl_primitive_desc_t *description, dnnl_engine_t engine,
                                      const xv_convolution_terms *terms) {
  dnnl_primitive_attr_t attributes;
  dnnl_status_t status = own_scratch(&attributes);
  if (status != dnnl_success) return status;
  status = forward(description, engine, terms, attributes);
  dnnl_primitive_attr_destroy(attributes);
  return status;
}

typedef dnnl_status_t (*gradient)(dnnl_primitive_desc_t *, dnnl_engine_t, const xv_convolution_terms *,
                                  dnnl_primitive_desc_t, dnnl_primitive_attr_t);

static dnnl_status_t describe_gradient(dnnl_primitive_desc_t *description, dnnl_engine_t engine,
                                       const xv_convolution_terms *terms, gradient gradient) {
  dnnl_primitive_attr_t attributes;
  dnnl_status_t status = own_scratch(&attributes);
  if (status != dnnl_success) return status;
  dnnl_primitive_desc_t hint;
  status = forward(&hint, engine, terms, attributes);
  if (status == dnnl_success) {
    status = gradient(description, engine, terms, hint, attributes);
    dnnl_primitive_desc_destroy(hint);
  }
  dnnl_primitive_attr_destroy(attributes);
  return status;
}

dnnl_status_t xv_describe_input_gradient(dnnl_primitive_desc_t *description, dnnl_engine_t engine,
                                         const xv_convolution_terms *terms) {
  return describe_gradient(description, engine, terms, input_gradient);
}

dnnl_status_t xv_describe_weight_gradient(dnnl_primitive_desc_t *description, dnnl_engine_t engine,
                                          const xv_convolution_terms *terms) {
  return describe_gradient(description, engine, terms, weight_gradient);
}
