/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The estimators of tau2 against their definitions, written out slowly. */
#include "support/check.h"

#include <reckon/meta.h>

#include "meta/naive.h"
#include "support/random.h"

enum { MOST = 12 };

typedef struct sample {
    size_t k;
    double y[MOST], v[MOST];
} sample;

/* Values a few standard errors apart, variances over some decades. */
static sample random_sample(uint64_t *seed)
{
    sample s = {.k = 2 + random_below(seed, MOST - 1)};
    double spread = random_scale(seed, 0.01, 10.0), decades = random_uniform(seed, 0.1, 3.0);
    for (size_t i = 0; i < s.k; i++) {
        s.v[i] = random_scale(seed, pow(10.0, -decades), 1.0);
        s.y[i] = 10.0 + spread * random_uniform(seed, -1.0, 1.0) +
                 sqrt(s.v[i]) * random_uniform(seed, -2.0, 2.0);
    }
    return s;
}

static double estimate(const sample *s, reckon_tau2_method method)
{
    double tau2 = NAN;
    assert_int_equal(reckon_tau2_estimate(s->k, s->y, s->v, method, &tau2, NULL), RECKON_OK);
    assert_true(tau2 >= 0.0);
    return tau2;
}

static reckon_meta_fit fit_of(const sample *s, reckon_tau2_method method)
{
    reckon_meta_options options;
    reckon_meta_fit fit;
    reckon_meta_options_init(&options);
    options.tau2 = method;
    assert_int_equal(
        reckon_random_effects(s->k, s->y, s->v, NULL, &options, &fit, NULL), RECKON_OK);
    assert_true(fit.tau2 == estimate(s, method));
    assert_int_equal(fit.outcome, fit.tau2 > 0.0 ? RECKON_OUTCOME_OK : RECKON_OUTCOME_BOUNDARY);
    return fit;
}

static void test_moment_estimators(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int round = 0; round < 400; round++) {
        sample s = random_sample(&seed);
        long double k = (long double)s.k, q = naive_q(s.k, s.y, s.v, 0.0L), weights, mean = 0,
                    mean_v = 0, squares = 0;
        naive_mean(s.k, s.y, s.v, 0.0L, &weights);
        for (size_t i = 0; i < s.k; i++) {
            mean += s.y[i] / k;
            mean_v += s.v[i] / k;
        }
        for (size_t i = 0; i < s.k; i++)
            squares += (s.y[i] - mean) * (s.y[i] - mean);
        long double crude = squares / k, dl = (q - (k - 1)) / naive_trace(s.k, s.v, 0.0L);
        double scale = 1e-13 * (double)(crude + mean_v);
        check_close(estimate(&s, RECKON_TAU2_DL), (double)fmaxl(dl, 0.0L), 1e-12, scale);
        check_close(
            estimate(&s, RECKON_TAU2_HS), (double)fmaxl((q - k) / weights, 0.0L), 1e-12, scale);
        check_close(estimate(&s, RECKON_TAU2_HE), (double)fmaxl(squares / (k - 1) - mean_v, 0.0L),
            1e-12, scale);
        check_close(estimate(&s, RECKON_TAU2_SJ),
            (double)(crude * naive_q(s.k, s.y, s.v, crude) / (k - 1)), 1e-12, 0.0);
    }
}

static void test_paule_mandel_solves_its_equation(void **state)
{
    (void)state;
    uint64_t seed = 2;
    int positive = 0;
    for (int round = 0; round < 400; round++) {
        sample s = random_sample(&seed);
        double tau2 = estimate(&s, RECKON_TAU2_PM), df = (double)(s.k - 1);
        assert_true(tau2 == estimate(&s, RECKON_TAU2_EB));
        if (tau2 > 0.0) {
            check_close((double)naive_q(s.k, s.y, s.v, tau2), df, 1e-10, 0.0);
            positive++;
        } else {
            assert_true((double)naive_q(s.k, s.y, s.v, 0.0L) <= df * (1.0 + 1e-12));
        }
    }
    assert_true(positive > 100 && positive < 390);
}

/* The highest log-likelihood on a dense grid from 1e-9 to 1e5, and at 0. */
static long double grid_maximum(const sample *s, bool restricted)
{
    long double best = naive_log_likelihood(s->k, s->y, s->v, restricted, 0.0L);
    for (int i = 0; i <= 3000; i++)
        best = fmaxl(best, naive_log_likelihood(s->k, s->y, s->v, restricted,
                               powl(10.0L, -9.0L + 14.0L * i / 3000)));
    return best;
}

static void check_likelihood_maximum(const sample *s)
{
    for (int restricted = 0; restricted <= 1; restricted++) {
        reckon_meta_fit fit = fit_of(s, restricted ? RECKON_TAU2_REML : RECKON_TAU2_ML);
        long double reached = naive_log_likelihood(s->k, s->y, s->v, restricted, fit.tau2);
        check_close(fit.log_likelihood, (double)reached, 1e-12, 1e-12);
        assert_true(reached >= grid_maximum(s, restricted) - 1e-13L);
        if (fit.tau2 > 0.0) { /* and it is a maximum to many digits, not only near one */
            long double step = 1e-4L * fit.tau2;
            assert_true(
                reached >= naive_log_likelihood(s->k, s->y, s->v, restricted, fit.tau2 + step));
            assert_true(
                reached >= naive_log_likelihood(s->k, s->y, s->v, restricted, fit.tau2 - step));
        }
    }
}

static void test_likelihood_is_highest(void **state)
{
    (void)state;
    uint64_t seed = 3;
    for (int round = 0; round < 150; round++) {
        sample s = random_sample(&seed);
        check_likelihood_maximum(&s);
    }
}

/* A few precise estimates that agree, and vague ones far away: often two maxima. */
static void test_likelihood_with_two_modes(void **state)
{
    (void)state;
    uint64_t seed = 4;
    for (int round = 0; round < 150; round++) {
        sample s = {.k = 5};
        for (size_t i = 0; i < s.k; i++) {
            bool vague = i >= 3;
            s.v[i] = vague ? random_scale(&seed, 1.0, 100.0) : random_scale(&seed, 1e-6, 1e-2);
            s.y[i] = vague ? random_uniform(&seed, 2.0, 30.0) : random_uniform(&seed, -0.2, 0.2);
        }
        check_likelihood_maximum(&s);
    }
}

/* The formulas of the standard errors, with whole matrices. */
static void test_standard_errors(void **state)
{
    (void)state;
    uint64_t seed = 5;
    for (int round = 0; round < 200; round++) {
        sample s = random_sample(&seed);
        long double k = (long double)s.k, one[MOST], v[MOST], equal[MOST], sum_v = 0, sum,
                    crude = 0, mean = 0;
        for (size_t i = 0; i < s.k; i++) {
            one[i] = 1.0L;
            v[i] = s.v[i];
            equal[i] = 1.0L;
            mean += s.y[i] / k;
        }
        for (size_t i = 0; i < s.k; i++)
            crude += (s.y[i] - mean) * (s.y[i] - mean) / k;
        double unit[MOST];
        for (size_t i = 0; i < s.k; i++) {
            unit[i] = 1.0; /* weights of Hedges' P */
            sum_v += v[i] * (1.0L - 1.0L / k);
        }
        long double t = fit_of(&s, RECKON_TAU2_DL).tau2, trace = naive_trace(s.k, s.v, 0.0L);
        long double pp = naive_trace2(s.k, s.v, 0.0L, one, one);
        long double expected = sqrtl(2 * (k - 1) + 4 * t * trace + 2 * t * t * pp) / trace;
        check_close(fit_of(&s, RECKON_TAU2_DL).se_tau2, (double)expected, 1e-11, 0.0);

        t = fit_of(&s, RECKON_TAU2_HS).tau2;
        naive_mean(s.k, s.y, s.v, 0.0L, &sum);
        expected = sqrtl(2 * (k - 1) + 4 * t * trace + 2 * t * t * pp) / sum;
        check_close(fit_of(&s, RECKON_TAU2_HS).se_tau2, (double)expected, 1e-11, 0.0);

        t = fit_of(&s, RECKON_TAU2_HE).tau2;
        expected =
            sqrtl(2 * naive_trace2(s.k, unit, 0.0L, v, v) + 4 * t * sum_v + 2 * t * t * (k - 1)) /
            (k - 1);
        check_close(fit_of(&s, RECKON_TAU2_HE).se_tau2, (double)expected, 1e-11, 0.0);

        t = fit_of(&s, RECKON_TAU2_SJ).tau2;
        expected = crude / (k - 1) *
                   sqrtl(2 * naive_trace2(s.k, s.v, crude, v, v) +
                         4 * t * naive_trace2(s.k, s.v, crude, v, equal) +
                         2 * t * t * naive_trace2(s.k, s.v, crude, one, one));
        check_close(fit_of(&s, RECKON_TAU2_SJ).se_tau2, (double)expected, 1e-11, 0.0);

        t = fit_of(&s, RECKON_TAU2_REML).tau2;
        expected = sqrtl(2 / naive_trace2(s.k, s.v, t, one, one));
        check_close(fit_of(&s, RECKON_TAU2_REML).se_tau2, (double)expected, 1e-11, 0.0);

        t = fit_of(&s, RECKON_TAU2_PM).tau2;
        naive_mean(s.k, s.y, s.v, t, &sum);
        check_close(
            fit_of(&s, RECKON_TAU2_PM).se_tau2, (double)(sqrtl(2 / (k - 1)) * k / sum), 1e-11, 0.0);

        t = fit_of(&s, RECKON_TAU2_ML).tau2;
        long double squares = 0;
        for (size_t i = 0; i < s.k; i++)
            squares += 1 / ((v[i] + t) * (v[i] + t));
        check_close(fit_of(&s, RECKON_TAU2_ML).se_tau2, (double)sqrtl(2 / squares), 1e-11, 0.0);
    }
}

static void test_order_shift_and_unit(void **state)
{
    (void)state;
    uint64_t seed = 6;
    for (int round = 0; round < 100; round++) {
        sample s = random_sample(&seed), turned = s, moved = s;
        for (size_t i = 0; i < s.k; i++) {
            turned.y[i] = s.y[s.k - 1 - i];
            turned.v[i] = s.v[s.k - 1 - i];
            moved.y[i] =
                8.0 * s.y[i] - 512.0; /* exact in binary, so only the formulas can differ */
            moved.v[i] = 64.0 * s.v[i];
        }
        for (int m = 0; m <= RECKON_TAU2_PM; m++) {
            double tau2 = estimate(&s, (reckon_tau2_method)m);
            check_close(estimate(&turned, (reckon_tau2_method)m), tau2, 1e-11, 1e-13);
            check_close(estimate(&moved, (reckon_tau2_method)m), 64.0 * tau2, 1e-10, 1e-11);
        }
    }
}

static void check_tau2(sample s, reckon_tau2_method method, double expected)
{
    check_close_named(estimate(&s, method), expected, 1e-12, 1e-15, reckon_tau2_name(method));
}

/* All exact: the values' own variance, with divisor k for those that divide by k. */
static void test_all_variances_zero(void **state)
{
    (void)state;
    sample s = {3, {1.0, 2.0, 6.0}, {0.0, 0.0, 0.0}}; /* sum of squares 14 */
    const reckon_tau2_method by_k[] = {RECKON_TAU2_HS, RECKON_TAU2_ML};
    const reckon_tau2_method by_df[] = {RECKON_TAU2_DL, RECKON_TAU2_HE, RECKON_TAU2_SJ,
        RECKON_TAU2_REML, RECKON_TAU2_EB, RECKON_TAU2_PM};
    for (size_t i = 0; i < 2; i++)
        check_tau2(s, by_k[i], 14.0 / 3.0);
    for (size_t i = 0; i < 6; i++)
        check_tau2(s, by_df[i], 7.0);
}

/* A zero variance is the limit of small ones: no jump between 1e-60 and 0. ML is documented to
 * differ. */
static void test_zero_variances_are_limits(void **state)
{
    (void)state;
    sample one = {4, {0.4, 0.9, 0.1, 1.4}, {0.0, 0.05, 0.02, 0.1}},
           two = {4, {0.4, 0.9, 0.1, 1.4}, {0.0, 0.05, 0.0, 0.1}};
    sample agree = {4, {0.4, 0.9, 0.4, 1.4}, {0.0, 0.05, 0.0, 0.1}};
    const sample *zero[] = {&one, &two, &agree};
    for (size_t c = 0; c < 3; c++) {
        for (int m = 0; m <= RECKON_TAU2_PM; m++) {
            sample tiny = *zero[c];
            for (size_t i = 0; i < tiny.k; i++)
                tiny.v[i] = fmax(tiny.v[i], 1e-60);
            bool likelihood = m == RECKON_TAU2_ML || (m == RECKON_TAU2_REML && c == 2);
            if (likelihood)
                continue;
            check_tau2(tiny, (reckon_tau2_method)m, estimate(zero[c], (reckon_tau2_method)m));
        }
    }
    /* unbounded likelihoods give their highest finite maximum */
    check_close(estimate(&one, RECKON_TAU2_ML), 0.1676147693351206, 1e-12, 0.0);
    assert_true(estimate(&agree, RECKON_TAU2_REML) > 0.01);
}

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(reckon_tau2_name(RECKON_TAU2_DL), "DL");
    assert_string_equal(reckon_tau2_name(RECKON_TAU2_PM), "PM");
    assert_string_equal(reckon_tau2_name((reckon_tau2_method)99), "unknown");
    assert_string_equal(reckon_meta_test_name(RECKON_META_TEST_ADHOC), "adhoc");
    assert_string_equal(reckon_meta_test_name((reckon_meta_test)99), "unknown");
    for (int m = -1; m <= RECKON_TAU2_PM + 1; m++)
        assert_non_null(reckon_tau2_text((reckon_tau2_method)m));
    for (int t = -1; t <= RECKON_META_TEST_ADHOC + 1; t++)
        assert_non_null(reckon_meta_test_text((reckon_meta_test)t));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_moment_estimators),
        cmocka_unit_test(test_paule_mandel_solves_its_equation),
        cmocka_unit_test(test_likelihood_is_highest),
        cmocka_unit_test(test_likelihood_with_two_modes),
        cmocka_unit_test(test_standard_errors),
        cmocka_unit_test(test_order_shift_and_unit),
        cmocka_unit_test(test_all_variances_zero),
        cmocka_unit_test(test_zero_variances_are_limits),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests_name("meta_tau2", tests, NULL, NULL);
}
