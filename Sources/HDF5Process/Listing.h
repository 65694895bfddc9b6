// Says what a file holds: groups, datasets and their attributes.

#ifndef LISTING_H
#define LISTING_H

#include "Library.h"

/// Refuses what no file of weights needs: links to other places, other files, groups in themselves.
void list_file(hid_t file);

/// The attributes of the object at a path.
void list_attributes(hid_t object, const char *path);

#endif
