// Lookups and weighted sums the other way round: where an element went is added up where it came from.
#pragma once
#include <stddef.h>

/// For each index of an axis of x the places along the same axis of y that depend on it: those of
/// index j are places[starts[j]] to places[starts[j + 1] - 1].
///
/// Of these the indices run_first ..< run_first + run_count have one place each, with weight 1, that
/// follow each other from run_place on; there may be none.
typedef struct {
  const size_t *starts, *places;
  const float *weights;  // of each place; NULL for 1
  size_t length, y_length, block;
  size_t run_first, run_count, run_place;
} xv_dependents;

/// x[o, j, b] = sum over k of weights[k] y[o, places[k], b], for rows begin to end - 1 of all o and j
/// and the numbers first to last - 1 of their block.
///
/// Terms are added in the order of places, more than eight of them in float64.
void xv_sum_dependents(const float *y, float *x, const xv_dependents *dependents, size_t begin,
                       size_t end, size_t first, size_t last);

/// Sorts the places 0 ..< count by the rows that they chose, in their own order: `chosen` has a row for
/// each, below 0 for none; `places` gets those of row 0, then those of row 1, and so on, `starts` where
/// each of row_count rows begins, and at its end how many there are.
void xv_sort_chosen(const ptrdiff_t *chosen, size_t count, size_t row_count, size_t *starts,
                    size_t *places);

/// The rows that whole numbers choose of row_count, -1 where there is none; negative ones count from
/// the end.
void xv_choose_rows(const float *index, size_t count, size_t row_count, ptrdiff_t *chosen);

/// x[index[k, c], columns[c]] += y[k, c] for all k < length and the columns first to last - 1, rows of
/// y and index being `width` apart and those of x `x_width`; an index without a place in x's x_length
/// rows is left out. The sums are in float64 where `sums` is not NULL, else in x itself.
void xv_add_chosen(const float *y, const float *index, const size_t *columns, float *x, double *sums,
                   size_t length, size_t width, size_t x_length, size_t x_width, size_t first,
                   size_t last);
