#define _GNU_SOURCE
#include "FileDriver.h"

#if H5_VERSION_GE(1, 13, 0)
#include <H5FDdevelop.h>
#endif
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct {
  uint64_t start, size;
} part;

typedef struct {
  H5FD_t common;
  haddr_t end_of_addresses, end_of_file;
} OpenFile;

// Places of the file system are signed.
static const haddr_t largest = (haddr_t)1 << 62;

static H5FD_t *open_part(const char *name, unsigned flags, hid_t access, haddr_t last) {
  (void)name, (void)flags, (void)access, (void)last;
  OpenFile *file = calloc(1, sizeof *file);
  if (file) file->end_of_file = part.size;
  return &file->common;
}

static herr_t close_part(H5FD_t *file) {
  free(file);
  return 0;
}

static herr_t query(const H5FD_t *file, unsigned long *flags) {
  (void)file;
  if (flags) *flags = 0;
  return 0;
}

static haddr_t end_of_addresses(const H5FD_t *file, H5FD_mem_t type) {
  (void)type;
  return ((const OpenFile *)file)->end_of_addresses;
}

static herr_t set_end_of_addresses(H5FD_t *file, H5FD_mem_t type, haddr_t end) {
  (void)type;
  ((OpenFile *)file)->end_of_addresses = end;
  return 0;
}

static haddr_t end_of_file(const H5FD_t *file, H5FD_mem_t type) {
  (void)type;
  return ((const OpenFile *)file)->end_of_file;
}

static herr_t read_part(
    H5FD_t *common, H5FD_mem_t type, hid_t transfer, haddr_t place, size_t count, void *memory) {
  (void)type, (void)transfer;
  OpenFile *file = (OpenFile *)common;
  if (place > largest || count > largest || place + count > file->end_of_addresses) return -1;
  uint8_t *bytes = memory;
  while (count > 0) {
    // Beyond the end of the file zeros are read, as the library's own drivers have it.
    if (place >= file->end_of_file) {
      memset(bytes, 0, count);
      return 0;
    }
    size_t most = file->end_of_file - place < count ? file->end_of_file - place : count;
    ssize_t found = pread(file_descriptor, bytes, most, (off_t)(part.start + place));
    if (found < 0 && errno == EINTR) continue;
    if (found <= 0) return -1;
    bytes += found;
    place += (haddr_t)found;
    count -= (size_t)found;
  }
  return 0;
}

static herr_t write_part(
    H5FD_t *common, H5FD_mem_t type, hid_t transfer, haddr_t place, size_t count,
    const void *memory) {
  (void)type, (void)transfer;
  OpenFile *file = (OpenFile *)common;
  if (place > largest || count > largest || place + count > file->end_of_addresses) return -1;
  const uint8_t *bytes = memory;
  while (count > 0) {
    ssize_t written = pwrite(file_descriptor, bytes, count, (off_t)place);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return -1;
    bytes += written;
    place += (haddr_t)written;
    count -= (size_t)written;
  }
  if (place > file->end_of_file) file->end_of_file = place;
  return 0;
}

static herr_t truncate_part(H5FD_t *common, hid_t transfer, hbool_t closing) {
  (void)transfer, (void)closing;
  OpenFile *file = (OpenFile *)common;
  if (file->end_of_file == file->end_of_addresses) return 0;
  if (ftruncate(file_descriptor, (off_t)file->end_of_addresses) != 0) return -1;
  file->end_of_file = file->end_of_addresses;
  return 0;
}

static const H5FD_class_t driver = {
#if H5_VERSION_GE(1, 13, 2)
    .version = H5FD_CLASS_VERSION,
    .value = 600,
#endif
    .name = "part of an open file",
    .maxaddr = (haddr_t)1 << 62,
    .fc_degree = H5F_CLOSE_STRONG,
    .open = open_part,
    .close = close_part,
    .query = query,
    .get_eoa = end_of_addresses,
    .set_eoa = set_end_of_addresses,
    .get_eof = end_of_file,
    .read = read_part,
    .write = write_part,
    .truncate = truncate_part,
    .fl_map = H5FD_FLMAP_DICHOTOMY,
};

hid_t access_to_file(uint64_t start, uint64_t size) {
  part.start = start;
  part.size = size;
  hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  hid_t id = H5FDregister(&driver);
  if (id < 0 || H5Pset_driver(access, id, NULL) < 0) return -1;
  return access;
}
