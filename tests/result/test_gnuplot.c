/* SPDX-License-Identifier: GPL-3.0-or-later */
/* With a folder as its argument, this program writes the script of every case there, for
 * draw_cases.py to draw. */
#include "support/check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "result/frame.h"
#include "result/gnuplot_cases.h"
#include "support/failing_alloc.h"

static picture_case made;

static char *script_of(const char *name)
{
    static char
        *text; /* static, or gcc 12 at -O3 takes the script for a pointer to this variable */
    text = NULL;
    for (size_t i = 0;; i++) {
        const char *found = picture_case_fill(&made, i);
        assert_non_null(found);
        if (strcmp(found, name) == 0)
            break;
    }
    assert_int_equal(reckon_result_gnuplot(&made.result, &text, NULL), RECKON_OK);
    return text;
}

static size_t count_of(const char *text, const char *what)
{
    size_t count = 0;
    for (const char *at = strstr(text, what); at; at = strstr(at + strlen(what), what))
        count++;
    return count;
}

/* Up to `most` numbers of line `index` of a data block, comment lines not counted; how many there
 * are. */
static size_t block_line(
    const char *script, const char *block, size_t index, double *numbers, size_t most)
{
    char opening[64];
    snprintf(opening, sizeof opening, "$%s << END\n", block);
    const char *at = strstr(script, opening);
    assert_non_null(at);
    at += strlen(opening);
    for (size_t line = 0; strncmp(at, "END\n", 4) != 0; at = strchr(at, '\n') + 1) {
        if (*at == '#' || *at == '\n' || line++ != index)
            continue;
        size_t count = 0;
        char *end = NULL;
        for (const char *from = at; count < most && *from != '\n'; from = end) {
            numbers[count++] = strtod(from, &end);
            assert_true(end != from);
        }
        return count;
    }
    return 0;
}

/* Outside data blocks and comments, single quotes close on their line, and between them stands what
 * gnuplot runs. */
static void check_line(const char *line, size_t length)
{
    bool quoted = false;
    for (size_t i = 0; i < length; i++) {
        quoted = line[i] == '\'' ? !quoted : quoted;
        if (!quoted && line[i] == '`')
            fail_msg("a backquote where gnuplot would run it: %.*s", (int)length, line);
        if ((unsigned char)line[i] < 0x20)
            fail_msg("a control character: %.*s", (int)length, line);
    }
    if (quoted)
        fail_msg("a quote that does not close: %.*s", (int)length, line);
}

static void check_script(const char *script)
{
    static const char *const starts[] = {"set ", "unset ", "plot \\", "  $", "  NaN ", "$", "#"};
    bool in_data = false;
    for (const char *line = script; *line; line = strchr(line, '\n') + 1) {
        size_t length = strcspn(line, "\n");
        assert_int_equal(line[length], '\n');
        if (in_data) {
            in_data = strncmp(line, "END\n", 4) != 0;
            assert_true(!in_data || length == 0 || strchr("0123456789-#", line[0]));
        } else if (line[0] == '#') {
            assert_true(line[length - 1] != '\\');
        } else if (length) {
            bool known = false;
            for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
                known = known || strncmp(line, starts[i], strlen(starts[i])) == 0;
            if (!known)
                fail_msg("a line that is no part of the script: %.*s", (int)length, line);
            check_line(line, length);
            in_data = line[0] == '$';
        }
    }
    assert_false(in_data);
    assert_int_equal(count_of(script, "\nplot \\"), 1);
}

static void test_every_case_is_a_sound_script(void **state)
{
    (void)state;
    for (size_t i = 0; picture_case_fill(&made, i); i++) {
        char *first = NULL, *second = NULL;
        assert_int_equal(reckon_result_gnuplot(&made.result, &first, NULL), RECKON_OK);
        assert_int_equal(reckon_result_gnuplot(&made.result, &second, NULL), RECKON_OK);
        assert_string_equal(first, second);
        check_script(first);
        reckon_free(first);
        reckon_free(second);
    }
}

static void test_shades_go_from_the_widest_to_the_narrowest(void **state)
{
    (void)state;
    char *script = script_of("fan");
    static const double z[] = {1.96, 1.645, 0.674};
    double sd = 0.3 + 0.03 * 5, numbers[5];
    for (int shade = 0; shade < 3; shade++) {
        char block[16];
        snprintf(block, sizeof block, "band%d", shade + 1);
        assert_int_equal(block_line(script, block, 0, numbers, 5), 5);
        check_close(numbers[0], 2000 + 0.5 / 365, 1e-12, 0);
        check_close(numbers[1], 60000 * exp(-z[shade] * sd), 1e-12, 0);
        check_close(numbers[2], 60000 * exp(z[shade] * sd), 1e-12, 0);
        check_close(numbers[3], numbers[1], 0, 0);
        check_close(numbers[4], numbers[2], 0, 0);
    }
    assert_int_equal(count_of(script, "$band4"), 0);
    assert_non_null(strstr(script, "title '95 % range'"));
    assert_non_null(strstr(script, "title '90 % range (low to high)'"));
    assert_non_null(strstr(script, "title '50 % range'"));
    assert_int_equal(block_line(script, "central", 13, numbers, 5), 2);
    check_close(numbers[1], 60000 * exp(-0.05 * 13), 1e-12, 0);
    reckon_free(script);
}

static void test_what_a_range_is_of_is_said(void **state)
{
    (void)state;
    static rk_echo options[] = {{"test", "z", NAN}, {"range", "prediction", NAN}};
    reckon_free(script_of("fan"));
    made.result.options = options;
    made.result.option_count = 2;
    char *script = NULL;
    assert_int_equal(reckon_result_gnuplot(&made.result, &script, NULL), RECKON_OK);
    assert_non_null(strstr(script, "title '90 % range (prediction)'"));
    reckon_free(script);
    script = script_of("camps");
    assert_null(strstr(script, "90 %")); /* sets hold with no probability of their own */
    assert_non_null(strstr(script, "title 'low to high, each interval'"));
    reckon_free(script);
}

static void test_estimates_by_source_and_use(void **state)
{
    (void)state;
    char *script = script_of("fan");
    double numbers[5];
    assert_int_equal(block_line(script, "source1_used", 1, numbers, 5), 4);
    check_close(numbers[1], sqrt(30000.0 * 50000.0), 1e-12, 0);
    check_close(numbers[2], 30000, 1e-12, 0);
    check_close(numbers[3], 50000, 1e-12, 0);
    assert_int_equal(block_line(script, "source1_used", 2, numbers, 5), 0);
    /* Three estimates of the same day stand apart, in their order. */
    double places[3];
    assert_int_equal(block_line(script, "source2_used", 0, numbers, 5), 4);
    places[0] = numbers[0];
    assert_int_equal(block_line(script, "source3_used", 0, numbers, 5), 4);
    places[1] = numbers[0];
    assert_int_equal(block_line(script, "source4_bounds", 0, numbers, 5), 3);
    places[2] = numbers[0];
    check_close(numbers[1], 300000, 1e-12, 0);
    assert_true(
        numbers[2] < 0 && numbers[1] + numbers[2] > 100000); /* at most: the arrow goes down */
    assert_true(places[0] + 0.1 < places[1] && places[1] + 0.1 < places[2]);
    check_close((places[0] + places[1] + places[2]) / 3, 2004.62, 1e-9, 0);
    assert_int_equal(block_line(script, "source5_unused", 0, numbers, 5), 4);
    assert_null(strstr(script, "$source5_used"));
    assert_non_null(strstr(script, "title 'hollow, dashed: not used'"));
    assert_non_null(strstr(script, "title 'humanitarian'"));
    reckon_free(script);
}

static void test_a_lower_bound_points_up(void **state)
{
    (void)state;
    char *script = script_of("shares");
    double numbers[5];
    assert_int_equal(block_line(script, "source3_bounds", 0, numbers, 5), 3);
    check_close(numbers[1], 0.95, 1e-12, 0);
    check_close(numbers[2], 0.05, 1e-9, 0); /* stops at the edge: no share is above 1 */
    assert_int_equal(block_line(script, "source4_bounds", 0, numbers, 5), 3);
    check_close(numbers[2], -0.04, 1e-9, 0);
    assert_non_null(strstr(script, "set yrange [0:1]\nunset logscale y\n"));
    reckon_free(script);
}

static void test_counts_stand_on_a_log_axis_with_thousands(void **state)
{
    (void)state;
    char *script = script_of("fan");
    assert_non_null(strstr(script, "set logscale y 10\n"));
    assert_non_null(strstr(script, "\"10,000\" 10000,"));
    assert_non_null(strstr(script, "\"2004\" 2004,"));
    reckon_free(script);
    script = script_of("narrow");
    assert_non_null(strstr(script, "\"1,000,000,000,000\" 1000000000000"));
    assert_non_null(strstr(script, "\"2012-03\" 2012.16393442622"));
    reckon_free(script);
}

static void test_a_date_alone_is_a_box(void **state)
{
    (void)state;
    char *script = script_of("single-date");
    double left[5], right[5];
    assert_int_equal(block_line(script, "band1", 0, left, 5), 5);
    assert_int_equal(block_line(script, "band1", 1, right, 5), 5);
    assert_true(left[0] < 2005.5 && right[0] > 2005.5);
    check_close(left[0] + right[0], 2 * 2005.5, 1e-12, 0);
    check_close(left[1], right[1], 0, 0);
    assert_int_equal(block_line(script, "band1", 2, left, 5), 0);
    reckon_free(script);
}

static void test_camps_are_apart(void **state)
{
    (void)state;
    char *script = script_of("camps");
    double numbers[5];
    /* Three dates with one interval, six with two, two lines each. */
    assert_int_equal(block_line(script, "band1", 29, numbers, 5), 5);
    assert_int_equal(block_line(script, "band1", 30, numbers, 5), 0);
    for (size_t line = 0; line < 30; line++) {
        block_line(script, "band1", line, numbers, 5);
        assert_true(numbers[2] < 20000 || numbers[1] > 70000); /* never across the gap */
    }
    reckon_free(script);
}

static void test_open_ends_reach_the_edge_without_a_line(void **state)
{
    (void)state;
    char *script = script_of("open-ends");
    double numbers[5];
    const char *range = strstr(script, "set yrange [");
    assert_non_null(range);
    char *colon = NULL;
    double bottom = strtod(range + strlen("set yrange ["), &colon), top = strtod(colon + 1, NULL);
    assert_int_equal(block_line(script, "band1", 0, numbers, 5), 5);
    check_close(numbers[2], top, 0, 0);
    assert_true(isnan(numbers[4]) && numbers[3] == numbers[1]);
    assert_int_equal(block_line(script, "band1", 3, numbers, 5), 5);
    check_close(numbers[1], bottom, 0, 0);
    assert_true(isnan(numbers[3]));
    assert_non_null(strstr(script, "title 'reaches the edge: open, or goes on'"));
    /* An answer between two dates without one is a box of its own. */
    assert_int_equal(block_line(script, "band1", 7, numbers, 5), 5);
    assert_true(numbers[0] < 2008.001);
    assert_int_equal(block_line(script, "band1", 9, numbers, 5), 0);
    assert_non_null(strstr(script, "empty: there is no answer"));
    reckon_free(script);
}

static void test_a_range_that_says_nothing_leaves_room_for_the_estimates(void **state)
{
    (void)state;
    char *script = script_of("enormous");
    const char *range = strstr(script, "set yrange [");
    char *colon = NULL;
    double bottom = strtod(range + strlen("set yrange ["), &colon), top = strtod(colon + 1, NULL);
    assert_true(bottom > 1000 && bottom < 9000);
    assert_true(top > 30000 && top < 300000);
    assert_null(strstr(script, "e+299"));
    reckon_free(script);
}

static void test_text_is_only_text(void **state)
{
    (void)state;
    char *script = script_of("wild-names");
    assert_non_null(strstr(script, "'it''s `touch pwned`\\'"));
    assert_null(strstr(script, "\nset output"));
    assert_null(strstr(script, "\nEND\nset"));
    assert_non_null(strstr(script, "'a END set output ''pwned'' '"));
    assert_non_null(strstr(script, "a source whose id is a whole sen...'"));
    reckon_free(script);
}

static void test_many_sources_are_one(void **state)
{
    (void)state;
    char *script = script_of("crowd");
    assert_non_null(strstr(script, "title 'estimates'"));
    assert_null(strstr(script, "$source2"));
    double numbers[5];
    assert_int_equal(block_line(script, "source1_used", 59, numbers, 5), 4);
    reckon_free(script);
}

static void test_all_of_the_calendar(void **state)
{
    (void)state;
    char *script = script_of("ages");
    assert_non_null(
        strstr(script, "set title ''.\"\\n\".'method temporal; outcome boundary' noenhanced"));
    assert_non_null(strstr(script, "\"4000\" 4000,"));
    assert_non_null(strstr(script, "\"1,000,000,000,000\" 1000000000000"));
    double numbers[5];
    /* Nineteen dates, one of them with two intervals and one with its low and high alone. */
    assert_int_equal(block_line(script, "band1", 39, numbers, 5), 5);
    assert_int_equal(block_line(script, "band1", 40, numbers, 5), 0);
    reckon_free(script);
}

/* The ratio of the ends of this axis is beyond any double; it still has some labels, and its
 * pictures their places. */
static void test_all_magnitudes(void **state)
{
    (void)state;
    reckon_free(script_of("fan"));
    for (size_t i = 0; i < made.result.reading_count; i++) {
        made.readings[i].low = 1e-290;
        made.readings[i].high = 1e290;
    }
    char *script = NULL;
    assert_int_equal(reckon_result_gnuplot(&made.result, &script, NULL), RECKON_OK);
    const char *marks = strstr(script, "set ytics (");
    assert_non_null(marks);
    char *end = strchr(marks, '\n');
    *end = '\0';
    size_t labels = count_of(marks, "\" ");
    assert_in_range(labels, 5, 13);
    reckon_free(script);
    rk_frame frame = {.measure = RECKON_STOCK, .bottom = 1e-290, .top = 1e290};
    check_close(rk_frame_shift(&frame, 1e-290, 0.5), 1.0, 1e-9, 0.0);
}

static reckon_status draw(void *context)
{
    reckon_error error = RECKON_ERROR_INIT;
    char *script = NULL;
    (void)context;
    reckon_status status = reckon_result_gnuplot(&made.result, &script, &error);
    if (status != error.code || (status == RECKON_OK) != (script != NULL))
        status = RECKON_NUMERIC;
    reckon_free(script);
    return status;
}

static void test_memory_runs_out(void **state)
{
    (void)state;
    for (size_t i = 0; picture_case_fill(&made, i); i++)
        assert_true(failing_alloc_every(draw, NULL) >= 3);
}

static void test_bad_calls(void **state)
{
    (void)state;
    char *script = NULL;
    reckon_free(script_of("fan"));
    assert_int_equal(reckon_result_gnuplot(NULL, &script, NULL), RECKON_ARGUMENT);
    assert_int_equal(reckon_result_gnuplot(&made.result, NULL, NULL), RECKON_ARGUMENT);
}

static int write_cases(const char *folder)
{
    for (size_t i = 0;; i++) {
        char path[4096], *script = NULL;
        const char *name = picture_case_fill(&made, i);
        if (!name)
            return 0;
        snprintf(path, sizeof path, "%s/%s.gp", folder, name);
        FILE *file = fopen(path, "w");
        if (!file || reckon_result_gnuplot(&made.result, &script, NULL) != RECKON_OK ||
            fputs(script, file) < 0 || fclose(file) != 0)
            return 1;
        reckon_free(script);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_case_is_a_sound_script),
        cmocka_unit_test(test_shades_go_from_the_widest_to_the_narrowest),
        cmocka_unit_test(test_what_a_range_is_of_is_said),
        cmocka_unit_test(test_estimates_by_source_and_use),
        cmocka_unit_test(test_a_lower_bound_points_up),
        cmocka_unit_test(test_counts_stand_on_a_log_axis_with_thousands),
        cmocka_unit_test(test_a_date_alone_is_a_box),
        cmocka_unit_test(test_camps_are_apart),
        cmocka_unit_test(test_open_ends_reach_the_edge_without_a_line),
        cmocka_unit_test(test_a_range_that_says_nothing_leaves_room_for_the_estimates),
        cmocka_unit_test(test_text_is_only_text),
        cmocka_unit_test(test_many_sources_are_one),
        cmocka_unit_test(test_all_of_the_calendar),
        cmocka_unit_test(test_all_magnitudes),
        cmocka_unit_test(test_memory_runs_out),
        cmocka_unit_test(test_bad_calls),
    };
    if (argc == 2)
        return write_cases(argv[1]);
    return cmocka_run_group_tests_name("gnuplot", tests, NULL, NULL);
}
