/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sheets against the reader: what is asked, what is skipped, what is refused, and that time grows
 * with the text. */
#include "support/check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <reckon/json.h>
#include <reckon/reconcile.h>
#include <reckon/result.h>
#include <reckon/sheet.h>

#include "sheet/dates.h"
#include "sheet/number.h"

enum { FAULTS = 20 };

typedef struct outcome {
    reckon_status status;
    reckon_evidence *evidence;
    reckon_reading *reading;
    reckon_error faults[FAULTS];
    size_t count;
} outcome;

static outcome read_with(const char *text, const reckon_sheet_options *options)
{
    outcome out = {0};
    out.status = reckon_sheet_read(
        text, strlen(text), options, &out.evidence, &out.reading, out.faults, FAULTS, &out.count);
    assert_int_equal(out.status != RECKON_OK, out.count > 0);
    assert_int_equal(out.status == RECKON_OK, out.evidence != NULL);
    return out;
}

static void release(outcome *out)
{
    reckon_reading_free(out->reading);
    reckon_evidence_free(out->evidence);
}

/* One sheet that must be refused, with words that its first fault must have. */
static void refuse(const char *text, reckon_status status, const char *words)
{
    outcome out = read_with(text, NULL);
    if (out.status != status || !strstr(out.faults[0].message, words))
        fail_msg("%s\nis %s: %s", text, reckon_status_name(out.status), out.faults[0].message);
    release(&out);
}

#define HEAD "Source,Date,Figure,Min,Max,Trust,Repeats\n"

static void test_faults(void **state)
{
    (void)state;
    refuse(HEAD "A,2019,=SUM(C3:C9)\n", RECKON_STATEMENT, "formula");
    refuse(HEAD "A,2019,\"@cmd|' /C calc'!A0\"\n", RECKON_STATEMENT, "formula");
    refuse(HEAD "A,2019,,500,400\n", RECKON_STATEMENT, "low end is above");
    refuse(HEAD "A,2019,900,400,800\n", RECKON_STATEMENT, "outside its range");
    refuse(HEAD "A,2019,600,400,\n", RECKON_STATEMENT, "one end only");
    refuse(HEAD "A,2019,at least 600,400,800\n", RECKON_STATEMENT, "different things");
    refuse(HEAD "A,2019,,many,800\n", RECKON_STATEMENT, "cell D2");
    refuse(HEAD "A,2019,-500\n", RECKON_STATEMENT, "negative");
    refuse(HEAD "A,2019,2005\n", RECKON_STATEMENT, "year");
    refuse(HEAD "A,,500\n", RECKON_MISSING, "no date");
    refuse(HEAD "A,soon,500\n", RECKON_DATE, "no date that can be read");
    refuse(HEAD "A,15/03/19,500\n", RECKON_DATE, "two digits");
    refuse(HEAD "A,2018-21,500\n", RECKON_DATE, "season");
    refuse(HEAD "A,31/02/2019,500\n", RECKON_DATE, "no date");
    refuse(HEAD "A,15/03/2019,500\nB,03/15/2019,600\nC,05/06/2019,700\n", RECKON_DATE, "B4");
    refuse(HEAD "A,2019,500,,,X\n", RECKON_VALUE, "trust");
    refuse(HEAD "A,2019,500,,,B\nA,2020,600,,,C\n", RECKON_VALUE, "row 2");
    refuse(HEAD "A,2019,500,,,,9\n", RECKON_REFERENCE, "no other row");
    refuse(HEAD "A,2019,500,,,,3\nB,2019,500,,,,2\n", RECKON_REFERENCE, "cell C");
    refuse(HEAD "A,2019,40 %\nB,2019,500\n", RECKON_MEASURE, "share");
    refuse(HEAD "A,2019,500 a month\nB,2019,500\n", RECKON_MEASURE, "period");
    refuse("Source,Date,Figure\nA,2019,45,000\n", RECKON_SYNTAX,
        "more cells than the table has columns");
    refuse(HEAD, RECKON_FORMAT, "no row");
    refuse("Zebra,Apple\n1,2\n", RECKON_FORMAT, "column");
    refuse("Date,Figure\n2019,500\n", RECKON_FORMAT, "--source");
    refuse("Source,Figure\nA,500\n", RECKON_FORMAT, "--date");
    refuse("Source,Date,Refugees,IDPs\nA,2019,500,600\n", RECKON_OPTION, "--value");
    refuse("Source,Date,Households\nA,2019,500\n", RECKON_FORMAT, "--value");
    refuse("", RECKON_FORMAT, "empty");
    refuse("PK\x03\x04 xl/workbook", RECKON_FORMAT, "libreoffice");
}

/* The statement of the only row that is read. */
static reckon_claim only_claim(const char *text, const reckon_sheet_options *options)
{
    outcome out = read_with(text, options);
    if (out.status != RECKON_OK)
        fail_msg("%s\n%s", text, out.faults[0].message);
    assert_int_equal(reckon_reading_status_count(out.reading, RECKON_ROW_READ), 1);
    reckon_claim claim = {0};
    for (size_t i = 0; i < reckon_reading_count(out.reading); i++)
        if (reckon_reading_at(out.reading, i)->status == RECKON_ROW_READ)
            claim = reckon_reading_at(out.reading, i)->claim;
    release(&out);
    return claim;
}

static void test_marks(void **state)
{
    (void)state;
    reckon_sheet_options options;
    reckon_sheet_options_init(&options);
    options.decimal = ',';
    assert_true(only_claim("Source;Date;Figure\nA;2019;60.000\n", &options).value == 60000);
    assert_true(only_claim("Source;Date;Figure\nA;2019;1.234.567,00\n", &options).value == 1234567);
    assert_true(
        only_claim("Source;Date;Figure\nA;2019;2,141 million\n", &options).value == 2141000);
    options.decimal = '.';
    assert_true(only_claim("Source;Date;Figure\nA;2019;60,000\n", &options).value == 60000);
    assert_true(only_claim("Source|Date|Figure\nA|2019|1e+05\n", NULL).value == 1e5);
    assert_true(only_claim("sep=;\r\nSource;Date;Figure\r\nA;2019;7\r\n", NULL).value == 7);
    assert_true(only_claim("Quelle\tDatum\tZahl\nA\t2019\t7\n", NULL).value == 7);
    assert_true(only_claim("Source,Date,Figure,Min,Max\nA,2019,,2000,2050\n", NULL).low == 2000);
}

static void test_rows_without_a_figure(void **state)
{
    (void)state;
    static const struct {
        const char *row, *rule;
    } rows[] = {{",,", "blank-row"}, {"Total,,900", "total-row"},
        {"Sous-total,2019,900", "total-row"}, {"Note: counted twice,,", "note-row"},
        {"A,2019,", "no-figure"}, {"A,2019,n/a", "ask-nothing"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[200];
        snprintf(text, sizeof text, "Source,Date,Figure\n%s\nB,2020,500\n", rows[i].row);
        outcome out = read_with(text, NULL);
        assert_int_equal(out.status, RECKON_OK);
        assert_int_equal(reckon_reading_at(out.reading, 0)->status, RECKON_ROW_SKIPPED);
        assert_string_equal(reckon_reading_at(out.reading, 0)->rule, rows[i].rule);
        release(&out);
    }
}

static void test_dates(void **state)
{
    (void)state;
    static const struct {
        const char *text, *date;
    } known[] = {{"2019", "2019"}, {"Jun-2019", "2019-06"}, {"15 juin 2019", "2019-06-15"},
        {"15. März 2019", "2019-03-15"}, {"March 15, 2019", "2019-03-15"},
        {"1er mai 2018", "2018-05-01"}, {"31 de mayo de 2016", "2016-05-31"},
        {"2019/03/15", "2019-03-15"}, {"06/2019", "2019-06"}, {"2019년 3월 15일", "2019-03-15"},
        {"Q1 2019", "2019-01/2019-03"}, {"early 2012", "2012-01/2012-04"},
        {"2018-2019", "2018/2019"}, {"2019-03-15 00:00:00", "2019-03-15"},
        {"20190315", "2019-03-15"}, {"15/03/2019", "2019-03-15"}, {"03/15/2019", "2019-03-15"},
        {"05/05/2019", "2019-05-05"}, {"2018-03/2018-05", "2018-03/2018-05"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        rk_sheet_date date = rk_sheet_date_read(known[i].text);
        rk_date_settle(&date, RECKON_DATE_ORDER_SHEET);
        if (date.kind != RK_DATE_READ || strcmp(date.text, known[i].date) != 0)
            fail_msg("%s: %d %s", known[i].text, date.kind, date.text);
    }
    static const char *const unknown[] = {"05/06/2019", "2019.5", "43539", "Jun-19", "15/15/2019",
        "00/00/2019", "2019-13", "12,500", "2018 to", "summer 2012", "15/03/2019 - 20/03/2019",
        "before 2005", "2018-21", "99999999"};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        rk_sheet_date date = rk_sheet_date_read(unknown[i]);
        rk_date_settle(&date, RECKON_DATE_ORDER_SHEET);
        if (date.kind == RK_DATE_READ)
            fail_msg("%s is read as %s", unknown[i], date.text);
    }
}

static void test_places_are_populations(void **state)
{
    (void)state;
    outcome out = read_with("Source,Date,Camp,Figure\nA,2019,Ouda Nord,500\nB,2019,ouda nord "
                            "2,700\nA,2020,Ouda Nord,600\n",
        NULL);
    assert_int_equal(out.status, RECKON_OK);
    assert_int_equal(reckon_evidence_population_count(out.evidence), 2);
    assert_string_equal(reckon_evidence_population(out.evidence, 0)->id, "ouda-nord");
    assert_string_equal(reckon_reading_at(out.reading, 2)->population, "ouda-nord");
    release(&out);
}

/* A table of UNHCR: pairs by code, 5 for 1 to 5, a star, and 0 that is no count. */
static void test_unhcr(void **state)
{
    (void)state;
    reckon_sheet_options options;
    reckon_sheet_options_init(&options);
    options.value = "refugees";
    outcome out = read_with(
        "year,coo_name,coo,coo_iso,coa_name,coa,coa_iso,refugees,asylum_seekers\n"
        "2001,Iraq,IRQ,IRQ,Austria,AUS,AUT,5,0\n2002,Iraq,IRQ,IRQ,Austria,AUS,AUT,2005,0\n"
        "2003,Iraq,IRQ,IRQ,Austria,AUS,AUT,0,9\n2004,Iraq,IRQ,IRQ,Austria,AUS,AUT,*,9\n",
        &options);
    assert_int_equal(out.status, RECKON_OK);
    assert_string_equal(reckon_evidence_population(out.evidence, 0)->id, "IRQ-AUT");
    assert_string_equal(reckon_evidence_population(out.evidence, 0)->name, "Iraq in Austria");
    assert_int_equal(reckon_evidence_estimate_count(out.evidence), 3);
    assert_true(reckon_evidence_estimate(out.evidence, 0)->low == 1 &&
                reckon_evidence_estimate(out.evidence, 0)->high == 5);
    assert_true(reckon_evidence_estimate(out.evidence, 1)->value == 2005);
    assert_true(reckon_evidence_estimate(out.evidence, 2)->high == 4);
    assert_string_equal(reckon_evidence_estimate(out.evidence, 2)->date, "2004-12-31");
    release(&out);
}

/* Text that a spreadsheet would take for a formula stays text in what goes out. */
static void test_no_formula_comes_out(void **state)
{
    (void)state;
    outcome out = read_with("Source,Date,Camp,Figure\nA,2019,=1+1,500\n", NULL);
    reckon_request *request;
    reckon_result *result;
    char *csv;
    assert_int_equal(out.status, RECKON_OK);
    assert_int_equal(reckon_request_new(&request), RECKON_OK);
    assert_int_equal(reckon_reconcile(out.evidence, request, &result, NULL), RECKON_OK);
    assert_int_equal(reckon_result_csv(result, &csv, NULL), RECKON_OK);
    for (const char *line = csv; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL)
        assert_null(strchr("=+-@", line[0] ? line[0] : 'x'));
    reckon_free(csv);
    reckon_result_free(result);
    reckon_request_free(request);
    release(&out);
}

static void test_measures_by_the_words(void **state)
{
    (void)state;
    outcome out = read_with("Source,Date,Figure\nA,2019,40 %\nB,2020,most\n", NULL);
    assert_int_equal(reckon_evidence_population(out.evidence, 0)->measure, RECKON_SHARE);
    release(&out);
    out = read_with("Source,Date,Figure\nA,2019,500 a month\n", NULL);
    assert_int_equal(reckon_evidence_population(out.evidence, 0)->measure, RECKON_FLOW);
    assert_string_equal(reckon_evidence_estimate(out.evidence, 0)->per, "P1M");
    release(&out);
}

static double seconds_of(size_t rows)
{
    size_t size = rows * 64 + 64, used = 0;
    char *text = malloc(size);
    assert_non_null(text);
    used += (size_t)snprintf(text, size, "Source,Date,Camp,Figure\n");
    for (size_t i = 0; i < rows; i++)
        used += (size_t)snprintf(text + used, size - used, "S%zu,20%02zu,C%zu,\"about %zu,000\"\n",
            i % 900, i % 100, i % 700, i % 90 + 1);
    outcome out = {0};
    clock_t begin = clock();
    out.status = reckon_sheet_read(
        text, used, NULL, &out.evidence, &out.reading, out.faults, FAULTS, &out.count);
    double spent = (double)(clock() - begin) / CLOCKS_PER_SEC;
    assert_int_equal(out.status, RECKON_OK);
    assert_int_equal(reckon_evidence_estimate_count(out.evidence), rows);
    release(&out);
    free(text);
    return spent;
}

/* Four times the rows are far from sixteen times the work; the factor leaves room for a busy
 * machine. */
static void test_time_is_linear(void **state)
{
    (void)state;
    double few = fmin(seconds_of(4000), seconds_of(4000)),
           many = fmin(seconds_of(16000), seconds_of(16000));
    assert_true(many < 10 * few + 0.05);
}

static void test_arguments(void **state)
{
    (void)state;
    reckon_evidence *evidence;
    reckon_reading *reading;
    size_t count;
    char *text;
    assert_int_equal(
        reckon_sheet_read(NULL, 3, NULL, &evidence, &reading, NULL, 0, &count), RECKON_ARGUMENT);
    assert_int_equal(
        reckon_sheet_read("a", 1, NULL, NULL, &reading, NULL, 0, &count), RECKON_ARGUMENT);
    assert_int_equal(
        reckon_sheet_read("a", 1, NULL, &evidence, &reading, NULL, 0, &count), RECKON_FORMAT);
    assert_int_equal(count, 1);
    assert_int_equal(reckon_reading_count(NULL), 0);
    assert_null(reckon_reading_at(NULL, 0));
    assert_null(reckon_reading_note(NULL, 0));
    assert_int_equal(reckon_reading_status_count(NULL, RECKON_ROW_READ), 0);
    assert_int_equal(reckon_reading_json(NULL, NULL, NULL, &text, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_reading_table(NULL, &text, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_reading_of_evidence(NULL, &reading, NULL), RECKON_ARGUMENT);
    assert_false(reckon_is_sheet(" {", 2));
    assert_true(reckon_is_sheet("\xEF\xBB\xBF a", 5));
    assert_string_equal(reckon_row_status_name((reckon_row_status)9), "unknown");
    assert_string_equal(reckon_date_order_name((reckon_date_order)9), "unknown");
    reckon_sheet_options_init(NULL);
    reckon_reading_free(NULL);
}

static void test_options(void **state)
{
    (void)state;
    const char *where[] = {"Camp=X", "nothing"};
    reckon_sheet_options options;
    const char *sheet = "Source,Date,Camp,Figure\nA,2019,Y,500\nB,2020,X,700\n";
    reckon_sheet_options_init(&options);
    options.where = where;
    options.where_count = 1;
    assert_true(only_claim(sheet, &options).value == 700);
    options.where_count = 2;
    outcome out = read_with(sheet, &options);
    assert_int_equal(out.status, RECKON_OPTION);
    release(&out);
    reckon_sheet_options_init(&options);
    options.value = "D";
    options.measure = "weight";
    out = read_with(sheet, &options);
    assert_int_equal(out.status, RECKON_OPTION);
    release(&out);
    options.measure = NULL;
    options.language = "xx";
    out = read_with(sheet, &options);
    assert_int_equal(out.status, RECKON_OPTION);
    release(&out);
    options.language = NULL;
    options.max_bytes = 10;
    out = read_with(sheet, &options);
    assert_int_equal(out.status, RECKON_LIMIT);
    release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_marks),
        cmocka_unit_test(test_rows_without_a_figure),
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_places_are_populations),
        cmocka_unit_test(test_unhcr),
        cmocka_unit_test(test_no_formula_comes_out),
        cmocka_unit_test(test_measures_by_the_words),
        cmocka_unit_test(test_time_is_linear),
        cmocka_unit_test(test_arguments),
        cmocka_unit_test(test_options),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
