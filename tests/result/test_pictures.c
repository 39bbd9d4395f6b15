/* SPDX-License-Identifier: GPL-3.0-or-later */
/* With a folder as its argument, this program writes every case there as every picture in every
 * form, for draw_cases.py to draw. */
#include "support/check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "result/frame.h"
#include "result/picture_cases.h"
#include "result/plot.h"
#include "support/failing_alloc.h"

enum { PICTURES = 3, FORMS = 3 };

typedef reckon_status writer(const reckon_result *const *results, size_t count,
    const reckon_picture_options *options, char **text, reckon_error *error);

static writer *const writers[FORMS] = {
    reckon_picture_svg, reckon_picture_gnuplot, reckon_picture_vega};
static const char *const endings[FORMS] = {"svg", "gp", "vl.json"};
static const char *const names[PICTURES] = {"fan", "forest", "methods"};

static picture_case made;

static void fill(const char *name)
{
    const char *found = NULL;
    for (size_t i = 0; (found = picture_case_fill(&made, i)) && strcmp(found, name) != 0; i++)
        ;
    assert_non_null(found);
}

static reckon_picture_options options_for(int picture)
{
    reckon_picture_options options;
    reckon_picture_options_init(&options);
    options.picture = (reckon_picture)picture;
    return options;
}

static void make(rk_plot *plot, int picture, double width, double height)
{
    const reckon_result *result = &made.result;
    reckon_picture_options options = options_for(picture);
    options.width = width;
    options.height = height;
    assert_int_equal(rk_plot_make(&result, 1, &options, plot, NULL), RECKON_OK);
}

static char *write_as(writer *write, int picture)
{
    const reckon_result *result = &made.result;
    reckon_picture_options options = options_for(picture);
    static char *text; /* static, or gcc 12 at -O3 takes it for a pointer to this variable */
    text = NULL;
    assert_int_equal(write(&result, 1, &options, &text, NULL), RECKON_OK);
    assert_non_null(text);
    return text;
}

static size_t count_of(const char *text, const char *what)
{
    size_t count = 0;
    for (const char *at = strstr(text, what); at; at = strstr(at + strlen(what), what))
        count++;
    return count;
}

static void test_every_form_of_every_case_twice_the_same(void **state)
{
    (void)state;
    for (size_t i = 0; picture_case_fill(&made, i); i++)
        for (int picture = 0; picture < PICTURES; picture++)
            for (int form = 0; form < FORMS; form++) {
                char *first = write_as(writers[form], picture);
                char *second = write_as(writers[form], picture);
                assert_string_equal(first, second);
                reckon_free(first);
                reckon_free(second);
            }
}

/* ------------------------------------------------------------------ what the figure holds */

static bool inside(const rk_scale *scale, double value)
{
    double room = 1e-9 * (scale->high - scale->low);
    return value >= scale->low - room && value <= scale->high + room;
}

/* Everything but an end that is open stands within the scales; what is beyond is drawn to the
 * edge. */
static void check_within(const rk_plot *plot)
{
    assert_true(plot->x.low < plot->x.high && plot->y.low < plot->y.high);
    for (size_t s = 0; s < plot->series_count; s++)
        for (size_t i = 0; i < plot->series[s].count; i++) {
            const rk_mark *mark = &plot->series[s].marks[i];
            if (!inside(&plot->x, mark->x0) || !inside(&plot->y, mark->low))
                fail_msg("%s of %s: shape %d of series %zu at %g, %g", plot->id, made.result.name,
                    (int)plot->series[s].style.shape, s, mark->x0, mark->low);
            if (plot->series[s].style.shape == RK_POINT || plot->series[s].style.shape == RK_WORDS)
                continue;
            assert_true(inside(&plot->x, mark->x1) && inside(&plot->y, mark->high));
            if (plot->series[s].style.shape == RK_QUAD)
                assert_true(inside(&plot->y, mark->low1) && inside(&plot->y, mark->high1));
        }
    for (size_t i = 0; i < plot->x.tick_count; i++)
        assert_true(inside(&plot->x, plot->x.ticks[i].at));
    for (size_t i = 0; i < plot->y.tick_count; i++)
        assert_true(inside(&plot->y, plot->y.ticks[i].at));
}

static void test_nothing_is_outside_of_the_frame(void **state)
{
    static const double sizes[][2] = {{960, 0}, {400, 300}, {200, 150}, {2000, 400}};
    (void)state;
    for (size_t i = 0; picture_case_fill(&made, i); i++)
        for (int j = 0; j < PICTURES * 4; j++) {
            rk_plot plot;
            make(&plot, j % PICTURES, sizes[j / PICTURES][0], sizes[j / PICTURES][1]);
            check_within(&plot);
            rk_plot_free(&plot);
        }
}

/* ------------------------------------------------------------------ scripts of gnuplot */

/* Outside comments, single quotes close on their line, and between them stands what gnuplot
 * runs. */
static void check_line(const char *line, size_t length)
{
    bool quoted = false, doubly = false;
    for (size_t i = 0; i < length; i++) {
        if (line[i] == '\'' && !doubly)
            quoted = !quoted;
        if (line[i] == '"' && !quoted)
            doubly = !doubly;
        if (!quoted && line[i] == '`')
            fail_msg("a backquote where gnuplot would run it: %.*s", (int)length, line);
        if ((unsigned char)line[i] < 0x20)
            fail_msg("a control character: %.*s", (int)length, line);
    }
    if (quoted || doubly)
        fail_msg("a quote that does not close: %.*s", (int)length, line);
}

static void test_every_script_is_sound(void **state)
{
    (void)state;
    for (size_t i = 0; picture_case_fill(&made, i); i++)
        for (int picture = 0; picture < PICTURES; picture++) {
            char *script = write_as(reckon_picture_gnuplot, picture);
            for (const char *line = script; *line; line = strchr(line, '\n') + 1) {
                size_t length = strcspn(line, "\n");
                assert_int_equal(line[length], '\n');
                if (line[0] != '#')
                    check_line(line, length);
                assert_true(line[0] != '#' || line[length - 1] != '\\');
            }
            assert_int_equal(count_of(script, "\nplot "), 1);
            assert_null(strstr(script, "\nset output"));
            reckon_free(script);
        }
}

static reckon_status draw_all(void *context)
{
    const reckon_result *results[2] = {&made.result, &made.result};
    reckon_status status = RECKON_OK;
    (void)context;
    for (int i = 0; status == RECKON_OK && i < PICTURES * FORMS; i++) {
        reckon_picture_options options = options_for(i % PICTURES);
        reckon_error error = RECKON_ERROR_INIT;
        char *text = NULL;
        status = writers[i / PICTURES](results, 2, &options, &text, &error);
        if (status != error.code || (status == RECKON_OK) != (text != NULL))
            status = RECKON_NUMERIC;
        reckon_free(text);
    }
    return status;
}

static void test_memory_runs_out(void **state)
{
    static const char *const cases[] = {"fan", "wild-names", "camps", "nothing"};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fill(cases[i]);
        assert_true(failing_alloc_every(draw_all, NULL) >= 9);
    }
}

static void test_bad_calls(void **state)
{
    (void)state;
    const reckon_result *results[2] = {&made.result, NULL};
    reckon_picture_options options;
    char *text = NULL;
    fill("fan");
    for (int form = 0; form < FORMS; form++) {
        assert_int_equal(writers[form](NULL, 1, NULL, &text, NULL), RECKON_ARGUMENT);
        assert_int_equal(writers[form](results, 0, NULL, &text, NULL), RECKON_ARGUMENT);
        assert_int_equal(writers[form](results, 2, NULL, &text, NULL), RECKON_ARGUMENT);
        assert_int_equal(writers[form](results, 1, NULL, NULL, NULL), RECKON_ARGUMENT);
        static const double sizes[][2] = {
            {199, 300}, {10001, 300}, {400, 149}, {400, 10001}, {NAN, 300}, {400, NAN}};
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            reckon_picture_options_init(&options);
            options.width = sizes[i][0];
            options.height = sizes[i][1];
            assert_int_equal(writers[form](results, 1, &options, &text, NULL), RECKON_OPTION);
            assert_true(isnan(reckon_picture_height(results, 1, &options)));
        }
        options = options_for(PICTURES);
        assert_int_equal(writers[form](results, 1, &options, &text, NULL), RECKON_OPTION);
        assert_null(text);
    }
    assert_true(reckon_picture_height(results, 1, NULL) >= 300.0);
}

/* A date after a name in Arabic keeps its parts in their places. */
static void test_a_date_stays_a_date(void **state)
{
    static const char *const name = "\xD9\x88\xD8\xB2\xD8\xA7\xD8\xB1\xD8\xA9";
    (void)state;
    rk_plot plot;
    fill("fan");
    made.readings[0].source_name = name;
    make(&plot, RECKON_PICTURE_FOREST, 960, 0);
    char wanted[64];
    snprintf(wanted, sizeof wanted, "\xE2\x81\xA8%s\xE2\x81\xA9, 2000-", name);
    assert_int_equal(strncmp(plot.y.ticks[0].text, wanted, strlen(wanted)), 0);
    assert_int_equal(strncmp(plot.y.ticks[1].text, "us-state, 2003-", 15), 0);
    rk_plot_free(&plot);
}

static size_t marks_of(const rk_plot *plot, rk_shape shape)
{
    size_t count = 0;
    for (size_t s = 0; s < plot->series_count; s++)
        count += plot->series[s].style.shape == shape ? plot->series[s].count : 0;
    return count;
}

/* Every figure has a mark in the fan: a line with its ends, or an arrow from its one end; and a row
 * in the forest that has room. A plain range has no mark in its middle. */
static void test_every_figure_is_in_the_picture(void **state)
{
    (void)state;
    for (size_t i = 0; picture_case_fill(&made, i); i++) {
        size_t ranges = 0, bounds = 0;
        rk_plot fan, forest;
        for (size_t j = 0; j < made.result.reading_count; j++) {
            bool low = isfinite(made.readings[j].low), high = isfinite(made.readings[j].high);
            ranges += low && high;
            bounds += low != high;
        }
        make(&fan, RECKON_PICTURE_FAN, 960, 0);
        make(&forest, RECKON_PICTURE_FOREST, 960, 0);
        assert_int_equal(marks_of(&fan, RK_WHISKER), ranges);
        assert_int_equal(marks_of(&fan, RK_ARROW), bounds);
        assert_int_equal(marks_of(&fan, RK_POINT), 2 * ranges + bounds); /* both ends: plain */
        assert_int_equal(marks_of(&forest, RK_WHISKER), ranges);
        assert_int_equal(marks_of(&forest, RK_ARROW), bounds);
        assert_int_equal(marks_of(&forest, RK_POINT), bounds);
        assert_int_equal(forest.y.tick_count, made.result.reading_count + 1);
        rk_plot_free(&fan);
        rk_plot_free(&forest);
    }
}

/* Separate camps stay apart: no band crosses the gap. */
static void test_camps_are_apart(void **state)
{
    (void)state;
    rk_plot plot;
    fill("camps");
    make(&plot, RECKON_PICTURE_FAN, 960, 0);
    size_t quads = 0;
    for (size_t s = 0; s < plot.series_count; s++)
        for (size_t i = 0; i < plot.series[s].count; i++) {
            const rk_mark *mark = &plot.series[s].marks[i];
            if (plot.series[s].style.shape != RK_QUAD)
                continue;
            quads++;
            assert_true(mark->high < 20000 || mark->low > 70000);
        }
    assert_int_equal(quads, 3 + 2 * 6); /* three dates with one interval, six with two */
    rk_plot_free(&plot);
}

/* The shades of the fan are the ranges of the result, to the last digit. */
static void test_shades_are_the_ranges(void **state)
{
    static const double z[] = {1.645, 0.674};
    (void)state;
    rk_plot plot;
    size_t shade = 0;
    fill("fan");
    make(&plot, RECKON_PICTURE_FAN, 960, 0);
    for (size_t s = 0; s < plot.series_count; s++) {
        if (plot.series[s].style.shape != RK_QUAD || !plot.series[s].count)
            continue;
        const rk_mark *mark = &plot.series[s].marks[0];
        assert_true(shade < 2);
        double sd = 0.3 + 0.03 * 5;
        check_close(mark->x0, 2000 + 0.5 / 365, 1e-12, 0);
        check_close(mark->low, 60000 * exp(-z[shade] * sd), 1e-12, 0);
        check_close(mark->high, 60000 * exp(z[shade] * sd), 1e-12, 0);
        assert_int_equal(plot.series[s].count, 13);
        shade++;
    }
    assert_int_equal(shade, 2);
    rk_plot_free(&plot);
}

/* ------------------------------------------------------------------ to be drawn */

static int write_one(const char *folder, const char *name, int picture, int form)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s-%s.%s", folder, name, names[picture], endings[form]);
    char *text = write_as(writers[form], picture);
    FILE *file = fopen(path, "w");
    int failed = !file || fputs(text, file) < 0 || fclose(file) != 0;
    reckon_free(text);
    return failed;
}

static int write_cases(const char *folder)
{
    int failed = 0;
    for (size_t i = 0;; i++) {
        const char *name = picture_case_fill(&made, i);
        if (!name)
            return failed;
        for (int j = 0; j < PICTURES * FORMS; j++)
            failed |= write_one(folder, name, j % PICTURES, j / PICTURES);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_form_of_every_case_twice_the_same),
        cmocka_unit_test(test_nothing_is_outside_of_the_frame),
        cmocka_unit_test(test_every_figure_is_in_the_picture),
        cmocka_unit_test(test_camps_are_apart),
        cmocka_unit_test(test_shades_are_the_ranges),
        cmocka_unit_test(test_a_date_stays_a_date),
        cmocka_unit_test(test_every_script_is_sound),
        cmocka_unit_test(test_memory_runs_out),
        cmocka_unit_test(test_bad_calls),
    };
    if (argc == 2)
        return write_cases(argv[1]);
    return cmocka_run_group_tests_name("pictures", tests, NULL, NULL);
}
