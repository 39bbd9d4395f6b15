/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The temporal model on plain arrays: three sources speak about one number at different dates, one
 * of them only says "at most". Everything is on the log scale; times are decimal years.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <reckon/date.h>
#include <reckon/temporal.h>

enum { READINGS = 4, SOURCES = 3, QUANTILES = 3, MOST_DATES = 16 };

static const struct figure {
    const char *date;
    size_t source;
    double low, high; /* low 0: only "at most" */
} figures[READINGS] = {{"2000", 0, 75000, 125000}, {"2003", 0, 30000, 50000},
    {"2005-03", 1, 10000, 30000}, {"2005-03", 2, 0, 300000}};

static void must(reckon_status status, const reckon_error *error)
{
    if (status != RECKON_OK) {
        fprintf(stderr, "%s %s\n", error->message, error->pointer);
        exit(1);
    }
}

static reckon_temporal_reading reading_of(const struct figure *figure, reckon_error *error)
{
    reckon_period period;
    must(reckon_date_parse(figure->date, &period, error), error);
    reckon_temporal_reading reading = {
        .source = figure->source, .time = period.middle, .length = period.length};
    reading.weight = 1.0;
    reading.kind = figure->low > 0 ? RECKON_TEMPORAL_INTERVAL : RECKON_TEMPORAL_AT_MOST;
    reading.low = log(figure->low);
    reading.high = log(figure->high);
    return reading;
}

/* Every second new year from 2000 on. */
static size_t make_grid(double grid[MOST_DATES], reckon_error *error)
{
    reckon_period first, last;
    reckon_step step;
    size_t count;
    must(reckon_date_parse("2000-01-01", &first, error), error);
    must(reckon_date_parse("2008-01-01", &last, error), error);
    must(reckon_step_parse("P2Y", &step, error), error);
    if (reckon_date_grid_size(first.middle, last.middle, step) > MOST_DATES)
        exit(1);
    must(reckon_date_grid(first.middle, last.middle, step, grid, MOST_DATES, &count, error), error);
    return count;
}

static void print_fit(const reckon_temporal_problem *problem, const reckon_temporal_result *result)
{
    for (size_t i = 0; i < problem->grid_count; i++) {
        char date[RECKON_DATE_TEXT];
        if (reckon_date_text(problem->grid[i], date) != RECKON_OK)
            continue;
        const double *q = &result->quantiles[i * QUANTILES];
        printf("%s  %6.0f to %7.0f, half below %6.0f\n", date, exp(q[0]), exp(q[2]), exp(q[1]));
    }
    for (size_t i = 0; i < problem->reading_count; i++)
        printf("figure of %-8s says something else altogether: probability %.2f\n", figures[i].date,
            result->gross[i]);
    for (size_t s = 0; s < problem->source_count; s++)
        printf("source %zu stands a factor %.2f from the truth\n", s, exp(result->bias_mean[s]));
    printf("drift %.2f per root year; outcome %s\n", result->drift.mean,
        reckon_outcome_name(result->outcome));
}

int main(void)
{
    static const double probabilities[QUANTILES] = {0.05, 0.5, 0.95};
    reckon_error error = RECKON_ERROR_INIT;
    reckon_temporal_reading readings[READINGS];
    for (int i = 0; i < READINGS; i++)
        readings[i] = reading_of(&figures[i], &error);
    const reckon_temporal_source sources[SOURCES] = {{.bias = RECKON_TEMPORAL_EXCHANGEABLE},
        {.bias = RECKON_TEMPORAL_UNDERSTATES}, {.bias = RECKON_TEMPORAL_EXCHANGEABLE}};
    double grid[MOST_DATES], quantiles[MOST_DATES * QUANTILES], gross[READINGS], bias[SOURCES];
    const reckon_temporal_problem problem = {.readings = readings,
        .reading_count = READINGS,
        .sources = sources,
        .source_count = SOURCES,
        .grid = grid,
        .grid_count = make_grid(grid, &error),
        .probabilities = probabilities,
        .probability_count = QUANTILES};

    reckon_temporal_options options;
    reckon_temporal_options_init(&options);
    options.drift_scale = 0.3; /* we expect it to be calmer than the default does */

    /* The workspace fits this problem and others of its shape; a fit allocates nothing. */
    reckon_temporal_workspace *workspace = NULL;
    must(reckon_temporal_workspace_new(&problem, &workspace, &error), &error);
    reckon_temporal_result result = {.quantiles = quantiles, .gross = gross, .bias_mean = bias};
    must(reckon_temporal_fit(&problem, &options, workspace, &result, &error), &error);
    print_fit(&problem, &result);
    printf(
        "the workspace holds %.1f MB\n", (double)reckon_temporal_workspace_bytes(workspace) / 1e6);
    reckon_temporal_workspace_free(workspace);
    return 0;
}
