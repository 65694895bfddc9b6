#include "Reading.h"

#include "Messages.h"
#include "Types.h"

#include <stdlib.h>

enum { piece_size = 1 << 22, most_axes = 32, cache_size = 1 << 28 };

void read_dataset(hid_t file, const char *path) {
  // A chunk is kept while its rows are sent.
  hid_t access = H5Pcreate(H5P_DATASET_ACCESS);
  H5Pset_chunk_cache(access, 521, cache_size, 1);
  hid_t dataset = H5Dopen2(file, path, access);
  hid_t type = H5Dget_type(dataset), space = H5Dget_space(dataset);
  if (dataset < 0 || type < 0 || space < 0) refuse_damaged(path);
  bool direct;
  uint8_t code = code_of_type(type, &direct);
  int rank = H5Sget_simple_extent_ndims(space);
  if (!code || rank < 0 || rank > most_axes) refuse_damaged(path);
  hid_t memory = code == code_opaque ? H5Tcopy(type) : type_of_code(code);
  size_t size = H5Tget_size(memory);
  if (rank == 0) {
    char number[8];
    if (size > sizeof number || H5Dread(dataset, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, number) < 0) {
      refuse_damaged(path);
    }
    send_bytes(number, size);
    return;
  }
  hsize_t axes[most_axes], start[most_axes] = {0}, count[most_axes];
  if (H5Sget_simple_extent_dims(space, axes, NULL) < 0) refuse_damaged(path);
  for (int i = 0; i < rank; i++) {
    if (axes[i] == 0) return;
  }
  // The axes behind `split` fit in a piece together, and so many rows of it.
  uint64_t row = size;
  int split = rank - 1;
  while (split > 0 && row <= piece_size / axes[split]) row *= axes[split--];
  uint64_t rows = row < piece_size ? piece_size / row : 1;
  if (rows > axes[split]) rows = axes[split];
  void *piece = malloc(rows * row);
  if (!piece) refuse("memory", path);
  for (;;) {
    uint64_t own = axes[split] - start[split] < rows ? axes[split] - start[split] : rows;
    for (int i = 0; i < rank; i++) count[i] = i < split ? 1 : i == split ? own : axes[i];
    hsize_t elements = own * (row / size);
    hid_t flat = H5Screate_simple(1, &elements, NULL);
    if (H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, count, NULL) < 0 ||
        H5Dread(dataset, memory, flat, space, H5P_DEFAULT, piece) < 0) {
      refuse_damaged(path);
    }
    H5Sclose(flat);
    send_bytes(piece, own * row);
    start[split] += own;
    int axis = split;
    while (start[axis] == axes[axis]) {
      start[axis] = 0;
      if (axis == 0) return;
      start[--axis]++;
    }
  }
}
