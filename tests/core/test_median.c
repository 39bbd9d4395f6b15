/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Medians against the definition, weight by weight. */
#include "support/check.h"
#include "support/random.h"

#include <math.h>
#include <stdint.h>

#include "core/median.h"

static void test_plain(void **state)
{
    (void)state;
    double one[] = {7.25}, odd[] = {3.5, -1.5, 2.25}, even[] = {8.0, 1.0, 2.5, 3.0};
    assert_true(rk_median(one, 1) == 7.25);
    assert_true(rk_median(odd, 3) == 2.25);
    assert_true(odd[0] == -1.5 && odd[2] == 3.5);
    assert_true(rk_median(even, 4) == 2.75);
}

static double weight_of(
    const double *value, const double *weight, size_t count, double low, double high)
{
    double sum = 0.0;
    for (size_t i = 0; i < count; i++)
        sum += value[i] >= low && value[i] <= high ? weight[i] : 0.0;
    return sum;
}

/* At most half of the weight lies beyond either end, and none but the ends' own between them. */
static void test_weighted_by_its_definition(void **state)
{
    (void)state;
    enum { MOST = 12 };
    uint64_t random = 20;
    size_t apart = 0;
    for (int trial = 0; trial < 5000; trial++) {
        size_t count = 1 + random_below(&random, MOST);
        double value[MOST], weight[MOST], total = 0.0, lower, upper;
        for (size_t i = 0; i < count; i++) {
            value[i] = (double)random_below(&random, 8) - 3.5; /* ties are common */
            weight[i] = 1.0 + (double)random_below(&random, 3);
            total += weight[i];
        }
        rk_weighted_median(value, weight, count, 1e-12, &lower, &upper);
        assert_true(lower <= upper);
        assert_true(
            2.0 * weight_of(value, weight, count, -INFINITY, nextafter(lower, -1e9)) < total);
        assert_true(
            2.0 * weight_of(value, weight, count, nextafter(upper, 1e9), INFINITY) < total + 1e-9);
        if (lower < upper) {
            apart++;
            assert_true(2.0 * weight_of(value, weight, count, -INFINITY, lower) == total);
            assert_true(weight_of(value, weight, count, nextafter(lower, 1e9),
                            nextafter(upper, -1e9)) == 0.0);
        }
    }
    assert_true(apart > 100);
}

static void test_exact_halves_of_uneven_weights(void **state)
{
    (void)state;
    double value[] = {1.0, 2.0, 3.0}, weight[] = {0.1, 0.2, 0.3}, lower,
           upper; /* 0.1 + 0.2 is not 0.3 */
    rk_weighted_median(value, weight, 3, 1e-12, &lower, &upper);
    assert_true(lower == 2.0 && upper == 3.0);
    double lone = 4.5, its = 1e-300;
    rk_weighted_median(&lone, &its, 1, 1e-12, &lower, &upper);
    assert_true(lower == 4.5 && upper == 4.5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain),
        cmocka_unit_test(test_weighted_by_its_definition),
        cmocka_unit_test(test_exact_halves_of_uneven_weights),
    };
    return cmocka_run_group_tests_name("median", tests, NULL, NULL);
}
