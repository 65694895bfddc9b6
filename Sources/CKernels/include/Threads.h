// A pool of threads for short parallel loops.
#pragma once
#include <stddef.h>

typedef struct xv_pool xv_pool;

/// The number of processors this process may run on, at least 1.
int xv_processor_count(void);

/// A pool that runs loops on `threads` threads, the calling one included. Where the system refuses a
/// thread the pool has fewer; NULL only when there is no memory.
xv_pool *xv_pool_create(int threads);

/// Ends the pool's threads. No loop may be running.
void xv_pool_destroy(xv_pool *pool);

int xv_pool_thread_count(const xv_pool *pool);

/// Runs body(context, i) for every i in 0 ..< count, each once, in any order, and returns when all are done.
/// Idle threads spin for some microseconds and then sleep, so a busy core elsewhere costs little.
/// A call that finds the pool at work (from another thread, or from within a body) runs its loop in the
/// calling thread alone.
void xv_pool_run(xv_pool *pool, size_t count, void (*body)(void *context, size_t index), void *context);
