/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The interval family at the front door: sets in, sets out, no distribution read into them. */
#include "methods/interval_methods.h"

#include <math.h>

#include <reckon/interval.h>

#include "core/status.h"
#include "methods/classical.h"
#include "methods/work.h"

typedef struct consensus_options {
    double faults; /* NAN: none */
    rk_classical_options classical;
    rk_evidence_options evidence;
} consensus_options;

static const rk_option_row consensus_rows[] = {
    RK_OPTION_WHOLE_ROW(consensus_options, faults, NAN, 0.0, 1e6, "estimates",
        "with this many estimates allowed to be wrong: what all but so many share, one vote each"),
};
static const rk_option_rows consensus_table = {
    consensus_rows, sizeof consensus_rows / sizeof *consensus_rows};

#define PLAIN_PARTS                                                                                \
    {                                                                                              \
        {&rk_classical_option_rows, offsetof(rk_plain_options, classical)},                        \
            {&rk_evidence_option_rows, offsetof(rk_plain_options, evidence)},                      \
        {                                                                                          \
            NULL, 0                                                                                \
        }                                                                                          \
    }

/* The middle of a set on the link scale: the geometric middle for counts. */
static void set_range(rk_date_answer *date, double low, double high)
{
    date->low = low;
    date->high = high;
    date->central = 0.5 * (low + high);
}

static void set_regions(rk_date_answer *date, const reckon_range *regions, size_t count)
{
    date->region_count = count < date->region_capacity ? count : date->region_capacity;
    for (size_t i = 0; i < date->region_count; i++)
        date->regions[i] = regions[i];
}

static void set_interval(rk_date_answer *date, const reckon_interval_set *set)
{
    date->outcome = set->outcome;
    if (set->outcome == RECKON_OUTCOME_OK)
        set_range(date, set->range.low, set->range.high);
}

static reckon_status prepare(const rk_problem *problem, const rk_answer *whole, size_t count,
    void **workspace, reckon_error *error)
{
    (void)problem, (void)whole;
    reckon_interval_workspace *made = NULL;
    reckon_status status = reckon_interval_workspace_new(count, &made, error);
    *workspace = made;
    return status;
}

static void release(void *workspace)
{
    reckon_interval_workspace_free(workspace);
}

/* ---- envelope ---- */

static reckon_status answer_envelope(const rk_problem *problem, const rk_aged *aged,
    void *workspace, rk_date_answer *date, rk_answer *whole, reckon_error *error)
{
    (void)problem, (void)workspace, (void)whole;
    reckon_interval_set set;
    reckon_status status =
        reckon_interval_envelope(aged->low, aged->high, aged->count, &set, error);
    if (status == RECKON_OK)
        set_interval(date, &set);
    return status;
}

static reckon_status run_envelope(const rk_problem *problem, rk_answer *answer, reckon_error *error)
{
    static const rk_rule rule = {
        RK_NEED_SETS, offsetof(rk_plain_options, classical), false, NULL, NULL, answer_envelope};
    answer->claim.text = "every figure's range lies inside low to high; no probability is claimed";
    return rk_classical_run(problem, &rule, answer, error);
}

const rk_method rk_method_envelope = {
    "envelope",
    "the smallest interval that holds every range",
    "-",
    sizeof(rk_plain_options),
    PLAIN_PARTS,
    run_envelope,
    rk_light_work,
};

/* ---- intersection ---- */

static reckon_status answer_intersection(const rk_problem *problem, const rk_aged *aged,
    void *workspace, rk_date_answer *date, rk_answer *whole, reckon_error *error)
{
    (void)problem, (void)workspace, (void)whole;
    reckon_interval_set set;
    reckon_status status =
        reckon_interval_intersection(aged->low, aged->high, aged->count, &set, error);
    if (status == RECKON_OK)
        set_interval(date, &set);
    return status;
}

static reckon_status run_intersection(
    const rk_problem *problem, rk_answer *answer, reckon_error *error)
{
    static const rk_rule rule = {RK_NEED_SETS, offsetof(rk_plain_options, classical), false, NULL,
        NULL, answer_intersection};
    answer->claim.text = "low to high is what all ranges share; no probability is claimed";
    return rk_classical_run(problem, &rule, answer, error);
}

const rk_method rk_method_intersection = {
    "intersection",
    "what all ranges share, or nothing",
    "-",
    sizeof(rk_plain_options),
    PLAIN_PARTS,
    run_intersection,
    rk_light_work,
};

/* ---- consensus ---- */

static reckon_status answer_agreement(const rk_aged *aged, reckon_interval_workspace *workspace,
    rk_date_answer *date, reckon_error *error)
{
    reckon_consensus consensus;
    reckon_status status = reckon_interval_consensus(
        workspace, aged->low, aged->high, aged->weight, aged->count, &consensus, error);
    if (status != RECKON_OK)
        return status;
    date->outcome = consensus.outcome;
    set_range(date, consensus.range.low, consensus.range.high);
    set_regions(date, consensus.regions, consensus.region_count);
    rk_fit_add(&date->fit, "max_weight", consensus.max_weight);
    rk_fit_add(&date->fit, "total_weight", consensus.total_weight);
    return RECKON_OK;
}

static reckon_status answer_with_faults(const rk_aged *aged, size_t faults,
    reckon_interval_workspace *workspace, rk_date_answer *date, reckon_error *error)
{
    reckon_fault_tolerant tolerant;
    reckon_status status = reckon_interval_fault_tolerant(
        workspace, aged->low, aged->high, aged->count, faults, &tolerant, error);
    if (status != RECKON_OK)
        return status;
    date->outcome = tolerant.outcome;
    if (tolerant.outcome == RECKON_OUTCOME_OK) {
        set_range(date, tolerant.range.low, tolerant.range.high);
        set_regions(date, tolerant.regions, tolerant.region_count);
    }
    rk_fit_add(&date->fit, "needed", (double)tolerant.needed);
    rk_fit_add(&date->fit, "k", (double)aged->count);
    rk_fit_add(&date->fit, "fused", tolerant.has_fused ? tolerant.fused : NAN);
    return RECKON_OK;
}

static reckon_status answer_consensus(const rk_problem *problem, const rk_aged *aged,
    void *workspace, rk_date_answer *date, rk_answer *whole, reckon_error *error)
{
    (void)whole;
    double faults = ((const consensus_options *)problem->options)->faults;
    if (isnan(faults))
        return answer_agreement(aged, workspace, date, error);
    return answer_with_faults(aged, (size_t)faults, workspace, date, error);
}

static reckon_status run_consensus(
    const rk_problem *problem, rk_answer *answer, reckon_error *error)
{
    static const rk_rule rule = {RK_NEED_SETS, offsetof(consensus_options, classical), false,
        prepare, release, answer_consensus};
    answer->claim.text = "low to high is what most of the weight shares; no probability is claimed";
    return rk_classical_run(problem, &rule, answer, error);
}

const rk_method rk_method_consensus = {
    "consensus",
    "all maximal intervals that the greatest total weight of ranges supports",
    "Marzullo 1984; Brooks and Iyengar 1996; Mills, RFC 5905",
    sizeof(consensus_options),
    {{&consensus_table, 0}, {&rk_classical_option_rows, offsetof(consensus_options, classical)},
        {&rk_evidence_option_rows, offsetof(consensus_options, evidence)}},
    run_consensus,
    rk_common_work,
};

/* ---- means and medians of the ends ---- */

static reckon_status answer_endpoint_mean(const rk_problem *problem, const rk_aged *aged,
    void *workspace, rk_date_answer *date, rk_answer *whole, reckon_error *error)
{
    (void)problem, (void)workspace, (void)whole;
    reckon_endpoint_mean mean;
    reckon_status status = reckon_interval_endpoint_mean(
        aged->low, aged->high, aged->weight, aged->count, &mean, error);
    if (status != RECKON_OK)
        return status;
    date->outcome = mean.outcome;
    if (mean.outcome == RECKON_OUTCOME_OK)
        set_range(date, mean.range.low, mean.range.high);
    return RECKON_OK;
}

static reckon_status run_endpoint_mean(
    const rk_problem *problem, rk_answer *answer, reckon_error *error)
{
    static const rk_rule rule = {RK_NEED_SETS, offsetof(rk_plain_options, classical), false, NULL,
        NULL, answer_endpoint_mean};
    answer->claim.text = "low and high are the means of the stated ends; no probability is claimed";
    return rk_classical_run(problem, &rule, answer, error);
}

const rk_method rk_method_endpoint_mean = {
    "endpoint-mean",
    "weighted means of the lower and of the upper ends, on the log scale",
    "-",
    sizeof(rk_plain_options),
    PLAIN_PARTS,
    run_endpoint_mean,
    rk_light_work,
};

static reckon_status answer_endpoint_median(const rk_problem *problem, const rk_aged *aged,
    void *workspace, rk_date_answer *date, rk_answer *whole, reckon_error *error)
{
    (void)problem, (void)whole;
    reckon_endpoint_median median;
    reckon_status status = reckon_interval_endpoint_median(
        workspace, aged->low, aged->high, aged->weight, aged->count, &median, error);
    if (status != RECKON_OK)
        return status;
    date->outcome = median.outcome;
    if (median.outcome == RECKON_OUTCOME_OK)
        set_range(date, median.low.mid, median.high.mid);
    return RECKON_OK;
}

static reckon_status run_endpoint_median(
    const rk_problem *problem, rk_answer *answer, reckon_error *error)
{
    static const rk_rule rule = {RK_NEED_SETS, offsetof(rk_plain_options, classical), false,
        prepare, release, answer_endpoint_median};
    answer->claim.text =
        "low and high are the medians of the stated ends; no probability is claimed";
    return rk_classical_run(problem, &rule, answer, error);
}

const rk_method rk_method_endpoint_median = {
    "endpoint-median",
    "weighted medians of the lower and of the upper ends, on the log scale",
    "-",
    sizeof(rk_plain_options),
    PLAIN_PARTS,
    run_endpoint_median,
    rk_common_work,
};
