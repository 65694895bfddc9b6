// How a convolution is cut into pieces.
#pragma once
#include "include/Convolution.h"

// A cut: either groups of whole images, or bands along the first axis of single images.
typedef struct {
  int64_t images;  // in a piece
  int64_t bands;   // of an image, as equal as can be along the first axis of what is written
} xv_convolution_cut;

xv_convolution_cut xv_cut_convolution(const xv_convolution_shape *shape, xv_convolution_task task);

// The piece with the given number as a convolution of its own, and where its values start in the whole
// arrays, in elements. Returns 0 where the band cannot be described so.
int xv_convolution_piece(const xv_convolution_shape *shape, xv_convolution_task task,
                         xv_convolution_cut cut, int64_t piece, xv_convolution_shape *part,
                         int64_t *input_start, int64_t *output_start);
