/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/totals.h"

#include <math.h>
#include <stdio.h>

#include "core/memory.h"
#include "core/status.h"
#include "core/utf8.h"
#include "evidence/store.h"

static const double SAME_DAY = 1e-6; /* years: half a minute, far above rounding, far below a day */

/* What one population's totals are held to. */
typedef struct common {
    bool any;     /* a total has been met */
    size_t first; /* the estimate that the common date was taken from; RK_NO_INDEX: the population
                     states it */
    double since; /* NAN: not said */
} common;

static bool is_total(const reckon_evidence *evidence, size_t estimate)
{
    return evidence->populations[evidence->estimates[estimate].population].stated.measure ==
           RECKON_CUMULATIVE;
}

static bool same_since(double a, double b)
{
    return (isnan(a) && isnan(b)) || fabs(a - b) <= SAME_DAY;
}

/* The date that most is known about: the population's, else the earliest that an estimate states.
 */
static void find_common(const reckon_evidence *evidence, const bool *plays, common *of)
{
    for (size_t p = 0; p < evidence->population_ids.count; p++)
        of[p] = (common){false, RK_NO_INDEX, evidence->populations[p].since};
    for (size_t i = 0; i < evidence->estimate_ids.count; i++) {
        const rk_stored_estimate *entry = &evidence->estimates[i];
        common *own = &of[entry->population];
        if (!is_total(evidence, i) || !plays[i] ||
            !isnan(evidence->populations[entry->population].since))
            continue;
        if (!own->any || entry->since < own->since || (isnan(own->since) && !isnan(entry->since))) {
            own->first = i;
            own->since = entry->since;
        }
        own->any = true;
    }
}

/* An estimate of what had come by `date` since the common date, or RK_NO_INDEX. */
static size_t find_bridge(const reckon_evidence *evidence, const bool *plays, size_t population,
    double since, double date)
{
    for (size_t i = 0; i < evidence->estimate_ids.count; i++) {
        const rk_stored_estimate *entry = &evidence->estimates[i];
        if (entry->population == population && plays[i] && same_since(entry->since, since) &&
            entry->date.start - SAME_DAY <= date && date <= entry->date.end + SAME_DAY)
            return i;
    }
    return RK_NO_INDEX;
}

static const char *since_text(const reckon_evidence *evidence, size_t estimate, size_t population)
{
    const char *own = estimate == RK_NO_INDEX ? NULL : evidence->estimates[estimate].stated.since;
    return own ? own : evidence->populations[population].stated.since;
}

static reckon_status fail_mixed(
    const reckon_evidence *evidence, size_t estimate, const common *of, reckon_error *error)
{
    char pointer[64], shown[RK_SHOWN], other[RK_SHOWN], from[RK_SHOWN], to[RK_SHOWN];
    const rk_stored_estimate *entry = &evidence->estimates[estimate];
    snprintf(
        pointer, sizeof pointer, "/estimates/%zu%s", estimate, entry->stated.since ? "/since" : "");
    rk_shown(shown, entry->stated.id);
    rk_shown(other, of->first == RK_NO_INDEX ? evidence->populations[entry->population].stated.id
                                             : evidence->estimates[of->first].stated.id);
    rk_shown(to, since_text(evidence, of->first, entry->population));
    if (isnan(entry->since))
        return rk_fail_at(error, RECKON_MEASURE, pointer,
            "\"%s\" does not say since when it counts, \"%s\" counts since %s: give \"since\" to "
            "both, or to the "
            "population",
            shown, other, to);
    rk_shown(from, since_text(evidence, estimate, entry->population));
    return rk_fail_at(error, RECKON_MEASURE, pointer,
        "\"%s\" counts since %s, \"%s\" since %s: such totals do not mix. Add an estimate since %s "
        "that is dated %s, "
        "or make two populations",
        shown, from, other, to, to, from);
}

reckon_status rk_totals_check(
    const reckon_evidence *evidence, const bool *plays, size_t *bridge, reckon_error *error)
{
    reckon_status status = RECKON_OK;
    size_t memo = RK_NO_INDEX,
           memo_population = RK_NO_INDEX; /* the last bridge found: totals repeat their start */
    double memo_since = NAN;
    common *of = rk_alloc(evidence->population_ids.count, sizeof *of);
    if (!of)
        return rk_fail(error, RECKON_MEMORY, "out of memory");
    find_common(evidence, plays, of);
    for (size_t i = 0; i < evidence->estimate_ids.count && status == RECKON_OK; i++) {
        const rk_stored_estimate *entry = &evidence->estimates[i];
        const common *own = &of[entry->population];
        bridge[i] = RK_NO_INDEX;
        if (!is_total(evidence, i) || same_since(entry->since, own->since))
            continue;
        if (memo_population != entry->population || !same_since(memo_since, entry->since)) {
            bool later = entry->since > own->since;
            memo = later ? find_bridge(evidence, plays, entry->population, own->since, entry->since)
                         : RK_NO_INDEX;
            memo_population = entry->population;
            memo_since = entry->since;
        }
        bridge[i] = memo;
        if (memo == RK_NO_INDEX && plays[i])
            status = fail_mixed(evidence, i, own, error);
    }
    rk_free(of);
    return status;
}
