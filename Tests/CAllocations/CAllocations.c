// Stands in front of glibc's allocator and hands every call on to it.
#define _GNU_SOURCE
#include "include/CAllocations.h"

#include <errno.h>
#include <link.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static _Thread_local long count;

// Where oneDNN's code lies; empty before the first question.
static _Atomic uintptr_t product_start, product_end;

static int find_products(struct dl_phdr_info *info, size_t size, void *context) {
  (void)size, (void)context;
  if (!strstr(info->dlpi_name, "libdnnl")) return 0;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *header = &info->dlpi_phdr[i];
    if (header->p_type != PT_LOAD || !(header->p_flags & PF_X)) continue;
    atomic_store(&product_start, info->dlpi_addr + header->p_vaddr);
    atomic_store(&product_end, info->dlpi_addr + header->p_vaddr + header->p_memsz);
  }
  return 1;
}

long xv_allocation_count(void) {
  if (atomic_load(&product_end) == 0) dl_iterate_phdr(find_products, NULL);
  return count;
}

#define COUNT_CALL()                                                        \
  do {                                                                      \
    uintptr_t caller = (uintptr_t)__builtin_return_address(0);              \
    if (caller < atomic_load_explicit(&product_start, memory_order_relaxed) \
        || caller >= atomic_load_explicit(&product_end, memory_order_relaxed)) \
      count++;                                                              \
  } while (0)

void *malloc(size_t size) {
  COUNT_CALL();
  return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
  COUNT_CALL();
  return __libc_calloc(number, size);
}

void *realloc(void *pointer, size_t size) {
  COUNT_CALL();
  return __libc_realloc(pointer, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  COUNT_CALL();
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **pointer, size_t alignment, size_t size) {
  COUNT_CALL();
  *pointer = __libc_memalign(alignment, size);
  return *pointer ? 0 : ENOMEM;
}
