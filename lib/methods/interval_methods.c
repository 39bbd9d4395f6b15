/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The interval family at the front door: sets in, sets out, no distribution read into them. */
#include <math.h>

#include <reckon/interval.h>

#include "core/status.h"
#include "methods/classical.h"

static const reckon_option plain_options[] = {RK_CLASSICAL_OPTIONS};

static const reckon_option consensus_options[] = {
    {"faults", RECKON_OPTION_INTEGER, NAN, NULL, 0.0, 1e6, NULL, "estimates",
        "with this many estimates allowed to be wrong: what all but so many share, one vote each"},
    RK_CLASSICAL_OPTIONS,
};

/* The middle of a set on the link scale: the geometric middle for counts. */
static void set_range(rk_answer *answer, double low, double high)
{
    answer->low = low;
    answer->high = high;
    answer->central = 0.5 * (low + high);
}

static void set_regions(rk_answer *answer, const reckon_range *regions, size_t count)
{
    answer->region_count = count < answer->region_capacity ? count : answer->region_capacity;
    for (size_t i = 0; i < answer->region_count; i++)
        answer->regions[i] = regions[i];
}

static void set_interval(rk_answer *answer, const reckon_interval_set *set)
{
    answer->outcome = set->outcome;
    if (set->outcome == RECKON_OUTCOME_OK)
        set_range(answer, set->range.low, set->range.high);
}

static reckon_status prepare(const rk_problem *problem, size_t count, void **workspace, reckon_error *error)
{
    (void)problem;
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

static reckon_status answer_envelope(const rk_problem *problem, const rk_aged *aged, void *workspace, rk_answer *answer,
    reckon_result *result, reckon_error *error)
{
    (void)problem, (void)workspace, (void)result;
    reckon_interval_set set;
    reckon_status status = reckon_interval_envelope(aged->low, aged->high, aged->count, &set, error);
    if (status == RECKON_OK)
        set_interval(answer, &set);
    return status;
}

static reckon_status run_envelope(rk_problem *problem, reckon_result *result, reckon_error *error)
{
    static const rk_rule rule = {RK_NEED_SETS, NULL, NULL, answer_envelope};
    return rk_classical_run(problem, &rule, result, error);
}

const rk_method rk_method_envelope = {
    "envelope",
    "the smallest interval that holds every range",
    "-",
    {plain_options, RK_CLASSICAL_OPTION_COUNT},
    run_envelope,
    rk_light_work,
};

/* ---- intersection ---- */

static reckon_status answer_intersection(const rk_problem *problem, const rk_aged *aged, void *workspace,
    rk_answer *answer, reckon_result *result, reckon_error *error)
{
    (void)problem, (void)workspace, (void)result;
    reckon_interval_set set;
    reckon_status status = reckon_interval_intersection(aged->low, aged->high, aged->count, &set, error);
    if (status == RECKON_OK)
        set_interval(answer, &set);
    return status;
}

static reckon_status run_intersection(rk_problem *problem, reckon_result *result, reckon_error *error)
{
    static const rk_rule rule = {RK_NEED_SETS, NULL, NULL, answer_intersection};
    return rk_classical_run(problem, &rule, result, error);
}

const rk_method rk_method_intersection = {
    "intersection",
    "what all ranges share, or nothing",
    "-",
    {plain_options, RK_CLASSICAL_OPTION_COUNT},
    run_intersection,
    rk_light_work,
};

/* ---- consensus ---- */

static reckon_status answer_agreement(
    const rk_aged *aged, reckon_interval_workspace *workspace, rk_answer *answer, reckon_error *error)
{
    reckon_consensus consensus;
    reckon_status status =
        reckon_interval_consensus(workspace, aged->low, aged->high, aged->weight, aged->count, &consensus, error);
    if (status != RECKON_OK)
        return status;
    answer->outcome = consensus.outcome;
    set_range(answer, consensus.range.low, consensus.range.high);
    set_regions(answer, consensus.regions, consensus.region_count);
    rk_fit_add(&answer->fit, "max_weight", consensus.max_weight);
    rk_fit_add(&answer->fit, "total_weight", consensus.total_weight);
    return RECKON_OK;
}

static reckon_status answer_with_faults(
    const rk_aged *aged, size_t faults, reckon_interval_workspace *workspace, rk_answer *answer, reckon_error *error)
{
    reckon_fault_tolerant tolerant;
    reckon_status status =
        reckon_interval_fault_tolerant(workspace, aged->low, aged->high, aged->count, faults, &tolerant, error);
    if (status != RECKON_OK)
        return status;
    answer->outcome = tolerant.outcome;
    if (tolerant.outcome == RECKON_OUTCOME_OK) {
        set_range(answer, tolerant.range.low, tolerant.range.high);
        set_regions(answer, tolerant.regions, tolerant.region_count);
    }
    rk_fit_add(&answer->fit, "needed", (double)tolerant.needed);
    rk_fit_add(&answer->fit, "k", (double)aged->count);
    rk_fit_add(&answer->fit, "fused", tolerant.has_fused ? tolerant.fused : NAN);
    return RECKON_OK;
}

static reckon_status answer_consensus(const rk_problem *problem, const rk_aged *aged, void *workspace,
    rk_answer *answer, reckon_result *result, reckon_error *error)
{
    (void)result;
    double faults = rk_option_number(problem, "faults");
    if (isnan(faults))
        return answer_agreement(aged, workspace, answer, error);
    return answer_with_faults(aged, (size_t)faults, workspace, answer, error);
}

static reckon_status run_consensus(rk_problem *problem, reckon_result *result, reckon_error *error)
{
    static const rk_rule rule = {RK_NEED_SETS, prepare, release, answer_consensus};
    return rk_classical_run(problem, &rule, result, error);
}

const rk_method rk_method_consensus = {
    "consensus",
    "all maximal intervals that the greatest total weight of ranges supports",
    "Marzullo 1984; Brooks and Iyengar 1996; Mills, RFC 5905",
    {consensus_options, 1 + RK_CLASSICAL_OPTION_COUNT},
    run_consensus,
    rk_common_work,
};

/* ---- means and medians of the ends ---- */

static reckon_status answer_endpoint_mean(const rk_problem *problem, const rk_aged *aged, void *workspace,
    rk_answer *answer, reckon_result *result, reckon_error *error)
{
    (void)problem, (void)workspace, (void)result;
    reckon_endpoint_mean mean;
    reckon_status status =
        reckon_interval_endpoint_mean(aged->low, aged->high, aged->weight, aged->count, &mean, error);
    if (status != RECKON_OK)
        return status;
    answer->outcome = mean.outcome;
    if (mean.outcome == RECKON_OUTCOME_OK)
        set_range(answer, mean.range.low, mean.range.high);
    return RECKON_OK;
}

static reckon_status run_endpoint_mean(rk_problem *problem, reckon_result *result, reckon_error *error)
{
    static const rk_rule rule = {RK_NEED_SETS, NULL, NULL, answer_endpoint_mean};
    return rk_classical_run(problem, &rule, result, error);
}

const rk_method rk_method_endpoint_mean = {
    "endpoint-mean",
    "weighted means of the lower and of the upper ends, on the log scale",
    "-",
    {plain_options, RK_CLASSICAL_OPTION_COUNT},
    run_endpoint_mean,
    rk_light_work,
};

static reckon_status answer_endpoint_median(const rk_problem *problem, const rk_aged *aged, void *workspace,
    rk_answer *answer, reckon_result *result, reckon_error *error)
{
    (void)problem, (void)result;
    reckon_endpoint_median median;
    reckon_status status =
        reckon_interval_endpoint_median(workspace, aged->low, aged->high, aged->weight, aged->count, &median, error);
    if (status != RECKON_OK)
        return status;
    answer->outcome = median.outcome;
    if (median.outcome == RECKON_OUTCOME_OK)
        set_range(answer, median.low.mid, median.high.mid);
    return RECKON_OK;
}

static reckon_status run_endpoint_median(rk_problem *problem, reckon_result *result, reckon_error *error)
{
    static const rk_rule rule = {RK_NEED_SETS, prepare, release, answer_endpoint_median};
    return rk_classical_run(problem, &rule, result, error);
}

const rk_method rk_method_endpoint_median = {
    "endpoint-median",
    "weighted medians of the lower and of the upper ends, on the log scale",
    "-",
    {plain_options, RK_CLASSICAL_OPTION_COUNT},
    run_endpoint_median,
    rk_common_work,
};
