#include "Listing.h"

#include "Messages.h"
#include "Types.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { most_objects = 200000, most_depth = 64, longest_path = 4096, most_axes = 32 };

// Where the objects seen so far lie. An object that has two names would be walked twice.
static struct {
  haddr_t *places;
  size_t room, count;
} seen;

static void remember(haddr_t place, const char *path) {
  if (seen.count == most_objects) refuse("objects", path);
  if (2 * seen.count >= seen.room) {
    size_t room = seen.room ? 2 * seen.room : 1024;
    haddr_t *places = malloc(room * sizeof *places);
    if (!places) refuse("memory", path);
    memset(places, 0xff, room * sizeof *places);
    for (size_t i = 0; i < seen.room; i++) {
      if (seen.places[i] == HADDR_UNDEF) continue;
      size_t at = (size_t)(seen.places[i] * 0x9e3779b97f4a7c15u >> 20) % room;
      while (places[at] != HADDR_UNDEF) at = (at + 1) % room;
      places[at] = seen.places[i];
    }
    free(seen.places);
    seen.places = places;
    seen.room = room;
  }
  size_t at = (size_t)(place * 0x9e3779b97f4a7c15u >> 20) % seen.room;
  while (seen.places[at] != HADDR_UNDEF) {
    if (seen.places[at] == place) refuse("twice", path);
    at = (at + 1) % seen.room;
  }
  seen.places[at] = place;
  seen.count++;
}

// How many elements a simple space has, with their axes.
static uint64_t lengths(hid_t space, hsize_t *axes, int *rank, const char *path) {
  H5S_class_t kind = H5Sget_simple_extent_type(space);
  if (kind != H5S_SCALAR && kind != H5S_SIMPLE) refuse("space", path);
  *rank = H5Sget_simple_extent_ndims(space);
  if (*rank < 0) refuse_damaged(path);
  if (*rank > most_axes) refuse("axes", path);
  if (H5Sget_simple_extent_dims(space, axes, NULL) < 0) refuse_damaged(path);
  uint64_t count = 1;
  bool empty = false;
  for (int i = 0; i < *rank; i++) {
    if (axes[i] == 0) empty = true;
    else if (__builtin_mul_overflow(count, axes[i], &count) || count >> 60) refuse("size", path);
  }
  return empty ? 0 : count;
}

static void list_dataset(hid_t dataset, const char *path) {
  hid_t type = H5Dget_type(dataset), space = H5Dget_space(dataset);
  hid_t made = H5Dget_create_plist(dataset);
  if (type < 0 || space < 0 || made < 0) refuse_damaged(path);
  bool direct;
  uint8_t code = code_of_type(type, &direct);
  if (!code) refuse("type", path);
  hsize_t axes[most_axes];
  int rank;
  uint64_t count = lengths(space, axes, &rank, path);
  H5D_layout_t layout = H5Pget_layout(made);
  if (layout == H5D_VIRTUAL) refuse("virtual", path);
  if (layout < 0 || layout >= H5D_NLAYOUTS) refuse_damaged(path);
  if (H5Pget_external_count(made) != 0) refuse("external-storage", path);
  int filters = H5Pget_nfilters(made);
  for (int i = 0; i < filters; i++) {
    unsigned flags, configuration;
    size_t values = 0;
    H5Z_filter_t filter = H5Pget_filter2(made, (unsigned)i, &flags, &values, NULL, 0, NULL, &configuration);
    if (filter != H5Z_FILTER_DEFLATE && filter != H5Z_FILTER_SHUFFLE) refuse("filter", path);
  }
  haddr_t place = HADDR_UNDEF;
  if (layout == H5D_CONTIGUOUS && filters == 0 && direct) place = H5Dget_offset(dataset);
  hsize_t stored = H5Dget_storage_size(dataset);
  if (count > 0 && stored == 0) refuse("unstored", path);
  begin_message('D');
  add_text(path);
  add_byte(code);
  add_byte(place != HADDR_UNDEF);
  add_number(place == HADDR_UNDEF ? 0 : place);
  add_number(stored);
  add_byte((uint8_t)rank);
  for (int i = 0; i < rank; i++) add_number(axes[i]);
  end_message();
  H5Pclose(made);
  H5Sclose(space);
  H5Tclose(type);
}

typedef struct {
  const char *path;
  int depth;
} Place;

static void list_object(hid_t parent, const char *name, const char *path, int depth);

static herr_t list_link(hid_t group, const char *name, const H5L_info_t *link, void *context) {
  const Place *place = context;
  char path[longest_path];
  int length = snprintf(path, sizeof path, "%s%s%s", place->path, *place->path ? "/" : "", name);
  if (length < 0 || (size_t)length >= sizeof path) refuse("path", place->path);
  if (link->type == H5L_TYPE_SOFT) refuse("soft-link", path);
  if (link->type != H5L_TYPE_HARD) refuse("external-link", path);
  // A name with a slash would be looked up as a path.
  if (!*name || strchr(name, '/') || !strcmp(name, ".")) refuse("name", path);
  list_object(group, name, path, place->depth + 1);
  return 0;
}

static void list_object(hid_t parent, const char *name, const char *path, int depth) {
  if (depth > most_depth) refuse("depth", path);
  hid_t object = H5Oopen(parent, name, H5P_DEFAULT);
  if (object < 0) refuse_damaged(path);
  H5O_info_t facts;
  if (H5Oget_info(object, &facts) < 0) refuse_damaged(path);
  remember(facts.addr, path);
  switch (H5Iget_type(object)) {
    case H5I_GROUP: {
      begin_message('G');
      add_text(path);
      end_message();
      list_attributes(object, path);
      Place place = {path, depth};
      if (H5Literate(object, H5_INDEX_NAME, H5_ITER_INC, NULL, list_link, &place) < 0) refuse_damaged(path);
      break;
    }
    case H5I_DATASET:
      list_dataset(object, path);
      list_attributes(object, path);
      break;
    default: refuse("object", path);
  }
  H5Oclose(object);
}

void list_file(hid_t file) { list_object(file, "/", "", 0); }
