/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The local-level cases of tests/reference/kalman.json, whose start is diffuse. The Gaussian layer
 * takes any variance of the root without loss (one state element is updated multiplicatively), so
 * it is N(0, 1e20) and log p(y) + 0.5 log 1e20 stands for the diffuse log-likelihood; what is left
 * of that approximation is below 1e-9. Only a look back to before the first observation takes the
 * small from the large: there a variance of 1e8 allows 2e-7. The same through the public fit, with
 * distributions as readings from an anchor, hyperparameters fixed and initial_sd 1e3 for figures of
 * a log's size, says that the model around the chain adds nothing.
 */
#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_math.h>

#include "support/check.h"
#include "support/fixture.h"
#include "temporal/case.h"
#include "temporal/gaussian.h"

static const double diffuse = 1e20, nearly_diffuse = 1e8;

typedef struct level_case {
    rk_gaussian gaussian;
    rk_gaussian_step *step;
    size_t *grid_step;  /* the look at each grid time, after its observations */
    size_t grid, first; /* grid times; those before the first observation */
    double constant;
    void *memory;
} level_case;

/* The root is at the first step or at the last one: a diffuse prior does not tell. */
static void open_case(level_case *c, const json_t *json, double root_variance, bool root_last)
{
    size_t count, same;
    double *t = fixture_doubles(fixture_get(json, "t"), &count),
           *y = fixture_doubles(fixture_get(json, "y"), &same);
    double *variance = fixture_doubles(fixture_get(json, "obs_variance"), &same);
    c->grid = (size_t)fixture_double(fixture_get(json, "n_grid"));
    c->first = (size_t)t[0] - 1;
    c->step = calloc(c->grid + count, sizeof *c->step);
    c->grid_step = calloc(c->grid, sizeof *c->grid_step);
    rk_gaussian_sizes sizes = {.steps = c->grid + count};
    c->memory = calloc(1, rk_gaussian_bytes(&sizes));
    assert_true(c->step && c->grid_step && c->memory);
    rk_gaussian *gaussian = &c->gaussian;
    rk_gaussian_place(gaussian, &sizes, c->memory);
    gaussian->trend = false;
    gaussian->drift_variance = fixture_double(fixture_get(fixture_get(json, "variances"), "level"));
    gaussian->root_mean = 0.0;
    gaussian->root_variance = root_variance;
    gaussian->constants = 0;
    gaussian->step = c->step;
    c->constant = 0.0;
    size_t next = 0, steps = 0;
    for (size_t g = 0; g < c->grid; g++) {
        double time = (double)g + 1.0;
        for (; next < count && t[next] == time; next++, steps++) {
            c->step[steps] = (rk_gaussian_step){.time = time, .theta = true};
            gaussian->precision[steps] = 1.0 / variance[next];
            gaussian->origin[steps] = y[next];
            c->constant -= 0.5 * log(2.0 * M_PI * variance[next]);
        }
        c->grid_step[g] = steps;
        c->step[steps++] = (rk_gaussian_step){.time = time, .theta = true};
    }
    gaussian->steps = steps;
    gaussian->root = root_last ? steps - 1 : 0;
    assert_int_equal(next, count);
    free(t);
    free(y);
    free(variance);
}

static void close_case(level_case *c)
{
    free(c->step);
    free(c->grid_step);
    free(c->memory);
}

static void check_series(const json_t *expected, size_t g, double mean, double variance,
    double tolerance, const char *name)
{
    double known = fixture_double(json_array_get(fixture_get(expected, "level_mean"), g));
    if (!isfinite(known)) /* still diffuse */
        return;
    check_close_named(mean, known, tolerance, 0.0, name);
    check_close_named(variance,
        fixture_double(json_array_get(fixture_get(expected, "level_var"), g)), tolerance, 0.0,
        name);
}

static void check_level_case(const json_t *json, bool root_last)
{
    level_case c;
    rk_gaussian *gaussian = &c.gaussian;
    const char *name = json_string_value(fixture_get(json, "name"));
    const json_t *exact = fixture_get(json, "exact");
    open_case(&c, json, diffuse, root_last);
    rk_gaussian_solve(gaussian);
    double likelihood = gaussian->log_normaliser + c.constant + 0.5 * log(diffuse);
    check_close_named(
        likelihood, fixture_double(fixture_get(exact, "loglik_diffuse")), 1e-8, 0.0, name);
    for (size_t g = c.first; g < c.grid; g++) {
        size_t step = c.grid_step[g];
        check_series(fixture_get(exact, "smoothed"), g, gaussian->mean[step],
            gaussian->variance[step], 1e-8, name);
    }
    for (size_t g = c.grid, next = gaussian->steps;
         g-- > 0;) { /* without what is later: filtered */
        size_t step = c.grid_step[g];
        while (next > step)
            gaussian->precision[--next] = 0.0;
        rk_gaussian_solve(gaussian);
        check_series(fixture_get(exact, "filtered"), g, gaussian->mean[step],
            gaussian->variance[step], 1e-8, name);
    }
    close_case(&c);
    open_case(&c, json, nearly_diffuse, root_last);
    rk_gaussian_solve(gaussian);
    for (size_t g = 0; g < c.first; g++) {
        size_t step = c.grid_step[g];
        check_series(fixture_get(exact, "smoothed"), g, gaussian->mean[step],
            gaussian->variance[step], 2e-7, name);
    }
    close_case(&c);
}

static void test_local_level(void **state)
{
    (void)state;
    json_t *cases = fixture_json("reference/kalman.json");
    assert_int_equal(json_array_size(cases), 4);
    for (size_t i = 0; i < json_array_size(cases); i++)
        for (int root_last = 0; root_last < 2; root_last++)
            check_level_case(json_array_get(cases, i), root_last);
    json_decref(cases);
}

/* Readings that are distributions, from one anchor, everything fixed. */
static void open_fit(temporal_case *c, const json_t *json)
{
    size_t count, same;
    double *t = fixture_doubles(fixture_get(json, "t"), &count),
           *y = fixture_doubles(fixture_get(json, "y"), &same);
    double *variance = fixture_doubles(fixture_get(json, "obs_variance"), &same);
    size_t grid = (size_t)fixture_double(fixture_get(json, "n_grid"));
    temporal_case_new(c, count, 1, grid, 3);
    temporal_case_first_edition(c);
    c->sources[0].bias = RECKON_TEMPORAL_ANCHOR;
    for (size_t i = 0; i < count; i++)
        c->readings[i] = (reckon_temporal_reading){.kind = RECKON_TEMPORAL_DENSITY,
            .time = t[i],
            .centre = y[i],
            .sd = sqrt(variance[i]),
            .weight = 1.0};
    for (size_t g = 0; g < grid; g++)
        c->grid[g] = (double)g + 1.0;
    c->options.drift = sqrt(fixture_double(fixture_get(fixture_get(json, "variances"), "level")));
    c->options.error = c->options.bias_sd = 0.0;
    c->options.initial_sd = 1e3;
    free(t);
    free(y);
    free(variance);
}

static void check_fit(const json_t *json)
{
    temporal_case c;
    const char *name = json_string_value(fixture_get(json, "name"));
    const json_t *exact = fixture_get(json, "exact"), *smoothed = fixture_get(exact, "smoothed");
    const json_t *filtered = fixture_get(exact, "filtered");
    open_fit(&c, json);
    /* a prior variance V in place of a diffuse one moves means and variances by parts of variance /
     * V, here 6e-7 */
    double slack = 6e-7;
    temporal_case_fit(&c);
    check_close_named(c.result.log_evidence + log(1e3),
        fixture_double(fixture_get(exact, "loglik_diffuse")), 0.0, 5e-6, name);
    for (size_t g = 0; g < c.problem.grid_count; g++) {
        double variance = fixture_double(json_array_get(fixture_get(smoothed, "level_var"), g));
        check_close_named(c.result.sd[g], sqrt(variance), slack, 0.0, name);
        check_close_named(c.result.mean[g],
            fixture_double(json_array_get(fixture_get(smoothed, "level_mean"), g)), 0.0, slack,
            name);
    }
    for (size_t last = c.problem.reading_count - 1; last > 0;
         last--) { /* filtered: the fit of what was known then */
        size_t g = (size_t)c.readings[last].time - 1;
        for (size_t i = 0; i < c.problem.reading_count; i++)
            c.used[i] = c.readings[i].time <= c.readings[last].time;
        temporal_case_fit(&c);
        check_close_named(c.result.mean[g],
            fixture_double(json_array_get(fixture_get(filtered, "level_mean"), g)), 0.0, slack,
            name);
    }
    temporal_case_free(&c);
}

static void test_through_the_fit(void **state)
{
    (void)state;
    json_t *cases = fixture_json("reference/kalman.json");
    for (size_t i = 2; i < json_array_size(cases); i++) /* the Nile is not on a log's scale */
        check_fit(json_array_get(cases, i));
    json_decref(cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_local_level),
        cmocka_unit_test(test_through_the_fit),
    };
    return cmocka_run_group_tests_name("temporal kalman", tests, NULL, NULL);
}
