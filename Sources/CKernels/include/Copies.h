// Elements moved from place to place, as bits: what is no number arrives as it was.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// The most axes a copy has.
#define XV_COPY_AXES 64

/// A block of elements with a stride for every axis, in elements, on either side.
///
/// The first axis is the outermost, the last two are moved together; there are at least two, none of
/// length 0.
typedef struct {
  size_t rank;
  const size_t *lengths;
  const ptrdiff_t *from_strides, *to_strides;
} xv_strides;

/// Moves the blocks begin to end - 1 of all axes but the last two, counted row by row.
void xv_copy_strided(const float *from, float *to, const xv_strides *strides, size_t begin, size_t end);

/// Elements looked up along every axis.
///
/// offsets has one table for each axis, one after another: where the elements of an index start.
/// XV_NOWHERE stands for the fill value. Each index of the last axis stands for `block` elements in a
/// row. The last axis is also told as runs: `run_count` of them, together its length.
typedef struct {
  size_t rank;
  const size_t *lengths;
  const ptrdiff_t *offsets;
  size_t block;
  float fill;
  size_t run_count;
  const struct xv_run *runs;
} xv_tables;

/// Stands for no place.
#define XV_NOWHERE PTRDIFF_MIN

/// Indices of which each starts where the one before ends, or which have no place.
struct xv_run {
  size_t length;
  ptrdiff_t offset;
};

/// Writes the rows begin to end - 1: all indices of the last axis, for indices of the others counted
/// row by row.
void xv_copy_indexed(const float *from, float *to, const xv_tables *tables, size_t begin, size_t end);

/// y[o, i, b] = x[o, index[i], b] for rows begin to end - 1 of all o and i, each of block elements; an
/// index below 0 counts from `length`, one that has no place or is no whole number gives NaN.
void xv_gather_rows(const float *x, const float *index, float *y, size_t index_count, size_t length,
                    size_t block, size_t begin, size_t end);

/// The place of a whole number in 0 ..< length, of a negative one counted from the end; -1 where it
/// has none.
ptrdiff_t xv_place(float index, size_t length);

/// One axis of a separable interpolation: y[o, i, b] = sum over k of weight[i, k] x[o, place[i, k], b],
/// for rows begin to end - 1 of all o and i.
void xv_resample(const float *x, float *y, const int64_t *place, const float *weight, size_t taps,
                 size_t in_length, size_t out_length, size_t block, size_t begin, size_t end);
