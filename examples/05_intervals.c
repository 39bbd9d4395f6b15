/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Four ranges for one number, taken as closed intervals and nothing more: what they cover, what
 * they share, where most of them agree, and the means and medians of their ends. Arrays in, structs
 * out; the scale is up to you (here logs, because errors of such figures are factors).
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <reckon/interval.h>

enum { COUNT = 4, FAULTS = 2 };

static const double lows[COUNT] = {9000, 10000, 30000, 75000};
static const double highs[COUNT] = {11000, 30000, 50000, 125000};
static const double weight[COUNT] = {1, 2, 1, 1};

/* An example may give up; your program will do something better. */
static void must(reckon_status status, const reckon_error *error)
{
    if (status != RECKON_OK) {
        fprintf(stderr, "%s\n", error->message);
        exit(1);
    }
}

static void print_range(const char *what, reckon_outcome outcome, reckon_range range)
{
    if (outcome == RECKON_OUTCOME_EMPTY)
        printf("%-16s nothing\n", what);
    else
        printf("%-16s %.0f to %.0f\n", what, exp(range.low), exp(range.high));
}

/* How many votes each stretch of numbers has: from end to end of the intervals, in order. */
static void print_coverage(const reckon_coverage *coverage)
{
    printf("support, of %.0f votes:", coverage->total_weight);
    for (size_t i = 0; i + 1 < coverage->point_count; i++)
        printf("  %.0f [%.0f] ", exp(coverage->point[i]), coverage->weight_after[i]);
    printf(" %.0f\n", exp(coverage->point[coverage->point_count - 1]));
}

/* What needs no memory. */
static void print_sets(const double *low, const double *high, reckon_error *error)
{
    reckon_interval_set envelope, shared;
    reckon_endpoint_mean mean;
    must(reckon_interval_envelope(low, high, COUNT, &envelope, error), error);
    must(reckon_interval_intersection(low, high, COUNT, &shared, error), error);
    must(reckon_interval_endpoint_mean(low, high, weight, COUNT, &mean, error), error);
    print_range("envelope", envelope.outcome, envelope.range);
    print_range("intersection", shared.outcome, shared.range);
    print_range("mean of ends", mean.outcome, mean.range);
}

/* What sorts, in a workspace that is made once. */
static void print_agreement(const double *low, const double *high, reckon_error *error)
{
    reckon_interval_workspace *workspace = NULL;
    must(reckon_interval_workspace_new(COUNT, &workspace, error), error);

    reckon_endpoint_median median;
    must(reckon_interval_endpoint_median(workspace, low, high, weight, COUNT, &median, error),
        error);
    print_range("median of ends", median.outcome, (reckon_range){median.low.mid, median.high.mid});

    reckon_consensus consensus;
    must(reckon_interval_consensus(workspace, low, high, weight, COUNT, &consensus, error), error);
    for (size_t i = 0; i < consensus.region_count; i++)
        print_range("consensus", consensus.outcome, consensus.regions[i]);
    printf("%-16s %.0f of %.0f votes\n", "", consensus.max_weight, consensus.total_weight);

    reckon_fault_tolerant tolerant;
    must(reckon_interval_fault_tolerant(workspace, low, high, COUNT, FAULTS, &tolerant, error),
        error);
    print_range("two may be wrong", tolerant.outcome, tolerant.range);
    printf("%-16s %.0f is the middle of what %zu of them hold\n", "", exp(tolerant.fused),
        tolerant.needed);

    reckon_coverage coverage;
    must(reckon_interval_coverage(workspace, low, high, weight, COUNT, &coverage, error), error);
    print_coverage(&coverage);
    reckon_interval_workspace_free(workspace);
}

int main(void)
{
    double low[COUNT], high[COUNT];
    for (int i = 0; i < COUNT; i++) {
        low[i] = log(lows[i]);
        high[i] = log(highs[i]);
    }
    reckon_error error = RECKON_ERROR_INIT;
    print_sets(low, high, &error);
    print_agreement(low, high, &error);
    return 0;
}
