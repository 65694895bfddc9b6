// How a convolution is cut into pieces.
#pragma once
#include "include/Convolution.h"

// A cut: either groups of whole images, or bands along the first axis of single images.
typedef struct {
  int64_t images;  // in a piece
  int64_t bands;   // of an image, as equal as can be along the first axis of what is written, or of the
                   // output where the gradient of the weights is
} xv_convolution_cut;

xv_convolution_cut xv_cut_convolution(const xv_convolution_shape *shape, xv_convolution_task task);

// The piece with the given number as a convolution of its own, and where its values start in the whole
// arrays, in elements. Returns 0 where the band cannot be described so.
int xv_convolution_piece(const xv_convolution_shape *shape, xv_convolution_task task,
                         xv_convolution_cut cut, int64_t piece, xv_convolution_shape *part,
                         int64_t *input_start, int64_t *output_start);

// A cut of the weights' gradient: each place gives a partial sum of all of it, each slice is a range of
// output channels.
typedef struct {
  xv_convolution_cut places;
  int64_t slices;
} xv_weight_gradient_cut;

// The cut that moves the least memory: places cost partial sums, slices cost copies of the output's
// gradient and more passes over the input.
xv_weight_gradient_cut xv_cut_weight_gradient(const xv_convolution_shape *shape);
