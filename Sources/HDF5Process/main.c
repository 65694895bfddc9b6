// Reads HDF5 for the tool, in a process of its own: libhdf5 is not safe on bytes that mean harm.
//
//   xavier-hdf5 list START SIZE SECONDS          what the file holds
//   xavier-hdf5 read START SIZE SECONDS DATASET  the numbers of one dataset
//   xavier-hdf5 write 0 0 SECONDS                an empty file by a description on standard input
//
// The file is open as descriptor 3; START and SIZE say which part of it is HDF5. Answers go to standard
// output as Messages.h has them.

#include "FileDriver.h"
#include "Limits.h"
#include "Listing.h"
#include "Messages.h"
#include "Reading.h"
#include "Writing.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static hid_t open_file(hid_t access) {
  hid_t file = H5Fopen("weights", H5F_ACC_RDONLY, access);
  if (file < 0) refuse_damaged("");
  return file;
}

int main(int count, char **arguments) {
  if (count < 5) {
    static const char usage[] = "xavier-hdf5 reads HDF5 files for xavier, which starts it\n";
    return write(STDERR_FILENO, usage, sizeof usage - 1) < 0 ? 1 : 64;
  }
  uint64_t start = strtoull(arguments[2], NULL, 10), size = strtoull(arguments[3], NULL, 10);
  // Nothing that the environment names is loaded.
  if (H5open() < 0 || H5PLset_loading_state(0) < 0) return 70;
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  limit_process(strtoul(arguments[4], NULL, 10));
  hid_t access = access_to_file(start, size);
  if (access < 0) return 70;
  if (!strcmp(arguments[1], "list")) {
    list_file(open_file(access));
  } else if (!strcmp(arguments[1], "read") && count == 6) {
    read_dataset(open_file(access), arguments[5]);
  } else if (!strcmp(arguments[1], "write")) {
    write_file(access);
  } else {
    return 64;
  }
  finish();
}
