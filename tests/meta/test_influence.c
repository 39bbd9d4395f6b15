/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Leave-one-out and influence measures: each against a fit really made without the estimate. */
#include "support/check.h"

#include <stdbool.h>

#include <reckon/meta.h>

#include "support/random.h"

enum { MOST = 8 };

typedef struct sample {
    size_t k;
    double y[MOST], v[MOST], weights[MOST];
    bool weighted;
} sample;

static sample random_sample(uint64_t *seed)
{
    sample s = {.k = 2 + random_below(seed, MOST - 1), .weighted = random_below(seed, 2) == 1};
    for (size_t i = 0; i < s.k; i++) {
        s.v[i] = random_scale(seed, 0.001, 2.0);
        s.y[i] = random_uniform(seed, -2.0, 2.0);
        s.weights[i] = random_uniform(seed, 0.1, 1.0);
    }
    return s;
}

static reckon_meta_fit fit_of(const sample *s, const reckon_meta_options *options)
{
    reckon_meta_fit fit;
    assert_int_equal(reckon_random_effects(
                         s->k, s->y, s->v, s->weighted ? s->weights : NULL, options, &fit, NULL),
        RECKON_OK);
    return fit;
}

static sample without(const sample *s, size_t i)
{
    sample rest = *s;
    rest.k = 0;
    for (size_t j = 0; j < s->k; j++) {
        if (j == i)
            continue;
        rest.y[rest.k] = s->y[j];
        rest.v[rest.k] = s->v[j];
        rest.weights[rest.k++] = s->weights[j];
    }
    return rest;
}

static void check_row(const sample *s, const reckon_meta_options *options,
    const reckon_meta_influence_row *row, size_t i)
{
    sample rest = without(s, i);
    reckon_meta_fit all = fit_of(s, options), fit = fit_of(&rest, options);
    assert_true(row->mu == fit.mu && row->se == fit.se && row->tau2 == fit.tau2 && row->Q == fit.Q);
    assert_true(row->ci_low == fit.ci_low && row->ci_high == fit.ci_high && row->p == fit.p &&
                row->Q_p == fit.Q_p);
    assert_true(row->I2 == fit.I2 && row->H2 == fit.H2 && row->statistic == fit.statistic);
    double weight_sum = 0.0, squares = 0.0, own = 0.0, change = all.mu - fit.mu;
    for (size_t j = 0; j < s->k; j++) {
        double hat_weight = s->weighted ? s->weights[j] : 1.0 / (s->v[j] + all.tau2);
        double weight = s->weighted ? s->weights[j] : 1.0 / (s->v[j] + fit.tau2);
        own += hat_weight;
        weight_sum += weight;
        squares += weight * weight * (s->v[j] + fit.tau2);
    }
    double hat = (s->weighted ? s->weights[i] : 1.0 / (s->v[i] + all.tau2)) / own;
    double se = sqrt(squares) / weight_sum * sqrt(fit.s2w), variance = s->v[i] + fit.tau2;
    check_close(row->hat, hat, 1e-12, 0.0);
    check_close(row->rstudent, (s->y[i] - fit.mu) / sqrt(variance + fit.se * fit.se), 1e-12, 0.0);
    if (all.se > 0.0) {
        check_close(row->cook_d, change * change / (all.se * all.se), 1e-12, 0.0);
        check_close(row->cov_r, fit.se * fit.se / (all.se * all.se), 1e-12, 0.0);
    }
    if (fit.s2w > 0.0) {
        check_close(row->dfbetas, change / se, 1e-12, 0.0);
        check_close(row->dffits,
            s->weighted ? change / se : change / sqrt(fit.s2w * hat * variance), 1e-12, 0.0);
    }
}

static void test_each_row(void **state)
{
    (void)state;
    uint64_t seed = 31;
    for (int round = 0; round < 200; round++) {
        sample s = random_sample(&seed);
        reckon_meta_options options;
        reckon_meta_influence_row rows[MOST];
        double work[3 * MOST], hat = 0.0;
        reckon_outcome outcome;
        reckon_meta_options_init(&options);
        options.tau2 = (reckon_tau2_method)random_below(&seed, RECKON_TAU2_PM + 1);
        options.test = (reckon_meta_test)random_below(&seed, RECKON_META_TEST_ADHOC + 1);
        assert_true(reckon_meta_influence_work(s.k) <= 3 * MOST);
        assert_int_equal(reckon_meta_influence(s.k, s.y, s.v, s.weighted ? s.weights : NULL,
                             &options, rows, work, &outcome, NULL),
            RECKON_OK);
        assert_int_equal(outcome, RECKON_OUTCOME_OK);
        for (size_t i = 0; i < s.k; i++) {
            check_row(&s, &options, &rows[i], i);
            hat += rows[i].hat;
        }
        check_close(hat, 1.0, 1e-13, 0.0);
    }
}

static void test_too_few(void **state)
{
    (void)state;
    const double y[] = {1.0}, v[] = {0.1};
    double work[3];
    reckon_meta_influence_row row;
    reckon_outcome outcome;
    assert_int_equal(
        reckon_meta_influence(1, y, v, NULL, NULL, &row, work, &outcome, NULL), RECKON_OK);
    assert_int_equal(outcome, RECKON_OUTCOME_UNRESOLVED);
    assert_true(isnan(row.mu) && isnan(row.hat) && isnan(row.dfbetas));
    assert_int_equal(
        reckon_meta_influence(0, NULL, NULL, NULL, NULL, NULL, NULL, &outcome, NULL), RECKON_OK);
    assert_int_equal(outcome, RECKON_OUTCOME_UNRESOLVED);
}

/* Exact estimates and a weight that all others lack: still numbers. */
static void test_edges(void **state)
{
    (void)state;
    const double y[] = {1.0, 2.0, 4.0}, v[] = {0.0, 0.0, 0.3}, weights[] = {0.0, 1.0, 0.0};
    const double zero[] = {0.0, 0.0, 0.0}, equal[] = {2.0, 2.0, 2.0};
    const double *values[] = {y, equal}, *variances[] = {v, zero}, *given[] = {NULL, weights};
    for (int c = 0; c < 8; c++) {
        reckon_meta_influence_row rows[3];
        double work[9];
        assert_int_equal(reckon_meta_influence(3, values[c & 1], variances[(c >> 1) & 1],
                             given[c >> 2], NULL, rows, work, NULL, NULL),
            RECKON_OK);
        for (size_t i = 0; i < 3; i++) {
            const reckon_meta_influence_row *row = &rows[i];
            const double all[] = {row->mu, row->se, row->ci_low, row->ci_high, row->statistic,
                row->p, row->tau2, row->Q, row->Q_p, row->I2, row->H2, row->hat, row->rstudent,
                row->dffits, row->cook_d, row->cov_r, row->dfbetas};
            for (size_t j = 0; j < sizeof all / sizeof *all; j++)
                assert_true(!isnan(all[j]));
        }
    }
}

static void test_refusals(void **state)
{
    (void)state;
    const double y[] = {1.0, 2.0}, v[] = {0.1, 0.2}, zero[] = {0.0, 0.0};
    double work[6];
    reckon_meta_influence_row rows[2];
    reckon_meta_options options = {0};
    assert_int_equal(
        reckon_meta_influence(2, y, v, NULL, &options, rows, work, NULL, NULL), RECKON_ARGUMENT);
    assert_int_equal(
        reckon_meta_influence(2, y, v, NULL, NULL, NULL, work, NULL, NULL), RECKON_ARGUMENT);
    assert_int_equal(
        reckon_meta_influence(2, y, v, NULL, NULL, rows, NULL, NULL, NULL), RECKON_ARGUMENT);
    assert_int_equal(
        reckon_meta_influence(2, NULL, v, NULL, NULL, rows, work, NULL, NULL), RECKON_ARGUMENT);
    assert_int_equal(
        reckon_meta_influence(2, y, v, zero, NULL, rows, work, NULL, NULL), RECKON_VALUE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_row),
        cmocka_unit_test(test_too_few),
        cmocka_unit_test(test_edges),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests_name("meta_influence", tests, NULL, NULL);
}
