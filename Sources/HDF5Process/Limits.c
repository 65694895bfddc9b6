#define _GNU_SOURCE
#include "Limits.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#define HAS_FILTER 1
#endif

static void limit(int resource, rlim_t most) {
  struct rlimit limits;
  if (getrlimit(resource, &limits) != 0) return;
  if (limits.rlim_max == RLIM_INFINITY || limits.rlim_max > most) limits.rlim_max = most;
  limits.rlim_cur = limits.rlim_max;
  setrlimit(resource, &limits);
}

#ifdef HAS_FILTER
#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#else
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define DENY BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 1)
#define CALL(name) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##name, 0, 1), ALLOW
#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))

// Reading and writing what is open, memory that cannot be run, and the end.
static void filter_calls(void) {
  static struct sock_filter rules[] = {
      LOAD(arch),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
      LOAD(nr),
      CALL(read),
      CALL(write),
      CALL(pread64),
      CALL(pwrite64),
      CALL(lseek),
      CALL(fstat),
      CALL(newfstatat),
      CALL(ftruncate),
      CALL(munmap),
      CALL(mremap),
      CALL(madvise),
      CALL(brk),
      CALL(futex),
      CALL(clock_gettime),
      CALL(gettimeofday),
      CALL(getrandom),
      CALL(getpid),
      CALL(gettid),
      CALL(rt_sigprocmask),
      CALL(rt_sigreturn),
      CALL(exit),
      CALL(exit_group),
      // The third argument of both is what the memory may be used for.
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mmap, 2, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mprotect, 1, 0),
      DENY,
      LOAD(args[2]),
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1),
      DENY,
      ALLOW,
  };
  struct sock_fprog program = {.len = sizeof rules / sizeof *rules, .filter = rules};
  // A kernel without it leaves the limits.
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0) prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}
#endif

void limit_process(unsigned long seconds) {
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_CPU, seconds);
  // Of no number from 4 on, so that nothing more is opened.
  limit(RLIMIT_NOFILE, 4);
#if defined(__linux__) && !defined(__SANITIZE_ADDRESS__)
  limit(RLIMIT_AS, (rlim_t)1 << 30);
#endif
#ifdef HAS_FILTER
  filter_calls();
#endif
}
