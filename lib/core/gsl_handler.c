/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/gsl_handler.h"

#include <stdatomic.h>
#include <stddef.h>

#include <gsl/gsl_errno.h>

#include <reckon/gsl.h>

/*
 * The only state in the library. Process-wide: that the handler is installed, and the host's
 * handler behind it, both written once. For each thread: a few words, in the initial-exec model,
 * because a lazily made block of thread-local memory would end the process when memory is out.
 */
static atomic_flag installed = ATOMIC_FLAG_INIT;
static _Atomic(gsl_error_handler_t *) behind;

static _Thread_local struct thread_state {
    int depth; /* calls of this library on the stack */
    unsigned recorded;
    const char *reason;
} here __attribute__((tls_model("initial-exec")));

void rk_gsl_enter(void)
{
    here.depth++;
}

void rk_gsl_leave(void)
{
    here.depth--;
}

int rk_gsl_suspend(void)
{
    int depth = here.depth;
    here.depth = 0;
    return depth;
}

void rk_gsl_resume(int depth)
{
    here.depth = depth;
}

static void record_or_pass_on(const char *reason, const char *file, int line, int gsl_errno)
{
    if (here.depth > 0) {
        here.recorded++;
        here.reason = reason; /* a literal of GSL's, which stays loaded as long as this library */
        return;
    }
    gsl_error_handler_t *host = atomic_load(&behind);
    if (host) {
        host(reason, file, line, gsl_errno);
        return;
    }
    /* GSL's own ending, by GSL itself: it prints and aborts when it has no handler. */
    gsl_set_error_handler(NULL);
    gsl_error(reason, file, line, gsl_errno);
}

bool reckon_gsl_install_handler(void)
{
    if (atomic_flag_test_and_set(&installed))
        return false;
    atomic_store(&behind, gsl_set_error_handler(record_or_pass_on));
    return true;
}

unsigned reckon_gsl_recorded(const char **reason)
{
    if (reason)
        *reason = here.reason;
    return here.recorded;
}
