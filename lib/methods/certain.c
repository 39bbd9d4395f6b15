/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "methods/certain.h"

#include <math.h>

#include "core/utf8.h"

static const double same_moment = 1e-6; /* years: half a minute */

/* What is certain at one date, and which readings say so. */
typedef struct limits {
    double floor, ceiling;
    size_t floor_by, ceiling_by;
} limits;

/* Whether two moments are one, as far as the length of a date can tell. */
static bool speaks_at(const rk_problem *problem, const rk_reading *reading, double year, bool floor)
{
    double distance = year - reading->time, reach = 0.5 * reading->length + same_moment;
    if (problem->measure == RECKON_CUMULATIVE)
        return floor ? distance >= -reach : distance <= reach;
    return fabs(distance) <= reach;
}

static limits limits_at(const rk_problem *problem, double year)
{
    limits found = {-INFINITY, INFINITY, 0, 0};
    for (size_t i = 0; i < problem->reading_count; i++) {
        const rk_reading *reading = &problem->readings[i];
        if (!problem->used[i] || !reading->certain)
            continue;
        if (reading->link_low > found.floor && speaks_at(problem, reading, year, true)) {
            found.floor = reading->link_low;
            found.floor_by = i;
        }
        if (reading->link_high < found.ceiling && speaks_at(problem, reading, year, false)) {
            found.ceiling = reading->link_high;
            found.ceiling_by = i;
        }
    }
    return found;
}

static double hold(double x, const limits *to)
{
    return isnan(x) ? x : fmin(fmax(x, to->floor), to->ceiling);
}

static void hold_regions(rk_date_answer *date, const limits *to)
{
    size_t kept = 0;
    for (size_t i = 0; i < date->region_count; i++) {
        reckon_range region = {
            fmax(date->regions[i].low, to->floor), fmin(date->regions[i].high, to->ceiling)};
        if (region.low <= region.high)
            date->regions[kept++] = region;
    }
    date->region_count = kept;
}

static bool note_contradiction(
    const rk_problem *problem, size_t floor, size_t ceiling, rk_answer *answer)
{
    char first[RK_SHOWN], second[RK_SHOWN];
    return rk_notes_add(&answer->notes, "contradiction",
        "\"%s\" and \"%s\" are both said to be certain and exclude each other: one of them is not",
        rk_reading_id(problem, floor, first), rk_reading_id(problem, ceiling, second));
}

bool rk_certain_limit(
    const rk_problem *problem, double year, rk_date_answer *date, rk_answer *answer)
{
    limits found = limits_at(problem, year);
    if (found.floor == -INFINITY && found.ceiling == INFINITY)
        return true;
    if (found.floor > found.ceiling) {
        date->outcome = RECKON_OUTCOME_EMPTY;
        date->low = date->central = date->high = NAN;
        date->has_quantiles = false;
        date->region_count = 0;
        return note_contradiction(problem, found.floor_by, found.ceiling_by, answer);
    }
    if (date->outcome >= RECKON_OUTCOME_EMPTY)
        return true;
    date->low = hold(date->low, &found);
    date->central = hold(date->central, &found);
    date->high = hold(date->high, &found);
    for (size_t i = 0; date->has_quantiles && i < problem->probability_count; i++)
        date->quantiles[i] = hold(date->quantiles[i], &found);
    hold_regions(date, &found);
    return true;
}

bool rk_certain_contradiction(const rk_problem *problem, size_t *floor, size_t *ceiling)
{
    for (size_t i = 0; i < problem->reading_count; i++) {
        if (!problem->used[i] || !problem->readings[i].certain)
            continue;
        limits found = limits_at(problem, problem->readings[i].time);
        if (found.floor > found.ceiling) {
            *floor = found.floor_by;
            *ceiling = found.ceiling_by;
            return true;
        }
    }
    return false;
}
