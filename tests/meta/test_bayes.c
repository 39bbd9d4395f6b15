/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bayesian random effects against plain integration over a fine grid of log tau, closed forms, and
 * properties. */
#include "support/check.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <reckon/meta.h>

#include "core/memory.h"
#include "core/special.h"
#include "meta/naive.h"
#include "support/random.h"

enum { MOST = 8, GRID = 16000 };

typedef struct model {
    size_t k;
    double y[MOST], v[MOST];
    reckon_bayes_options options;
} model;

static reckon_bayes *bayes;

static int make(void **state)
{
    (void)state;
    return reckon_bayes_new(2000, &bayes, NULL) == RECKON_OK ? 0 : -1;
}

static int unmake(void **state)
{
    (void)state;
    reckon_bayes_free(bayes);
    return 0;
}

static model plain_model(size_t k, reckon_tau_prior tau_prior, reckon_mu_prior mu_prior)
{
    model m = {.k = k, .y = {0.4, 1.3, -0.2, 2.0}, .v = {0.1, 0.2, 0.05, 0.4}};
    reckon_bayes_options_init(&m.options);
    m.options.tau_prior = tau_prior;
    m.options.mu_prior = mu_prior;
    return m;
}

static reckon_bayes_fit run(const model *m)
{
    reckon_bayes_fit fit;
    assert_int_equal(reckon_bayes_run(bayes, m->k, m->y, m->v, &m->options, &fit, NULL), RECKON_OK);
    return fit;
}

static reckon_posterior summary(reckon_bayes_quantity quantity, size_t index, double level)
{
    reckon_posterior posterior;
    assert_int_equal(
        reckon_bayes_summary(bayes, quantity, index, level, &posterior, NULL), RECKON_OK);
    return posterior;
}

static double quantile(reckon_bayes_quantity quantity, size_t index, double p)
{
    double x;
    assert_int_equal(reckon_bayes_quantile(bayes, quantity, index, p, &x, NULL), RECKON_OK);
    return x;
}

static double cdf(reckon_bayes_quantity quantity, size_t index, double x)
{
    double below;
    assert_int_equal(
        reckon_bayes_distribution(bayes, quantity, index, x, &below, NULL, NULL), RECKON_OK);
    return below;
}

static double density(reckon_bayes_quantity quantity, size_t index, double x)
{
    double value;
    assert_int_equal(
        reckon_bayes_distribution(bayes, quantity, index, x, NULL, &value, NULL), RECKON_OK);
    return value;
}

/* ------------------------------------------------------------------ the plain way */

/* Trapezoids in log tau from e^-45 to e^45, which are as good as exact for so smooth a function. */
typedef struct plain_grid {
    long double tau[GRID], weight[GRID], mean[GRID], variance[GRID];
    long double log_integral;
} plain_grid;

static long double plain_log_prior(const model *m, long double tau)
{
    long double s = m->options.tau_scale, sum = 0.0L, pi = acosl(-1.0L);
    switch (m->options.tau_prior) {
    case RECKON_TAU_PRIOR_HALF_NORMAL:
        return logl(sqrtl(2.0L / pi) / s) - tau * tau / (2.0L * s * s);
    case RECKON_TAU_PRIOR_HALF_CAUCHY:
        return logl(2.0L / (pi * s * (1.0L + tau * tau / (s * s))));
    case RECKON_TAU_PRIOR_UNIFORM:
        return 0.0L;
    case RECKON_TAU_PRIOR_JEFFREYS:
        for (size_t i = 0; i < m->k; i++)
            sum += powl(tau / (m->v[i] + tau * tau), 2.0L);
        return 0.5L * logl(sum);
    }
    return 0.0L;
}

static void plain_integrate(const model *m, plain_grid *grid)
{
    long double step = 90.0L / (GRID - 1), peak = -INFINITY, total = 0.0L;
    for (int i = 0; i < GRID; i++) {
        long double tau = expl(-45.0L + step * i), sum, prior_precision = 0.0L, pull = 0.0L;
        long double log_f =
            naive_log_likelihood(m->k, m->y, m->v, true, tau * tau) + plain_log_prior(m, tau);
        long double mean = naive_mean(m->k, m->y, m->v, tau * tau, &sum);
        if (m->options.mu_prior == RECKON_MU_PRIOR_NORMAL) {
            prior_precision = 1.0L / ((long double)m->options.mu_sd * m->options.mu_sd);
            pull = prior_precision * m->options.mu_mean;
            long double total_variance = 1.0L / sum + 1.0L / prior_precision,
                        gap = mean - m->options.mu_mean;
            log_f -=
                0.5L * (logl(2.0L * acosl(-1.0L) * total_variance) + gap * gap / total_variance);
        }
        grid->tau[i] = tau;
        grid->mean[i] = (mean * sum + pull) / (sum + prior_precision);
        grid->variance[i] = 1.0L / (sum + prior_precision);
        grid->weight[i] = log_f + logl(tau);
        peak = fmaxl(peak, grid->weight[i]);
    }
    for (int i = 0; i < GRID; i++) {
        grid->weight[i] = expl(grid->weight[i] - peak);
        total += grid->weight[i];
    }
    for (int i = 0; i < GRID; i++)
        grid->weight[i] /= total;
    grid->log_integral = peak + logl(total * step);
}

/* Conditional mean and variance of a quantity at one tau of the grid. */
static void plain_conditional(const model *m, const plain_grid *grid, int i,
    reckon_bayes_quantity quantity, size_t index, long double *mean, long double *variance)
{
    long double tau2 = grid->tau[i] * grid->tau[i];
    *mean = grid->mean[i];
    *variance = grid->variance[i];
    if (quantity == RECKON_BAYES_PREDICTIVE)
        *variance += tau2;
    if (quantity == RECKON_BAYES_SHRINKAGE) {
        long double to_mu = m->v[index] / (m->v[index] + tau2);
        *mean = to_mu * *mean + (1.0L - to_mu) * m->y[index];
        *variance = m->v[index] * tau2 / (m->v[index] + tau2) + to_mu * to_mu * *variance;
    }
}

static double plain_cdf(
    const model *m, const plain_grid *grid, reckon_bayes_quantity quantity, size_t index, double x)
{
    long double below = 0.0L, mean, variance;
    for (int i = 0; i < GRID; i++) {
        plain_conditional(m, grid, i, quantity, index, &mean, &variance);
        if (grid->weight[i] > 1e-25L)
            below += grid->weight[i] * 0.5L * erfcl((mean - x) / sqrtl(2.0L * variance));
    }
    return (double)below;
}

static void plain_moments(const model *m, const plain_grid *grid, reckon_bayes_quantity quantity,
    size_t index, double *centre, double *sd)
{
    long double first = 0.0L, second = 0.0L, mean, variance;
    for (int i = 0; i < GRID; i++) {
        plain_conditional(m, grid, i, quantity, index, &mean, &variance);
        first += grid->weight[i] * mean;
    }
    for (int i = 0; i < GRID; i++) {
        plain_conditional(m, grid, i, quantity, index, &mean, &variance);
        second += grid->weight[i] * (variance + (mean - first) * (mean - first));
    }
    *centre = (double)first;
    *sd = (double)sqrtl(second);
}

static void check_quantity(
    const model *m, const plain_grid *grid, reckon_bayes_quantity quantity, size_t index)
{
    double exponent = run(m).tail_exponent, centre, sd;
    bool heavy = quantity == RECKON_BAYES_PREDICTIVE ||
                 (quantity == RECKON_BAYES_MU && m->options.mu_prior == RECKON_MU_PRIOR_FLAT);
    const double probabilities[] = {1e-6, 0.01, 0.3, 0.5, 0.9, 0.999};
    for (size_t i = 0; i < sizeof probabilities / sizeof *probabilities; i++) {
        double p = probabilities[i], x = quantile(quantity, index, p);
        check_close(plain_cdf(m, grid, quantity, index, x), p, 1e-9, 0.0);
        check_close(cdf(quantity, index, x), p, 1e-11, 0.0);
    }
    reckon_posterior posterior = summary(quantity, index, 0.8);
    plain_moments(m, grid, quantity, index, &centre, &sd);
    if (!heavy || exponent > 2.0)
        check_close(posterior.mean, centre, 1e-9, 1e-10);
    else
        assert_true(isnan(posterior.mean));
    if (!heavy || exponent > 3.0)
        check_close(posterior.sd, sd, 1e-9, 0.0);
    else
        assert_true(isinf(posterior.sd));
    double low = posterior.shortest_low, high = posterior.shortest_high;
    check_close(cdf(quantity, index, high) - cdf(quantity, index, low), 0.8, 1e-9, 0.0);
    check_close(density(quantity, index, high), density(quantity, index, low), 1e-7, 0.0);
    for (double below = 0.005; below < 0.2; below += 0.005)
        assert_true(quantile(quantity, index, below + 0.8) - quantile(quantity, index, below) >=
                    (high - low) * (1.0 - 1e-9));
}

static void check_tau(const plain_grid *grid)
{
    long double below = 0.0L;
    double previous = 0.0;
    /* the sum is the midpoint rule up to the middle between two points; the first two terms of its
     * error are taken out
     */
    for (int i = 0; i < GRID - 1; i++) {
        below += grid->weight[i];
        if (below < 0.01L || below > 0.99L || i % 50 != 0)
            continue;
        double middle = (double)sqrtl(grid->tau[i] * grid->tau[i + 1]);
        const long double *w = &grid->weight[i];
        long double first = w[1] - w[0], third = w[2] - 3.0L * w[1] + 3.0L * w[0] - w[-1];
        long double end_term = first / 24.0L - 17.0L * third / 5760.0L;
        check_close(cdf(RECKON_BAYES_TAU, 0, middle), (double)(below + end_term), 1e-9, 0.0);
        check_close(
            quantile(RECKON_BAYES_TAU, 0, cdf(RECKON_BAYES_TAU, 0, middle)), middle, 1e-10, 0.0);
        assert_true(cdf(RECKON_BAYES_TAU, 0, middle) > previous);
        previous = cdf(RECKON_BAYES_TAU, 0, middle);
    }
    assert_true(cdf(RECKON_BAYES_TAU, 0, 0.0) == 0.0 && cdf(RECKON_BAYES_TAU, 0, -1.0) == 0.0);
    assert_true(density(RECKON_BAYES_TAU, 0, -1.0) == 0.0);
}

static void check_tau_summary(const plain_grid *grid, double exponent)
{
    reckon_posterior posterior = summary(RECKON_BAYES_TAU, 0, 0.7);
    long double first = 0.0L, second = 0.0L;
    for (int i = 0; i < GRID; i++) {
        first += grid->weight[i] * grid->tau[i];
        second += grid->weight[i] * grid->tau[i] * grid->tau[i];
    }
    if (exponent > 2.0)
        check_close(posterior.mean, (double)first, 1e-10, 0.0);
    else
        assert_true(isinf(posterior.mean));
    if (exponent > 3.0)
        check_close(posterior.sd, (double)sqrtl(second - first * first), 1e-9, 0.0);
    else
        assert_true(isinf(posterior.sd));
    double low = posterior.shortest_low, high = posterior.shortest_high;
    check_close(cdf(RECKON_BAYES_TAU, 0, high) - cdf(RECKON_BAYES_TAU, 0, low), 0.7, 1e-9, 0.0);
    if (low > 0.0)
        check_close(
            density(RECKON_BAYES_TAU, 0, high), density(RECKON_BAYES_TAU, 0, low), 1e-7, 0.0);
    for (double below = 0.01; below < 0.3; below += 0.01)
        assert_true(
            quantile(RECKON_BAYES_TAU, 0, below + 0.7) - quantile(RECKON_BAYES_TAU, 0, below) >=
            (high - low) * (1.0 - 1e-9));
}

static void test_against_plain_integration(void **state)
{
    (void)state;
    plain_grid *grid = malloc(sizeof *grid);
    assert_non_null(grid);
    uint64_t seed = 51;
    int proper = 0;
    for (int round = 0; round < 16; round++) {
        model m = plain_model(2 + random_below(&seed, 3), (reckon_tau_prior)(round % 4),
            (reckon_mu_prior)(round / 4 % 2));
        for (size_t i = 0; i < m.k; i++) {
            m.v[i] = random_scale(&seed, 0.001, 1.0);
            m.y[i] = random_uniform(&seed, -2.0, 2.0);
        }
        m.options.tau_scale = random_scale(&seed, 0.1, 3.0);
        m.options.mu_mean = random_uniform(&seed, -1.0, 1.0);
        m.options.mu_sd = random_scale(&seed, 0.2, 5.0);
        reckon_bayes_fit fit = run(&m);
        if (fit.outcome == RECKON_OUTCOME_UNRESOLVED)
            continue;
        assert_int_equal(fit.outcome, RECKON_OUTCOME_OK);
        proper++;
        plain_integrate(&m, grid);
        check_close(fit.log_integrated_likelihood, (double)grid->log_integral, 1e-10, 1e-10);
        check_tau(grid);
        check_tau_summary(grid, fit.tail_exponent);
        check_quantity(&m, grid, RECKON_BAYES_MU, 0);
        check_quantity(&m, grid, RECKON_BAYES_PREDICTIVE, 0);
        check_quantity(&m, grid, RECKON_BAYES_SHRINKAGE, m.k - 1);
    }
    assert_true(proper >= 12);
    free(grid);
}

/* ------------------------------------------------------------------ closed forms and edges */

/* One estimate under a flat mean says nothing of tau: the prior comes back, and mu is centred on
 * the estimate. */
static void test_one_estimate(void **state)
{
    (void)state;
    model m = plain_model(1, RECKON_TAU_PRIOR_HALF_NORMAL, RECKON_MU_PRIOR_FLAT);
    m.options.tau_scale = 0.7;
    reckon_bayes_fit fit = run(&m);
    assert_int_equal(fit.outcome, RECKON_OUTCOME_OK);
    check_close(fit.log_integrated_likelihood, 0.0, 0.0, 1e-12);
    assert_true(isnan(fit.log_marginal_likelihood) && isinf(fit.tail_exponent));
    const double probabilities[] = {1e-9, 0.025, 0.5, 0.975, 1.0 - 1e-9};
    for (size_t i = 0; i < 5; i++) {
        double p = probabilities[i], z = p < 0.5 ? rk_normal_quantile(0.5 + 0.5 * p)
                                                 : rk_normal_upper_quantile(0.5 * (1.0 - p));
        check_close(quantile(RECKON_BAYES_TAU, 0, p), 0.7 * z, p < 1e-6 ? 1e-6 : 1e-11, 0.0);
    }
    reckon_posterior mu = summary(RECKON_BAYES_MU, 0, 0.95),
                     theta = summary(RECKON_BAYES_SHRINKAGE, 0, 0.95);
    check_close(mu.median, 0.4, 1e-13, 0.0);
    check_close(mu.sd, sqrt(0.1 + 0.49), 1e-12, 0.0); /* v + E(tau^2) */
    check_close(
        theta.central_high, 0.4 + sqrt(0.1) * 1.959963984540054, 1e-12, 0.0); /* its own reading */
    check_close(theta.sd, sqrt(0.1), 1e-12, 0.0);
    m.options.tau_prior = RECKON_TAU_PRIOR_HALF_CAUCHY;
    assert_true(run(&m).tail_exponent == 2.0);
    for (size_t i = 0; i < 4; i++)
        check_close(quantile(RECKON_BAYES_TAU, 0, probabilities[i]),
            0.7 * tan(acos(-1.0) / 2.0 * probabilities[i]), 1e-10, 0.0);
    mu = summary(RECKON_BAYES_MU, 0, 0.95);
    assert_true(isnan(mu.mean) && isinf(mu.sd) && isinf(summary(RECKON_BAYES_TAU, 0, 0.95).mean));
    check_close(mu.median, 0.4, 1e-12, 0.0);
    check_close(mu.shortest_low + mu.shortest_high, 0.8, 1e-9, 0.0);
}

static void test_no_estimate_gives_the_prior(void **state)
{
    (void)state;
    model m = plain_model(0, RECKON_TAU_PRIOR_HALF_CAUCHY, RECKON_MU_PRIOR_NORMAL);
    m.options.mu_mean = 3.0;
    m.options.mu_sd = 2.0;
    reckon_bayes_fit fit = run(&m);
    assert_int_equal(fit.outcome, RECKON_OUTCOME_OK);
    check_close(fit.log_marginal_likelihood, 0.0, 0.0, 1e-12);
    check_close(quantile(RECKON_BAYES_MU, 0, 0.975), 3.0 + 2.0 * 1.959963984540054, 1e-12, 0.0);
    check_close(quantile(RECKON_BAYES_TAU, 0, 0.5), 0.5, 1e-11, 0.0);
    for (int prior = 0; prior <= RECKON_TAU_PRIOR_JEFFREYS; prior++) {
        m = plain_model(0, (reckon_tau_prior)prior, RECKON_MU_PRIOR_FLAT);
        assert_int_equal(run(&m).outcome, RECKON_OUTCOME_EMPTY);
        assert_true(isnan(quantile(RECKON_BAYES_MU, 0, 0.5)));
    }
}

/* The smallest k that each pair of priors can do with, and NaN below it. */
static void test_proper_or_not(void **state)
{
    (void)state;
    const size_t least[4][2] = {{1, 1}, {1, 1}, {3, 2}, {2, 1}};
    for (int prior = 0; prior <= RECKON_TAU_PRIOR_JEFFREYS; prior++) {
        for (int mu = 0; mu <= 1; mu++) {
            for (size_t k = 1; k <= 4; k++) {
                model m = plain_model(k, (reckon_tau_prior)prior, (reckon_mu_prior)mu);
                reckon_bayes_fit fit = run(&m);
                bool proper = k >= least[prior][mu];
                assert_int_equal(
                    fit.outcome, proper ? RECKON_OUTCOME_OK : RECKON_OUTCOME_UNRESOLVED);
                assert_true(proper == (fit.tail_exponent > 1.0) && proper == (fit.nodes > 0));
                assert_true(proper == !isnan(fit.log_integrated_likelihood));
                reckon_posterior posterior = summary(RECKON_BAYES_SHRINKAGE, 0, 0.5);
                assert_true(proper == !isnan(posterior.median) &&
                            proper == !isnan(posterior.shortest_high));
                assert_true(proper == !isnan(cdf(RECKON_BAYES_TAU, 0, 1.0)));
            }
        }
    }
}

/* Exact estimates: theta is known; agreeing ones pile the posterior up at tau = 0 beyond what
 * integrates. */
static void test_exact_estimates(void **state)
{
    (void)state;
    model m = plain_model(3, RECKON_TAU_PRIOR_HALF_NORMAL, RECKON_MU_PRIOR_FLAT);
    m.v[1] = 0.0;
    assert_int_equal(run(&m).outcome, RECKON_OUTCOME_OK);
    reckon_posterior theta = summary(RECKON_BAYES_SHRINKAGE, 1, 0.9),
                     mu = summary(RECKON_BAYES_MU, 0, 0.9);
    assert_true(theta.median == 1.3 && theta.sd == 0.0 && theta.shortest_low == 1.3);
    assert_true(quantile(RECKON_BAYES_SHRINKAGE, 1, 0.01) == 1.3);
    assert_true(
        cdf(RECKON_BAYES_SHRINKAGE, 1, 1.3) == 1.0 && cdf(RECKON_BAYES_SHRINKAGE, 1, 1.29) == 0.0);
    assert_true(isinf(density(RECKON_BAYES_SHRINKAGE, 1, 1.3)) &&
                density(RECKON_BAYES_SHRINKAGE, 1, 2.0) == 0.0);
    model near = m;
    near.v[1] = 1e-24;
    run(&near);
    reckon_posterior close = summary(RECKON_BAYES_MU, 0, 0.9);
    check_close(mu.median, close.median, 1e-9, 0.0);
    check_close(mu.central_high, close.central_high, 1e-9, 0.0);
    m.options.tau_prior = RECKON_TAU_PRIOR_JEFFREYS;
    assert_int_equal(run(&m).outcome, RECKON_OUTCOME_UNRESOLVED);
    m.v[0] = 0.0; /* two exact estimates that differ: tau is not 0, and all is well */
    assert_int_equal(run(&m).outcome, RECKON_OUTCOME_OK);
    m.y[0] = m.y[1];
    for (int prior = 0; prior <= RECKON_TAU_PRIOR_JEFFREYS; prior++) {
        m.options.tau_prior = (reckon_tau_prior)prior;
        assert_int_equal(run(&m).outcome, RECKON_OUTCOME_UNRESOLVED);
    }
}

/* Where two figures leave Knapp and Hartung an interval of 404 to 372,000, a prior on tau gives one
 * that can be used.
 */
static void test_two_ranges(void **state)
{
    (void)state;
    const double low[] = {9e3, 10e3}, high[] = {11e3, 30e3};
    model m = plain_model(2, RECKON_TAU_PRIOR_HALF_NORMAL, RECKON_MU_PRIOR_FLAT);
    for (size_t i = 0; i < 2; i++) {
        double sd = (log(high[i]) - log(low[i])) / (2.0 * 1.959963984540054);
        m.y[i] = 0.5 * (log(low[i]) + log(high[i]));
        m.v[i] = sd * sd;
    }
    assert_int_equal(run(&m).outcome, RECKON_OUTCOME_OK);
    reckon_posterior mu = summary(RECKON_BAYES_MU, 0, 0.95),
                     next = summary(RECKON_BAYES_PREDICTIVE, 0, 0.95);
    assert_true(exp(mu.central_low) > 3e3 && exp(mu.central_low) < 9e3);
    assert_true(exp(mu.central_high) > 15e3 && exp(mu.central_high) < 60e3);
    assert_true(next.central_low < mu.central_low && next.central_high > mu.central_high);
}

static void test_order_shift_and_unit(void **state)
{
    (void)state;
    for (int prior = 0; prior <= RECKON_TAU_PRIOR_JEFFREYS; prior++) {
        model m = plain_model(4, (reckon_tau_prior)prior, RECKON_MU_PRIOR_NORMAL), turned = m,
              moved = m;
        for (size_t i = 0; i < m.k; i++) {
            turned.y[i] = m.y[m.k - 1 - i];
            turned.v[i] = m.v[m.k - 1 - i];
            moved.y[i] = 8.0 * m.y[i] - 512.0;
            moved.v[i] = 64.0 * m.v[i];
        }
        moved.options.tau_scale *= 8.0;
        moved.options.mu_mean = 8.0 * m.options.mu_mean - 512.0;
        moved.options.mu_sd *= 8.0;
        run(&m);
        reckon_posterior mu = summary(RECKON_BAYES_MU, 0, 0.9),
                         theta = summary(RECKON_BAYES_SHRINKAGE, 3, 0.9);
        run(&turned);
        reckon_posterior other = summary(RECKON_BAYES_SHRINKAGE, 0, 0.9);
        check_close(other.central_low, theta.central_low, 1e-11, 0.0);
        check_close(other.shortest_high, theta.shortest_high, 1e-9, 0.0);
        run(&moved);
        other = summary(RECKON_BAYES_MU, 0, 0.9);
        check_close(other.central_low + 512.0, 8.0 * mu.central_low, 1e-9, 0.0);
        check_close(other.sd, 8.0 * mu.sd, 1e-9, 0.0);
    }
}

/* The interval must hold the level and be no longer than any of many others, also where the density
 * has two bumps. */
static void test_shortest_of_two_bumps(void **state)
{
    (void)state;
    model m = plain_model(4, RECKON_TAU_PRIOR_HALF_CAUCHY, RECKON_MU_PRIOR_FLAT);
    const double y[] = {0.0, 0.1, -0.1, 5.0}, v[] = {0.01, 0.01, 0.01, 1.4};
    memcpy(m.y, y, sizeof y);
    memcpy(m.v, v, sizeof v);
    m.options.tau_scale = 0.3;
    run(&m);
    int bumps = 0;
    double before = 0.0, rising = 1.0;
    for (double x = -2.0; x < 9.0; x += 0.01) {
        double f = density(RECKON_BAYES_SHRINKAGE, 3, x);
        bumps += rising > 0.0 && f < before;
        rising = f - before;
        before = f;
    }
    assert_int_equal(bumps, 2); /* the case is what it is meant to be */
    const double levels[] = {0.5, 0.8, 0.95};
    for (size_t j = 0; j < 3; j++) {
        reckon_posterior theta = summary(RECKON_BAYES_SHRINKAGE, 3, levels[j]);
        double low = theta.shortest_low, high = theta.shortest_high, tail = 1.0 - levels[j];
        check_close(cdf(RECKON_BAYES_SHRINKAGE, 3, high) - cdf(RECKON_BAYES_SHRINKAGE, 3, low),
            levels[j], 1e-8, 0.0);
        for (int i = 1; i < 200; i++) {
            double below = tail * i / 200.0;
            double width = quantile(RECKON_BAYES_SHRINKAGE, 3, below + levels[j]) -
                           quantile(RECKON_BAYES_SHRINKAGE, 3, below);
            assert_true(width >= (high - low) * (1.0 - 1e-7));
        }
    }
}

/* The same run twice, with another in between, gives the same bytes. */
static void test_reuse(void **state)
{
    (void)state;
    model m = plain_model(4, RECKON_TAU_PRIOR_UNIFORM, RECKON_MU_PRIOR_FLAT),
          other = plain_model(2, RECKON_TAU_PRIOR_JEFFREYS, RECKON_MU_PRIOR_FLAT);
    run(&m);
    reckon_posterior first = summary(RECKON_BAYES_PREDICTIVE, 0, 0.9);
    run(&other);
    run(&m);
    reckon_posterior second = summary(RECKON_BAYES_PREDICTIVE, 0, 0.9);
    assert_memory_equal(&first, &second, sizeof first);
}

static void test_a_thousand_estimates(void **state)
{
    (void)state;
    static double y[1000], v[1000];
    uint64_t seed = 52;
    for (size_t i = 0; i < 1000; i++) {
        v[i] = random_scale(&seed, 1e-3, 1.0);
        y[i] = 3.0 + 0.5 * sqrt(3.0) * random_uniform(&seed, -1.0, 1.0) +
               sqrt(3.0 * v[i]) * random_uniform(&seed, -1.0, 1.0);
    }
    reckon_bayes_fit fit;
    assert_int_equal(reckon_bayes_run(bayes, 1000, y, v, NULL, &fit, NULL), RECKON_OK);
    assert_int_equal(fit.outcome, RECKON_OUTCOME_OK);
    reckon_posterior tau = summary(RECKON_BAYES_TAU, 0, 0.95),
                     mu = summary(RECKON_BAYES_MU, 0, 0.95);
    reckon_meta_fit classical;
    assert_int_equal(reckon_random_effects(1000, y, v, NULL, NULL, &classical, NULL), RECKON_OK);
    check_close(tau.median, sqrt(classical.tau2), 0.01, 0.0);
    check_close(mu.median, classical.mu, 0.0, 0.02 * classical.se);
    check_close(mu.sd, classical.se, 0.01, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_plain_integration),
        cmocka_unit_test(test_one_estimate),
        cmocka_unit_test(test_no_estimate_gives_the_prior),
        cmocka_unit_test(test_proper_or_not),
        cmocka_unit_test(test_exact_estimates),
        cmocka_unit_test(test_two_ranges),
        cmocka_unit_test(test_order_shift_and_unit),
        cmocka_unit_test(test_shortest_of_two_bumps),
        cmocka_unit_test(test_reuse),
        cmocka_unit_test(test_a_thousand_estimates),
    };
    return cmocka_run_group_tests_name("meta_bayes", tests, make, unmake);
}
