/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bayesian random effects at the ends of the legal domain, refusals, and memory that runs out. */
#include "support/check.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include <reckon/meta.h>

#include "core/memory.h"
#include "support/random.h"

enum { MOST = 6 };

/* The linker sends the library's calls here. */
void *__real_rk_alloc(size_t count, size_t size);
void *__wrap_rk_alloc(size_t count, size_t size);
void *__real_rk_realloc(void *memory, size_t count, size_t size);
void *__wrap_rk_realloc(void *memory, size_t count, size_t size);

static int allocations_left = -1; /* -1: any number */

static bool may_allocate(void)
{
    if (allocations_left == 0)
        return false;
    if (allocations_left > 0)
        allocations_left--;
    return true;
}

void *__wrap_rk_alloc(size_t count, size_t size)
{
    return may_allocate() ? __real_rk_alloc(count, size) : NULL;
}

void *__wrap_rk_realloc(void *memory, size_t count, size_t size)
{
    return may_allocate() ? __real_rk_realloc(memory, count, size) : NULL;
}

static reckon_bayes *bayes;

static int make(void **state)
{
    (void)state;
    return reckon_bayes_new(MOST, &bayes, NULL) == RECKON_OK ? 0 : -1;
}

static int unmake(void **state)
{
    (void)state;
    reckon_bayes_free(bayes);
    return 0;
}

static double any_variance(uint64_t *seed)
{
    switch (random_below(seed, 7)) {
    case 0:
        return 0.0;
    case 1:
        return 1e200;
    case 2:
        return 5e-324;
    case 3:
        return random_scale(seed, 1e-200, 1e200);
    default:
        return random_scale(seed, 1e-3, 1.0);
    }
}

static double any_value(uint64_t *seed)
{
    switch (random_below(seed, 6)) {
    case 0:
        return 0.0;
    case 1:
        return random_scale(seed, 1e-100, 1e100);
    case 2:
        return -1e100;
    default:
        return random_uniform(seed, -3.0, 3.0);
    }
}

static void check_quantity(
    const reckon_bayes_fit *fit, reckon_bayes_quantity quantity, size_t index)
{
    reckon_posterior posterior;
    double x, below, density;
    assert_int_equal(
        reckon_bayes_summary(bayes, quantity, index, 0.9, &posterior, NULL), RECKON_OK);
    assert_int_equal(reckon_bayes_quantile(bayes, quantity, index, 0.3, &x, NULL), RECKON_OK);
    assert_int_equal(
        reckon_bayes_distribution(bayes, quantity, index, 0.25, &below, &density, NULL), RECKON_OK);
    if (fit->outcome == RECKON_OUTCOME_UNRESOLVED) {
        assert_true(isnan(posterior.median) && isnan(posterior.sd) && isnan(x) && isnan(below) &&
                    isnan(density));
        return;
    }
    assert_true(isfinite(posterior.median) && isfinite(x) && below >= 0.0 && below <= 1.0 + 1e-12 &&
                density >= 0.0);
    /* scales far apart meet here: digits are those of the whole spread */
    double width = posterior.central_high - posterior.central_low;
    double slack =
        1e-14 * (fabs(posterior.median) + (isfinite(posterior.sd) ? posterior.sd : width));
    assert_true(posterior.central_low <= x + slack && x <= posterior.median + slack);
    assert_true(posterior.median <= posterior.central_high + slack);
    assert_true(posterior.shortest_low <= posterior.shortest_high + slack && posterior.sd >= 0.0);
    if (fit->outcome == RECKON_OUTCOME_NOT_CONVERGED)
        return;
    assert_true(posterior.shortest_high - posterior.shortest_low <=
                (posterior.central_high - posterior.central_low) * (1.0 + 1e-6) + slack);
    bool has_mean = quantity == RECKON_BAYES_TAU || quantity == RECKON_BAYES_SHRINKAGE ||
                    fit->tail_exponent > 2.0;
    assert_true(!isnan(posterior.mean) || !has_mean);
}

static void test_random_legal_input(void **state)
{
    (void)state;
    uint64_t seed = 61;
    int proper = 0;
    for (int round = 0; round < 150; round++) {
        double y[MOST], v[MOST];
        size_t k = 1 + random_below(&seed, MOST);
        for (size_t i = 0; i < k; i++) {
            y[i] = random_below(&seed, 5) == 0 && i > 0 ? y[i - 1] : any_value(&seed);
            v[i] = any_variance(&seed);
        }
        reckon_bayes_options options;
        reckon_bayes_fit fit;
        reckon_bayes_options_init(&options);
        options.tau_prior = (reckon_tau_prior)random_below(&seed, 4);
        options.mu_prior = (reckon_mu_prior)random_below(&seed, 2);
        if (random_below(&seed, 2)) {
            options.tau_scale = random_scale(&seed, 1e-6, 1e3);
            options.mu_sd = random_scale(&seed, 1e-6, 1e3);
            options.mu_mean = fmax(fmin(any_value(&seed), 1e6), -1e6);
        }
        assert_int_equal(reckon_bayes_run(bayes, k, y, v, &options, &fit, NULL), RECKON_OK);
        assert_true(fit.k == k && !isnan(fit.tail_exponent));
        proper += fit.outcome == RECKON_OUTCOME_OK;
        assert_true(fit.outcome == RECKON_OUTCOME_OK || fit.outcome == RECKON_OUTCOME_UNRESOLVED ||
                    fit.outcome == RECKON_OUTCOME_NOT_CONVERGED);
        assert_true(
            isfinite(fit.log_integrated_likelihood) == (fit.outcome != RECKON_OUTCOME_UNRESOLVED));
        for (int quantity = 0; quantity <= RECKON_BAYES_SHRINKAGE; quantity++)
            check_quantity(&fit, (reckon_bayes_quantity)quantity, k - 1);
    }
    assert_true(proper > 80);
}

static void test_refusals(void **state)
{
    (void)state;
    const double good[] = {1.0, 2.0}, bad[] = {1.0, NAN}, negative[] = {0.1, -0.1},
                 large[] = {1.0, 1.1e100};
    const double vast[] = {1.0, 1.1e200};
    double x;
    reckon_posterior posterior;
    reckon_error error = RECKON_ERROR_INIT;
    assert_int_equal(reckon_bayes_run(bayes, 2, bad, good, NULL, NULL, &error), RECKON_VALUE);
    assert_true(strlen(error.message) > 10);
    assert_int_equal(
        reckon_bayes_summary(bayes, RECKON_BAYES_MU, 0, 0.9, &posterior, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_bayes_run(bayes, 2, good, negative, NULL, NULL, NULL), RECKON_VALUE);
    assert_int_equal(reckon_bayes_run(bayes, 2, large, good, NULL, NULL, NULL), RECKON_VALUE);
    assert_int_equal(reckon_bayes_run(bayes, 2, good, vast, NULL, NULL, NULL), RECKON_VALUE);
    assert_int_equal(reckon_bayes_run(bayes, 2, NULL, good, NULL, NULL, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_bayes_run(NULL, 2, good, good, NULL, NULL, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_bayes_run(bayes, MOST + 1, good, good, NULL, NULL, NULL), RECKON_LIMIT);
    assert_int_equal(reckon_bayes_new(1, NULL, NULL), RECKON_ARGUMENT);
    reckon_bayes_free(NULL);

    assert_int_equal(reckon_bayes_run(bayes, 2, good, good, NULL, NULL, NULL), RECKON_OK);
    assert_int_equal(reckon_bayes_summary(bayes, RECKON_BAYES_SHRINKAGE, 2, 0.9, &posterior, NULL),
        RECKON_ARGUMENT);
    assert_int_equal(
        reckon_bayes_summary(bayes, (reckon_bayes_quantity)4, 0, 0.9, &posterior, NULL),
        RECKON_ARGUMENT);
    assert_int_equal(
        reckon_bayes_summary(bayes, RECKON_BAYES_MU, 0, 1.0, &posterior, NULL), RECKON_VALUE);
    assert_int_equal(
        reckon_bayes_summary(bayes, RECKON_BAYES_MU, 0, NAN, &posterior, NULL), RECKON_VALUE);
    assert_int_equal(
        reckon_bayes_summary(bayes, RECKON_BAYES_MU, 0, 0.9, NULL, NULL), RECKON_ARGUMENT);
    assert_int_equal(
        reckon_bayes_summary(NULL, RECKON_BAYES_MU, 0, 0.9, &posterior, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_bayes_quantile(bayes, RECKON_BAYES_MU, 0, 0.0, &x, NULL), RECKON_VALUE);
    assert_int_equal(reckon_bayes_quantile(bayes, RECKON_BAYES_MU, 0, 1.0, &x, NULL), RECKON_VALUE);
    assert_int_equal(
        reckon_bayes_quantile(bayes, (reckon_bayes_quantity)-1, 0, 0.5, &x, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_bayes_distribution(bayes, RECKON_BAYES_MU, 0, INFINITY, &x, NULL, NULL),
        RECKON_VALUE);
    assert_int_equal(
        reckon_bayes_distribution(NULL, RECKON_BAYES_MU, 0, 1.0, &x, NULL, NULL), RECKON_ARGUMENT);
}

static void test_bad_options(void **state)
{
    (void)state;
    const double good[] = {1.0, 2.0};
    reckon_bayes_options fine, bad;
    reckon_bayes_options_init(&fine);
    reckon_bayes_options_init(NULL);
    bad = fine;
    bad.struct_size = 0;
    assert_int_equal(reckon_bayes_run(bayes, 2, good, good, &bad, NULL, NULL), RECKON_ARGUMENT);
    bad = fine;
    bad.tau_prior = (reckon_tau_prior)4;
    assert_int_equal(reckon_bayes_run(bayes, 2, good, good, &bad, NULL, NULL), RECKON_OPTION);
    bad = fine;
    bad.mu_prior = (reckon_mu_prior)-1;
    assert_int_equal(reckon_bayes_run(bayes, 2, good, good, &bad, NULL, NULL), RECKON_OPTION);
    const double scales[] = {0.0, -1.0, NAN, INFINITY, 9e-7, 1001.0};
    for (size_t i = 0; i < 6; i++) {
        bad = fine;
        bad.tau_scale = scales[i];
        assert_int_equal(reckon_bayes_run(bayes, 2, good, good, &bad, NULL, NULL), RECKON_OPTION);
        bad = fine;
        bad.mu_sd = scales[i];
        assert_int_equal(reckon_bayes_run(bayes, 2, good, good, &bad, NULL, NULL), RECKON_OPTION);
    }
    bad = fine;
    bad.mu_mean = INFINITY;
    assert_int_equal(reckon_bayes_run(bayes, 2, good, good, &bad, NULL, NULL), RECKON_OPTION);
}

/* Every k-th allocation fails once: a clean status, nothing left behind, and the object works again
 * afterwards. */
static void test_out_of_memory(void **state)
{
    (void)state;
    const double y[] = {1.0, 1.0},
                 v[] = {1e-200, 1e200}; /* a posterior over hundreds of decades: memory must grow */
    reckon_bayes_options options;
    reckon_bayes_options_init(&options);
    options.tau_prior = RECKON_TAU_PRIOR_JEFFREYS;
    int failures = 0;
    for (int allowed = 0; allowed < 40; allowed++) {
        reckon_bayes *local = NULL;
        allocations_left = allowed;
        reckon_status status = reckon_bayes_new(2, &local, NULL);
        if (status == RECKON_OK)
            status = reckon_bayes_run(local, 2, y, v, &options, NULL, NULL);
        allocations_left = -1;
        if (status == RECKON_OK) {
            reckon_bayes_free(local);
            break;
        }
        assert_int_equal(status, RECKON_MEMORY);
        failures++;
        if (local)
            assert_int_equal(reckon_bayes_run(local, 2, y, v, &options, NULL, NULL), RECKON_OK);
        reckon_bayes_free(local);
    }
    assert_true(failures >= 8 && failures < 40);
}

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(reckon_tau_prior_name(RECKON_TAU_PRIOR_HALF_CAUCHY), "half-cauchy");
    assert_string_equal(reckon_tau_prior_name((reckon_tau_prior)9), "unknown");
    assert_string_equal(reckon_mu_prior_name(RECKON_MU_PRIOR_NORMAL), "normal");
    assert_string_equal(reckon_mu_prior_name((reckon_mu_prior)9), "unknown");
    for (int i = -1; i <= 5; i++) {
        assert_true(strlen(reckon_tau_prior_text((reckon_tau_prior)i)) > 5);
        assert_true(strlen(reckon_mu_prior_text((reckon_mu_prior)i)) > 5);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_legal_input),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_bad_options),
        cmocka_unit_test(test_out_of_memory),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests_name("meta_bayes_edges", tests, make, unmake);
}
