/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temporal/options.h"

static const char *const process_choices[] = {"random-walk", "local-linear-trend", NULL};
static const char *const prior_choices[] = {"half-t", "half-normal", "half-cauchy", NULL};
static const char *const shock_choices[] = {"one", "none", NULL};

#define NUMBER(field, standard, least, most, unit, help)                                           \
    RK_OPTION_NUMBER_ROW(reckon_temporal_options, field, standard, least, most, unit, help)
#define CHOICE(field, standard, choices, help)                                                     \
    RK_OPTION_CHOICE_ROW(reckon_temporal_options, field, standard, choices, help)
#define LARGEST_LOG 1e6
#define LARGEST_YEAR 1e6
#define LOG_UNITS "log units"
#define DRIFT_UNITS "log units per sqrt(year), or per year^1.5"

static const rk_option_row rows[] = {
    CHOICE(process, "random-walk", process_choices,
        "how the log of the number moves: a Wiener process, or one whose slope is"),
    NUMBER(initial_time, NAN, -LARGEST_YEAR, LARGEST_YEAR, "year",
        "the time at which the prior stands; none: the lower median of the figures' times"),
    NUMBER(initial_mean, NAN, -LARGEST_LOG, LARGEST_LOG, "log of the unit",
        "prior mean at that time; none: the median of the figures' centres"),
    NUMBER(initial_sd, 2.5, 1e-6, 1e3, LOG_UNITS, "prior sd at that time"),
    NUMBER(slope_sd, 0.5, 0.0, 1e3, "log units per year",
        "prior sd of the slope there (local-linear-trend)"),
    CHOICE(drift_prior, "half-t", prior_choices,
        "family of the prior of the drift; a half-t has 3 degrees of freedom"),
    NUMBER(drift_scale, NAN, 1e-6, 1e3, DRIFT_UNITS,
        "prior scale of the drift; none: 0.4, or 0.15 for the trend"),
    NUMBER(error_scale, 0.5, 1e-6, 1e3, LOG_UNITS,
        "half-normal prior scale of the error of single figures"),
    NUMBER(bias_scale, 0.7, 1e-6, 1e3, LOG_UNITS,
        "half-normal prior scale of the spread of sources' biases"),
    NUMBER(common_bias_mean, 0.0, -LARGEST_LOG, LARGEST_LOG, LOG_UNITS,
        "prior mean of a bias that all sources but anchors share"),
    NUMBER(common_bias_sd, 0.3, 0.0, 1e3, LOG_UNITS, "prior sd of that bias in ordinary times"),
    NUMBER(common_bias_tail_sd, 1.3, 0.0, 1e3, LOG_UNITS,
        "its prior sd when all sources are far off together"),
    NUMBER(common_bias_tail_weight, 0.3, 0.0, 1.0, "probability",
        "how probable that is before the figures"),
    NUMBER(gross_error, 0.1, 0.0, 0.5, "probability",
        "that a figure has nothing to do with the number: a slip, or another population"),
    NUMBER(gross_error_sd, 2.5, 1e-3, 1e3, LOG_UNITS, "how far such a figure may be off"),
    NUMBER(
        anchor_error, 0.2, 0.0, 1.0, "share", "an anchor's own error as a share of other figures'"),
    CHOICE(shocks, "one", shock_choices,
        "jumps at unknown dates: none, or at most one in a gap between figures, averaged over"),
    NUMBER(shock_rate, 0.05, 0.0, 1.0, "per year",
        "prior probability of a jump in a year without a figure"),
    NUMBER(shock_sd, 1.5, 0.0, 1e3, LOG_UNITS, "prior sd of its size"),
    NUMBER(drift, NAN, 0.0, 1e3, DRIFT_UNITS, "a value fixes the drift instead of integrating it"),
    NUMBER(error, NAN, 0.0, 1e3, LOG_UNITS,
        "a value fixes the error of single figures instead of integrating it"),
    NUMBER(bias_sd, NAN, 0.0, 1e3, LOG_UNITS,
        "a value fixes the spread of sources' biases instead of integrating it"),
    RK_OPTION_COUNT_ROW(reckon_temporal_options, points, 1024, 64, 1048576, "draws",
        "accuracy: quasi-random draws to begin with; more are taken where they are needed"),
    NUMBER(region_level, 0.9, 1e-9, 1.0 - 1e-9, "probability", "of the regions of highest density"),
};
enum { ROWS = sizeof rows / sizeof *rows };

const rk_option_rows rk_temporal_option_rows = {rows, ROWS - 1};

void reckon_temporal_options_init(reckon_temporal_options *options)
{
    if (!options)
        return;
    *options = (reckon_temporal_options){.struct_size = sizeof *options};
    rk_options_default((rk_option_rows){rows, ROWS}, options);
}

reckon_status rk_temporal_read_options(
    reckon_temporal_options *filled, const reckon_temporal_options *options, reckon_error *error)
{
    return rk_options_take((rk_option_rows){rows, ROWS}, filled, sizeof *filled, options, error);
}
