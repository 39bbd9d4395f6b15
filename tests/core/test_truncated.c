/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The truncated normal against a composite Gauss-Legendre sum that uses none of its formulas. */
#include "core/truncated.h"

#include <math.h>
#include <stdbool.h>

#include "core/quadrature.h"
#include "support/check.h"

typedef struct sums {
    double log_mass, mean, variance, skewness, kurtosis;
} sums;

/* Raw integrals of the density about `centre`, scaled by its value at `peak`. */
static void integrate(double low, double width, double peak, double centre, double total[5])
{
    enum { PANELS = 200 };
    double half = 0.5 * width / PANELS;
    for (int k = 0; k < 5; k++)
        total[k] = 0.0;
    for (int p = 0; p < PANELS; p++)
        for (int i = 0; i < RK_GAUSS_LEGENDRE_POINTS; i++) {
            double t = half * (2.0 * p + 1.0 + rk_gauss_legendre_node[i]); /* from low */
            double from_peak = t - (peak - low), term = half * rk_gauss_legendre_weight[i];
            term *= exp(-from_peak * (peak + 0.5 * from_peak));
            for (int k = 0; k < 5; k++, term *= t - centre)
                total[k] += term;
        }
}

static sums brute_force(double low, double high)
{
    double peak = fmin(fmax(0.0, low), high);
    double reach = 40.0 / fmax(1.0, fabs(peak)); /* beyond it the density has fallen by exp(-40) */
    if (peak == 0.0) {
        low = fmax(low, -reach);
        high = fmin(high, reach);
    } else if (peak == low) {
        high = fmin(high, low + reach);
    } else {
        low = fmax(low, high - reach);
    }
    double raw[5], central[5];
    integrate(low, high - low, peak, 0.0, raw);
    double centre = raw[1] / raw[0];
    integrate(low, high - low, peak, centre, central);
    double variance = central[2] / central[0];
    return (sums){log(raw[0]) - 0.5 * peak * peak - 0.91893853320467274178, low + centre, variance,
        central[3] / central[0] / pow(variance, 1.5),
        central[4] / central[0] / (variance * variance) - 3.0};
}

static const double lows[] = {-INFINITY, -60.0, -12.3, -4.1, -1.01, -0.02, 0.0, 0.013, 0.7, 2.9,
    7.9, 8.1, 19.0, 35.9, 36.2, 250.0, 9000.0};
static const double widths[] = {
    1e-9, 1e-6, 3.1e-4, 2.9e-3, 0.011, 0.029, 0.031, 0.12, 0.9, 3.3, 14.0, 700.0, INFINITY};

static void check_interval(double low, double high)
{
    sums expected = brute_force(low, high);
    rk_truncated found = rk_truncated_moments(low, high);
    double sd = sqrt(expected.variance);
    check_close(found.log_mass, expected.log_mass, 2e-9, 2e-7);
    check_close(found.mean, expected.mean, 1e-12, 2e-5 * sd);
    check_close(found.variance, expected.variance, 3e-5, 0.0);
    if (fabs(low) < 50.0 || isinf(low)) {
        double skewness, kurtosis;
        rk_truncated_shape(low, high, &skewness, &kurtosis);
        check_close(skewness, expected.skewness, 0.02, 0.02);
        check_close(kurtosis, expected.kurtosis, 0.02, 0.05);
    }
}

static void test_moments(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lows / sizeof *lows; i++)
        for (size_t j = 0; j < sizeof widths / sizeof *widths; j++) {
            double low = lows[i], high = low + widths[j];
            if (isinf(low))
                high = 3.0 - 2.0 * (double)j;
            if (isinf(low) && isinf(high))
                continue;
            check_interval(low, high);
            check_interval(-high, -low);
        }
}

/* The quantile of u must have mass u below it: checked through the moments' mass. */
static void test_quantiles(void **state)
{
    (void)state;
    const double shares[] = {1e-6, 0.013, 0.31, 0.5, 0.77, 0.995};
    for (size_t i = 0; i < sizeof lows / sizeof *lows; i++)
        for (size_t j = 0; j < sizeof widths / sizeof *widths; j++)
            for (size_t k = 0; k < 6; k++) {
                double low = lows[i], high = isinf(low) ? 1.7 : low + widths[j];
                rk_truncated_draw draw = rk_truncated_quantile(low, high, shares[k]);
                double log_mass = log(draw.mass) + draw.log_scale;
                assert_true(draw.value >= low && draw.value <= high);
                check_close(log_mass, rk_truncated_moments(low, high).log_mass, 1e-9, 2e-6);
                if (!(draw.value > low && draw.value < high) || widths[j] < 1e-5)
                    continue; /* the interval has no finer digits */
                double below = rk_truncated_moments(low, draw.value).log_mass - log_mass;
                bool far = low > 36.0 || high < -36.0; /* an exponential tail out there */
                check_close(exp(below), shares[k], far ? 5e-3 : 1e-4, 2e-5);
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_moments),
        cmocka_unit_test(test_quantiles),
    };
    return cmocka_run_group_tests_name("truncated normal", tests, NULL, NULL);
}
