/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * GSL's handler belongs to the process and can be installed once, so every scenario runs in a child
 * process of its own: it returns 0 when all held, a line number when something did not, and may be
 * expected to end by SIGABRT.
 */
#include <math.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_sf_log.h>

#include <reckon/gsl.h>

#include "core/gsl_handler.h"
#include "support/check.h"

#define require(condition)                                                                         \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition);         \
            exit(1);                                                                               \
        }                                                                                          \
    } while (0)

typedef void (*scenario)(void);

/* Runs a scenario in a child; what it printed on stderr is in printed[size]. The child's wait
 * status. */
static int run(scenario body, char *printed, size_t size)
{
    int channel[2];
    assert_int_equal(pipe(channel), 0);
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(channel[1], STDERR_FILENO);
        close(channel[0]);
        close(channel[1]);
        body();
        _exit(0);
    }
    close(channel[1]);
    size_t length = 0;
    ssize_t got;
    while ((got = read(channel[0], printed + length, size - 1 - length)) > 0)
        length += (size_t)got;
    printed[length] = '\0';
    close(channel[0]);
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void expect_success(scenario body)
{
    char printed[2048];
    int status = run(body, printed, sizeof printed);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail_msg("status %d: %s", status, printed);
}

static void expect_gsl_abort(scenario body)
{
    char printed[2048];
    int status = run(body, printed, sizeof printed);
    if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGABRT)
        fail_msg("no SIGABRT but status %d: %s", status, printed);
    assert_non_null(strstr(printed, "ERROR: domain error"));
    assert_non_null(strstr(printed, "Default GSL error handler invoked."));
}

/* A GSL error, as a defect in the library or a mistake of the host's would raise it. */
static void raise_error(void)
{
    gsl_sf_result result;
    gsl_sf_log_e(-1.0, &result);
}

static void raise_error_inside(void)
{
    rk_gsl_enter();
    raise_error();
    rk_gsl_leave();
}

static int host_calls, host_errno;
static char host_reason[64];
static gsl_error_handler_t *host_behind;

static void host_handler(const char *reason, const char *file, int line, int gsl_errno)
{
    host_calls++;
    host_errno = gsl_errno;
    snprintf(host_reason, sizeof host_reason, "%s", reason);
    require(file != NULL && line > 0);
}

static void chaining_host_handler(const char *reason, const char *file, int line, int gsl_errno)
{
    host_calls++;
    host_behind(reason, file, line, gsl_errno);
}

/* --- the host has GSL's default handler --- */

static void default_install_inside(void)
{
    const char *reason = "untouched";
    require(reckon_gsl_recorded(&reason) == 0 && reason == NULL);
    require(reckon_gsl_install_handler());
    raise_error_inside();
    require(reckon_gsl_recorded(&reason) == 1 && strcmp(reason, "domain error") == 0);
    rk_gsl_enter();
    raise_error_inside();
    raise_error(); /* still inside the outer call */
    rk_gsl_leave();
    require(reckon_gsl_recorded(NULL) == 3);
}

static void default_install_outside(void)
{
    require(reckon_gsl_install_handler());
    raise_error_inside();
    raise_error();
}

static void default_install_suspended(void)
{
    require(reckon_gsl_install_handler());
    rk_gsl_enter();
    int depth = rk_gsl_suspend();
    require(depth == 1);
    raise_error(); /* from a callback of the host's */
}

static void default_declined_inside(void)
{
    raise_error_inside();
}

static void *raise_in_thread(void *unused)
{
    (void)unused;
    raise_error();
    return NULL;
}

static void default_another_thread_is_outside(void)
{
    require(reckon_gsl_install_handler());
    rk_gsl_enter();
    pthread_t thread;
    require(pthread_create(&thread, NULL, raise_in_thread, NULL) == 0);
    pthread_join(thread, NULL);
}

static void with_gsls_default_handler(void **state)
{
    (void)state;
    expect_success(default_install_inside);
    expect_gsl_abort(default_install_outside);
    expect_gsl_abort(default_install_suspended);
    expect_gsl_abort(default_declined_inside);
    expect_gsl_abort(default_another_thread_is_outside);
}

/* --- the host has a handler of its own, which returns --- */

static void own_install(void)
{
    gsl_set_error_handler(host_handler);
    require(reckon_gsl_install_handler());
    raise_error_inside();
    require(host_calls == 0 && reckon_gsl_recorded(NULL) == 1);
    raise_error();
    require(host_calls == 1 && host_errno == GSL_EDOM && strcmp(host_reason, "domain error") == 0);
    require(reckon_gsl_recorded(NULL) == 1);
    rk_gsl_enter();
    int depth = rk_gsl_suspend();
    raise_error();
    rk_gsl_resume(depth);
    raise_error();
    rk_gsl_leave();
    require(host_calls == 2 && reckon_gsl_recorded(NULL) == 2);
}

static void own_declined(void)
{
    gsl_set_error_handler(host_handler);
    raise_error_inside();
    require(host_calls == 1 && reckon_gsl_recorded(NULL) == 0);
}

static void own_off(void)
{
    gsl_set_error_handler_off();
    require(reckon_gsl_install_handler());
    raise_error();
    raise_error_inside();
    require(reckon_gsl_recorded(NULL) == 1);
}

static void second_install(void)
{
    require(reckon_gsl_install_handler());
    gsl_error_handler_t *ours = gsl_set_error_handler(host_handler);
    require(ours != NULL && ours != host_handler);
    require(!reckon_gsl_install_handler());
    require(gsl_set_error_handler(host_handler) ==
            host_handler); /* the second call has changed nothing */
}

static void with_a_returning_handler(void **state)
{
    (void)state;
    expect_success(own_install);
    expect_success(own_declined);
    expect_success(own_off);
    expect_success(second_install);
}

/* --- the host replaces the handler afterwards --- */

static void replaced(void)
{
    require(reckon_gsl_install_handler());
    gsl_set_error_handler(host_handler);
    raise_error_inside();
    raise_error();
    require(host_calls == 2 && reckon_gsl_recorded(NULL) == 0);
}

static void replaced_and_chained(void)
{
    require(reckon_gsl_install_handler());
    host_behind = gsl_set_error_handler(chaining_host_handler);
    raise_error_inside();
    require(host_calls == 1 && reckon_gsl_recorded(NULL) == 1);
    raise_error(); /* through the host's handler and this library's into GSL's default */
}

static void replaced_and_restored(void)
{
    gsl_set_error_handler(host_handler);
    require(reckon_gsl_install_handler());
    gsl_error_handler_t *old = gsl_set_error_handler_off();
    raise_error();
    gsl_set_error_handler(old);
    raise_error_inside();
    require(host_calls == 0 && reckon_gsl_recorded(NULL) == 1);
    raise_error();
    require(host_calls == 1);
}

static void when_the_host_replaces_it_midway(void **state)
{
    (void)state;
    expect_success(replaced);
    expect_gsl_abort(replaced_and_chained);
    expect_success(replaced_and_restored);
}

/* --- many threads at once --- */

enum { THREADS = 8 };

static void *install_in_thread(void *won)
{
    *(int *)won = reckon_gsl_install_handler();
    raise_error_inside();
    return NULL;
}

static void raced(void)
{
    gsl_set_error_handler(host_handler);
    pthread_t threads[THREADS];
    int won[THREADS] = {0}, winners = 0;
    require(reckon_gsl_install_handler());
    for (int i = 0; i < THREADS; i++)
        require(pthread_create(&threads[i], NULL, install_in_thread, &won[i]) == 0);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        winners += won[i];
    }
    require(winners == 0 && host_calls == 0);
    require(reckon_gsl_recorded(NULL) == 0); /* what other threads met is theirs */
}

static void from_many_threads(void **state)
{
    (void)state;
    expect_success(raced);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(with_gsls_default_handler),
        cmocka_unit_test(with_a_returning_handler),
        cmocka_unit_test(when_the_host_replaces_it_midway),
        cmocka_unit_test(from_many_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
