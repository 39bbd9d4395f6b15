/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The compressed mixture of normals against the plain sum over its components. */
#include "temporal/mixture.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_rng.h>

#include "support/check.h"

typedef struct component {
    double mean, sd, weight;
} component;

typedef struct bag {
    rk_mixture mixture;
    component *component;
    size_t count;
    double total, mean, sd;
} bag;

static void open_bag(bag *b, size_t cells, size_t count, double finest)
{
    b->mixture.capacity = cells;
    b->mixture.cell = calloc(cells, sizeof *b->mixture.cell);
    b->mixture.table = calloc(2 * cells, sizeof *b->mixture.table);
    b->component = calloc(count, sizeof *b->component);
    assert_true(b->mixture.cell && b->mixture.table && b->component);
    b->count = 0;
    b->total = 0.0;
    rk_mixture_begin(&b->mixture, 0.3, finest);
}

static void close_bag(bag *b)
{
    free(b->mixture.cell);
    free(b->mixture.table);
    free(b->component);
}

static void add(bag *b, double mean, double sd, double weight)
{
    rk_lane lane = rk_mixture_lane(&b->mixture, sd * sd);
    rk_mixture_add(&b->mixture, &lane, mean, weight);
    b->component[b->count++] = (component){mean, sd, weight};
    b->total += weight;
}

static void finish(bag *b)
{
    double square = 0.0;
    b->mean = 0.0;
    for (size_t i = 0; i < b->count; i++)
        b->mean += b->component[i].weight * b->component[i].mean / b->total;
    for (size_t i = 0; i < b->count; i++) {
        double off = b->component[i].mean - b->mean, sd = b->component[i].sd;
        square += b->component[i].weight * (off * off + sd * sd) / b->total;
    }
    b->sd = sqrt(square);
    rk_mixture_finish(&b->mixture, b->total);
}

static double plain_cdf(const bag *b, double x)
{
    double sum = 0.0;
    for (size_t i = 0; i < b->count; i++)
        sum += b->component[i].weight *
               gsl_cdf_ugaussian_P((x - b->component[i].mean) / b->component[i].sd);
    return sum / b->total;
}

static void check_bag(const bag *b, double tolerance)
{
    double before = 0.0;
    for (double z = -5.0; z <= 5.0; z += 0.05) {
        double density, x = b->mean + z * b->sd, cdf = rk_mixture_cdf(&b->mixture, x, &density);
        check_close(cdf, plain_cdf(b, x), 0.0, tolerance);
        assert_true(density >= 0.0 && cdf >= before - tolerance);
        before = cdf;
    }
    const double p[] = {0.975, 0.001, 0.5, 0.025, 0.25};
    double quantile[5];
    rk_mixture_quantiles(&b->mixture, b->mean, b->sd, p, 5, quantile);
    for (int k = 0; k < 5; k++)
        check_close(plain_cdf(b, quantile[k]), p[k], 0.0, 1.5 * tolerance);
    assert_true(
        quantile[1] <= quantile[3] && quantile[3] <= quantile[4] && quantile[4] <= quantile[2]);
}

static void test_many_components(void **state)
{
    (void)state;
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    bag b;
    for (int scene = 0; scene < 6; scene++) {
        open_bag(&b, scene % 2 ? 512 : 4096, 5000, scene % 2 ? 0.05 : 0.01);
        for (int i = 0; i < 5000; i++) {
            double u = gsl_rng_uniform(random), v = gsl_rng_uniform(random),
                   w = gsl_rng_uniform(random);
            double sd = scene < 2 ? 0.3 + v : scene < 4 ? 0.05 * exp(3.0 * v) : 0.02 + 0.5 * v * v;
            add(&b, 4.0 * (u - 0.5), sd, w);
        }
        finish(&b);
        check_bag(&b, scene % 2 ? 4e-3 : 6e-4);
        close_bag(&b);
    }
    gsl_rng_free(random);
}

/* A cluster gives what its members give one by one. */
static void test_cluster(void **state)
{
    (void)state;
    bag one, many;
    open_bag(&one, 64, 400, 0.01);
    open_bag(&many, 64, 400, 0.01);
    double moment[RK_CELL_MOMENTS] = {0}, sd = 0.8;
    rk_lane lane = rk_mixture_lane(&one.mixture, sd * sd);
    for (int i = 0; i < 400; i++) {
        double move = 0.5 * (i / 399.0 - 0.4), weight = 1.0 + 0.3 * sin(i), power = weight;
        add(&many, 2.0 + move, sd, weight);
        for (int k = 0; k < RK_CELL_MOMENTS; k++, power *= move / lane.scale)
            moment[k] += power;
    }
    rk_mixture_add_cluster(&one.mixture, &lane, 2.0, moment);
    finish(&many);
    rk_mixture_finish(&one.mixture, many.total);
    for (double x = -1.0; x < 5.0; x += 0.1) {
        double density;
        check_close(rk_mixture_cdf(&one.mixture, x, &density), plain_cdf(&many, x), 0.0, 3e-4);
    }
    close_bag(&one);
    close_bag(&many);
}

static void test_regions_of_two_camps(void **state)
{
    (void)state;
    bag b;
    reckon_range region[RECKON_TEMPORAL_REGIONS];
    open_bag(&b, 64, 2, 0.01);
    add(&b, 0.0, 0.5, 0.6);
    add(&b, 5.0, 0.4, 0.4);
    finish(&b);
    assert_int_equal(rk_mixture_regions(&b.mixture, b.mean, b.sd, 0.9, region), 2);
    double mass = 0.0, edge[4];
    for (int k = 0; k < 2; k++) {
        assert_true(region[k].low < region[k].high);
        mass += plain_cdf(&b, region[k].high) - plain_cdf(&b, region[k].low);
        rk_mixture_cdf(&b.mixture, region[k].low, &edge[2 * k]);
        rk_mixture_cdf(&b.mixture, region[k].high, &edge[2 * k + 1]);
    }
    check_close(mass, 0.9, 0.0, 0.003);
    for (int k = 1; k < 4; k++) /* equal density at every end */
        check_close(edge[k], edge[0], 0.04, 0.0);
    assert_int_equal(rk_mixture_regions(&b.mixture, b.mean, b.sd, 0.9999, region), 2);
    close_bag(&b);
}

/* Many separate peaks: joined to as many intervals as there is room for, holding at least the
 * level. */
static void test_regions_of_many_camps(void **state)
{
    (void)state;
    bag b;
    reckon_range region[RECKON_TEMPORAL_REGIONS];
    open_bag(&b, 64, 7, 0.01);
    for (int i = 0; i < 7; i++)
        add(&b, 3.0 * i + (i > 3 ? 1.5 : 0.0), 0.4, 1.0);
    finish(&b);
    size_t count = rk_mixture_regions(&b.mixture, b.mean, b.sd, 0.9, region);
    assert_int_equal(count, RECKON_TEMPORAL_REGIONS);
    double mass = 0.0;
    for (size_t k = 0; k < count; k++) {
        assert_true(
            region[k].low < region[k].high && (k == 0 || region[k].low > region[k - 1].high));
        mass += plain_cdf(&b, region[k].high) - plain_cdf(&b, region[k].low);
    }
    assert_true(mass > 0.895);
    close_bag(&b);
}

static void test_region_of_one_normal(void **state)
{
    (void)state;
    bag b;
    reckon_range region[RECKON_TEMPORAL_REGIONS];
    const double levels[] = {0.25, 0.5, 0.9, 0.999};
    for (int k = 0; k < 4; k++) {
        open_bag(&b, 64, 1, 1e-5);
        add(&b, 2.0, 1e-3, 5.0);
        finish(&b);
        assert_int_equal(rk_mixture_regions(&b.mixture, b.mean, b.sd, levels[k], region), 1);
        double z = gsl_cdf_ugaussian_Pinv(0.5 + 0.5 * levels[k]);
        check_close(region[0].high - region[0].low, 2e-3 * z, 0.02, 0.0);
        check_close(0.5 * (region[0].low + region[0].high), 2.0, 0.0, 2e-5);
        close_bag(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_many_components),
        cmocka_unit_test(test_cluster),
        cmocka_unit_test(test_regions_of_two_camps),
        cmocka_unit_test(test_regions_of_many_camps),
        cmocka_unit_test(test_region_of_one_normal),
    };
    return cmocka_run_group_tests_name("mixture", tests, NULL, NULL);
}
