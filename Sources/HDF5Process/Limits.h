// What this process may use and do. Bytes that lead the library astray find nothing to harm.

#ifndef LIMITS_H
#define LIMITS_H

/// Limits memory, time and open files, and where the system can forbids all calls of it that reading and
/// writing the open file do not need.
void limit_process(unsigned long seconds);

#endif
