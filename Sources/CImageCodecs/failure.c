#include "failure.h"

static _Noreturn void leave(j_common_ptr codec) {
  gqn_failure *failure = (gqn_failure *)codec->err;
  char text[JMSG_LENGTH_MAX];
  codec->err->format_message(codec, text);
  snprintf(failure->message, failure->message_size, "%s", text);
  longjmp(failure->escape, 1);
}

// Negative levels are warnings: libjpeg has met damaged data and would go on with invented pixels.
static void leave_at_warning(j_common_ptr codec, int level) {
  if (level < 0) leave(codec);
}

static void print_nothing(j_common_ptr codec) { (void)codec; }

struct jpeg_error_mgr *gqn_failure_prepare(
    gqn_failure *failure, char *message, size_t message_size) {
  failure->message = message;
  failure->message_size = message_size;
  struct jpeg_error_mgr *manager = jpeg_std_error(&failure->manager);
  manager->error_exit = leave;
  manager->emit_message = leave_at_warning;
  manager->output_message = print_nothing;
  return manager;
}

void gqn_failure_raise(j_common_ptr codec, const char *text) {
  gqn_failure *failure = (gqn_failure *)codec->err;
  snprintf(failure->message, failure->message_size, "%s", text);
  longjmp(failure->escape, 1);
}
