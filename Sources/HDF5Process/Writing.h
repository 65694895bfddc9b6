// Makes a file of the groups, datasets and attributes that a description on standard input has.
//
// Datasets get room and no numbers: whoever asked is told where each lies and puts them there.

#ifndef WRITING_H
#define WRITING_H

#include "Library.h"

void write_file(hid_t access);

#endif
