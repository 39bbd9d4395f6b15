/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of a reckon_evidence. Every description here has been validated. */
#ifndef RK_EVIDENCE_STORE_H
#define RK_EVIDENCE_STORE_H

#include <stddef.h>

#include <reckon/date.h>
#include <reckon/evidence.h>

#include "evidence/id_index.h"

typedef struct rk_stored_population {
    reckon_population stated;
    void *text;   /* the block its texts stand in */
    double since; /* NAN when not said */
} rk_stored_population;

typedef struct rk_stored_source {
    reckon_source stated;
    void *text;
} rk_stored_source;

typedef struct rk_stored_estimate {
    reckon_estimate stated;
    void *text;
    size_t population; /* positions of what its ids name */
    size_t source;
    size_t origin; /* the source itself when none is named */
    reckon_period date;
    double published; /* decimal year by which it was */
    double since; /* cumulative: where its total starts, its own or its population's; NAN when not
                     said */
    double per;   /* flow: years that the figure is for */
} rk_stored_estimate;

struct reckon_evidence {
    char *title;
    char *note;
    rk_stored_population
        *populations; /* [population_ids.count], room for [.capacity]; likewise the next two */
    rk_stored_source *sources;
    rk_stored_estimate *estimates;
    size_t population_capacity, source_capacity, estimate_capacity;
    rk_id_index population_ids;
    rk_id_index source_ids;
    rk_id_index estimate_ids;
    double admiralty[6];
};

#endif
