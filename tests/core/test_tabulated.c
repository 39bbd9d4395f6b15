/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tabulated densities: quantiles against distributions that are known, and the density that is said
 * to be drawn from against the quantiles themselves. */
#include <math.h>

#include <gsl/gsl_cdf.h>

#include "core/tabulated.h"
#include "support/check.h"

static double log_normal_density(double x, const void *context)
{
    const double *shape = context; /* mean, sd */
    double z = (x - shape[0]) / shape[1];
    return 1000.0 - 0.5 * z * z; /* any constant */
}

static double log_laplace_density(double x, const void *context)
{
    (void)context;
    return -fabs(x);
}

static double log_cliff_density(double x, const void *context)
{
    (void)context;
    return x < 1.0 ? -1e6 : -x;
}

static void test_normal(void **state)
{
    (void)state;
    const double shapes[][2] = {{0.0, 1.0}, {3.0, 2.0}, {-5.0, 1.5}};
    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++) {
        rk_tabulated table;
        rk_tabulate(&table, log_normal_density, shapes[s], 0.5);
        for (double u = 0.01; u < 1.0; u += 0.02) {
            double log_density, z = gsl_cdf_ugaussian_Pinv(u);
            double x = rk_tabulated_quantile(&table, u, &log_density);
            check_close((x - shapes[s][0]) / shapes[s][1], z, 0.0, 0.02);
            check_close(
                log_density, -0.5 * z * z - log(shapes[s][1]) - 0.5 * log(2.0 * M_PI), 0.0, 0.05);
        }
    }
}

/* Where the log is straight the table is exact. */
static void test_laplace(void **state)
{
    (void)state;
    rk_tabulated table;
    double log_density;
    rk_tabulate(&table, log_laplace_density, NULL, 0.5);
    for (double u = 0.005; u < 1.0; u += 0.01) {
        double exact = u < 0.5 ? log(2.0 * u) : -log(2.0 * (1.0 - u));
        double x = rk_tabulated_quantile(&table, u, &log_density);
        check_close(x, exact, 0.0, 2e-4);
        check_close(log_density, -fabs(exact) - log(2.0), 0.0, 2e-4);
    }
}

/* The density returned is the derivative of u by the quantile, whatever is tabulated; the quantile
 * rises. */
static void test_density_belongs_to_quantile(void **state)
{
    (void)state;
    double (*const densities[])(double, const void *) = {
        log_normal_density, log_laplace_density, log_cliff_density};
    const double shape[2] = {1.0, 0.3};
    for (size_t d = 0; d < sizeof densities / sizeof *densities; d++) {
        rk_tabulated table;
        rk_tabulate(&table, densities[d], shape, 0.5);
        double last = -INFINITY;
        for (double u = 0.0; u <= 1.0; u += 1.0 / 512.0) {
            double at, before, after, h = 1e-7;
            double x = rk_tabulated_quantile(&table, u, &at);
            assert_true(x >= last && isfinite(x) && isfinite(at));
            last = x;
            if (u < 0.01 || u > 0.99)
                continue;
            double rise = rk_tabulated_quantile(&table, u + h, &after) -
                          rk_tabulated_quantile(&table, u - h, &before);
            if (fabs(after - before) < 1e-3) /* not across a place */
                check_close(2.0 * h / rise, exp(at), 1e-4, 0.0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_normal),
        cmocka_unit_test(test_laplace),
        cmocka_unit_test(test_density_belongs_to_quantile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
