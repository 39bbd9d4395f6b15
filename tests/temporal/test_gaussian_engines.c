/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two engines of the Gaussian layer against each other, against a mirror and against
 * differences; which is chosen.
 */
#include <math.h>
#include <stdlib.h>

#include "support/check.h"
#include "temporal/gaussian_case.h"

static double largest(const double *x, size_t count)
{
    double most = 0.0;
    for (size_t i = 0; i < count; i++)
        most = fmax(most, fabs(x[i]));
    return most;
}

static void check_same(const rk_gaussian *a, const rk_gaussian *b, double share)
{
    size_t n = a->steps;
    for (size_t i = 0; i < n; i++) {
        check_close_named(
            a->mean[i], b->mean[i], 0.0, share * sqrt(b->variance[i]) + 1e-10, "mean");
        check_close_named(a->variance[i], b->variance[i], share, 1e-15, "variance");
        check_close_named(a->keep[i], b->keep[i], share, 0.0, "keep");
        check_close_named(a->score[i], b->score[i], 0.0, share * largest(b->score, n), "score");
        check_close_named(
            a->gap_score[i], b->gap_score[i], 0.0, share * largest(b->gap_score, n), "gap score");
        check_close_named(a->gap_information[i], b->gap_information[i], share,
            share * largest(b->gap_information, n), "gap information");
    }
    for (size_t k = 0; k < a->constants; k++) {
        check_close_named(a->constant_score[k], b->constant_score[k], 0.0,
            share * largest(b->constant_score, a->constants), "constant score");
        if (b->constant_variance[k] > 0.0)
            check_close_named(a->constant_information[k], b->constant_information[k], share,
                share * largest(b->constant_information, a->constants), "constant information");
    }
    check_close_named(a->log_normaliser, b->log_normaliser, share, share, "log normaliser");
    check_close_named(a->drift_slope, b->drift_slope, share, share * (double)n, "drift slope");
}

/* The two engines share nothing but how theta moves: a thousand steps of a hundred sources. */
static void test_engines_agree(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 8; seed++) {
        gaussian_case a, b;
        gaussian_kind k = {.sources = 100,
            .steps = 1000,
            .common = seed & 1,
            .trend = seed & 2,
            .least = 0.1,
            .most = 1e3,
            .drift_variance = seed % 3 ? 0.01 : 1e-6,
            .root_variance = 6.25,
            .slope_variance = 0.25,
            .years = 50.0,
            .root = (int)(seed % 3) - 1,
            .apart = true,
            .bias_sd = 1.0};
        gaussian_case_new(&a, &k, seed);
        gaussian_case_new(&b, &k, seed);
        b.gaussian.engine = RK_ENGINE_KALMAN;
        rk_gaussian_solve(&a.gaussian);
        rk_gaussian_solve(&b.gaussian);
        assert_true(a.gaussian.by_many_sources && !b.gaussian.by_many_sources);
        check_same(&a.gaussian, &b.gaussian, 1e-7);
        double *x = calloc(2, (2 * k.steps + 101) * sizeof *x), *y = x + 2 * k.steps + 101;
        assert_non_null(x);
        rk_gaussian_respond(&a.gaussian, 500, 1.0, x, x + k.steps, x + 2 * k.steps);
        rk_gaussian_respond(&b.gaussian, 500, 1.0, y, y + k.steps, y + 2 * k.steps);
        for (size_t i = 0; i < 2 * k.steps; i++)
            check_close_named(x[i], y[i], 1e-7, 1e-9, "response");
        free(x);
        gaussian_case_free(&a);
        gaussian_case_free(&b);
    }
}

/* Time has no direction: the same steps in a mirror give the same answers. */
static void test_mirror(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        gaussian_case a, b;
        gaussian_kind k = gaussian_any_kind(seed);
        size_t n = k.steps = 40;
        k.sources = seed % 30;
        gaussian_case_new(&a, &k, seed);
        gaussian_case_new(&b, &k, seed);
        rk_gaussian *g = &a.gaussian, *m = &b.gaussian;
        for (size_t i = 0; i < n; i++) {
            b.step[i] = a.step[n - 1 - i];
            b.step[i].time = 4000.0 - b.step[i].time;
            m->precision[i] = g->precision[n - 1 - i];
            m->shift[i] = g->shift[n - 1 - i];
            m->origin[i] = g->origin[n - 1 - i];
            m->extra_mean[i] = i ? -g->extra_mean[n - i] : NAN;
            m->extra_variance[i] = i ? g->extra_variance[n - i] : NAN;
        }
        m->root = n - 1 - g->root;
        rk_gaussian_solve(g);
        rk_gaussian_solve(m);
        check_close(m->log_normaliser, g->log_normaliser, 1e-8, 1e-8);
        check_close(m->drift_slope, g->drift_slope, 1e-6, 1e-6);
        for (size_t i = 0; i < n; i++) {
            check_close(m->mean[i], g->mean[n - 1 - i], 0.0, 1e-8);
            check_close(m->variance[i], g->variance[n - 1 - i], 1e-7, 1e-14);
            if (i > 0)
                check_close(m->gap_information[i], g->gap_information[n - i], 1e-6, 1e-8);
        }
        gaussian_case_free(&a);
        gaussian_case_free(&b);
    }
}

/* Derivatives as differences of the log normaliser. */
static void test_differences(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        gaussian_case c;
        gaussian_kind k = gaussian_any_kind(seed);
        k.most = fmin(k.most, 100.0);
        k.drift_variance = 0.05;
        k.steps += 2;
        gaussian_case_new(&c, &k, seed);
        rk_gaussian *g = &c.gaussian;
        size_t gap = 1 + seed % (g->steps - 1);
        rk_gaussian_solve(g);
        double slope = g->drift_slope, score = g->gap_score[gap], h = 1e-5, value[4];
        for (int side = 0; side < 4; side++) {
            double *moved = side < 2 ? &g->drift_variance : &g->extra_mean[gap], before = *moved;
            *moved += side % 2 ? h : -h;
            rk_gaussian_solve(g);
            value[side] = g->log_normaliser;
            *moved = before;
        }
        check_close((value[1] - value[0]) / (2.0 * h), slope, 1e-4, 1e-4);
        check_close((value[3] - value[2]) / (2.0 * h), score, 1e-5, 1e-5);
        gaussian_case_free(&c);
    }
}

/* The engine for many sources is left out where its digits would not do. */
static void test_choice(void **state)
{
    (void)state;
    gaussian_case c;
    gaussian_kind k = {.sources = 30,
        .steps = 90,
        .least = 0.1,
        .most = 10.0,
        .drift_variance = 0.01,
        .root_variance = 6.25,
        .years = 10.0,
        .bias_sd = 1.0};
    gaussian_case_new(&c, &k, 5);
    rk_gaussian *g = &c.gaussian;
    rk_gaussian_solve(g);
    assert_true(g->by_many_sources);
    size_t reading = 0;
    while (!c.step[reading].constants)
        reading++;
    g->constant_variance[c.step[reading].constant[0]] = 1.0;
    const double too_much[] = {1e9, 1e30, INFINITY, NAN};
    double before = g->precision[reading];
    for (size_t i = 0; i < 4; i++) {
        g->precision[reading] = too_much[i];
        rk_gaussian_solve(g);
        assert_false(g->by_many_sources);
    }
    g->precision[reading] = before;
    g->constants = 2; /* too few to be worth it */
    for (size_t i = 0; i < g->steps; i++)
        for (uint32_t t = 0; t < c.step[i].constants; t++)
            c.step[i].constant[t] %= 2;
    rk_gaussian_solve(g);
    assert_false(g->by_many_sources);
    gaussian_case_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_engines_agree),
        cmocka_unit_test(test_mirror),
        cmocka_unit_test(test_differences),
        cmocka_unit_test(test_choice),
    };
    return cmocka_run_group_tests_name("temporal gaussian engines", tests, NULL, NULL);
}
