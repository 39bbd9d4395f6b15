/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of the format and the defaults of its descriptions. */
#include <reckon/evidence.h>

#include <math.h>

const char *reckon_measure_name(reckon_measure measure)
{
    switch (measure) {
    case RECKON_STOCK:
        return "stock";
    case RECKON_FLOW:
        return "flow";
    case RECKON_CUMULATIVE:
        return "cumulative";
    case RECKON_SHARE:
        return "share";
    }
    return "unknown";
}

const char *reckon_bias_name(reckon_bias_kind kind)
{
    switch (kind) {
    case RECKON_BIAS_EXCHANGEABLE:
        return "exchangeable";
    case RECKON_BIAS_UNDERSTATES:
        return "understates";
    case RECKON_BIAS_OVERSTATES:
        return "overstates";
    case RECKON_BIAS_GIVEN:
        return "given";
    case RECKON_BIAS_ANCHOR:
        return "anchor";
    }
    return "unknown";
}

const char *reckon_statement_name(reckon_statement statement)
{
    switch (statement) {
    case RECKON_STATEMENT_VALUE:
        return "value";
    case RECKON_STATEMENT_RANGE:
        return "range";
    case RECKON_STATEMENT_DISTRIBUTION:
        return "distribution";
    case RECKON_STATEMENT_AT_LEAST:
        return "at_least";
    case RECKON_STATEMENT_AT_MOST:
        return "at_most";
    }
    return "unknown";
}

void reckon_population_init(reckon_population *population)
{
    if (population)
        *population = (reckon_population){.struct_size = sizeof *population};
}

void reckon_source_init(reckon_source *source)
{
    if (source)
        *source = (reckon_source){
            .struct_size = sizeof *source, .reliability = NAN, .bias_mean = NAN, .bias_sd = NAN};
}

void reckon_estimate_init(reckon_estimate *estimate)
{
    if (estimate)
        *estimate = (reckon_estimate){.struct_size = sizeof *estimate,
            .value = NAN,
            .precision = NAN,
            .low = NAN,
            .high = NAN,
            .level = NAN,
            .best = NAN,
            .weight = NAN};
}

reckon_statement reckon_estimate_statement(const reckon_estimate *estimate)
{
    if (!estimate || !isnan(estimate->value))
        return RECKON_STATEMENT_VALUE;
    if (isnan(estimate->high))
        return RECKON_STATEMENT_AT_LEAST;
    if (isnan(estimate->low))
        return RECKON_STATEMENT_AT_MOST;
    return isnan(estimate->level) ? RECKON_STATEMENT_RANGE : RECKON_STATEMENT_DISTRIBUTION;
}

void reckon_admiralty_default(double weights[6])
{
    /* A to E fall by equal steps; F says that nothing is known, so it takes their mean. */
    static const double defaults[6] = {1.0, 0.8, 0.6, 0.4, 0.2, 0.6};
    for (int i = 0; i < 6; i++)
        weights[i] = defaults[i];
}
