/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A register that jumps, computed another way: every set of gross figures, every gap of the shock,
 * both parts of the common bias and a grid of all three scales, each with its exact normal density
 * by GSL's Cholesky factors. No sampling. Scales, gross errors and the shock explain the jump
 * between them, which is where samplers go astray.
 */
#include <math.h>

#include <gsl/gsl_blas.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_sort.h>

#include "support/check.h"
#include "temporal/case.h"

enum { FIGURES = 5, SETS = 1 << FIGURES, START = (FIGURES - 1) / 2 };
enum { DRIFTS = 24, ERRORS = 20, BIASES = 9 };

static const double time_of[FIGURES] = {2000.0, 2001.0, 2002.0, 2003.0, 2004.0};

/* What all settings add up to. */
typedef struct sums {
    double weight, gross[FIGURES], shock[FIGURES], drift, error, mean, square;
} sums;

/* What the rest of the loops have in common. */
typedef struct model {
    double drift, error, bias, common, weight, initial_mean;
    bool trend;
    double figure[FIGURES], figure_sd;
} model;

/* Prior covariance of theta at two figures: an initial level, and what grows on either side of
 * the start. */
static double prior_covariance(const model *m, size_t i, size_t j)
{
    double a = time_of[i] - time_of[START], b = time_of[j] - time_of[START], total = 2.5 * 2.5;
    if (m->trend)
        total += 0.5 * 0.5 * a * b;
    if (a * b > 0.0) {
        double less = fmin(fabs(a), fabs(b)), more = fmax(fabs(a), fabs(b));
        total += m->drift * m->drift *
                 (m->trend ? less * less * more / 2.0 - less * less * less / 6.0 : less);
    }
    return total;
}

/* Whether a jump in the gap that ends at figure g lifts figure i. */
static bool is_lifted(size_t i, size_t g)
{
    return g > 0 && (g > START ? i >= g : i < g);
}

/* One set of gross figures and one gap (0: no jump), given the scales. */
static void add_choice(const model *m, unsigned set, size_t gap, sums *s)
{
    double S[FIGURES * FIGURES], last[FIGURES], r[FIGURES], prior = gap ? 0.05 : 1.0;
    for (size_t i = 0; i < FIGURES; i++) {
        bool gross = set >> i & 1u;
        prior *= gross ? 0.1 : 0.9;
        for (size_t j = 0; j < FIGURES; j++) {
            double theta = prior_covariance(m, i, j) +
                           (is_lifted(i, gap) && is_lifted(j, gap) ? 1.5 * 1.5 : 0.0);
            S[i * FIGURES + j] = theta + m->bias * m->bias + m->common * m->common;
            if (j == FIGURES - 1)
                last[i] = theta;
        }
        S[i * FIGURES + i] +=
            m->figure_sd * m->figure_sd + (gross ? 2.5 * 2.5 : m->error * m->error);
        r[i] = m->figure[i] - m->initial_mean;
    }
    double variance = last[FIGURES - 1], density = 1.0, squares, shift;
    gsl_matrix_view factor = gsl_matrix_view_array(S, FIGURES, FIGURES);
    gsl_vector_view white = gsl_vector_view_array(r, FIGURES),
                    lean = gsl_vector_view_array(last, FIGURES);
    gsl_linalg_cholesky_decomp1(&factor.matrix);
    gsl_blas_dtrsv(CblasLower, CblasNoTrans, CblasNonUnit, &factor.matrix, &white.vector);
    gsl_blas_dtrsv(CblasLower, CblasNoTrans, CblasNonUnit, &factor.matrix, &lean.vector);
    for (size_t i = 0; i < FIGURES; i++)
        density /= S[i * FIGURES + i];
    gsl_blas_ddot(&white.vector, &white.vector, &squares);
    gsl_blas_ddot(&white.vector, &lean.vector, &shift);
    double known = gsl_pow_2(gsl_blas_dnrm2(&lean.vector)), mean = m->initial_mean + shift;
    double weight = m->weight * prior * density * exp(-0.5 * squares);
    for (size_t i = 0; i < FIGURES; i++)
        s->gross[i] += set >> i & 1u ? weight : 0.0;
    s->weight += weight;
    s->shock[gap] += weight;
    s->drift += weight * m->drift;
    s->error += weight * m->error;
    s->mean += weight * mean;
    s->square += weight * (variance - known + mean * mean);
}

/* Value k of `count` of a scale in equal steps of asinh, and its part of the integral. */
static double on_grid(double unit, double top, size_t k, size_t count, double *part)
{
    double t = asinh(top / unit) * (double)k / (double)(count - 1);
    *part = unit * cosh(t) * (k == 0 || k + 1 == count ? 0.5 : 1.0);
    return unit * sinh(t);
}

static void add_scales(model *m, sums *s)
{
    double drift_scale = m->trend ? 0.15 : 0.4, drift_part, error_part, bias_part;
    for (size_t d = 0; d < DRIFTS; d++)
        for (size_t e = 0; e < ERRORS; e++)
            for (size_t b = 0; b < BIASES; b++)
                for (int wide = 0; wide < 2; wide++) {
                    m->drift = on_grid(0.02, 40.0, d, DRIFTS, &drift_part);
                    m->error = on_grid(0.02, 2.5, e, ERRORS, &error_part);
                    m->bias = on_grid(0.1, 3.5, b, BIASES, &bias_part);
                    m->common = wide ? 1.3 : 0.3;
                    m->weight = drift_part * error_part * bias_part * (wide ? 0.3 : 0.7) *
                                pow(1.0 + gsl_pow_2(m->drift / drift_scale) / 3.0, -2.0) *
                                exp(-0.5 * gsl_pow_2(m->error / 0.5)) *
                                exp(-0.5 * gsl_pow_2(m->bias / 0.7));
                    for (unsigned set = 0; set < SETS; set++)
                        for (size_t gap = 0; gap < FIGURES; gap++)
                            add_choice(m, set, gap, s);
                }
}

static void compare(const temporal_case *c, const sums *s)
{
    double mean = s->mean / s->weight, sd = sqrt(s->square / s->weight - mean * mean);
    for (size_t i = 0; i < FIGURES; i++) {
        check_close(c->result.gross[i], s->gross[i] / s->weight, 0.0, 0.005);
        if (i > 0)
            check_close(c->result.shock[i], s->shock[i] / s->weight, 0.0, 0.005);
    }
    check_close(c->result.drift.mean, s->drift / s->weight, 0.0, 0.01);
    check_close(c->result.error.mean, s->error / s->weight, 0.0, 0.01);
    check_close(c->result.mean[0], mean, 0.0, 0.02 * sd);
    check_close(c->result.sd[0], sd, 0.0, 0.02 * sd);
}

static void check_register(bool trend, const double *figure)
{
    static const rk_fit_engine engines[] = {RK_FIT_SUITED, RK_FIT_CHAINS};
    model m = {.trend = trend, .figure_sd = 0.01};
    sums s = {0};
    temporal_case c;
    temporal_case_new(&c, FIGURES, 1, 1, 3);
    double sorted[FIGURES];
    for (size_t i = 0; i < FIGURES; i++) {
        c.readings[i] = temporal_reading(
            RECKON_TEMPORAL_DENSITY, 0, time_of[i], 0.0, 0.0, figure[i], m.figure_sd, 1.0);
        sorted[i] = m.figure[i] = figure[i];
    }
    gsl_sort(sorted, 1, FIGURES);
    m.initial_mean = sorted[FIGURES / 2];
    c.grid[0] = time_of[FIGURES - 1];
    c.options.process = trend ? RECKON_TEMPORAL_LOCAL_LINEAR_TREND : RECKON_TEMPORAL_RANDOM_WALK;
    add_scales(&m, &s);
    for (size_t k = 0; k < 2; k++) {
        temporal_case_fit_by(&c, engines[k]);
        assert_int_equal(c.result.outcome, RECKON_OUTCOME_OK);
        assert_true(k == 0 || c.result.certificate.moves > 0);
        compare(&c, &s);
    }
    temporal_case_free(&c);
}

/* So high that without a jump the figures are off by thousands in log density. */
static void test_jump_that_stays(void **state)
{
    static const double figure[FIGURES] = {11.63, 11.59, 14.75, 14.73, 14.68};
    (void)state;
    check_register(false, figure);
    check_register(true, figure);
}

static void test_jump_and_return(void **state)
{
    static const double figure[FIGURES] = {1.6, 1.63, 5.5, 1.65, 1.7};
    (void)state;
    check_register(false, figure);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_jump_that_stays),
        cmocka_unit_test(test_jump_and_return),
    };
    return cmocka_run_group_tests_name("temporal register", tests, NULL, NULL);
}
