// libjpeg reports a failure by calling back and expects never to get control again. The callbacks
// here write the text down and leave by longjmp, to the setjmp of the function that was called.
#ifndef GQN_FAILURE_H
#define GQN_FAILURE_H

#include <setjmp.h>
#include <stddef.h>
#include <stdio.h>

#include <jpeglib.h>

typedef struct {
  struct jpeg_error_mgr manager;  // First, so that libjpeg's pointer to it is one to this.
  jmp_buf escape;
  char *message;
  size_t message_size;
} gqn_failure;

/// Prepares `failure` and returns what belongs into a codec's `err`.
struct jpeg_error_mgr *gqn_failure_prepare(
    gqn_failure *failure, char *message, size_t message_size);

/// Leaves with a text of our own.
_Noreturn void gqn_failure_raise(j_common_ptr codec, const char *text);

#endif
