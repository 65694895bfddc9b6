// HDF5 with the functions of its version 1.10, which later versions keep under these names.

#ifndef LIBRARY_H
#define LIBRARY_H

#define H5_USE_110_API
#include <hdf5.h>

#endif
