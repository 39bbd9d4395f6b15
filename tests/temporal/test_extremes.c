/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Legal input at its ends: a range or an honest outcome for each, never a NaN. */
#include <math.h>
#include <stdio.h>

#include "support/check.h"
#include "support/random.h"
#include "temporal/case.h"

static reckon_temporal_reading range(size_t source, double time, double low, double high)
{
    return temporal_reading(RECKON_TEMPORAL_INTERVAL, source, time, low, high, 0, 0, 1.0);
}

static void set_grid(temporal_case *c, double from, double to)
{
    for (size_t g = 0; g < c->problem.grid_count; g++)
        c->grid[g] = from + (to - from) * (double)g / (double)(c->problem.grid_count - 1);
}

/* Fits and frees; an answer must be sane and, where expected, trusted: whatever it says, it
 * converged. */
static void settle(temporal_case *c, bool trusted, const char *what)
{
    temporal_case_fit(c);
    temporal_case_check_sane(c);
    if (trusted && c->result.outcome == RECKON_OUTCOME_NOT_CONVERGED) {
        const reckon_temporal_certificate *k = &c->result.certificate;
        print_error(
            "%s: outcome %s, effective %g, k %g, quantile error %g, residual %g, unconverged %g\n",
            what, reckon_outcome_name(c->result.outcome), k->effective_fraction, k->pareto_k,
            k->quantile_error, k->quadrature_residual, k->unconverged_mass);
        fail();
    }
    temporal_case_free(c);
}

static void test_one_estimate_of_each_kind(void **state)
{
    (void)state;
    for (int kind = 0; kind < 4; kind++)
        for (int bias = 0; bias < 5; bias++) {
            temporal_case c;
            temporal_case_new(&c, 1, 1, 4, 5);
            c.readings[0] = range(0, 2005, 9.0, 9.6);
            c.readings[0].kind = (reckon_temporal_kind)kind;
            c.readings[0].centre = 9.3;
            c.readings[0].sd = 0.2;
            c.sources[0] = (reckon_temporal_source){(reckon_temporal_bias)bias, 0.1, 0.2};
            set_grid(&c, 2000, 2010);
            settle(&c, true, "one estimate");
        }
}

static void test_flat_contradiction(void **state)
{
    (void)state;
    for (int scene = 0; scene < 6; scene++) {
        temporal_case c;
        temporal_case_new(&c, 2, 2, 3, 5);
        c.readings[0] = range(0, 2005, 7.0, 7.0 + (scene % 2 ? 1e-9 : 0.1));
        c.readings[1] = range(scene < 2 ? 0 : 1, 2005, 14.0, 14.0 + (scene % 2 ? 1e-9 : 0.1));
        if (scene >= 4)
            c.sources[0].bias = c.sources[1].bias = RECKON_TEMPORAL_ANCHOR;
        set_grid(&c, 2004, 2006);
        settle(&c, true, "contradiction");
    }
}

/* Contradictory and exact, with every way out closed: no finite noise explains it, and the fit must
 * say so or answer.
 */
static void test_contradiction_without_error(void **state)
{
    (void)state;
    for (int kind = 0; kind < 3; kind++) {
        temporal_case c;
        temporal_case_new(&c, 2, 1, 2, 3);
        c.sources[0].bias = RECKON_TEMPORAL_ANCHOR;
        c.readings[0] = range(0, 2005, 9.0, kind == 1 ? 9.0 : 9.2);
        c.readings[1] = range(0, 2005, 12.0, kind == 1 ? 12.0 : 12.2);
        if (kind == 2) {
            c.readings[0].kind = RECKON_TEMPORAL_AT_MOST;
            c.readings[1].kind = RECKON_TEMPORAL_AT_LEAST;
        }
        c.options.error = c.options.bias_sd = 0.0;
        set_grid(&c, 2005, 2007);
        settle(&c, false, "no way out");
    }
}

/* Exact figures as far apart as numbers go, at weights that hardly count: the prior, and an outcome
 * that says so. */
static void test_contradiction_beyond_doubles(void **state)
{
    (void)state;
    for (int weighted = 0; weighted < 2; weighted++) {
        temporal_case c;
        temporal_case_new(&c, 21, 4, 3, 5);
        for (size_t i = 0; i < 21; i++)
            c.readings[i] = temporal_reading(RECKON_TEMPORAL_DENSITY, 3, 1, 0, 0,
                i % 2 ? 750.0 : -750.0, 1e-13, weighted ? 1e-9 : 1.0);
        set_grid(&c, 1, 3);
        settle(&c, false, "contradiction beyond doubles");
    }
}

static void test_many_at_one_date(void **state)
{
    (void)state;
    for (int same = 0; same < 2; same++) {
        temporal_case c;
        uint64_t seed = 3;
        temporal_case_new(&c, 300, 12, 3, 5);
        for (size_t i = 0; i < 300; i++) {
            double low = random_uniform(&seed, 9.0, 11.0);
            c.readings[i] = same ? range(0, 2005, 10.0, 10.5) : range(i % 12, 2005, low, low + 0.4);
            if (!same && i % 4 == 0)
                c.readings[i].kind = RECKON_TEMPORAL_AT_MOST;
        }
        set_grid(&c, 2004, 2006);
        settle(&c, true, same ? "300 equal" : "300 at one date");
    }
}

static void test_bounds_only(void **state)
{
    (void)state;
    for (int scene = 0; scene < 4; scene++) {
        temporal_case c;
        temporal_case_new(&c, 6, 3, 4, 5);
        for (size_t i = 0; i < 6; i++) {
            c.readings[i] =
                range(i % 3, 2000.0 + (double)i, 9.0 + 0.1 * (double)i, 11.0 + 0.1 * (double)i);
            bool lower = scene == 0 || (scene > 1 && i % 2);
            c.readings[i].kind = lower ? RECKON_TEMPORAL_AT_LEAST : RECKON_TEMPORAL_AT_MOST;
            if (scene == 3) /* bounds that cross: may be told as not converged */
                c.readings[i].low += 4.0;
        }
        set_grid(&c, 1999, 2008);
        settle(&c, scene < 3, "bounds only");
    }
}

static void test_tiny_weights(void **state)
{
    (void)state;
    const double weights[] = {1e-6, 1e-12, 1e-300};
    for (int k = 0; k < 3; k++) {
        temporal_case c;
        temporal_case_new(&c, 4, 2, 3, 5);
        for (size_t i = 0; i < 4; i++) {
            c.readings[i] = range(i % 2, 2000.0 + (double)i, 10.0, 10.2);
            c.readings[i].weight = i == 3 ? 1.0 : weights[k];
        }
        set_grid(&c, 1999, 2008);
        settle(&c, true, "tiny weights");
    }
}

/* Figures from 1 to 1e12, and ranges as narrow as one part in 1e9. */
static void test_magnitudes_and_widths(void **state)
{
    (void)state;
    const double widths[] = {1e-12, 1e-9, 1e-4, 1.0, 5.0};
    for (size_t w = 0; w < 5; w++)
        for (double level = 0.0; level <= 28.0; level += 14.0) {
            temporal_case c;
            temporal_case_new(&c, 5, 3, 4, 5);
            for (size_t i = 0; i < 5; i++) {
                double low = level + 0.2 * (double)i;
                c.readings[i] = range(i % 3, 2000.0 + 2.0 * (double)i, low, low + widths[w]);
            }
            set_grid(&c, 1999, 2012);
            settle(&c, true, "magnitudes");
        }
}

static void test_all_magnitudes_at_once(void **state)
{
    (void)state;
    temporal_case c;
    temporal_case_new(&c, 8, 4, 3, 5);
    for (size_t i = 0; i < 8; i++)
        c.readings[i] = range(i % 4, 2000.0, 4.0 * (double)i, 4.0 * (double)i + 0.01);
    set_grid(&c, 1999, 2012);
    settle(&c, true, "1 to 1e12 at one date");
}

static void test_spans(void **state)
{
    (void)state;
    const double spans[] = {1.0 / 365.0, 500.0};
    for (int k = 0; k < 2; k++)
        for (int trend = 0; trend < 2; trend++) {
            temporal_case c;
            temporal_case_new(&c, 6, 2, 5, 5);
            for (size_t i = 0; i < 6; i++)
                c.readings[i] = range(i % 2, 1500.0 + spans[k] * (double)i / 5.0,
                    10.0 + 0.1 * (double)i, 10.5 + 0.1 * (double)i);
            set_grid(&c, 1500.0, 1500.0 + spans[k]);
            c.options.process = (reckon_temporal_process)trend;
            settle(&c, true, trend ? "span, trend" : "span");
        }
}

static void test_scales(void **state)
{
    (void)state;
    const double scales[] = {1e-3, 1.0, 10.0};
    for (int combination = 0; combination < 27; combination++) {
        temporal_case c;
        temporal_case_new(&c, 5, 2, 3, 5);
        for (size_t i = 0; i < 5; i++)
            c.readings[i] = range(i % 2, 2000.0 + (double)i, 10.0 + 0.3 * (double)(i % 3),
                10.4 + 0.3 * (double)(i % 3));
        c.readings[4].kind = RECKON_TEMPORAL_AT_MOST;
        set_grid(&c, 1999, 2008);
        c.options.drift_scale = scales[combination % 3];
        c.options.error_scale = scales[combination / 3 % 3];
        c.options.bias_scale = scales[combination / 9];
        char what[80];
        snprintf(what, sizeof what, "scales %g %g %g", c.options.drift_scale, c.options.error_scale,
            c.options.bias_scale);
        settle(&c, combination % 9 != 0, what); /* no drift and no error is a contradiction */
    }
}

static void test_fixed_at_the_ends(void **state)
{
    (void)state;
    const double values[] = {NAN, 0.0, 10.0};
    for (int combination = 0; combination < 27; combination++) {
        temporal_case c;
        temporal_case_new(&c, 5, 3, 3, 5);
        for (size_t i = 0; i < 5; i++)
            c.readings[i] = range(i % 3, 2000.0 + (double)i, 10.0, 10.9 + 0.2 * (double)i);
        c.sources[2].bias = RECKON_TEMPORAL_OVERSTATES;
        set_grid(&c, 1999, 2008);
        c.options.drift = values[combination % 3];
        c.options.error = values[combination / 3 % 3];
        c.options.bias_sd = values[combination / 9];
        char what[80];
        snprintf(what, sizeof what, "fixed %g %g %g", c.options.drift, c.options.error,
            c.options.bias_sd);
        settle(&c, false, what);
    }
}

static void test_many_sources(void **state)
{
    (void)state;
    temporal_case c;
    uint64_t seed = 8;
    temporal_case_new(&c, 240, 130, 4, 3);
    for (size_t i = 0; i < 240; i++) {
        double low = random_uniform(&seed, 9.5, 10.5);
        c.readings[i] = range(i < 130 ? i : random_below(&seed, 130),
            random_uniform(&seed, 1990, 2010), low, low + 0.5);
    }
    for (size_t s = 0; s < 130; s += 9)
        c.sources[s].bias = RECKON_TEMPORAL_UNDERSTATES;
    set_grid(&c, 1988, 2012);
    settle(&c, true, "130 sources");
}

static void test_no_grid_and_no_probability(void **state)
{
    (void)state;
    temporal_case c;
    temporal_case_new(&c, 2, 2, 0, 0);
    c.readings[0] = range(0, 2000, 10, 11);
    c.readings[1] = range(1, 2003, 10, 11);
    temporal_case_fit(&c);
    assert_true(isfinite(c.result.log_evidence) && c.result.outcome == RECKON_OUTCOME_OK);
    temporal_case_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_estimate_of_each_kind),
        cmocka_unit_test(test_flat_contradiction),
        cmocka_unit_test(test_contradiction_without_error),
        cmocka_unit_test(test_contradiction_beyond_doubles),
        cmocka_unit_test(test_many_at_one_date),
        cmocka_unit_test(test_bounds_only),
        cmocka_unit_test(test_tiny_weights),
        cmocka_unit_test(test_magnitudes_and_widths),
        cmocka_unit_test(test_all_magnitudes_at_once),
        cmocka_unit_test(test_spans),
        cmocka_unit_test(test_scales),
        cmocka_unit_test(test_fixed_at_the_ends),
        cmocka_unit_test(test_many_sources),
        cmocka_unit_test(test_no_grid_and_no_probability),
    };
    return cmocka_run_group_tests_name("temporal extremes", tests, NULL, NULL);
}
