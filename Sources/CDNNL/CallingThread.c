#define _GNU_SOURCE
#include "CallingThread.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>

// Debian's oneDNN runs on OpenMP, whose threads spin while they wait and stall for a scheduler's slice
// whenever another process holds a core. The package shares work with its own pool, so inside a call
// OpenMP is told to use the calling thread alone. The setting belongs to the thread, and is put back.
typedef int (*get_threads)(void);
typedef void (*set_threads)(int);

static get_threads get_now;
static set_threads set_now;
static dnnl_engine_t engine;
static pthread_key_t key;
static int key_exists;
static pthread_once_t once = PTHREAD_ONCE_INIT;

// What a thread keeps.
typedef struct {
  dnnl_stream_t stream;
  void *scratch;
  size_t bytes;
} workplace;

static void leave(void *kept) {
  workplace *mine = kept;
  if (mine->stream) dnnl_stream_destroy(mine->stream);
  free(mine->scratch);
  free(mine);
}

static void prepare(void) {
  get_now = (get_threads)dlsym(RTLD_DEFAULT, "omp_get_max_threads");
  set_now = (set_threads)dlsym(RTLD_DEFAULT, "omp_set_num_threads");
  if (!get_now) set_now = NULL;
  if (dnnl_engine_create(&engine, dnnl_cpu, 0) != dnnl_success) engine = NULL;
  key_exists = pthread_key_create(&key, leave) == 0;
}

int xv_enter_calling_thread(void) {
  pthread_once(&once, prepare);
  int before = set_now ? get_now() : 1;
  if (before != 1) set_now(1);
  return before;
}

void xv_leave_calling_thread(int before) {
  if (before != 1) set_now(before);
}

dnnl_engine_t xv_engine(void) {
  pthread_once(&once, prepare);
  return engine;
}

static workplace *my_workplace(void) {
  pthread_once(&once, prepare);
  if (!key_exists) return NULL;
  workplace *mine = pthread_getspecific(key);
  if (mine) return mine;
  mine = calloc(1, sizeof *mine);
  if (mine && pthread_setspecific(key, mine) != 0) {
    free(mine);
    mine = NULL;
  }
  return mine;
}

dnnl_stream_t xv_stream(void) {
  workplace *mine = my_workplace();
  if (!mine || !engine) return NULL;
  if (!mine->stream &&
      dnnl_stream_create(&mine->stream, engine, dnnl_stream_default_flags) != dnnl_success)
    mine->stream = NULL;
  return mine->stream;
}

void *xv_scratch(size_t bytes) {
  workplace *mine = my_workplace();
  if (!mine || bytes > SIZE_MAX - 4096) return NULL;
  if (bytes > mine->bytes || !mine->scratch) {
    size_t pages = (bytes + 4096) / 4096 * 4096;
    free(mine->scratch);
    mine->scratch = aligned_alloc(4096, pages);
    mine->bytes = mine->scratch ? pages : 0;
  }
  return mine->scratch;
}
