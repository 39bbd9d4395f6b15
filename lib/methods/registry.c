/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "core/gsl_handler.h"
#include "core/status.h"
#include "methods/method.h"

const rk_method *const rk_methods[] = {
    &rk_method_temporal,
    &rk_method_envelope,
    &rk_method_intersection,
    &rk_method_consensus,
    &rk_method_endpoint_mean,
    &rk_method_endpoint_median,
    &rk_method_linear_pool,
    &rk_method_log_pool,
    &rk_method_quantile_average,
    &rk_method_fixed_effect,
    &rk_method_random_effects,
    &rk_method_bayes_random_effects,
};
const size_t rk_method_count = sizeof rk_methods / sizeof *rk_methods;

const rk_method *rk_method_find(const char *id)
{
    for (size_t i = 0; id && i < rk_method_count; i++)
        if (strcmp(rk_methods[i]->id, id) == 0)
            return rk_methods[i];
    return NULL;
}

size_t reckon_method_count(void)
{
    return rk_method_count;
}

const char *reckon_method_id(size_t index)
{
    return index < rk_method_count ? rk_methods[index]->id : NULL;
}

const char *reckon_method_summary(const char *id)
{
    const rk_method *method = rk_method_find(id);
    return method ? method->summary : NULL;
}

const char *reckon_method_reference(const char *id)
{
    const rk_method *method = rk_method_find(id);
    return method ? method->reference : NULL;
}

size_t reckon_method_option_count(const char *id)
{
    const rk_method *method = rk_method_find(id);
    return method ? method->options.count : 0;
}

const reckon_option *reckon_method_option(const char *id, size_t index)
{
    const rk_method *method = rk_method_find(id);
    return method && index < method->options.count ? &method->options.options[index] : NULL;
}

static rk_option_value option_value(const rk_problem *problem, const char *name)
{
    int index = rk_option_find(&problem->method->options, name);
    return index >= 0 ? problem->options[index] : (rk_option_value){NAN, 0};
}

int rk_option_choice_index(const rk_problem *problem, const char *name)
{
    return option_value(problem, name).choice;
}

double rk_option_number(const rk_problem *problem, const char *name)
{
    return option_value(problem, name).number;
}

const char *rk_option_choice(const rk_problem *problem, const char *name)
{
    int index = rk_option_find(&problem->method->options, name);
    return index < 0 ? "" : problem->method->options.options[index].choices[rk_option_choice_index(problem, name)];
}

reckon_status rk_report_progress(const rk_problem *problem, double done, reckon_error *error)
{
    if (!problem->progress)
        return RECKON_OK;
    int depth = rk_gsl_suspend();
    int stop = problem->progress(problem->progress_context, done);
    rk_gsl_resume(depth);
    return stop ? rk_fail(error, RECKON_CANCELLED, "stopped by the caller") : RECKON_OK;
}
