/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "methods/temporal_notes.h"

#include <math.h>
#include <stdint.h>

#include "core/text.h"
#include "core/utf8.h"
#include "methods/certain.h"
#include "methods/classical.h"

/* What identifies the level, in words: without an anchor or a prior on bias, truth is the sources'
 * consensus. */
static bool assume(const rk_problem *problem, rk_answer *answer)
{
    bool anchored = false, directed = false;
    for (size_t i = 0; i < problem->reading_count; i++) {
        const reckon_source *source =
            reckon_evidence_source(problem->evidence, problem->readings[i].origin);
        if (!problem->used[i])
            continue;
        anchored =
            anchored || source->bias_kind == RECKON_BIAS_ANCHOR || problem->readings[i].certain;
        directed = directed || source->bias_kind != RECKON_BIAS_EXCHANGEABLE;
    }
    const char *sentence =
        anchored ? "sources that are anchors are taken as unbiased: they hold the level"
        : directed
            ? "no source is an anchor: the level rests on the priors of the sources' biases, "
              "which the data cannot check"
            : "no source is an anchor and none has a prior on its bias: the truth here means "
              "the consensus of the sources";
    return rk_texts_add(&answer->assumptions, "%s", sentence) &&
           rk_texts_add(&answer->assumptions,
               "a range claims that the figure lies inside and nothing more; errors of single "
               "figures and biases of sources come on top");
}

bool rk_holds_the_level(const rk_problem *problem, size_t reading)
{
    const rk_reading *of = &problem->readings[reading];
    return of->certain ||
           reckon_evidence_source(problem->evidence, of->origin)->bias_kind == RECKON_BIAS_ANCHOR;
}

static bool note_identification(const rk_problem *problem, rk_answer *answer)
{
    size_t used = 0, first = SIZE_MAX;
    bool held = false, one = true;
    for (size_t i = 0; i < problem->reading_count; i++) {
        if (!problem->used[i])
            continue;
        used++;
        held = held || rk_holds_the_level(problem, i);
        first = first == SIZE_MAX ? i : first;
        one = one && problem->readings[i].origin == problem->readings[first].origin;
    }
    char shown[RK_SHOWN];
    if (!used)
        return true;
    if (one &&
        !rk_notes_add(&answer->notes, "one-origin",
            "every figure in use was counted by \"%s\": nothing else can tell how far it is from "
            "the truth",
            rk_shown(shown,
                reckon_evidence_source(problem->evidence, problem->readings[first].origin)->id)))
        return false;
    return held || rk_notes_add(&answer->notes, "no-anchor",
                       "no source is an anchor and no figure is certain: that all are wrong in one "
                       "direction cannot be "
                       "seen, and is allowed for by the common bias");
}

/* Of a one-sided answer: who says so. */
static bool note_bounded(
    const rk_problem *problem, const reckon_temporal_result *fit, rk_answer *answer)
{
    if (fit->open_below == fit->open_above)
        return true;
    size_t by = SIZE_MAX;
    for (size_t i = 0; i < problem->reading_count; i++) {
        const rk_reading *reading = &problem->readings[i];
        if (!problem->used[i])
            continue;
        if (by == SIZE_MAX ||
            (fit->open_above ? reading->link_low > problem->readings[by].link_low
                             : reading->link_high < problem->readings[by].link_high))
            by = i;
    }
    char id[RK_SHOWN], source[RK_SHOWN];
    return by == SIZE_MAX ||
           rk_notes_add(&answer->notes, fit->open_above ? "at-least" : "at-most",
               "no figure in use bounds the number from %s: what can be said is %s what \"%s\" of "
               "%s says",
               fit->open_above ? "above" : "below", fit->open_above ? "at least" : "at most",
               rk_reading_id(problem, by, id),
               rk_shown(source,
                   reckon_evidence_source(problem->evidence, problem->readings[by].source)->id));
}

static bool note_dates(const rk_problem *problem, rk_answer *answer)
{
    static const double hardly = 0.3; /* of the log width; below a tenth the outcome says it */
    size_t outside = 0, hardly_decided = 0;
    double first = INFINITY, last = -INFINITY;
    for (size_t i = 0; i < problem->reading_count; i++) {
        if (!problem->used[i])
            continue;
        double reach = 0.5 * problem->readings[i].length + 1e-3;
        first = fmin(first, problem->readings[i].time - reach);
        last = fmax(last, problem->readings[i].time + reach);
    }
    for (size_t i = 0; i < answer->row_count; i++) {
        const rk_answer_row *row = &answer->rows[i];
        outside += problem->years[i] < first || problem->years[i] > last;
        hardly_decided += row->outcome < RECKON_OUTCOME_EMPTY && row->decided < hardly;
    }
    if (outside && first <= last &&
        !rk_notes_add(&answer->notes, "extrapolated",
            "%zu of %zu dates lie before the first figure in use or after the last: nothing is "
            "known of them but how "
            "fast such numbers move",
            outside, answer->row_count))
        return false;
    return !hardly_decided || rk_notes_add(&answer->notes, "prior-driven",
                                  "at %zu of %zu dates the figures decided less than three tenths "
                                  "of the width: the rest is the prior",
                                  hardly_decided, answer->row_count);
}

/* Two successive figures of one voice that moved faster than the prior of the drift foresees. */
typedef struct step {
    double z;
    size_t before, after;
} step;

/* The log distance between the nearest ends of two readings; 0 when they overlap or one is a bound.
 */
static double apart(const rk_reading *a, const rk_reading *b)
{
    double gap = fmax(a->link_low - b->link_high, b->link_low - a->link_high);
    return isfinite(gap) ? fmax(gap, 0.0) : 0.0;
}

static bool one_voice(const rk_problem *problem, size_t a, size_t b)
{
    return problem->readings[a].origin == problem->readings[b].origin ||
           (rk_holds_the_level(problem, a) && rk_holds_the_level(problem, b));
}

static bool is_two_sided(const rk_reading *reading)
{
    return isfinite(reading->link_low) && isfinite(reading->link_high);
}

/* The next two-sided figure of the same voice after `from` in time, or SIZE_MAX. */
static size_t successor(const rk_problem *problem, size_t from)
{
    size_t next = SIZE_MAX;
    for (size_t i = 0; i < problem->reading_count; i++) {
        const rk_reading *reading = &problem->readings[i];
        if (i == from || !problem->used[i] || !is_two_sided(reading) ||
            !one_voice(problem, from, i) || !(reading->time > problem->readings[from].time))
            continue;
        if (next == SIZE_MAX || reading->time < problem->readings[next].time)
            next = i;
    }
    return next;
}

/* z = d / sqrt(0.16 t + 0.05): the drift prior's scale of 0.4 a square-root year, and the error of
 * two figures. */
static step fastest_step(const rk_problem *problem)
{
    static const size_t most =
        3000; /* figures: the search is quadratic, and a longer register shows its breaks */
    step worst = {0.0, SIZE_MAX, SIZE_MAX};
    for (size_t i = 0; i < problem->reading_count && problem->reading_count <= most; i++) {
        if (!problem->used[i] || !is_two_sided(&problem->readings[i]))
            continue;
        size_t next = successor(problem, i);
        if (next == SIZE_MAX)
            continue;
        double t = problem->readings[next].time - problem->readings[i].time;
        double z = apart(&problem->readings[i], &problem->readings[next]) / sqrt(0.16 * t + 0.05);
        if (z > worst.z)
            worst = (step){z, i, next};
    }
    return worst;
}

static bool note_speed(const rk_problem *problem, rk_answer *answer)
{
    static const double foreseen =
        3.0; /* sds; it found 10 of 14 sudden changes and none of 181 quiet ones */
    step worst = fastest_step(problem);
    if (!(worst.z > foreseen))
        return true;
    const rk_reading *before = &problem->readings[worst.before],
                     *after = &problem->readings[worst.after];
    char first[RK_SHOWN], second[RK_SHOWN], factor[RK_NUMBER_TEXT];
    return rk_notes_add(&answer->notes, "faster-than-prior",
        "from \"%s\" to \"%s\" the number moved by a factor of %s in %d days, faster than the "
        "prior of the drift "
        "foresees: declare an event at that date, or split the source if its scope changed",
        rk_reading_id(problem, worst.before, first), rk_reading_id(problem, worst.after, second),
        rk_number_text(factor, rk_round_digits(exp(fabs(after->centre - before->centre)), 2)),
        (int)(365.25 * (after->time - before->time) + 0.5));
}

static bool note_gross(const rk_problem *problem, rk_answer *answer)
{
    char shown[RK_SHOWN];
    for (size_t i = 0; i < problem->reading_count; i++) {
        const rk_use *use = &answer->uses[i];
        if (use->gross > 0.5 && !rk_notes_add(&answer->notes, "gross",
                                    "\"%s\" is a gross error with probability %d %%: a slip, or "
                                    "the figure of something else",
                                    rk_reading_id(problem, i, shown), (int)(100.0 * use->gross)))
            return false;
        if (use->shock > 0.5 && !rk_notes_add(&answer->notes, "break",
                                    "the number jumped before \"%s\" with probability %d %%: if it "
                                    "is known when and why, declare an event",
                                    rk_reading_id(problem, i, shown), (int)(100.0 * use->shock)))
            return false;
    }
    return true;
}

static bool note_disagreement(rk_answer *answer)
{
    size_t camps = 0;
    for (size_t i = 0; i < answer->row_count; i++)
        camps += answer->rows[i].region_count > 1;
    return !camps || rk_notes_add(&answer->notes, "disagreement",
                         "at %zu of %zu dates the figures stand in camps, apart by more than the "
                         "model explains: the "
                         "range spans both, and the regions show them",
                         camps, answer->row_count);
}

/* The grid time nearest to a reading's; the fit was asked at it. */
static size_t grid_at(const reckon_temporal_problem *asked, double time)
{
    size_t nearest = 0;
    for (size_t i = 1; i < asked->grid_count; i++)
        if (fabs(asked->grid[i] - time) < fabs(asked->grid[nearest] - time))
            nearest = i;
    return nearest;
}

/* What is taken to be about the number itself must lie in the answer of its own day, or that is
 * told. */
static bool note_anchors(const rk_problem *problem, const reckon_temporal_problem *asked,
    const reckon_temporal_result *fit, rk_answer *answer)
{
    static const double slack =
        0.02; /* log units: what rounding and the width of a bare count come to */
    size_t p = asked->probability_count - 3;
    char shown[RK_SHOWN];
    for (size_t i = 0; i < problem->reading_count && !fit->open_above && !fit->open_below; i++) {
        const rk_reading *reading = &problem->readings[i];
        if (!problem->used[i] || !rk_holds_the_level(problem, i))
            continue;
        const double *row =
            fit->quantiles + grid_at(asked, reading->time) * asked->probability_count + p;
        bool floor = reading->kind == RK_AT_LEAST, ceiling = reading->kind == RK_AT_MOST;
        bool outside = floor ? row[0] < reading->link_low - slack
                       : ceiling
                           ? row[2] > reading->link_high + slack
                           : reading->centre < row[0] - slack || reading->centre > row[2] + slack;
        if (outside && !rk_notes_add(&answer->notes, "anchor-outside",
                           floor || ceiling ? "on its own date the answer reaches past the bound "
                                              "\"%s\", which an anchor states: mark it "
                                              "certain if it is counted by name"
                                            : "on its own date \"%s\", an anchor's or certain "
                                              "figure, lies outside the answer",
                           rk_reading_id(problem, i, shown)))
            return false;
    }
    return true;
}

static bool note_contradiction(const rk_problem *problem, rk_answer *answer)
{
    size_t floor, ceiling;
    char first[RK_SHOWN], second[RK_SHOWN];
    return !rk_certain_contradiction(problem, &floor, &ceiling) ||
           rk_notes_add(&answer->notes, "contradiction",
               "\"%s\" and \"%s\" are both said to be certain and exclude each other: one of them "
               "is not",
               rk_reading_id(problem, floor, first), rk_reading_id(problem, ceiling, second));
}

bool rk_temporal_notes(const rk_problem *problem, const reckon_temporal_problem *asked,
    const reckon_temporal_result *fit, rk_answer *answer)
{
    if (!assume(problem, answer) || !note_contradiction(problem, answer))
        return false;
    if (fit->outcome == RECKON_OUTCOME_EMPTY)
        return true;
    return note_bounded(problem, fit, answer) && note_identification(problem, answer) &&
           note_dates(problem, answer) && note_speed(problem, answer) &&
           note_gross(problem, answer) && note_disagreement(answer) &&
           (!asked->grid_count || note_anchors(problem, asked, fit, answer));
}
