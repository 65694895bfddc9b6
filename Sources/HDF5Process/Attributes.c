#define _GNU_SOURCE
#include "Listing.h"
#include "Messages.h"
#include "Types.h"

#include <stdlib.h>
#include <string.h>

enum { most_attributes = 10000, most_bytes = 64 << 20, most_axes = 32 };

// Letters up to a zero, or as many as there is room for.
static void add_fixed(const char *text, size_t room) { add_letters(text, strnlen(text, room)); }

static void add_texts(hid_t attribute, hid_t type, uint64_t count, const char *path) {
  bool varies = H5Tis_variable_str(type) > 0;
  size_t size = varies ? sizeof(char *) : H5Tget_size(type);
  if (size == 0 || count > most_bytes / size) refuse("attribute", path);
  char *texts = calloc(count ? count : 1, size);
  if (!texts) refuse("memory", path);
  hid_t memory = H5Tcopy(type);
  if (count > 0 && H5Aread(attribute, memory, texts) < 0) refuse_damaged(path);
  uint64_t all = 0;
  for (uint64_t i = 0; i < count; i++) {
    const char *text = varies ? ((char **)texts)[i] : texts + i * size;
    if (varies && !text) text = "";
    all += varies ? strlen(text) : size;
    if (all > most_bytes) refuse("attribute", path);
    if (varies) add_text(text);
    else add_fixed(text, size);
  }
  if (varies && count > 0) {
    hid_t space = H5Aget_space(attribute);
    H5Dvlen_reclaim(memory, space, H5P_DEFAULT, texts);
    H5Sclose(space);
  }
  H5Tclose(memory);
  free(texts);
}

static void add_numbers(hid_t attribute, uint8_t code, uint64_t count, const char *path) {
  hid_t memory = type_of_code(code);
  size_t size = H5Tget_size(memory);
  if (count > most_bytes / size) refuse("attribute", path);
  char *numbers = calloc(count ? count : 1, size);
  if (!numbers) refuse("memory", path);
  if (count > 0 && H5Aread(attribute, memory, numbers) < 0) refuse_damaged(path);
  add_letters(numbers, count * size);
  free(numbers);
  H5Tclose(memory);
}

// A letter says what it is: T a text, L a list of texts, N numbers, O anything else.
static herr_t list_attribute(
    hid_t object, const char *name, const H5A_info_t *facts, void *context) {
  (void)facts;
  const char *path = context;
  hid_t attribute = H5Aopen(object, name, H5P_DEFAULT);
  hid_t type = H5Aget_type(attribute), space = H5Aget_space(attribute);
  if (attribute < 0 || type < 0 || space < 0) refuse_damaged(path);
  H5S_class_t kind = H5Sget_simple_extent_type(space);
  int rank = kind == H5S_SIMPLE ? H5Sget_simple_extent_ndims(space) : 0;
  hsize_t axes[most_axes];
  uint64_t count = 1;
  if (rank < 0 || rank > most_axes || (rank > 0 && H5Sget_simple_extent_dims(space, axes, NULL) < 0)) {
    refuse_damaged(path);
  }
  for (int i = 0; i < rank; i++) {
    if (__builtin_mul_overflow(count, axes[i], &count) || count > most_bytes) refuse("attribute", path);
  }
  bool direct;
  uint8_t code = code_of_type(type, &direct);
  begin_message('A');
  add_text(name);
  if (H5Tget_class(type) == H5T_STRING && (kind == H5S_SCALAR || (kind == H5S_SIMPLE && rank == 1))) {
    add_byte(rank == 0 ? 'T' : 'L');
    if (rank == 1) add_number(count);
    add_texts(attribute, type, count, path);
  } else if (code && code != code_opaque && kind != H5S_NULL) {
    add_byte('N');
    add_byte(code);
    add_byte((uint8_t)rank);
    for (int i = 0; i < rank; i++) add_number(axes[i]);
    add_numbers(attribute, code, count, path);
  } else {
    add_byte('O');
  }
  end_message();
  H5Sclose(space);
  H5Tclose(type);
  H5Aclose(attribute);
  return 0;
}

void list_attributes(hid_t object, const char *path) {
  H5O_info_t facts;
  if (H5Oget_info(object, &facts) < 0) refuse_damaged(path);
  if (facts.num_attrs > most_attributes) refuse("attribute", path);
  if (facts.num_attrs == 0) return;
  if (H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, NULL, list_attribute, (void *)path) < 0) {
    refuse_damaged(path);
  }
}
