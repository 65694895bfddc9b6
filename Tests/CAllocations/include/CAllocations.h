// Counts the allocations of each thread, so that a test can say that a loop makes none.
#pragma once

/// The number of calls of malloc, calloc, realloc, aligned_alloc and posix_memalign in this thread
/// since it started, but not those of oneDNN's code, which takes and gives back a buffer within each
/// matrix product.
long xv_allocation_count(void);
