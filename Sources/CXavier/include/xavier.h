// The C interface of Xavier: starts neural networks well, and says what is wrong with a start.
//
// Every call that can fail returns a status, 0 for success, and through its last argument, where that is
// not NULL, one sentence that says what is and what was expected:
//
//     char *error = NULL;
//     if (xavier_fill(weights, sizeof weights, XAVIER_FLOAT32, &parameter, NULL, NULL, &error)) {
//       fprintf(stderr, "%s\n", error);
//       xavier_free(error);
//     }
//
// Texts are UTF-8 and end with a zero byte. Texts and plans that a call gives belong to the caller, who
// frees them with xavier_free and xavier_plan_free; where a call fails it gives none. Memory that a caller
// passes must stay as it is until the call returns, and is not looked at afterwards. A field or argument
// that is said to be optional may be NULL or 0.
//
// Calls may come from any number of threads at the same time, and from a process that was forked. A
// number that is drawn depends on the seed, the path and its place in the tensor, on nothing else: not on
// threads, slices, the order of calls or the machine.
//
// Linux and macOS, 64 bit. Names and meanings hold within a major version; fields are added to the end
// of structures only with a new one.

#ifndef XAVIER_H
#define XAVIER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// What a call returns; the exit codes of the tool are the same.
typedef int32_t xavier_status;

#define XAVIER_OK 0
// What was asked for is wrong: an unknown name, a shape without declared axes, a NULL that is not optional.
#define XAVIER_USAGE 64
// The contents of a file or model are wrong.
#define XAVIER_DATA 65
// A file is not there.
#define XAVIER_MISSING 66
// The library itself is wrong.
#define XAVIER_INTERNAL 70
// Reading or writing failed.
#define XAVIER_INPUT_OUTPUT 74
// The caller's progress function ended the work.
#define XAVIER_CANCELLED 130

// How an element of a tensor is written, little-endian.
typedef int32_t xavier_type;

#define XAVIER_FLOAT32 1
#define XAVIER_FLOAT64 2
#define XAVIER_FLOAT16 3
#define XAVIER_BFLOAT16 4
#define XAVIER_FLOAT8_E4M3 5  // without infinities, largest 448
#define XAVIER_FLOAT8_E5M2 6
#define XAVIER_INT8 7
#define XAVIER_INT16 8
#define XAVIER_INT32 9
#define XAVIER_INT64 10
#define XAVIER_UINT8 11
#define XAVIER_UINT16 12
#define XAVIER_UINT32 13
#define XAVIER_UINT64 14
#define XAVIER_BOOL 15

// Called from the thread of the call, now and then while long work runs, with how much of it is done: of
// how many elements, bytes or draws. A result other than 0 ends the work, soon, with XAVIER_CANCELLED.
typedef int32_t (*xavier_progress)(void *context, int64_t done, int64_t total);

// How work is done.
typedef struct xavier_run {
  int32_t threads;           // optional: 0 for one thread for each processor, at most 1024
  xavier_progress progress;  // optional
  void *context;             // handed to it
} xavier_run;

// A tensor in the caller's memory, row-major and without gaps.
typedef struct xavier_tensor {
  const char *name;
  xavier_type type;
  size_t rank;           // at most 64
  const int64_t *shape;  // one length for each axis; optional for rank 0
  const void *data;      // optional where only names and shapes are looked at
} xavier_tensor;

// A part of a tensor: a box, or where `starts` and `lengths` are NULL a range of elements.
typedef struct xavier_slice {
  const int64_t *starts;   // where the box starts along each axis
  const int64_t *lengths;  // how long it is along each axis
  int64_t first;           // the first element of the range, counted row-major in the whole tensor
  int64_t count;           // the number of its elements
} xavier_slice;

// A parameter of a network, and what draws it.
typedef struct xavier_parameter {
  const char *initializer;  // as the command line spells it: "glorotUniform", "normal:0.02"
  const char *path;         // its name, from which with the seed its random words follow
  uint64_t seed;
  size_t rank;           // of the whole parameter
  const int64_t *shape;  // the lengths of its axes
  // Which axes are summed over: "pytorch" for (out, in, kernel...), "keras" or "jax" for
  // (kernel..., in, out), or a word for each axis with commas between them, of input, output, kernel,
  // lookup, group, gate and expert: "lookup,output" is an embedding. Optional where the law does not depend
  // on it, as that of "normal:0.02" does not.
  const char *layout;
  int64_t groups;  // optional: of a convolution that is stored in one of the three orders; 0 for 1
} xavier_parameter;

// The version of the library, such as "0.1.0"; never freed.
const char *xavier_version(void);

// Frees a text; NULL is ignored.
void xavier_free(char *text);

// Draws a parameter, or a part of it, into memory of `size` bytes that holds exactly the elements of the
// part, row-major. A part holds the same bits as the whole does there. Nothing is written where the call
// fails before drawing; where it is cancelled, a beginning is.
//
// A part costs no more than its own length, but for laws of whole matrices (orthogonal, sparse), which
// take the memory and the time of the matrices that it touches.
xavier_status xavier_fill(void *memory, size_t size, xavier_type type,
                          const xavier_parameter *parameter,
                          const xavier_slice *slice,  // optional: the whole
                          const xavier_run *run,      // optional
                          char **error);

// A network: a file, or an ONNX model in memory.
typedef struct xavier_model {
  const char *path;   // an .onnx file, a .yaml network, or layer widths such as "784-128-10"; or NULL, and
  const void *bytes;  // an ONNX model
  size_t size;        // of so many bytes
  const char *name;   // optional: what reports and errors call it; the path by default
  const char *activation;       // optional: what hidden layers of layer widths apply, "relu" by default
  const xavier_tensor *inputs;  // optional: the shapes of inputs that the model leaves open, by name
  size_t input_count;
} xavier_model;

// What draws each parameter of a model.
typedef struct xavier_plan xavier_plan;

// The plan of a recipe for a network.
//
// With `like`, the tensors of the module that an ONNX model was exported from, numbers included, the plan is
// one for those tensors: their names are paths, and each has the law that the graph gives the tensor with
// the same numbers, whatever name and order of axes the exporter gave it. Tensors in the same memory stay tied.
xavier_status xavier_plan_model(const xavier_model *model,
                                const char *recipe,  // optional: "auto" by default
                                uint64_t seed,
                                const xavier_tensor *like,  // optional
                                size_t like_count,
                                const xavier_run *run,  // optional
                                xavier_plan **plan, char **error);

// The plan of a recipe that needs no graph, for tensors whose names say what they are for. Their numbers
// are not looked at.
xavier_status xavier_plan_names(const xavier_tensor *tensors, size_t count,
                                const char *recipe,  // "gpt2", "heNormal", a .yaml file of rules
                                uint64_t seed,
                                // "pytorch", "keras" or "jax"; optional: what names say
                                const char *layout,
                                // as `format` of xavier_audit_options
                                const char *format,
                                xavier_plan **plan, char **error);

// What the plan says, as JSON with the schema xavier.init/1: for every tensor its name, shape, initializer,
// deviation, reason, and the path that it is drawn by, which is null where it is not drawn.
xavier_status xavier_plan_json(const xavier_plan *plan, char **json, char **error);

// Draws a tensor of the plan, or a part of it, as xavier_fill does.
xavier_status xavier_plan_fill(const xavier_plan *plan, const char *name, void *memory, size_t size,
                               xavier_type type,
                               const xavier_slice *slice,  // optional: the whole
                               const xavier_run *run,      // optional
                               char **error);

// Frees a plan; NULL is ignored.
void xavier_plan_free(xavier_plan *plan);

// What `xavier check` is told by options.
typedef struct xavier_check_options {
  const char *recipe;         // optional: by default the weights of the model, or "auto" where it has none
  int32_t as_is;              // optional: 1 judges the weights that the model has
  int32_t theory;             // optional: 1 predicts and runs nothing
  int32_t draws;              // optional: draws of the weights that are measured, 0 for 3
  int32_t batch;              // optional: examples, 0 for 32
  uint64_t seed;              // optional
  const xavier_tensor *data;  // optional: the examples, an array for each input by name
  size_t data_count;
  const char *data_name;  // optional: what reports call them
  int32_t columns;        // optional: the width of the text, 0 for 100
} xavier_check_options;

// Whether signal and gradient travel through a network: what the tool writes with --json, schema
// xavier.check/1, and the text it prints. Either may be NULL.
xavier_status xavier_check(const xavier_model *model,
                           const xavier_check_options *options,  // optional
                           const xavier_run *run,                // optional
                           char **json, char **text, char **error);

// What `xavier audit` is told by options.
typedef struct xavier_audit_options {
  const char *recipe;  // optional: what the tensors should have been drawn by
  const char *layout;  // optional: the order of axes, "pytorch", "keras" or "jax"
  // Optional: the kind of file that tensors in memory count as coming from, "pytorch", "safetensors" or
  // "npz"; it implies an order of axes. "npz" by default, which implies none.
  const char *format;
  const char *name;     // optional: what reports call the tensors
  const char *against;  // optional: a checkpoint to compare with
  int32_t columns;      // optional: the width of the text, 0 for 120
} xavier_audit_options;

// Where the numbers of a checkpoint come from and what is wrong with them: what the tool writes with
// --json, schema xavier.audit/1, and the text it prints. Either may be NULL.
xavier_status xavier_audit(const char *path,              // a checkpoint; or NULL, and
                           const xavier_tensor *tensors,  // tensors in memory
                           size_t count,
                           const xavier_audit_options *options,  // optional
                           const xavier_run *run,                // optional
                           char **json, char **text, char **error);

#ifdef __cplusplus
}
#endif

#endif
