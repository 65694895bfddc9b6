// Sends the numbers of one dataset, row by row.

#ifndef READING_H
#define READING_H

#include "Library.h"

void read_dataset(hid_t file, const char *path);

#endif
