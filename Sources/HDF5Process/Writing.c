#define _GNU_SOURCE
#include "Writing.h"

#include "Messages.h"
#include "Types.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// The description comes from the tool itself and not from a file.
static struct {
  uint8_t *bytes;
  size_t count, at;
} text;

static void fail(void) { refuse("description", ""); }

static void take_input(void) {
  size_t room = 0;
  for (;;) {
    if (text.count == room) {
      room = room ? 2 * room : 1 << 16;
      text.bytes = realloc(text.bytes, room);
      if (!text.bytes) fail();
    }
    ssize_t found = read(STDIN_FILENO, text.bytes + text.count, room - text.count);
    if (found < 0 && errno == EINTR) continue;
    if (found < 0) fail();
    if (found == 0) return;
    text.count += (size_t)found;
  }
}

static const uint8_t *take(size_t count) {
  if (count > text.count - text.at) fail();
  text.at += count;
  return text.bytes + text.at - count;
}

static uint64_t number(int bytes) {
  const uint8_t *found = take((size_t)bytes);
  uint64_t value = 0;
  for (int i = bytes; i-- > 0;) value = value << 8 | found[i];
  return value;
}

// Letters with a zero behind them, good until the process ends.
static char *letters(size_t *count) {
  size_t length = number(4);
  const uint8_t *found = take(length);
  char *copy = malloc(length + 1);
  if (!copy) fail();
  memcpy(copy, found, length);
  copy[length] = 0;
  if (count) *count = length;
  return copy;
}

static hid_t untimed(hid_t kind) {
  hid_t made = H5Pcreate(kind);
  // Two files of the same numbers are to have the same bytes.
  H5Pset_obj_track_times(made, 0);
  return made;
}

static int axes(hsize_t *lengths) {
  int rank = (int)number(1);
  if (rank > 32) fail();
  for (int i = 0; i < rank; i++) lengths[i] = number(8);
  return rank;
}

static hid_t space_of(int rank, const hsize_t *lengths) {
  return rank == 0 ? H5Screate(H5S_SCALAR) : H5Screate_simple(rank, lengths, NULL);
}

static hid_t text_type(void) {
  hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, H5T_VARIABLE);
  H5Tset_cset(type, H5T_CSET_UTF8);
  return type;
}

static void write_attribute(hid_t object) {
  char *name = letters(NULL);
  hid_t type, space;
  const void *value;
  switch (number(1)) {
    case 'T': {
      char **one = malloc(sizeof *one);
      if (!one) fail();
      *one = letters(NULL);
      type = text_type(), space = H5Screate(H5S_SCALAR), value = one;
      break;
    }
    case 'L': {
      hsize_t count = number(8);
      char **list = calloc(count + 1, sizeof *list);
      if (!list) fail();
      for (hsize_t i = 0; i < count; i++) list[i] = letters(NULL);
      type = text_type(), space = H5Screate_simple(1, &count, NULL), value = list;
      break;
    }
    case 'N': {
      type = type_of_code((uint8_t)number(1));
      hsize_t lengths[32];
      int rank = axes(lengths);
      space = space_of(rank, lengths), value = letters(NULL);
      break;
    }
    default: fail();
  }
  hid_t attribute = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
  if (attribute < 0) refuse_damaged(name);
  if (H5Sget_simple_extent_npoints(space) > 0 && H5Awrite(attribute, type, value) < 0) {
    refuse_damaged(name);
  }
  H5Aclose(attribute);
}

static hid_t write_dataset(hid_t file, const char *path) {
  hid_t type = type_of_code((uint8_t)number(1));
  hsize_t lengths[32];
  int rank = axes(lengths);
  hid_t made = untimed(H5P_DATASET_CREATE);
  H5Pset_layout(made, H5D_CONTIGUOUS);
  H5Pset_alloc_time(made, H5D_ALLOC_TIME_EARLY);
  H5Pset_fill_time(made, H5D_FILL_TIME_NEVER);
  hid_t space = space_of(rank, lengths);
  hid_t dataset = H5Dcreate2(file, path, type, space, H5P_DEFAULT, made, H5P_DEFAULT);
  if (dataset < 0) refuse_damaged(path);
  haddr_t place = H5Dget_offset(dataset);
  begin_message('P');
  add_number(place == HADDR_UNDEF ? 0 : place);
  end_message();
  return dataset;
}

void write_file(hid_t access) {
  take_input();
  hid_t file = H5Fcreate("weights", H5F_ACC_TRUNC, untimed(H5P_FILE_CREATE), access);
  if (file < 0) refuse_damaged("");
  hid_t object = file;
  while (text.at < text.count) {
    uint64_t kind = number(1);
    number(4);
    if (kind == 'Z') break;
    if (kind == 'A') {
      write_attribute(object);
      continue;
    }
    if (object != file) H5Oclose(object);
    char *path = letters(NULL);
    if (kind == 'D') {
      object = write_dataset(file, path);
    } else if (*path) {
      object = H5Gcreate2(file, path, H5P_DEFAULT, untimed(H5P_GROUP_CREATE), H5P_DEFAULT);
      if (object < 0) refuse_damaged(path);
    } else {
      object = file;
    }
  }
  if (object != file) H5Oclose(object);
  if (H5Fclose(file) < 0) refuse_damaged("");
}
