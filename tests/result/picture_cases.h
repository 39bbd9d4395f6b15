/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results made by hand for the pictures: each shows one thing that a picture can get wrong. */
#ifndef RK_TEST_PICTURE_CASES_H
#define RK_TEST_PICTURE_CASES_H

#include "result/result.h"

enum { CASE_ROWS = 40, CASE_READINGS = 64, CASE_PROBABILITIES = 5 };

/* A result whose parts all stand here; nothing is to be freed. */
typedef struct picture_case {
    reckon_result result;
    reckon_row rows[CASE_ROWS];
    double quantiles[CASE_ROWS * CASE_PROBABILITIES];
    reckon_range regions[CASE_ROWS][3];
    double probabilities[CASE_PROBABILITIES];
    reckon_result_reading readings[CASE_READINGS];
    reckon_result_source sources[CASE_READINGS];
    char ids[CASE_READINGS][16];
} picture_case;

/* Fills `of` with case `index`; its name, or NULL past the last. */
const char *picture_case_fill(picture_case *of, size_t index);

#endif
