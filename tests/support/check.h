/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every test shares: cmocka and a comparison of doubles that a NaN cannot pass. */
#ifndef TESTS_SUPPORT_CHECK_H
#define TESTS_SUPPORT_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/*
 * Fails, printing both values and `what`, unless |actual - expected| <= absolute + relative *
 * |expected|. Equal infinities agree; a NaN on either side fails.
 */
#define check_close(actual, expected, relative, absolute)                                          \
    check_close_at(actual, expected, relative, absolute, #actual, __FILE__, __LINE__)
/* The same with a name for what is compared, for loops over cases. */
#define check_close_named(actual, expected, relative, absolute, what)                              \
    check_close_at(actual, expected, relative, absolute, what, __FILE__, __LINE__)

void check_close_at(double actual, double expected, double relative, double absolute,
    const char *what, const char *file, int line);

#endif
