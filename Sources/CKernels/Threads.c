#define _GNU_SOURCE
#include "include/Threads.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

// Long enough to bridge the gap between two loops of one training step, short enough to be worth
// nothing to a neighbour: 16 microseconds on an AMD EPYC.
enum { SPINS_BEFORE_SLEEP = 60000 };

typedef struct {
  void (*body)(void *, size_t);
  void *context;
  size_t count;
} xv_loop;

struct xv_pool {
  pthread_t *threads;
  int thread_count;  // without the caller

  atomic_flag in_use;
  xv_loop loop;             // written by the caller while `open` is 0 and `active` is 0
  atomic_size_t next;       // the next index to take
  atomic_uint generation;   // one more for each loop
  atomic_int open;          // 1 while the loop may be joined
  atomic_int active;        // threads that have joined

  pthread_mutex_t mutex;
  pthread_cond_t wake;
  atomic_int sleeping;
  atomic_int ending;
};

// No pause instruction: its length differs tenfold between processors, and a hypervisor may take a
// row of them for a reason to give the processor to somebody else.
static inline void relax(void) { __asm__ volatile("" ::: "memory"); }

int xv_processor_count(void) {
#if defined(__linux__)
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) {
    int count = CPU_COUNT(&set);
    if (count > 0) return count;
  }
#endif
  long count = sysconf(_SC_NPROCESSORS_ONLN);
  return count > 0 ? (int)count : 1;
}

static void take_indices(xv_pool *pool) {
  const xv_loop loop = pool->loop;
  for (;;) {
    size_t index = atomic_fetch_add_explicit(&pool->next, 1, memory_order_relaxed);
    if (index >= loop.count) return;
    loop.body(loop.context, index);
  }
}

// Returns the new generation, or the old one when the pool ends.
static unsigned await_generation(xv_pool *pool, unsigned seen) {
  for (int spin = 0; spin < SPINS_BEFORE_SLEEP; spin++) {
    unsigned now = atomic_load_explicit(&pool->generation, memory_order_acquire);
    if (now != seen) return now;
    relax();
  }
  pthread_mutex_lock(&pool->mutex);
  atomic_fetch_add(&pool->sleeping, 1);
  while (atomic_load(&pool->generation) == seen && !atomic_load(&pool->ending))
    pthread_cond_wait(&pool->wake, &pool->mutex);
  atomic_fetch_sub(&pool->sleeping, 1);
  pthread_mutex_unlock(&pool->mutex);
  return atomic_load(&pool->generation);
}

static void *work(void *argument) {
  xv_pool *pool = argument;
  unsigned seen = 0;
  while (!atomic_load(&pool->ending)) {
    unsigned now = await_generation(pool, seen);
    if (now == seen) continue;
    seen = now;
    // The caller closes the loop before it waits for `active` to fall to 0, so a thread that comes
    // late either sees it closed or is waited for. Both sides need sequential consistency.
    atomic_fetch_add(&pool->active, 1);
    if (atomic_load(&pool->open)) take_indices(pool);
    atomic_fetch_sub(&pool->active, 1);
  }
  return NULL;
}

xv_pool *xv_pool_create(int threads) {
  xv_pool *pool = calloc(1, sizeof *pool);
  if (!pool) return NULL;
  atomic_flag_clear(&pool->in_use);
  pthread_mutex_init(&pool->mutex, NULL);
  pthread_cond_init(&pool->wake, NULL);
  int wanted = threads > 1 ? threads - 1 : 0;
  pool->threads = wanted ? calloc((size_t)wanted, sizeof *pool->threads) : NULL;
  if (!pool->threads) wanted = 0;
  while (pool->thread_count < wanted
         && pthread_create(&pool->threads[pool->thread_count], NULL, work, pool) == 0)
    pool->thread_count++;
  return pool;
}

void xv_pool_destroy(xv_pool *pool) {
  if (!pool) return;
  pthread_mutex_lock(&pool->mutex);
  atomic_store(&pool->ending, 1);
  pthread_cond_broadcast(&pool->wake);
  pthread_mutex_unlock(&pool->mutex);
  for (int i = 0; i < pool->thread_count; i++) pthread_join(pool->threads[i], NULL);
  pthread_cond_destroy(&pool->wake);
  pthread_mutex_destroy(&pool->mutex);
  free(pool->threads);
  free(pool);
}

int xv_pool_thread_count(const xv_pool *pool) { return pool->thread_count + 1; }

void xv_pool_run(xv_pool *pool, size_t count, void (*body)(void *, size_t), void *context) {
  if (count <= 1 || pool->thread_count == 0 || atomic_flag_test_and_set(&pool->in_use)) {
    for (size_t i = 0; i < count; i++) body(context, i);
    return;
  }
  pool->loop = (xv_loop){body, context, count};
  atomic_store_explicit(&pool->next, 0, memory_order_relaxed);
  atomic_store(&pool->open, 1);
  atomic_fetch_add(&pool->generation, 1);
  if (atomic_load(&pool->sleeping)) {
    pthread_mutex_lock(&pool->mutex);
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->mutex);
  }
  take_indices(pool);
  atomic_store(&pool->open, 0);
  for (int spin = 0; atomic_load(&pool->active); spin++) {
    // A thread that lost its processor in the middle of an index needs ours more than we do.
    if (spin < SPINS_BEFORE_SLEEP) relax(); else sched_yield();
  }
  atomic_flag_clear(&pool->in_use);
}
