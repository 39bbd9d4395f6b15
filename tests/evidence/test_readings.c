/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/special.h"
#include "evidence/readings.h"
#include "evidence/rounding.h"
#include "evidence/sample.h"
#include "support/random.h"

static const rk_reading_policy everything = {RK_DERIVED_SKIP, INFINITY};

/* The reading of a single estimate on its own. */
static rk_reading read_one(reckon_measure measure, const reckon_estimate *estimate)
{
    reckon_evidence *evidence = sample_evidence(measure);
    sample_add(evidence, estimate);
    rk_reading *readings;
    size_t count;
    assert_int_equal(
        rk_readings_build(evidence, 0, &everything, &readings, &count, NULL), RECKON_OK);
    assert_int_equal(count, 1);
    rk_reading reading = readings[0];
    rk_free(readings);
    reckon_evidence_free(evidence);
    return reading;
}

static rk_reading read_value(
    reckon_measure measure, double value, double precision, bool approximate)
{
    reckon_estimate estimate = sample_estimate("a");
    estimate.value = value;
    estimate.precision = precision;
    estimate.approximate = approximate;
    return read_one(measure, &estimate);
}

static rk_reading read_ends(
    reckon_measure measure, double low, double best, double high, double level)
{
    reckon_estimate estimate = sample_estimate("a");
    estimate.low = low;
    estimate.best = best;
    estimate.high = high;
    estimate.level = level;
    return read_one(measure, &estimate);
}

static void test_last_unit(void **state)
{
    (void)state;
    static const double cases[][2] = {{10000, 10000}, {38500, 500}, {23457, 1}, {7, 1}, {24, 1},
        {0.667, 0.001}, {0.7, 0.1}, {25000, 5000}, {75000, 5000}, {125000, 5000}, {12500, 500},
        {65000, 5000}, {5, 5}, {0.5, 0.5}, {1e12, 1e12}, {1444856, 1}, {1.4e6, 1e5}, {1e22, 1e22},
        {1e23, 1e23}, {123e20, 1e20}, {1e-300, 1e-300}, {1e300, 1e300}, {2.5e-5, 5e-6},
        {99.95, 0.05}, {500000, 500000}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char what[32];
        snprintf(what, sizeof what, "last unit of %g", cases[i][0]);
        check_close_named(rk_last_unit(cases[i][0], true), cases[i][1], 1e-13, 0, what);
    }
    check_close(rk_last_unit(25000, false), 1000, 1e-15, 0);
    check_close(rk_last_unit(23000, false), 1000, 1e-15, 0);
    assert_true(rk_last_unit(DBL_MAX, true) > 0 && rk_last_unit(DBL_TRUE_MIN, true) >= 0);
}

/* Against the digits as a person would count them, on numbers made from digits. */
static void test_last_unit_of_made_numbers(void **state)
{
    (void)state;
    srand(1);
    for (int i = 0; i < 20000; i++) {
        char digits[16], text[32];
        int count = 1 + rand() % 12, exponent = rand() % 40 - 20;
        for (int j = 0; j < count; j++)
            digits[j] = (char)('0' + rand() % 10);
        digits[0] = (char)('1' + rand() % 9);
        digits[count - 1] = (char)('1' + rand() % 9);
        digits[count] = '\0';
        snprintf(text, sizeof text, "%se%d", digits, exponent);
        double value = strtod(text, NULL), unit = pow(10.0, exponent);
        check_close_named(rk_last_unit(value, false), unit, 1e-12, 0, text);
        check_close_named(
            rk_last_unit(value, true), digits[count - 1] == '5' ? 5 * unit : unit, 1e-12, 0, text);
        /* "About" lies within its limits and never claims more than the number without it. */
        double about = rk_approximate_half_width(RECKON_STOCK, value),
               plain = rk_plain_half_width(RECKON_STOCK, value);
        assert_true(about >= plain && plain >= 0.5 && plain >= 0.05 * value);
        assert_true(about <= fmax(0.2 * value, plain) * (1 + 1e-15));
    }
}

static void test_value(void **state)
{
    (void)state;
    rk_reading reading = read_value(RECKON_STOCK, 10000, (double)NAN, false);
    assert_int_equal(reading.kind, RK_RANGE);
    check_close(reading.low, 9500, 1e-15, 0);
    check_close(reading.high, 10500, 1e-15, 0);
    check_close(reading.link_low, log(9500), 1e-15, 0);
    check_close(reading.centre, 0.5 * (log(9500) + log(10500)), 1e-15, 0);
    assert_true(reading.sd == 0 && isnan(reading.level));
    check_close(reading.time, 2005.5, 0, 0);
    assert_true(reading.used && reading.reason[0] == '\0' && reading.weight == 1);
    assert_string_equal(reading.note, "no precision stated, read as within 5 %");
    /* No digit, however many there are, makes a head count sharper; a handful is known to half a
     * person. */
    reading = read_value(RECKON_STOCK, 1444856, (double)NAN, false);
    check_close(reading.high, 1444856 * 1.05, 1e-15, 0);
    reading = read_value(RECKON_STOCK, 7, (double)NAN, false);
    assert_true(reading.low == 6.5 && reading.high == 7.5);
    assert_string_equal(reading.note, "no precision stated, read as within 7.14 %");
    reading = read_value(RECKON_STOCK, 1, (double)NAN, false);
    assert_true(reading.low == 0.5 && reading.high == 1.5);
    reading = read_value(RECKON_STOCK, 0.25, (double)NAN, false);
    assert_true(
        reading.low == 0.125 && reading.high == 0.75 && strstr(reading.note, "half-way to 0"));
    reading = read_value(RECKON_STOCK, 10000, 0.1234567, true);
    check_close(reading.low, 8765.433, 1e-15, 0);
    assert_string_equal(reading.note, "stated precision, read as within 12.3 %");
    reading = read_value(RECKON_STOCK, 10000, 1e-4, false);
    check_close(reading.high, 10001, 1e-15, 0);
}

static void test_approximate(void **state)
{
    (void)state;
    /* value, relative half-width: two units of the last digit between 5 and 20 %, a 5 counting as
     * five units. */
    static const double cases[][2] = {{10000, 0.2}, {23000, 2000.0 / 23000}, {25000, 0.2},
        {65000, 10000.0 / 65000}, {12500, 1000.0 / 12500}, {38500, 0.05}, {1234, 0.05},
        {80000, 0.2}, {120000, 20000.0 / 120000}, {3, 0.2}, {1, 0.5}, {2, 0.25},
        {1400000, 200000.0 / 1400000}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rk_reading reading = read_value(RECKON_STOCK, cases[i][0], (double)NAN, true);
        check_close(reading.low, cases[i][0] * (1 - cases[i][1]), 1e-13, 0);
        check_close(reading.high, cases[i][0] * (1 + cases[i][1]), 1e-13, 0);
        assert_non_null(strstr(reading.note, "approximate, read as within "));
    }
    rk_reading share = read_value(RECKON_SHARE, 0.7, (double)NAN, true);
    check_close(share.low, 0.56, 1e-14, 0);
    assert_string_equal(share.note, "approximate, read as within 0.14");
    share =
        read_value(RECKON_SHARE, 0.02, (double)NAN, true); /* not sharper than without the word */
    check_close(share.high, 0.03, 1e-14, 0);
}

static void test_share(void **state)
{
    (void)state;
    rk_reading reading = read_value(RECKON_SHARE, 0.667, (double)NAN, false);
    check_close(reading.low, 0.657, 1e-14, 0);
    check_close(reading.high, 0.677, 1e-14, 0);
    check_close(reading.link_low, log(0.657 / 0.343), 1e-13, 0);
    assert_string_equal(reading.note, "no precision stated, read as within 0.01");
    reading = read_value(RECKON_SHARE, 0.7, (double)NAN, false);
    check_close(reading.low, 0.65, 1e-14, 0);
    check_close(reading.high, 0.75, 1e-14, 0);
    reading = read_value(RECKON_SHARE, 0.97, (double)NAN, true);
    check_close(reading.low, 0.95 - 0.0285, 1e-14, 0);
    check_close(reading.high, 0.985, 1e-14, 0);
    assert_non_null(strstr(reading.note, "half-way"));
    reading = read_value(RECKON_SHARE, 0.01, (double)NAN, false);
    check_close(reading.low, 0.005, 1e-14, 0);
    check_close(reading.high, 0.02, 1e-14, 0);
    reading = read_value(RECKON_SHARE, nextafter(1, 0), (double)NAN, true);
    assert_true(
        isfinite(reading.link_high) && reading.high < 1 && reading.link_low < reading.link_high);
    reading = read_value(RECKON_SHARE, DBL_TRUE_MIN, 1 - DBL_EPSILON, false);
    assert_true(isfinite(reading.link_low) && reading.link_low <= reading.link_high);
    /* The same formulas with the logit in place of the log. */
    double z = rk_normal_central_z(0.9);
    reading = read_ends(RECKON_SHARE, 0.6, (double)NAN, 0.8, 0.9);
    check_close(reading.centre, 0.5 * (log(1.5) + log(4)), 1e-14, 0);
    check_close(reading.sd, (log(4) - log(1.5)) / (2 * z), 1e-14, 0);
    for (double p = 0.001; p < 1; p += 0.001)
        check_close(rk_unlink(RECKON_SHARE, rk_link(RECKON_SHARE, p)), p, 1e-14, 0);
    assert_true(rk_unlink(RECKON_SHARE, -(double)INFINITY) == 0 &&
                rk_unlink(RECKON_SHARE, (double)INFINITY) == 1);
    assert_true(rk_unlink(RECKON_STOCK, -(double)INFINITY) == 0);
}

/* 0 and the whole of a share are open ends. */
static void test_open_ends(void **state)
{
    (void)state;
    double nan = (double)NAN;
    rk_reading reading = read_ends(RECKON_STOCK, 0, nan, 30000, nan);
    assert_true(reading.kind == RK_AT_MOST && isnan(reading.low) && reading.high == 30000);
    assert_true(reading.link_low == -(double)INFINITY);
    assert_string_equal(reading.note, "a low of 0 says nothing");
    reading = read_ends(RECKON_STOCK, 0, nan, 30000, 0.95);
    assert_true(reading.kind == RK_AT_MOST && isnan(reading.level) &&
                strstr(reading.note, "level says nothing"));
    reading = read_ends(RECKON_STOCK, 0, 20000, 30000, 0.95);
    assert_true(reading.kind == RK_AT_MOST && reading.best == 20000 && isnan(reading.sd_low));
    reading = read_ends(RECKON_SHARE, 0.8, nan, 1, nan);
    assert_true(reading.kind == RK_AT_LEAST && reading.low == 0.8 && isnan(reading.high));
    assert_string_equal(reading.note, "a high of 1 is no bound of a share");
    reading = read_ends(RECKON_STOCK, 0.8, nan, 1, nan);
    assert_true(reading.kind == RK_RANGE && reading.high == 1);
    reading = read_ends(RECKON_SHARE, 0, nan, 0.3, nan);
    assert_true(reading.kind == RK_AT_MOST && reading.high == 0.3);
    reading = read_value(RECKON_STOCK, 0, nan, false);
    assert_true(reading.kind == RK_AT_MOST && reading.high == 0.5);
    assert_string_equal(reading.note, "a value of 0, read as at most 0.5");
    reading = read_ends(RECKON_STOCK, nan, nan, 0, nan);
    assert_true(reading.kind == RK_AT_MOST && reading.high == 0.5);
    reading = read_ends(RECKON_STOCK, 0, nan, 0, nan);
    assert_true(
        reading.kind == RK_AT_MOST && reading.high == 0.5 && strstr(reading.note, "no width"));
    reading = read_value(RECKON_SHARE, 0, nan, false);
    assert_true(reading.kind == RK_AT_MOST && reading.high == 0.01);
    reading = read_value(RECKON_SHARE, 1, nan, false);
    assert_true(reading.kind == RK_AT_LEAST && reading.low == 0.99);
    assert_string_equal(reading.note, "the whole, read as at least 0.99");
    reading = read_ends(RECKON_SHARE, 1, nan, nan, nan);
    assert_true(reading.kind == RK_AT_LEAST && reading.low == 0.99);
    reading = read_value(RECKON_SHARE, 1, nan, true);
    assert_true(reading.kind == RK_AT_LEAST && reading.low == 0.8);
}

static void test_ranges_and_bounds(void **state)
{
    (void)state;
    double nan = (double)NAN;
    rk_reading reading = read_ends(RECKON_STOCK, 10000, nan, 30000, nan);
    assert_int_equal(reading.kind, RK_RANGE);
    assert_true(reading.low == 10000 && reading.high == 30000 && reading.sd == 0 &&
                reading.note[0] == '\0');
    check_close(reading.centre, log(sqrt(3e8)), 1e-15, 0);
    reading = read_ends(RECKON_STOCK, nan, nan, 300000, nan);
    assert_int_equal(reading.kind, RK_AT_MOST);
    assert_true(isnan(reading.low) && reading.link_low == -(double)INFINITY && reading.sd == 0);
    check_close(reading.centre, log(300000), 0, 0);
    reading = read_ends(RECKON_STOCK, 80, nan, nan, nan);
    assert_int_equal(reading.kind, RK_AT_LEAST);
    assert_true(isnan(reading.high) && reading.link_high == (double)INFINITY);
    check_close(reading.centre, log(80), 0, 0);
}

static void test_distributions(void **state)
{
    (void)state;
    double nan = (double)NAN, z = 1.6448536269514722;
    rk_reading reading = read_ends(RECKON_STOCK, 10000, nan, 30000, 0.9);
    assert_int_equal(reading.kind, RK_DISTRIBUTION);
    check_close(reading.centre, 0.5 * (log(10000) + log(30000)), 1e-15, 0);
    check_close(reading.sd, log(3) / (2 * z), 1e-14, 0);
    assert_true(reading.level == 0.9 && isnan(reading.best) && isnan(reading.link_best) &&
                isnan(reading.sd_low));
    /* A best in the middle (of logs) changes nothing. */
    rk_reading middle = read_ends(RECKON_STOCK, 10000, sqrt(3e8), 30000, 0.9);
    assert_int_equal(middle.kind, RK_SPLIT);
    check_close(middle.centre, reading.centre, 1e-14, 0);
    check_close(middle.sd, reading.sd, 1e-13, 0);
    check_close(middle.sd_low, middle.sd_high, 1e-13, 0);
    /* A best without a level stays beside the range. */
    rk_reading range = read_ends(RECKON_STOCK, 10000, 12000, 30000, nan);
    assert_true(
        range.kind == RK_RANGE && range.best == 12000 && range.sd == 0 && isnan(range.sd_low));
    check_close(range.centre, 0.5 * (log(10000) + log(30000)), 1e-15, 0);
    check_close(range.link_best, log(12000), 1e-15, 0);
    assert_non_null(strstr(range.note, "best kept"));
}

/* Mass below x of the density itself, by summing it: no formula of the library. */
static double mass_below(const rk_reading *split, double x, double *mean, double *sd)
{
    enum { STEPS = 400000 };
    double from = split->link_best - 12 * split->sd_low,
           to = split->link_best + 12 * split->sd_high;
    double mass = 0, below = 0, first = 0, second = 0;
    for (int i = 0; i < STEPS; i++) {
        double at = from + (i + 0.5) * (to - from) / STEPS;
        double density = exp(
            -0.5 *
            pow((at - split->link_best) / (at < split->link_best ? split->sd_low : split->sd_high),
                2));
        mass += density;
        below += at < x ? density : 0;
        first += density * at;
        second += density * at * at;
    }
    *mean = first / mass;
    *sd = sqrt(second / mass - *mean * *mean);
    return below / mass;
}

/* Stated ends come back where they were stated, mode and moments are the density's. */
static void test_split(void **state)
{
    (void)state;
    static const double cases[][4] = {{10000, 12000, 30000, 0.9}, {1400, 3300, 6500, 0.8},
        {1e12, 9e12, 1e13, 0.95}, {1, 1.01, 4, 0.5}, {100, 3000, 3100, 0.99}, {50, 1e6, 2e6, 0.2},
        {0.2, 0.3, 0.9, 0.95}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        reckon_measure measure = cases[i][2] < 1 ? RECKON_SHARE : RECKON_STOCK;
        double level = cases[i][3], mean, sd;
        rk_reading reading = read_ends(measure, cases[i][0], cases[i][1], cases[i][2], level);
        assert_int_equal(reading.kind, RK_SPLIT);
        assert_true(reading.low == cases[i][0] && reading.best == cases[i][1] &&
                    reading.high == cases[i][2]);
        check_close(reading.link_best, rk_link(measure, cases[i][1]), 1e-15, 0);
        check_close(mass_below(&reading, reading.link_low, &mean, &sd), 0.5 * (1 - level), 0, 1e-4);
        check_close(
            mass_below(&reading, reading.link_high, &mean, &sd), 0.5 * (1 + level), 0, 1e-4);
        check_close(reading.centre, mean, 1e-7, 1e-7);
        check_close(reading.sd, sd, 1e-6, 0);
    }
}

/* Pitfall 4: equal bounds must not become an infinite weight. */
static void test_zero_width(void **state)
{
    (void)state;
    double nan = (double)NAN;
    rk_reading reading = read_ends(RECKON_STOCK, 10000, nan, 10000, nan);
    check_close(reading.low, 9500, 1e-15, 0);
    check_close(reading.high, 10500, 1e-15, 0);
    assert_string_equal(
        reading.note, "no width, taken for one figure; no precision stated, read as within 5 %");
    reading = read_ends(
        RECKON_STOCK, 10000, nan, 10000, 0.9); /* a level has no ends to hold at: a plain figure */
    assert_true(reading.kind == RK_RANGE && isnan(reading.level));
    reading = read_ends(RECKON_STOCK, 10000, nan, nextafter(10000, 1e9), nan);
    assert_true(reading.link_high - reading.link_low > 1e-10);
    reading = read_ends(RECKON_STOCK, 10000, nan, 10000 * (1 + 1e-9), nan);
    assert_true(reading.low == 10000 && reading.note[0] == '\0');
    reading = read_ends(RECKON_SHARE, 0.5, nan, 0.5, 0.5);
    check_close(reading.low, 0.45, 1e-14, 0);
}

/* No legal number makes anything but finite readings of positive width. */
static void test_extremes(void **state)
{
    (void)state;
    double nan = (double)NAN;
    static const double values[] = {
        DBL_TRUE_MIN, 15e-324, DBL_MIN, 1e-100, 1, 123456.78901234567, 1e12, 1e100, DBL_MAX};
    static const double precisions[] = {NAN, 1e-300, 1e-16, 0.5, 1 - DBL_EPSILON / 2};
    static const double levels[] = {DBL_TRUE_MIN, 1e-18, 1e-9, 0.5, 1 - 1e-9, 1 - DBL_EPSILON / 2};
    enum { VALUES = sizeof values / sizeof *values };
    for (size_t i = 0; i < VALUES; i++)
        for (size_t j = 0; j < sizeof precisions / sizeof *precisions; j++) {
            rk_reading reading = read_value(RECKON_STOCK, values[i], precisions[j], false);
            assert_true(reading.low > 0 && isfinite(reading.high) && isfinite(reading.centre));
            assert_true(reading.link_low < reading.link_high);
        }
    for (size_t i = 0; i < VALUES; i++)
        for (size_t j = i; j < VALUES; j++)
            for (size_t k = 0; k < sizeof levels / sizeof *levels; k++) {
                double best = values[i] * 0.5 + values[j] * 0.5;
                bool inside = values[i] < best && best < values[j];
                rk_reading reading =
                    read_ends(RECKON_STOCK, values[i], inside ? best : nan, values[j], levels[k]);
                bool spread = reading.kind == RK_DISTRIBUTION || reading.kind == RK_SPLIT;
                assert_true(spread || i == j || values[j] - values[i] < 1e-9 * values[i]);
                assert_true(isfinite(reading.centre) && reading.sd >= 0 && reading.sd < 1e3);
                assert_true(!spread || reading.sd > 0);
                assert_true(
                    reading.kind != RK_SPLIT || (reading.sd_low > 0 && reading.sd_high > 0));
            }
}

/* A random statement of any kind, from one person to a million millions; false when it says
 * nothing. */
static bool random_statement(uint64_t *seed, reckon_measure measure, reckon_estimate *estimate)
{
    bool share = measure == RECKON_SHARE;
    double a = share ? random_uniform(seed, 0, 1) : random_scale(seed, 1, 1e12);
    double b = share ? random_uniform(seed, 0, 1) : a * random_scale(seed, 1, 1e3);
    double low = fmin(a, b), high = fmax(a, b);
    *estimate = sample_estimate("a");
    size_t kind = random_below(seed, 8);
    if (kind < 2) {
        estimate->value = random_below(seed, 2) || share ? a : floor(a);
        estimate->approximate = kind == 1;
        if (random_below(seed, 3) == 0)
            estimate->precision = random_uniform(seed, 1e-6, 0.99);
    }
    if (kind >= 2 && kind != 7)
        estimate->low = low;
    if (kind >= 2 && kind != 6)
        estimate->high = high;
    if (kind == 4 || kind == 5)
        estimate->level = random_uniform(seed, 0.05, 0.99);
    if (kind == 3 || kind == 5)
        estimate->best = low + random_uniform(seed, 0.01, 0.99) * (high - low);
    return low < high;
}

/* P(X <= x) of what a reading says, x on the link scale. */
static double cdf(const rk_reading *reading, double x)
{
    if (reading->kind == RK_DISTRIBUTION)
        return rk_normal_cdf((x - reading->centre) / reading->sd);
    double s = reading->sd_low, t = reading->sd_high, z = x - reading->link_best;
    return z < 0 ? 2 * s / (s + t) * rk_normal_cdf(z / s)
                 : 1 - 2 * t / (s + t) * rk_normal_upper(z / t);
}

/* Whatever is stated: in order, in the domain, stated ends where they were stated and at the level
 * stated. */
static void test_random_statements(void **state)
{
    (void)state;
    uint64_t seed = 2;
    for (int i = 0; i < 20000; i++) {
        reckon_measure measure = random_below(&seed, 3) == 0 ? RECKON_SHARE : RECKON_STOCK;
        reckon_estimate estimate;
        if (!random_statement(&seed, measure, &estimate))
            continue;
        rk_reading reading = read_one(measure, &estimate);
        assert_true(reading.link_low < reading.link_high);
        assert_true(isnan(reading.low) || reading.link_low == rk_link(measure, reading.low));
        assert_true(isnan(reading.high) || reading.link_high == rk_link(measure, reading.high));
        assert_true(isfinite(reading.centre) && reading.centre >= reading.link_low - 1e-9);
        assert_true(isnan(estimate.low) || reading.low == estimate.low);
        assert_true(isnan(estimate.high) || reading.high == estimate.high);
        assert_true(isnan(estimate.best) ? isnan(reading.best) : reading.best == estimate.best);
        if (!isnan(estimate.value)) {
            assert_true(reading.low < estimate.value && estimate.value < reading.high);
            assert_true(isnan(estimate.precision) || measure == RECKON_SHARE ||
                        fabs(reading.high / estimate.value - 1 - estimate.precision) < 1e-9);
        }
        if (!isnan(estimate.level)) {
            check_close(cdf(&reading, reading.link_low), 0.5 * (1 - estimate.level), 1e-9, 0);
            check_close(cdf(&reading, reading.link_high), 0.5 * (1 + estimate.level), 1e-9, 0);
            assert_true(reading.kind == (isnan(estimate.best) ? RK_DISTRIBUTION : RK_SPLIT));
        }
    }
}

/* Ten times the number, ten times the reading, where a person is too little to matter. */
static void test_readings_scale(void **state)
{
    (void)state;
    uint64_t seed = 3;
    for (int i = 0; i < 5000; i++) {
        reckon_estimate estimate;
        if (!random_statement(&seed, RECKON_STOCK, &estimate))
            continue;
        if (estimate.value < 100)
            continue;
        rk_reading one = read_one(RECKON_STOCK, &estimate);
        double *const numbers[] = {&estimate.value, &estimate.low, &estimate.high, &estimate.best};
        for (size_t j = 0; j < 4; j++)
            *numbers[j] *= 10;
        rk_reading ten = read_one(RECKON_STOCK, &estimate);
        assert_int_equal(one.kind, ten.kind);
        check_close(ten.centre - one.centre, log(10), 0, 1e-9);
        check_close(ten.sd, one.sd, 1e-9, 1e-12);
        if (!isnan(one.low))
            check_close(ten.low, 10 * one.low, 1e-12, 0);
        if (!isnan(one.high))
            check_close(ten.high, 10 * one.high, 1e-12, 0);
    }
}

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(rk_reading_kind_name(RK_RANGE), "range");
    assert_string_equal(rk_reading_kind_name(RK_DISTRIBUTION), "distribution");
    assert_string_equal(rk_reading_kind_name(RK_SPLIT), "split");
    assert_string_equal(rk_reading_kind_name(RK_AT_LEAST), "at_least");
    assert_string_equal(rk_reading_kind_name(RK_AT_MOST), "at_most");
    assert_string_equal(rk_reading_kind_name((rk_reading_kind)9), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_last_unit),
        cmocka_unit_test(test_last_unit_of_made_numbers),
        cmocka_unit_test(test_value),
        cmocka_unit_test(test_approximate),
        cmocka_unit_test(test_open_ends),
        cmocka_unit_test(test_share),
        cmocka_unit_test(test_ranges_and_bounds),
        cmocka_unit_test(test_distributions),
        cmocka_unit_test(test_split),
        cmocka_unit_test(test_zero_width),
        cmocka_unit_test(test_extremes),
        cmocka_unit_test(test_random_statements),
        cmocka_unit_test(test_readings_scale),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests_name("readings", tests, NULL, NULL);
}
