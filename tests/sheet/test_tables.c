/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small sheets as analysts keep them (tests/sheet/tables), each with what must come out of it;
 * under every locale. */
#define _POSIX_C_SOURCE 200809L
#include "support/check.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <reckon/json.h>
#include <reckon/sheet.h>

#include "support/fixture.h"
#include "support/locale.h"

enum { FAULTS = 20, TABLES = 16 };

/* The options of the program, as the library takes them. */
static void take_options(
    const json_t *stated, reckon_sheet_options *options, const char *where[RECKON_SHEET_WHERE])
{
    reckon_sheet_options_init(options);
    options->where = where;
    for (size_t i = 0; i < json_array_size(stated); i++) {
        const char *name = json_string_value(json_array_get(stated, i));
        if (strcmp(name, "--skip-unreadable") == 0) {
            options->skip_unreadable = true;
            continue;
        }
        const char *value = json_string_value(json_array_get(stated, ++i));
        assert_non_null(value);
        if (strcmp(name, "--language") == 0)
            options->language = value;
        else if (strcmp(name, "--value") == 0)
            options->value = value;
        else if (strcmp(name, "--where") == 0)
            where[options->where_count++] = value;
        else if (strcmp(name, "--date-order") == 0 && strcmp(value, "dmy") == 0)
            options->date_order = RECKON_DATE_ORDER_DMY;
        else
            fail_msg("no such option: %s", name);
    }
}

static const reckon_reading_row *find_row(const reckon_reading *reading, size_t row)
{
    for (size_t i = 0; i < reckon_reading_count(reading); i++)
        if (reckon_reading_at(reading, i)->row == row)
            return reckon_reading_at(reading, i);
    fail_msg("row %zu has no answer", row);
    return NULL;
}

static size_t row_of(const json_t *expected)
{
    return (size_t)json_integer_value(fixture_get(expected, "row"));
}

static double number(const json_t *expected, const char *key)
{
    const json_t *value = json_object_get(expected, key);
    return value ? json_number_value(value) : (double)NAN;
}

static bool same(double a, double b)
{
    return (isnan(a) && isnan(b)) || a == b;
}

static void check_also(
    const json_t *also, const reckon_evidence *evidence, const reckon_reading_row *row)
{
    size_t at = reckon_evidence_find_estimate(evidence, row->estimate);
    const reckon_estimate *estimate = reckon_evidence_estimate(evidence, at);
    assert_non_null(estimate);
    const reckon_source *source =
        reckon_evidence_source(evidence, reckon_evidence_find_source(evidence, estimate->source));
    const json_t *trust = json_object_get(also, "trust"),
                 *repeats = json_object_get(also, "repeats_row");
    const json_t *reason = json_object_get(also, "leave_out");
    if (json_is_string(trust))
        assert_int_equal(source->admiralty, json_string_value(trust)[0]);
    if (json_is_number(trust))
        assert_true(source->reliability == json_number_value(trust));
    if (repeats) {
        char id[32];
        snprintf(id, sizeof id, "row-%d", (int)json_integer_value(repeats));
        assert_int_equal(estimate->derived_count, 1);
        assert_string_equal(estimate->derived_from[0], id);
    }
    if (reason)
        assert_string_equal(estimate->exclude, json_string_value(reason));
}

static void check_estimate(
    const json_t *expected, const reckon_evidence *evidence, const reckon_reading *reading)
{
    const reckon_reading_row *row = find_row(reading, row_of(expected));
    const reckon_claim *claim = &row->claim;
    assert_int_equal(row->status, RECKON_ROW_READ);
    assert_string_equal(row->source, json_string_value(fixture_get(expected, "source_name")));
    assert_string_equal(row->date, json_string_value(fixture_get(expected, "date")));
    assert_true(same(claim->value, number(expected, "value")) &&
                same(claim->low, number(expected, "low")) &&
                same(claim->high, number(expected, "high")) &&
                same(claim->best, number(expected, "best")) &&
                same(claim->level, number(expected, "level")) &&
                same(claim->precision, number(expected, "precision")));
    assert_int_equal(claim->approximate, json_is_true(json_object_get(expected, "approximate")));
    assert_true(!claim->share && claim->per == RECKON_PER_NONE);
    check_also(json_object_get(expected, "also"), evidence, row);
}

static bool names_place(const reckon_error *fault, const json_t *expected)
{
    char cell[40], row[40];
    const char *column = json_string_value(fixture_get(expected, "column"));
    snprintf(cell, sizeof cell, "cell %s%d", column ? column : "", (int)row_of(expected));
    snprintf(row, sizeof row, "row %d", (int)row_of(expected));
    return (column && strstr(fault->message, cell)) || strstr(fault->message, row);
}

static void check_fault(const json_t *expected, const reckon_error *faults, size_t count)
{
    const char *word = json_string_value(fixture_get(expected, "contains"));
    for (size_t i = 0; i < count; i++)
        if (names_place(&faults[i], expected) && strstr(faults[i].message, word) &&
            faults[i].line > 0)
            return;
    fail_msg("no fault of row %d says \"%s\"", (int)row_of(expected), word);
}

/* What the evidence holds is written, and read back to the same bytes. */
static void check_round_trip(const reckon_evidence *evidence)
{
    char *first, *second;
    reckon_evidence *again;
    assert_int_equal(reckon_evidence_write(evidence, &first, NULL), RECKON_OK);
    assert_int_equal(reckon_evidence_read(first, strlen(first), NULL, &again, NULL), RECKON_OK);
    assert_int_equal(reckon_evidence_write(again, &second, NULL), RECKON_OK);
    assert_string_equal(first, second);
    reckon_free(first);
    reckon_free(second);
    reckon_evidence_free(again);
}

static void check_table(const json_t *expected, const char *text, size_t length)
{
    const char *where[RECKON_SHEET_WHERE];
    reckon_sheet_options options;
    reckon_evidence *evidence;
    reckon_reading *reading;
    reckon_error faults[FAULTS];
    size_t count, i;
    json_t *item;
    take_options(fixture_get(expected, "options"), &options, where);
    reckon_status status =
        reckon_sheet_read(text, length, &options, &evidence, &reading, faults, FAULTS, &count);
    const json_t *errors = fixture_get(expected, "errors"),
                 *estimates = fixture_get(expected, "estimates");
    assert_int_equal(status != RECKON_OK, json_array_size(errors) > 0);
    json_array_foreach(errors, i, item) check_fault(item, faults, count < FAULTS ? count : FAULTS);
    assert_int_equal(evidence == NULL, status != RECKON_OK);
    if (status == RECKON_OK) {
        assert_int_equal(
            reckon_reading_status_count(reading, RECKON_ROW_READ), json_array_size(estimates));
        assert_int_equal(reckon_evidence_estimate_count(evidence), json_array_size(estimates));
        json_array_foreach(estimates, i, item) check_estimate(item, evidence, reading);
        json_array_foreach(fixture_get(expected, "skipped"), i, item)
        {
            const reckon_reading_row *row = find_row(reading, row_of(item));
            assert_int_equal(row->status, RECKON_ROW_SKIPPED);
            assert_non_null(
                strstr(row->why, json_string_value(fixture_get(item, "reason_contains"))));
        }
        check_round_trip(evidence);
    }
    reckon_reading_free(reading);
    reckon_evidence_free(evidence);
}

static void each_table(void)
{
    size_t tables = 0;
    DIR *folder = opendir(RECKON_TEST_DIR "/sheet/tables");
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char name[300];
        size_t length, stem = strcspn(entry->d_name, ".");
        if (entry->d_name[0] == '.' || strstr(entry->d_name, ".json"))
            continue;
        snprintf(name, sizeof name, "sheet/tables/%s", entry->d_name);
        char *text = fixture_text(name, &length);
        snprintf(name, sizeof name, "sheet/tables/%.*s.expect.json", (int)stem, entry->d_name);
        json_t *expected = fixture_json(name);
        print_message("%s\n", entry->d_name);
        check_table(expected, text, length);
        json_decref(expected);
        free(text);
        tables++;
    }
    closedir(folder);
    assert_int_equal(tables, TABLES);
}

static void test_tables(void **state)
{
    (void)state;
    each_table();
}

static void test_tables_where_the_comma_is_the_mark(void **state)
{
    (void)state;
    if (!locale_enter("de_DE"))
        skip();
    each_table();
    locale_leave();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables), cmocka_unit_test(test_tables_where_the_comma_is_the_mark)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
