/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every case of tests/reference/temporal2.json: quantiles of theta and of the common bias within
 * 0.02 posterior sd, log evidence within 0.01, probabilities of gross errors and of the wide part
 * of the common bias within 0.01, moments of the scales within 0.03 sd, and every answer trusted.
 * Where a quantile lies in a valley of the density (reference: two-regions), it is compared through
 * the distribution function, as temporal2.md says.
 *
 *     test.reference.temporal table [chains]
 *
 * prints the table of docs/temporal.md, or the same by chains.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "support/check.h"
#include "support/fixture.h"
#include "temporal/case.h"

enum { CASES = 19 };

/* The largest differences of one case. */
typedef struct differences {
    double quantile, bias, common, evidence, gross, tail, scales;
} differences;

static double field(const json_t *object, const char *key)
{
    return fixture_double(fixture_get(object, key));
}

static double element(const json_t *array, size_t k)
{
    return fixture_double(json_array_get(array, k));
}

/*
 * The probability that the reference puts below x, by its quantiles: linear between them, and the
 * outermost asked where x lies outside.
 */
static double reference_probability(const temporal_case *c, const json_t *quantiles, double x)
{
    size_t count = c->problem.probability_count, k = 1;
    while (k + 1 < count && x > element(quantiles, k))
        k++;
    double low = element(quantiles, k - 1), high = element(quantiles, k),
           before = c->probabilities[k - 1];
    double share = fmin(fmax((x - low) / (high - low), 0.0), 1.0);
    return before + share * (c->probabilities[k] - before);
}

/* The largest difference of a row of quantiles, in sds; with `valley` the smaller of that and of
 * the probability between the two. */
static double quantile_difference(
    const temporal_case *c, const json_t *row, const double *found, bool valley)
{
    const json_t *quantiles = fixture_get(row, "quantiles");
    double worst = 0.0, sd = field(row, "sd");
    for (size_t k = 0; k < c->problem.probability_count; k++) {
        double off = fabs(found[k] - element(quantiles, k)) / sd;
        if (valley)
            off = fmin(
                off, fabs(reference_probability(c, quantiles, found[k]) - c->probabilities[k]));
        worst = fmax(worst, off);
    }
    return worst;
}

/* Of mean and sd, in sds; nothing where the reference says that they do not exist. */
static double moment_difference(const json_t *expected, reckon_temporal_moments found)
{
    if (!json_is_object(expected) || !json_is_number(json_object_get(expected, "sd")))
        return 0.0;
    double sd = field(expected, "sd");
    return sd > 0.0 ? fmax(fabs(found.mean - field(expected, "mean")), fabs(found.sd - sd)) / sd
                    : fabs(found.sd);
}

static void compare_sources(const temporal_case *c, const json_t *reference, differences *d)
{
    const json_t *bias = fixture_get(reference, "bias");
    for (size_t s = 0; s < json_array_size(bias); s++) {
        const json_t *row = json_array_get(bias, s);
        if (!json_is_object(row) || !json_is_number(json_object_get(row, "sd")) ||
            field(row, "sd") == 0.0)
            continue;
        size_t source = (size_t)field(row, "source"); /* anchors have no row */
        const double *found = &c->result.bias_quantiles[source * c->problem.probability_count];
        d->bias = fmax(d->bias, quantile_difference(c, row, found, false));
    }
    const json_t *common = fixture_get(reference, "common_bias");
    if (json_is_number(json_object_get(common, "sd")) && field(common, "sd") > 0.0)
        d->common = quantile_difference(c, common, c->result.common_bias_quantiles, false);
    if (json_is_number(json_object_get(common, "tail_probability")))
        d->tail = fabs(c->result.common_bias_tail - field(common, "tail_probability"));
}

static differences compare(const temporal_case *c, const json_t *reference, bool valley)
{
    differences d = {.evidence = fabs(c->result.log_evidence - field(reference, "log_evidence"))};
    const json_t *grid = fixture_get(reference, "grid"), *gross = fixture_get(reference, "gross");
    for (size_t g = 0; g < c->problem.grid_count; g++)
        d.quantile =
            fmax(d.quantile, quantile_difference(c, json_array_get(grid, g),
                                 &c->result.quantiles[g * c->problem.probability_count], valley));
    for (size_t i = 0; i < json_array_size(gross); i++) {
        const json_t *row = json_array_get(gross, i);
        double found = c->result.gross[(size_t)field(row, "estimate")];
        double off = fabs(found - field(row, "probability"));
        assert_true(isfinite(off));
        d.gross = fmax(d.gross, off);
    }
    compare_sources(c, reference, &d);
    d.scales = fmax(moment_difference(fixture_get(reference, "drift"), c->result.drift),
        fmax(moment_difference(fixture_get(reference, "error"), c->result.error),
            moment_difference(fixture_get(reference, "bias_sd"), c->result.bias_scale)));
    return d;
}

/* Heavy tails: the moments of a drift that is half-t or half-Cauchy are not known that well. */
static bool has_heavy_tails(const temporal_case *c)
{
    return c->options.drift_prior != RECKON_TEMPORAL_HALF_NORMAL;
}

static void check_case(const json_t *json)
{
    temporal_case c;
    const char *name = json_string_value(fixture_get(json, "name"));
    const json_t *reference = fixture_get(json, "reference");
    temporal_case_from_json(&c, json);
    temporal_case_fit(&c);
    temporal_case_check_sane(&c);
    differences d = compare(&c, reference, strcmp(name, "two-regions") == 0);
    check_close_named(d.quantile, 0.0, 0.0, 0.02, name);
    check_close_named(d.bias, 0.0, 0.0, 0.03, name);
    check_close_named(d.common, 0.0, 0.0, 0.03, name);
    check_close_named(d.evidence, 0.0, 0.0, 0.01, name);
    check_close_named(d.gross, 0.0, 0.0, 0.01, name);
    check_close_named(d.tail, 0.0, 0.0, 0.01, name);
    if (!has_heavy_tails(&c))
        check_close_named(d.scales, 0.0, 0.0, 0.03, name);
    if (c.result.outcome == RECKON_OUTCOME_NOT_CONVERGED)
        fail_msg("%s: not converged", name);
    temporal_case_free(&c);
}

static void test_reference_cases(void **state)
{
    (void)state;
    json_t *cases = fixture_json("reference/temporal2.json");
    assert_int_equal(json_array_size(cases), CASES);
    for (size_t i = 0; i < CASES; i++)
        check_case(json_array_get(cases, i));
    json_decref(cases);
}

/*
 * The same by chains, whose states are random: an independent way to every answer. Held to twice
 * the tolerance (biases, which nothing watches, to a tenth of an sd), and asked in every case
 * though most need no chains.
 */
static void check_case_by_chains(const json_t *json)
{
    temporal_case c;
    const char *name = json_string_value(fixture_get(json, "name"));
    temporal_case_from_json(&c, json);
    temporal_case_fit_by(&c, RK_FIT_CHAINS);
    temporal_case_check_sane(&c);
    assert_true(c.result.certificate.moves > 0);
    differences d = compare(&c, fixture_get(json, "reference"), strcmp(name, "two-regions") == 0);
    check_close_named(d.quantile, 0.0, 0.0, 0.04, name);
    check_close_named(d.bias, 0.0, 0.0, 0.1, name);
    check_close_named(d.common, 0.0, 0.0, 0.06, name);
    check_close_named(d.gross, 0.0, 0.0, 0.02, name);
    check_close_named(d.tail, 0.0, 0.0, 0.02, name);
    temporal_case_free(&c);
}

static void test_reference_cases_by_chains(void **state)
{
    (void)state;
    json_t *cases = fixture_json("reference/temporal2.json");
    for (size_t i = 0; i < json_array_size(cases); i++)
        check_case_by_chains(json_array_get(cases, i));
    json_decref(cases);
}

static void print_table(rk_fit_engine engine)
{
    json_t *cases = fixture_json("reference/temporal2.json");
    printf(
        "| case | theta | bias | c | log evidence | P(gross) | P(wide) | scales | error seen | "
        "effective | k | "
        "draws | moves | outcome |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < json_array_size(cases); i++) {
        const json_t *json = json_array_get(cases, i);
        const char *name = json_string_value(fixture_get(json, "name"));
        temporal_case c;
        temporal_case_from_json(&c, json);
        temporal_case_fit_by(&c, engine);
        differences d =
            compare(&c, fixture_get(json, "reference"), strcmp(name, "two-regions") == 0);
        const reckon_temporal_certificate *k = &c.result.certificate;
        printf("| %s | %.4f | %.4f | %.4f | %.4f | %.4f | %.4f | %.3f | %.4f, %.4f | %.2f | %.2f | "
               "%zu | %zu | %s |\n",
            name, d.quantile, d.bias, d.common, d.evidence, d.gross, d.tail, d.scales,
            k->quantile_error, k->evidence_error, k->effective_fraction, k->pareto_k, k->draws,
            k->moves, reckon_outcome_name(c.result.outcome));
        temporal_case_free(&c);
    }
    json_decref(cases);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "table") == 0) {
        print_table(argc > 2 && strcmp(argv[2], "chains") == 0 ? RK_FIT_CHAINS : RK_FIT_SUITED);
        return 0;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reference_cases),
        cmocka_unit_test(test_reference_cases_by_chains),
    };
    return cmocka_run_group_tests_name("temporal reference", tests, NULL, NULL);
}
