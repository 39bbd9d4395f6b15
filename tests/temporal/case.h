/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A temporal problem with room for its result, built by hand or from a case of
 * tests/reference/temporal.json or temporal2.json. */
#ifndef TESTS_TEMPORAL_CASE_H
#define TESTS_TEMPORAL_CASE_H

#include <jansson.h>

#include <reckon/temporal.h>

#include "temporal/fit.h"

enum { TEMPORAL_CASE_EVENTS = 8, TEMPORAL_CASE_DRAWS = 64 };

typedef struct temporal_case {
    reckon_temporal_problem problem;
    reckon_temporal_options options;
    reckon_temporal_result result;
    reckon_temporal_reading
        *readings; /* the arrays that problem and result point to, for changing */
    reckon_temporal_source *sources;
    reckon_temporal_event *events; /* [TEMPORAL_CASE_EVENTS]; problem.event_count is 0 at first */
    double *grid;
    double *probabilities;
    bool *used;
    double *memory;
} temporal_case;

/* A reading that is not certain, of a date without length, and no split normal. */
reckon_temporal_reading temporal_reading(reckon_temporal_kind kind, size_t source, double time,
    double low, double high, double centre, double sd, double weight);

/* Zeroed sources (exchangeable), grid and readings of weight 1; every result array is asked for. */
void temporal_case_new(
    temporal_case *c, size_t readings, size_t sources, size_t grid, size_t probabilities);
void temporal_case_from_json(temporal_case *c, const json_t *json);
void temporal_case_free(temporal_case *c);

/* The first edition's likelihood: no gross errors, no common bias, no shocks, half-normal drift. */
void temporal_case_first_edition(temporal_case *c);

/* A workspace made, used once and freed; fails the test unless the status is RECKON_OK. */
void temporal_case_fit(temporal_case *c);

/* The same by an engine of choice. */
void temporal_case_fit_by(temporal_case *c, rk_fit_engine engine);

/* Every number that a fit gives is finite and in its domain, and quantiles and regions are in
 * order. */
void temporal_case_check_sane(const temporal_case *c);

#endif
