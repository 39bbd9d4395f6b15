/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every value of reference/interval_consensus.json, which was computed in exact rationals. */
#include "support/check.h"
#include "support/fixture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <reckon/interval.h>

static const double tolerance = 1e-12;

typedef struct fixture_case {
    const json_t *json;
    const char *name;
    size_t count;
    double *low, *high, *weight;
    reckon_interval_workspace *workspace;
} fixture_case;

static void check_value(
    const fixture_case *given, const char *what, double actual, const json_t *expected)
{
    char name[200];
    snprintf(name, sizeof name, "%s: %s", given->name, what);
    check_close_named(actual, fixture_double(expected), tolerance, 1e-15, name);
}

static void check_range(
    const fixture_case *given, const char *what, reckon_range actual, const json_t *expected)
{
    check_value(given, what, actual.low, json_array_get(expected, 0));
    check_value(given, what, actual.high, json_array_get(expected, 1));
}

static void check_regions(const fixture_case *given, const char *what, const reckon_range *actual,
    size_t count, const json_t *expected)
{
    if (count != json_array_size(expected))
        fail_msg("%s: %zu %s, expected %zu", given->name, count, what, json_array_size(expected));
    for (size_t i = 0; i < count; i++)
        check_range(given, what, actual[i], json_array_get(expected, i));
}

static void check_overlap(const fixture_case *given)
{
    reckon_interval_set set;
    assert_int_equal(
        reckon_interval_envelope(given->low, given->high, given->count, &set, NULL), RECKON_OK);
    assert_int_equal(set.outcome, RECKON_OUTCOME_OK);
    check_range(given, "hull", set.range, fixture_get(given->json, "hull"));
    assert_int_equal(
        reckon_interval_intersection(given->low, given->high, given->count, &set, NULL), RECKON_OK);
    const json_t *expected = fixture_get(given->json, "intersection");
    if (json_is_null(expected)) {
        assert_int_equal(set.outcome, RECKON_OUTCOME_EMPTY);
        return;
    }
    assert_int_equal(set.outcome, RECKON_OUTCOME_OK);
    check_range(given, "intersection", set.range, expected);
}

static void check_consensus(
    const fixture_case *given, const double *weight, const char *maximum, const char *regions)
{
    reckon_consensus consensus;
    assert_int_equal(reckon_interval_consensus(given->workspace, given->low, given->high, weight,
                         given->count, &consensus, NULL),
        RECKON_OK);
    assert_int_equal(consensus.outcome, RECKON_OUTCOME_OK);
    check_value(given, maximum, consensus.max_weight, fixture_get(given->json, maximum));
    check_regions(given, regions, consensus.regions, consensus.region_count,
        fixture_get(given->json, regions));
}

static void check_coverage(const fixture_case *given)
{
    const json_t *json = fixture_get(given->json, "coverage"), *point = fixture_get(json, "points");
    reckon_coverage coverage;
    assert_int_equal(reckon_interval_coverage(given->workspace, given->low, given->high,
                         given->weight, given->count, &coverage, NULL),
        RECKON_OK);
    assert_int_equal(coverage.point_count, json_array_size(point));
    assert_int_equal(coverage.max_count, json_integer_value(fixture_get(given->json, "max_count")));
    for (size_t i = 0; i < coverage.point_count; i++) {
        check_value(given, "point", coverage.point[i], json_array_get(point, i));
        check_value(given, "weight at", coverage.weight_at[i],
            json_array_get(fixture_get(json, "weight_at_point"), i));
        assert_int_equal(coverage.count_at[i],
            json_integer_value(json_array_get(fixture_get(json, "count_at_point"), i)));
        if (i + 1 == coverage.point_count)
            break;
        check_value(given, "weight on gap", coverage.weight_after[i],
            json_array_get(fixture_get(json, "weight_on_gap"), i));
        assert_int_equal(coverage.count_after[i],
            json_integer_value(json_array_get(fixture_get(json, "count_on_gap"), i)));
    }
    assert_true(coverage.weight_after[coverage.point_count - 1] == 0.0);
    assert_int_equal(coverage.count_after[coverage.point_count - 1], 0);
}

static void check_median(const fixture_case *given, const char *key, reckon_weighted_median actual)
{
    const json_t *expected = fixture_get(given->json, key);
    check_value(given, key, actual.lower, fixture_get(expected, "lower"));
    check_value(given, key, actual.mid, fixture_get(expected, "mid"));
    check_value(given, key, actual.upper, fixture_get(expected, "upper"));
}

static void check_endpoints(const fixture_case *given)
{
    reckon_endpoint_mean mean;
    assert_int_equal(reckon_interval_endpoint_mean(
                         given->low, given->high, given->weight, given->count, &mean, NULL),
        RECKON_OK);
    check_range(
        given, "endpoint mean", mean.range, fixture_get(given->json, "weighted_endpoint_mean"));
    reckon_endpoint_median median;
    assert_int_equal(reckon_interval_endpoint_median(given->workspace, given->low, given->high,
                         given->weight, given->count, &median, NULL),
        RECKON_OK);
    check_median(given, "weighted_median_lo", median.low);
    check_median(given, "weighted_median_hi", median.high);
}

static void check_faults(const fixture_case *given, const json_t *expected)
{
    size_t faults = (size_t)json_integer_value(fixture_get(expected, "f"));
    reckon_fault_tolerant result;
    assert_int_equal(reckon_interval_fault_tolerant(given->workspace, given->low, given->high,
                         given->count, faults, &result, NULL),
        RECKON_OK);
    check_regions(given, "marzullo regions", result.regions, result.region_count,
        fixture_get(expected, "marzullo_regions"));
    const json_t *range = fixture_get(expected, "marzullo"),
                 *fused = fixture_get(expected, "brooks_iyengar");
    assert_int_equal(
        result.outcome, json_is_null(range) ? RECKON_OUTCOME_EMPTY : RECKON_OUTCOME_OK);
    assert_int_equal(result.has_fused, !json_is_null(fused));
    if (json_is_null(range))
        return;
    check_range(given, "marzullo", result.range, range);
    check_value(given, "brooks-iyengar", result.fused, fused);
}

static void check_case(const json_t *json)
{
    fixture_case given = {.json = json, .name = json_string_value(fixture_get(json, "name"))};
    given.low = fixture_doubles(fixture_get(json, "lo"), &given.count);
    given.high = fixture_doubles(fixture_get(json, "hi"), &given.count);
    given.weight = fixture_doubles(fixture_get(json, "weight"), &given.count);
    assert_int_equal(reckon_interval_workspace_new(given.count, &given.workspace, NULL), RECKON_OK);
    check_overlap(&given);
    check_consensus(&given, given.weight, "max_weight", "max_agreement");
    check_consensus(&given, NULL, "max_count", "max_agreement_unweighted");
    check_coverage(&given);
    check_endpoints(&given);
    size_t index;
    const json_t *faults;
    json_array_foreach(fixture_get(json, "fault_tolerant"), index, faults)
        check_faults(&given, faults);
    reckon_interval_workspace_free(given.workspace);
    free(given.low);
    free(given.high);
    free(given.weight);
}

static void test_every_case(void **state)
{
    (void)state;
    fixture_each("reference/interval_consensus.json", 12, check_case);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_case)};
    return cmocka_run_group_tests_name("interval_consensus", tests, NULL, NULL);
}
