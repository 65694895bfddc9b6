// What each thread that computes with oneDNN needs: OpenMP kept out, a stream, and room to work in.
#pragma once
#include <oneapi/dnnl/dnnl.h>
#include <stddef.h>

// Tells OpenMP to use the calling thread alone; what it returns goes to xv_leave_calling_thread.
int xv_enter_calling_thread(void);

// Puts back what OpenMP was told before.
void xv_leave_calling_thread(int before);

// The one engine, made at first use; NULL when oneDNN has none.
dnnl_engine_t xv_engine(void);

// The calling thread's stream; NULL when there is no memory. It lives as long as the thread.
dnnl_stream_t xv_stream(void);

// `bytes` of the calling thread's own memory, contents undefined, valid until the thread's next call;
// NULL when there is no memory. It is kept, and freed when the thread ends.
void *xv_scratch(size_t bytes);
