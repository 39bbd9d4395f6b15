/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Gaussian layer against dense linear algebra: both engines, everything that they fill. */
#include <math.h>
#include <stdlib.h>

#include "support/check.h"
#include "support/random.h"
#include "temporal/gaussian_case.h"
#include "temporal/gaussian_dense.h"

typedef struct allowance {
    double mean;     /* of means, in posterior sds, and of scores, in units of their own sds */
    double variance; /* of variances and keeps, relative */
    double floor;    /* of variances, absolute */
} allowance;

static double posterior_variance(const gaussian_dense *d, const rk_gaussian *g, size_t i)
{
    size_t n = d->n;
    wide keep = d->inner[i * n + i], sum = d->C[i * n + i];
    if (keep < 1 - (wide)1e-9)
        return (double)((1 - keep) / (wide)g->precision[i]);
    for (size_t j = 0; j < n; j++)
        for (size_t k = 0; k < n; k++)
            sum -= d->C[i * n + j] * d->O[j * n + k] * d->C[i * n + k];
    return sum > 0 ? (double)sum : 0.0;
}

static void check_steps(const gaussian_dense *d, const rk_gaussian *g, allowance slack)
{
    size_t n = d->n;
    for (size_t i = 0; i < n; i++) {
        wide mean = d->m[i];
        for (size_t j = 0; j < n; j++)
            mean += d->C[i * n + j] * d->u[j];
        double variance = posterior_variance(d, g, i), keep = (double)d->inner[i * n + i];
        check_close_named(
            g->mean[i], (double)mean, 0.0, slack.mean * (sqrt(variance) + 1e-3), "mean");
        if (keep >= 0.5) /* of precise factors the variance is had from the keep */
            check_close_named(g->variance[i], variance, slack.variance,
                slack.variance * 1e-10 + 1e-20 * g->root_variance + slack.floor, "variance");
        check_close_named(g->keep[i], keep, slack.variance, 0.0, "keep");
        double scale = sqrt(g->precision[i] * keep); /* sd of the score */
        check_close_named(g->score[i], (double)d->u[i], slack.mean, slack.mean * scale, "score");
    }
    check_close_named(g->log_normaliser, d->log_normaliser, slack.variance, 10.0 * slack.variance,
        "log normaliser");
}

static void check_gaps(const gaussian_dense *d, const rk_gaussian *g, allowance slack)
{
    size_t n = d->n;
    wide *x = calloc(n, sizeof *x);
    assert_non_null(x);
    for (size_t gap = 1; gap < n; gap++) {
        wide score = 0;
        for (size_t i = 0; i < n; i++) {
            x[i] = g->step[i].theta ? gaussian_crosses(g, gap, i) : 0;
            score += x[i] * d->u[i];
        }
        double N = (double)gaussian_dense_form(d, x, x), floor = 1.0 / (1.0 + g->root_variance);
        check_close_named(
            g->gap_information[gap], N, slack.variance, slack.variance * floor, "gap information");
        check_close_named(g->gap_score[gap], (double)score, slack.mean,
            slack.mean * sqrt(N + floor), "gap score");
    }
    for (size_t k = 0; k < g->constants; k++) {
        wide score = 0;
        for (size_t i = 0; i < n; i++) {
            x[i] = gaussian_sees(&g->step[i], k);
            score += x[i] * d->u[i];
        }
        double V = g->constant_variance[k], N = (double)gaussian_dense_form(d, x, x);
        if (V > 0.0)
            check_close_named(V * g->constant_information[k], V * N, slack.variance, slack.variance,
                "information");
        check_close_named(sqrt(V) * g->constant_score[k], sqrt(V) * (double)score, slack.mean,
            slack.mean, "score");
    }
    free(x);
}

static void check_drift_slope(const gaussian_dense *d, const rk_gaussian *g, allowance slack)
{
    wide square = 0, trace = 0;
    for (size_t i = 0; i < d->n; i++)
        for (size_t j = 0; j < d->n; j++) {
            square += d->u[i] * d->D[i * d->n + j] * d->u[j];
            trace += d->O[i * d->n + j] * d->D[i * d->n + j];
        }
    check_close_named(g->drift_slope, (double)(square - trace) / 2, slack.variance,
        slack.variance * (double)(square + trace) + 1e-12, "drift slope");
}

static void check_response(
    const gaussian_dense *d, const rk_gaussian *g, size_t source, allowance slack)
{
    size_t n = d->n;
    double *mean = calloc(2 * n + g->constants + 1, sizeof *mean), *score = mean + n,
           *constant = score + n;
    wide *change = calloc(n, sizeof *change); /* of the scores */
    assert_true(mean && change);
    rk_gaussian_respond(g, source, 0.7, mean, score, constant);
    for (size_t i = 0; i < n; i++) {
        change[i] = i == source ? (wide)0.7 : 0;
        if (g->precision[source] > 0.0)
            change[i] = (wide)0.7 * d->root_w[i] * d->inner[i * n + source] / d->root_w[source];
        else
            for (size_t j = 0; j < n; j++)
                change[i] -= (wide)0.7 * d->O[i * n + j] * d->C[j * n + source];
    }
    double own = sqrt(posterior_variance(d, g, source));
    for (size_t i = 0; i < n; i++) {
        wide sum = 0;
        for (size_t j = 0; j < n; j++)
            sum += d->C[i * n + j] * change[j];
        double sd = sqrt(posterior_variance(d, g, i));
        check_close_named(mean[i], (double)sum, 0.0,
            slack.variance * (own * sd + 1e-6 * (own + sd)) + 1e-14, "response");
        double scale = own * sqrt(g->precision[i] * (double)d->inner[i * n + i]);
        check_close_named(score[i], (double)change[i], slack.variance,
            slack.variance * (scale + own) + 1e-16, "response of a score");
    }
    for (size_t k = 0; k < g->constants; k++) {
        wide sum = 0;
        for (size_t i = 0; i < n; i++)
            sum += gaussian_sees(&g->step[i], k) ? change[i] : 0;
        double V = g->constant_variance[k];
        check_close_named(V * constant[k], V * (double)sum, 0.0,
            slack.variance * sqrt(V) * (own + 1e-6), "response of a constant");
    }
    free(mean);
    free(change);
}

/* Adding to a gap's variance changes the log normaliser as the screening says; a look at the
 * prior's moments. */
static void check_shock(const gaussian_dense *d, gaussian_case *c, size_t gap, allowance slack)
{
    rk_gaussian *g = &c->gaussian;
    double before = g->log_normaliser, said = rk_gaussian_shock_evidence(g, gap, 2.25);
    (void)d;
    g->extra_variance[gap] += 2.25;
    rk_gaussian_solve(g);
    check_close_named(g->log_normaliser - before, said, 10.0 * slack.variance,
        slack.variance * (10.0 + fabs(before)), "shock evidence");
    g->extra_variance[gap] -= 2.25;
    rk_gaussian_solve(g);
}

static void check_prior(const gaussian_dense *d, const rk_gaussian *g)
{
    for (size_t i = 0; i < d->n; i++) {
        wide slope, V = gaussian_theta_covariance(g, i, i, &slope);
        check_close_named(g->prior_variance[i], (double)V, 1e-12, 0.0, "prior variance");
        if (g->step[i].theta && g->step[i].constants == 0)
            check_close_named(
                g->prior_mean[i] - g->origin[i], (double)d->m[i], 1e-12, 1e-12, "prior mean");
    }
}

static void check_kind(const gaussian_kind *k, rk_engine engine, uint64_t seed, allowance slack)
{
    gaussian_case c;
    gaussian_dense d;
    uint64_t choice = seed + 7;
    gaussian_case_new(&c, k, seed);
    c.gaussian.engine = engine;
    rk_gaussian_solve(&c.gaussian);
    assert_true(c.gaussian.by_many_sources == (engine == RK_ENGINE_MANY_SOURCES));
    gaussian_dense_solve(&d, &c.gaussian);
    check_prior(&d, &c.gaussian);
    check_steps(&d, &c.gaussian, slack);
    check_gaps(&d, &c.gaussian, slack);
    check_drift_slope(&d, &c.gaussian, slack);
    for (int r = 0; r < 2; r++)
        check_response(&d, &c.gaussian, random_below(&choice, k->steps), slack);
    if (k->steps > 1)
        check_shock(&d, &c, 1 + random_below(&choice, k->steps - 1), slack);
    free(d.C);
    gaussian_case_free(&c);
}

static void test_kalman_exact(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        gaussian_kind k = gaussian_any_kind(seed);
        check_kind(&k, RK_ENGINE_KALMAN, seed, (allowance){1e-9, 1e-9, 0.0});
    }
}

static void test_many_sources_exact(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        gaussian_kind k = gaussian_any_kind(seed);
        check_kind(&k, RK_ENGINE_MANY_SOURCES, seed, (allowance){1e-8, 1e-8, 0.0});
    }
}

/*
 * Factors from nothing to exact: what expectation propagation and certain statements bring. Exact
 * statements that contradict each other, as some here do by a million of their sds, keep fewer
 * digits.
 */
static void test_sharp(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 150; seed++) {
        gaussian_kind k = gaussian_any_kind(seed);
        k.least = 1e-6;
        k.most = 1e11;
        k.steps = 1 + k.steps / 2;
        check_kind(&k, RK_ENGINE_KALMAN, seed, (allowance){1e-3, 1e-5, 1e-7});
        k.sharp_theta = k.still = true;
        check_kind(&k, RK_ENGINE_KALMAN, seed, (allowance){1e-3, 1e-5, 1e-7});
        k.least = 1e-3;
        k.most = 1e4;
        k.bias_sd = 3.0; /* precision times variance up to 1e5 */
        check_kind(&k, RK_ENGINE_MANY_SOURCES, seed, (allowance){1e-5, 1e-5, 1e-11});
    }
}

/* A root that is hardly known beside a quiet drift, and one that is known beside a wild one. */
static void test_priors(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 80; seed++) {
        gaussian_kind k = gaussian_any_kind(seed);
        k.drift_variance = 1e-8;
        k.root_variance = 1e8;
        check_kind(&k, RK_ENGINE_KALMAN, seed, (allowance){1e-6, 1e-6, 0.0});
        check_kind(&k, RK_ENGINE_MANY_SOURCES, seed, (allowance){1e-6, 1e-6, 0.0});
        k.drift_variance = 1e3;
        k.root_variance = 1e-8;
        k.slope_variance = 0.0;
        check_kind(&k, RK_ENGINE_KALMAN, seed, (allowance){1e-6, 1e-6, 0.0});
        check_kind(&k, RK_ENGINE_MANY_SOURCES, seed, (allowance){1e-6, 1e-6, 0.0});
    }
}

static void test_spans(void **state)
{
    (void)state;
    const double years[] = {1.0 / 365.0, 500.0, 0.0};
    for (uint64_t seed = 1; seed <= 90; seed++) {
        gaussian_kind k = gaussian_any_kind(seed);
        k.years = years[seed % 3];
        check_kind(&k, RK_ENGINE_KALMAN, seed, (allowance){1e-6, 1e-6, 0.0});
        check_kind(&k, RK_ENGINE_MANY_SOURCES, seed, (allowance){1e-6, 1e-6, 0.0});
    }
}

static void test_long(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        gaussian_kind k = gaussian_any_kind(seed);
        k.steps = 70;
        k.sources = 20;
        k.trend = seed % 2;
        k.root = seed > 2 ? 0 : 1;
        check_kind(&k, RK_ENGINE_KALMAN, seed, (allowance){1e-8, 1e-8, 0.0});
        check_kind(&k, RK_ENGINE_MANY_SOURCES, seed, (allowance){1e-7, 1e-7, 0.0});
    }
}

/* Constants that take each other's place in the filter's state. */
static void test_relay(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        gaussian_kind k = gaussian_any_kind(seed);
        k.relay = true;
        k.sources = 6 + seed % 7;
        k.steps = 30;
        check_kind(&k, RK_ENGINE_KALMAN, seed, (allowance){1e-9, 1e-9, 0.0});
        check_kind(&k, RK_ENGINE_MANY_SOURCES, seed, (allowance){1e-8, 1e-8, 0.0});
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kalman_exact),
        cmocka_unit_test(test_many_sources_exact),
        cmocka_unit_test(test_sharp),
        cmocka_unit_test(test_priors),
        cmocka_unit_test(test_spans),
        cmocka_unit_test(test_long),
        cmocka_unit_test(test_relay),
    };
    return cmocka_run_group_tests_name("temporal gaussian", tests, NULL, NULL);
}
