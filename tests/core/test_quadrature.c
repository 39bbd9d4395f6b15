/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/quadrature.h"

#include <math.h>

#include <gsl/gsl_math.h>

#include "core/pareto.h"
#include "support/check.h"

/* n points integrate x^m exactly for m < 2 n. */
static void check_legendre(const double *node, const double *weight, int points)
{
    for (int degree = 0; degree < 2 * points; degree++) {
        double sum = 0.0, size = 0.0;
        for (int i = 0; i < points; i++) {
            double term = weight[i] * pow(node[i], degree);
            sum += term;
            size += fabs(term);
        }
        check_close(sum, degree % 2 ? 0.0 : 2.0 / (degree + 1.0), 0.0, 1e-14 * (1.0 + size));
    }
    for (int i = 1; i < points; i++)
        assert_true(node[i - 1] < node[i] && node[i] == -node[points - 1 - i]);
}

static void test_legendre_is_exact_for_polynomials(void **state)
{
    (void)state;
    check_legendre(rk_gauss_legendre_16_node, rk_gauss_legendre_16_weight, 16);
    check_legendre(rk_gauss_legendre_node, rk_gauss_legendre_weight, RK_GAUSS_LEGENDRE_POINTS);
}

/* The half-normal measure, whose moments are known: E x^n = 2^(n/2) Gamma((n + 1) / 2) / sqrt(pi).
 */
static void test_measure_of_the_half_normal(void **state)
{
    (void)state;
    enum { POINTS = 640, COUNT = 8 };
    double point[POINTS], mass[POINTS], node[COUNT], weight[COUNT];
    for (size_t i = 0; i < POINTS; i++) {
        size_t panel = i / RK_GAUSS_LEGENDRE_POINTS, j = i % RK_GAUSS_LEGENDRE_POINTS;
        point[i] = 0.25 * (2.0 * (double)panel + 1.0 + rk_gauss_legendre_node[j]);
        mass[i] = rk_gauss_legendre_weight[j] * exp(-0.5 * point[i] * point[i]);
    }
    double polynomial[COUNT][COUNT];
    assert_true(rk_gauss_measure(point, mass, POINTS, COUNT, node, weight, polynomial[0]));
    for (int n = 0; n < COUNT; n++) /* orthonormal under the rule itself */
        for (int m = 0; m < COUNT; m++) {
            double product = 0.0;
            for (int i = 0; i < COUNT; i++)
                product += weight[i] * polynomial[n][i] * polynomial[m][i];
            check_close(product, n == m, 0.0, 1e-9);
        }
    for (int n = 0; n < 2 * COUNT; n++) {
        double sum = 0.0;
        for (int i = 0; i < COUNT; i++)
            sum += weight[i] * pow(node[i], n);
        check_close(sum, pow(2.0, 0.5 * n) * tgamma(0.5 * (n + 1)) / sqrt(M_PI), 1e-9, 0.0);
    }
    for (int i = 1; i < COUNT; i++)
        assert_true(node[i] > node[i - 1]);
}

static void test_measure_of_few_points(void **state)
{
    (void)state;
    const double point[] = {1.0, 2.0, 3.0}, mass[] = {0.5, 0.0, 0.25};
    double node[4], weight[4];
    assert_true(rk_gauss_measure(point, mass, 3, 2, node, weight, NULL));
    check_close(node[0], 1.0, 1e-12, 0.0);
    check_close(node[1], 3.0, 1e-12, 0.0);
    check_close(weight[0], 2.0 / 3.0, 1e-12, 0.0);
    assert_false(rk_gauss_measure(point, mass, 3, 0, node, weight, NULL));
    assert_false(rk_gauss_measure(point, mass, 3, RK_GAUSS_MEASURE_MAX + 1, node, weight, NULL));
}

/* Quantiles of generalised Pareto distributions give their shape back. */
static void test_pareto_shape(void **state)
{
    (void)state;
    enum { COUNT = 400 };
    const double shapes[] = {-0.4, 0.2, 0.5, 0.9, 1.4};
    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++) {
        double x[COUNT], k = shapes[s];
        for (int i = 0; i < COUNT; i++)
            x[i] = 2.7 * expm1(-k * log1p(-(i + 0.5) / COUNT)) / k;
        double expected = (COUNT * k + 5.0) / (COUNT + 10.0); /* with the weak prior at 1/2 */
        check_close(rk_pareto_shape(x, COUNT), expected, 0.0, 0.06);
    }
    const double few[] = {0.1, 0.2, 0.3}, equal[] = {1.0, 1.0, 1.0, 1.0, 1.0, 1.0};
    assert_true(rk_pareto_shape(few, 3) == -INFINITY);
    assert_true(rk_pareto_shape(equal, 6) == -INFINITY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_legendre_is_exact_for_polynomials),
        cmocka_unit_test(test_measure_of_the_half_normal),
        cmocka_unit_test(test_measure_of_few_points),
        cmocka_unit_test(test_pareto_shape),
    };
    return cmocka_run_group_tests_name("quadrature", tests, NULL, NULL);
}
