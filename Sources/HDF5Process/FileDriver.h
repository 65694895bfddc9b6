// A file driver of HDF5 for a part of a file that is open already, so that no file is opened by name.

#ifndef FILE_DRIVER_H
#define FILE_DRIVER_H

#include "Library.h"

/// The descriptor that the file comes on.
enum { file_descriptor = 3 };

/// Access to `size` bytes from byte `start` of the file; to write, both are 0.
hid_t access_to_file(uint64_t start, uint64_t size);

#endif
