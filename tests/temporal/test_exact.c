/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Small models computed independently, by plain quadrature over everything: no expectation
 * propagation, no sampling, no state space. Tolerances are the library's targets (quantiles 0.02
 * posterior sd, log evidence 0.01) or tighter.
 */
#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_math.h>

#include "core/quadrature.h"
#include "support/check.h"
#include "temporal/case.h"

enum { CELLS = 480 };

static double normal(double x, double mean, double variance)
{
    return exp(-0.5 * (x - mean) * (x - mean) / variance) / sqrt(2.0 * M_PI * variance);
}

/* P(low < h + noise < high). */
static double chance(double low, double high, double h, double sd)
{
    double a = (low - h) / sd, b = (high - h) / sd;
    return a > 0 ? gsl_cdf_ugaussian_Q(a) - gsl_cdf_ugaussian_Q(b)
                 : gsl_cdf_ugaussian_P(b) - gsl_cdf_ugaussian_P(a);
}

/* What one reading says of h, noise sd given. */
static double likelihood(const reckon_temporal_reading *r, double h, double noise_variance)
{
    double sd = sqrt(noise_variance);
    switch (r->kind) {
    case RECKON_TEMPORAL_INTERVAL:
        return chance(r->low, r->high, h, sd);
    case RECKON_TEMPORAL_AT_LEAST:
        return chance(r->low, INFINITY, h, sd);
    case RECKON_TEMPORAL_AT_MOST:
        return chance(-INFINITY, r->high, h, sd);
    case RECKON_TEMPORAL_DENSITY:
    case RECKON_TEMPORAL_SPLIT:
        break;
    }
    return normal(r->centre, h, r->sd * r->sd / r->weight + noise_variance);
}

/* A distribution over cells of theta. */
typedef struct cells {
    double low, step, mass[CELLS];
    double total;
} cells;

static double cell_place(const cells *c, size_t i)
{
    return c->low + c->step * ((double)i + 0.5);
}

static double cell_quantile(const cells *c, double p)
{
    double below = 0.0;
    for (size_t i = 0; i < CELLS; i++) {
        if (below + c->mass[i] >= p * c->total)
            return c->low + c->step * ((double)i + (p * c->total - below) / c->mass[i]);
        below += c->mass[i];
    }
    return c->low + c->step * CELLS;
}

static void check_cells(const temporal_case *c, size_t g, const cells *exact)
{
    double mean = 0.0, square = 0.0;
    for (size_t i = 0; i < CELLS; i++) {
        double x = cell_place(exact, i);
        mean += exact->mass[i] * x / exact->total;
        square += exact->mass[i] * x * x / exact->total;
    }
    double sd = sqrt(square - mean * mean);
    check_close(c->result.mean[g], mean, 0.0, 0.01 * sd);
    check_close(c->result.sd[g], sd, 0.01, 0.0);
    for (size_t k = 0; k < c->problem.probability_count; k++)
        check_close(c->result.quantiles[g * c->problem.probability_count + k],
            cell_quantile(exact, c->probabilities[k]), 0.0, 0.02 * sd);
}

static void set_probabilities(temporal_case *c)
{
    const double p[] = {0.01, 0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975, 0.99};
    for (size_t k = 0; k < 9; k++)
        c->probabilities[k] = p[k];
}

/* Everything fixed, one date, a source that understates with two readings, and an anchor: theta and
 * the bias on cells.
 */
static void test_directional_bias_at_one_date(void **state)
{
    (void)state;
    temporal_case c;
    temporal_case_new(&c, 4, 2, 1, 9);
    set_probabilities(&c);
    temporal_case_first_edition(&c);
    c.sources[0].bias = RECKON_TEMPORAL_UNDERSTATES;
    c.sources[1].bias = RECKON_TEMPORAL_ANCHOR;
    c.readings[0] = temporal_reading(RECKON_TEMPORAL_INTERVAL, 0, 2005, 9.2, 9.6, 0, 0, 0.8);
    c.readings[1] = temporal_reading(RECKON_TEMPORAL_AT_MOST, 0, 2005, 0, 10.1, 0, 0, 0.5);
    c.readings[2] = temporal_reading(RECKON_TEMPORAL_INTERVAL, 1, 2005, 9.1, 12.4, 0, 0, 1.0);
    c.readings[3] = temporal_reading(RECKON_TEMPORAL_AT_LEAST, 1, 2005, 8.7, 0, 0, 0, 0.3);
    c.grid[0] = 2005;
    c.options.drift = 0.3;
    c.options.error = 0.25;
    c.options.bias_sd = 1.1;
    c.options.initial_mean = 10.0;
    temporal_case_fit(&c);
    assert_int_equal(c.result.outcome, RECKON_OUTCOME_OK);
    cells theta = {.low = 7.0, .step = 9.0 / CELLS}, bias = {.low = -6.0, .step = 6.0 / CELLS};
    for (size_t i = 0; i < CELLS; i++)
        for (size_t j = 0; j < CELLS; j++) {
            double t = cell_place(&theta, i), b = cell_place(&bias, j);
            double mass =
                normal(t, 10.0, 6.25) * 2.0 * normal(b, 0.0, 1.21) * theta.step * bias.step;
            for (size_t k = 0; k < 4; k++)
                mass *= likelihood(
                    &c.readings[k], t + (k < 2 ? b : 0.0), 0.0625 / c.readings[k].weight);
            theta.mass[i] += mass;
            bias.mass[j] += mass;
            theta.total += mass;
            bias.total += mass;
        }
    check_close(c.result.log_evidence, log(theta.total), 0.0, 0.003);
    check_cells(&c, 0, &theta);
    double mean = 0.0, square = 0.0;
    for (size_t j = 0; j < CELLS; j++) {
        mean += bias.mass[j] * cell_place(&bias, j) / bias.total;
        square += bias.mass[j] * cell_place(&bias, j) * cell_place(&bias, j) / bias.total;
    }
    double sd = sqrt(square - mean * mean);
    check_close(c.result.bias_mean[0], mean, 0.0, 0.01 * sd);
    check_close(c.result.bias_sd[0], sd, 0.01, 0.0);
    for (size_t k = 0; k < 9; k++)
        check_close(
            c.result.bias_quantiles[k], cell_quantile(&bias, c.probabilities[k]), 0.0, 0.03 * sd);
    temporal_case_free(&c);
}

/* A wide range held by an anchor without error: theta is uniform with hard edges, but for its
 * prior. */
static void test_hard_edges(void **state)
{
    (void)state;
    temporal_case c;
    temporal_case_new(&c, 1, 1, 1, 9);
    set_probabilities(&c);
    c.sources[0].bias = RECKON_TEMPORAL_ANCHOR;
    c.readings[0] = temporal_reading(RECKON_TEMPORAL_INTERVAL, 0, 2005, 9.0, 12.0, 0, 0, 1.0);
    c.grid[0] = 2005;
    c.options.error = 0.0;
    c.options.bias_sd = 0.0;
    c.options.drift = 0.2;
    temporal_case_fit(&c);
    cells theta = {.low = 9.0, .step = 3.0 / CELLS};
    for (size_t i = 0; i < CELLS; i++) {
        theta.mass[i] = theta.step * normal(cell_place(&theta, i), 10.5, 6.25);
        theta.total += theta.mass[i];
    }
    check_close(c.result.log_evidence, log(theta.total), 0.0, 1e-3);
    check_cells(&c, 0, &theta);
    temporal_case_free(&c);
}

enum { NODES = 12 };

/* Nodes of a half-normal by Gauss-Legendre in prior probability is what the reference did; here in
 * the scale itself. */
static void half_normal_nodes(double scale, double *node, double *weight)
{
    double point[160], mass[160];
    for (size_t i = 0; i < 160; i++) {
        point[i] = (double)(i / 32) + 0.5 + 0.5 * rk_gauss_legendre_node[i % 32];
        point[i] *= 1.6;
        mass[i] = rk_gauss_legendre_weight[i % 32] * exp(-0.5 * point[i] * point[i]);
    }
    assert_true(rk_gauss_measure(point, mass, 160, NODES, node, weight, NULL));
    for (size_t i = 0; i < NODES; i++)
        node[i] *= scale;
}

/* Two dates, one source each with one reading, all three scales integrated. */
static void test_two_dates_with_scales(void **state)
{
    (void)state;
    enum { COARSE = 120 };
    temporal_case c;
    temporal_case_new(&c, 2, 2, 2, 9);
    set_probabilities(&c);
    temporal_case_first_edition(&c);
    c.options.drift_scale = 0.3;
    c.options.initial_time = 2000;
    c.readings[0] = temporal_reading(RECKON_TEMPORAL_INTERVAL, 0, 2000, 9.4, 10.9, 0, 0, 0.9);
    c.readings[1] = temporal_reading(RECKON_TEMPORAL_AT_LEAST, 1, 2006, 10.8, 0, 0, 0, 0.6);
    c.grid[0] = 2000;
    c.grid[1] = 2006;
    c.options.initial_mean = 10.3;
    c.options.initial_sd = 1.2;
    c.options.points = 16384; /* the accuracy that is promised by default ends at 2.5 and 97.5 %;
                                 here it is 1 and 99 % */
    temporal_case_fit(&c);
    assert_int_equal(c.result.outcome, RECKON_OUTCOME_OK);
    double drift[NODES], error[NODES], bias[NODES], wd[NODES], we[NODES], wb[NODES];
    half_normal_nodes(0.3, drift, wd);
    half_normal_nodes(0.5, error, we);
    half_normal_nodes(0.7, bias, wb);
    static double first[COARSE][NODES * NODES], second[COARSE][NODES * NODES];
    double low = 4.0, step = 14.0 / COARSE, move[2 * COARSE], sum[3] = {0}, total = 0.0;
    cells theta[2] = {{.low = low, .step = 14.0 / CELLS}, {.low = low, .step = 14.0 / CELLS}};
    for (size_t i = 0; i < COARSE; i++)
        for (size_t k = 0; k < NODES * NODES; k++) {
            double t = low + step * ((double)i + 0.5), e = error[k / NODES], b = bias[k % NODES];
            first[i][k] = likelihood(&c.readings[0], t, e * e / 0.9 + b * b);
            second[i][k] = likelihood(&c.readings[1], t, e * e / 0.6 + b * b);
        }
    static double at_first[COARSE], at_second[COARSE];
    for (size_t d = 0; d < NODES; d++) {
        /* a step narrower than the cells would be lost: integrate the increment over the cell
         * instead */
        for (size_t i = 0; i < 2 * COARSE; i++) {
            double x = step * ((double)i - COARSE), sd = drift[d] * sqrt(6.0);
            move[i] = (gsl_cdf_ugaussian_P((x + 0.5 * step) / sd) -
                          gsl_cdf_ugaussian_P((x - 0.5 * step) / sd)) /
                      step;
        }
        for (size_t i = 0; i < COARSE; i++)
            for (size_t j = 0; j < COARSE; j++) {
                double prior = normal(low + step * ((double)i + 0.5), 10.3, 1.44) *
                               move[j + COARSE - i] * step * step;
                double mass = 0.0, with_error = 0.0, with_bias = 0.0;
                for (size_t k = 0; k < NODES * NODES; k++) {
                    double term = we[k / NODES] * wb[k % NODES] * first[i][k] * second[j][k];
                    mass += term;
                    with_error += term * error[k / NODES];
                    with_bias += term * bias[k % NODES];
                }
                at_first[i] += wd[d] * prior * mass;
                at_second[j] += wd[d] * prior * mass;
                total += wd[d] * prior * mass;
                sum[0] += wd[d] * prior * mass * drift[d];
                sum[1] += wd[d] * prior * with_error;
                sum[2] += wd[d] * prior * with_bias;
            }
    }
    for (size_t i = 0; i < CELLS; i++) {
        theta[0].mass[i] = at_first[i * COARSE / CELLS];
        theta[1].mass[i] = at_second[i * COARSE / CELLS];
        theta[0].total += theta[0].mass[i];
        theta[1].total += theta[1].mass[i];
    }
    check_close(c.result.log_evidence, log(total), 0.0, 0.005);
    check_close(c.result.drift.mean, sum[0] / total, 0.0, 0.02 * c.result.drift.sd);
    check_close(c.result.error.mean, sum[1] / total, 0.0, 0.02 * c.result.error.sd);
    check_close(c.result.bias_scale.mean, sum[2] / total, 0.0, 0.02 * c.result.bias_scale.sd);
    check_cells(&c, 0, &theta[0]);
    check_cells(&c, 1, &theta[1]);
    temporal_case_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_directional_bias_at_one_date),
        cmocka_unit_test(test_hard_edges),
        cmocka_unit_test(test_two_dates_with_scales),
    };
    return cmocka_run_group_tests_name("temporal exact", tests, NULL, NULL);
}
