/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An explanation as a table for eyes, date by date, in at most 80 columns. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "core/status.h"
#include "evidence/link.h"
#include "explain/explanation.h"
#include "result/page.h"

enum { LINE_WIDTH = 80, FIGURE_LEAST = 9, FACTOR_WIDTH = 10, NAME_LEAST = 20, SENTENCE = 600 };

/* The page as it is written: its columns depend on how long the figures are. */
typedef struct page {
    rk_buffer out;
    const reckon_explanation *of;
    size_t date, name, figure; /* the date that is told; columns of names and of figures */
} page;

/* A factor with three digits, "x1.45"; "-" for NAN. */
static const char *factor_text(char to[RK_FIGURE_TEXT + 1], double factor)
{
    char text[RK_FIGURE_TEXT];
    rk_figure_text(text, factor, RK_PAGE_DIGITS);
    snprintf(to, RK_FIGURE_TEXT + 1, "%s%s", isfinite(factor) ? "x" : "", text);
    return to;
}

static void put_factor(page *to, double factor)
{
    char text[RK_FIGURE_TEXT + 1];
    rk_page_right(&to->out, factor_text(text, factor), FACTOR_WIDTH);
}

static void put_range(page *to, const reckon_explained_range *range)
{
    reckon_range ends = rk_figure_ends(to->of->measure, range->low, range->high, RK_PAGE_DIGITS);
    rk_page_figure(&to->out, ends.low, to->figure);
    rk_page_figure(&to->out, range->central, to->figure);
    rk_page_figure(&to->out, ends.high, to->figure);
}

/* Names longer than their column get a line of their own, so that none is cut. */
static void put_name(page *to, const char *name)
{
    rk_page_blanks(&to->out, 2);
    rk_page_left(&to->out, name, to->name);
    if (rk_columns(name) > to->name) {
        rk_page_end_line(&to->out);
        rk_page_blanks(&to->out, 2 + to->name);
    }
}

static void put_columns(page *to, const char *name, const char *fourth, const char *fifth)
{
    rk_page_blanks(&to->out, 2);
    rk_page_left(&to->out, name, to->name);
    rk_page_right(&to->out, "low", to->figure);
    rk_page_right(&to->out, "central", to->figure);
    rk_page_right(&to->out, "high", to->figure);
    rk_page_right(&to->out, fourth, FACTOR_WIDTH);
    rk_page_right(&to->out, fifth, FACTOR_WIDTH);
    rk_page_end_line(&to->out);
}

/* A sentence put together, as an item of a list. */
static void put_item(page *to, rk_buffer *sentence)
{
    rk_buffer_append(&to->out, "  - ");
    rk_page_paragraph(&to->out, sentence->text ? sentence->text : "", 4, LINE_WIDTH);
    to->out.failed = to->out.failed || sentence->failed;
    rk_buffer_free(sentence);
}

/* "us-state-2003, U.S. Department of State"; of an origin its name. */
static void put_called(rk_buffer *out, const reckon_left_out *row)
{
    if (!row->is_origin)
        rk_buffer_format(out, "%s, ", row->id);
    rk_buffer_append(out, row->name);
}

static const char *range_text(
    char to[RK_RANGE_TEXT], const page *of, const reckon_explained_range *range)
{
    if (isnan(range->low) && isnan(range->high))
        return "no answer";
    return rk_range_text(to, of->of->measure, range->low, range->high, RK_PAGE_DIGITS);
}

/* ------------------------------------------------------------------ what matters most */

static void put_date_heading(page *to)
{
    char range[RK_RANGE_TEXT], central[RK_FIGURE_TEXT], percent[RK_FIGURE_TEXT];
    const reckon_explained_date *at = &to->of->dates[to->date];
    rk_buffer_format(&to->out, "\n%s: %s", at->date, range_text(range, to, &at->range));
    if (isfinite(at->range.central))
        rk_buffer_format(
            &to->out, ", central %s", rk_figure_text(central, at->range.central, RK_PAGE_DIGITS));
    rk_buffer_format(&to->out, " (%s)\n", reckon_outcome_name(at->range.outcome));
    if (isfinite(at->decided))
        rk_buffer_format(&to->out, "the figures decided %s %% of it, the prior the rest\n",
            rk_figure_text(percent, 100.0 * at->decided, 2));
}

/* The figure, the term and the one figure more that do most. */
static void put_most(page *to)
{
    char text[RK_RANGE_TEXT];
    const reckon_left_out *figure = reckon_explanation_most_influential(to->of, to->date);
    const reckon_variation *width =
        reckon_explanation_main(to->of, RECKON_VARIATION_WIDTH, to->date);
    const reckon_variation *help = reckon_explanation_main(to->of, RECKON_VARIATION_HELP, to->date);
    rk_buffer line = RK_BUFFER_INIT;
    if (!figure && !width && !help)
        return;
    rk_buffer_append(&to->out, "\nwhat matters most\n");
    if (figure) {
        rk_buffer_append(&line, "the figure ");
        put_called(&line, figure);
        rk_buffer_format(
            &line, ": without it, %s", range_text(text, to, &figure->ranges[to->date]));
        put_item(to, &line);
    }
    if (width) {
        line = (rk_buffer)RK_BUFFER_INIT;
        rk_buffer_format(&line, "for the width: if %s, %s", width->text,
            range_text(text, to, &width->ranges[to->date]));
        put_item(to, &line);
    }
    if (help) {
        line = (rk_buffer)RK_BUFFER_INIT;
        rk_buffer_format(&line, "to know more: %s", help->text);
        put_item(to, &line);
    }
}

/* ------------------------------------------------------------------ what is left out */

static void put_left_out(page *to, const reckon_left_out *row)
{
    char gross[RK_FIGURE_TEXT];
    rk_buffer line = RK_BUFFER_INIT;
    put_called(&line, row);
    put_name(to, line.text ? line.text : "");
    put_range(to, &row->ranges[to->date]);
    put_factor(to, exp(row->changes[to->date]));
    rk_page_right(
        &to->out, isnan(row->gross) ? "" : rk_figure_text(gross, row->gross, 2), FACTOR_WIDTH);
    rk_page_end_line(&to->out);
    to->out.failed = to->out.failed || line.failed;
    rk_buffer_free(&line);
    if (row->speaks) {
        line = (rk_buffer)RK_BUFFER_INIT;
        rk_buffer_format(&line, "speaks in its place: %s", row->speaks);
        rk_page_blanks(&to->out, 6);
        rk_page_paragraph(&to->out, line.text ? line.text : "", 6, LINE_WIDTH);
        to->out.failed = to->out.failed || line.failed;
        rk_buffer_free(&line);
    }
}

static void put_each_left_out(page *to, bool origins)
{
    for (size_t i = 0; i < to->of->left_out_count; i++)
        if (to->of->left_out[i].is_origin == origins)
            put_left_out(to, &to->of->left_out[i]);
}

static void put_all_left_out(page *to)
{
    size_t count = to->of->left_out_count;
    if (!count)
        return;
    bool gross = isfinite(to->of->left_out[0].gross);
    rk_buffer_append(&to->out, "\nthe answer without one figure\n");
    put_columns(to, "figure", "change", gross ? "P(gross)" : "");
    put_each_left_out(to, false);
    if (to->of->left_out[count - 1].is_origin) {
        rk_buffer_append(&to->out, "\nthe answer without all that one source counted\n");
        put_columns(to, "source", "change", "");
        put_each_left_out(to, true);
    }
    rk_page_paragraph(&to->out,
        to->of->measure == RECKON_SHARE
            ? "change: the factor by which the odds of the end that moves most move"
            : "change: the factor by which the end that moves most moves",
        0, LINE_WIDTH);
    if (gross)
        rk_page_paragraph(&to->out,
            "P(gross): the probability that the figure has nothing to do with the number, as with "
            "a wrong group or a wrong unit",
            0, LINE_WIDTH);
}

static void put_camps(page *to)
{
    const reckon_explanation *of = to->of;
    const reckon_explained_date *at = &of->dates[to->date];
    if (at->region_count < 2)
        return;
    rk_buffer_append(&to->out, "\ncamps: the answer has more than one part\n");
    for (size_t camp = 0; camp < at->region_count; camp++) {
        rk_buffer line = RK_BUFFER_INIT;
        size_t members = 0;
        rk_buffer_format(&line, "part %zu: ", camp + 1);
        for (size_t i = 0; i < of->left_out_count; i++) {
            const reckon_left_out *row = &of->left_out[i];
            if (!row->is_origin && row->camps[to->date] == camp)
                rk_buffer_format(&line, "%s%s", members++ ? ", " : "", row->id);
        }
        rk_buffer_append(&line, members ? "" : "no figure");
        put_item(to, &line);
    }
}

static void put_clashes(page *to)
{
    char factor[RK_FIGURE_TEXT];
    if (!to->of->clash_count)
        return;
    rk_buffer_append(&to->out, "\npairs that cannot both be right\n");
    for (size_t i = 0; i < to->of->clash_count; i++) {
        const reckon_clash *clash = &to->of->clashes[i];
        rk_buffer line = RK_BUFFER_INIT;
        rk_buffer_format(&line, "%s and %s: they miss each other by a factor of %s", clash->first,
            clash->second, rk_figure_text(factor, clash->factor, RK_PAGE_DIGITS));
        if (clash->supported)
            rk_buffer_format(&line, "; the rest supports %s", clash->supported);
        put_item(to, &line);
    }
}

/* ------------------------------------------------------------------ variations */

static void put_varied(
    page *to, const char *name, const reckon_explained_range *range, double width)
{
    put_name(to, name);
    put_range(to, range);
    put_factor(to, width);
    rk_page_end_line(&to->out);
}

static void put_width(page *to)
{
    const rk_variations *list = &to->of->variations[RECKON_VARIATION_WIDTH];
    const reckon_explained_range *answer = &to->of->dates[to->date].range;
    if (!list->count)
        return;
    rk_buffer_append(
        &to->out, "\nwhat the width is made of: the answer if ... (not to be added up)\n");
    put_columns(to, "if", "width", "");
    put_varied(to, "nothing is changed", answer, rk_explained_width(to->of->measure, answer));
    for (size_t i = 0; i < list->count; i++) {
        const reckon_variation *row = &list->rows[i];
        put_varied(to, row->text, &row->ranges[to->date], row->widths[to->date]);
    }
    rk_page_paragraph(&to->out,
        to->of->measure == RECKON_SHARE ? "width: the odds of high / low" : "width: high / low", 0,
        LINE_WIDTH);
}

static void put_prior(page *to)
{
    const rk_variations *list = &to->of->variations[RECKON_VARIATION_PRIOR];
    if (!list->count)
        return;
    rk_buffer_append(
        &to->out, "\nwhat the prior says: the answer with one of its scales changed\n");
    put_columns(to, "scale", "width", "");
    for (size_t i = 0; i < list->count; i++) {
        const reckon_variation *row = &list->rows[i];
        char name[128], from[RK_FIGURE_TEXT], changed[RK_FIGURE_TEXT];
        snprintf(name, sizeof name, "%.60s %.24s -> %.24s", row->name,
            rk_figure_text(from, row->value, RK_PAGE_DIGITS),
            rk_figure_text(changed, row->changed, RK_PAGE_DIGITS));
        put_varied(to, name, &row->ranges[to->date], row->widths[to->date]);
    }
}

static void put_help(page *to)
{
    const rk_variations *list = &to->of->variations[RECKON_VARIATION_HELP];
    char now[RK_FIGURE_TEXT + 1], then[RK_FIGURE_TEXT + 1];
    double width = rk_explained_width(to->of->measure, &to->of->dates[to->date].range);
    if (!list->count || !isfinite(width))
        return;
    rk_buffer_format(&to->out,
        "\nwhat one more figure would bring: the width, now %s, expected after\n",
        factor_text(now, width));
    for (size_t i = 0; i < list->count; i++) {
        rk_page_blanks(&to->out, 2);
        rk_page_left(&to->out, list->rows[i].text, LINE_WIDTH - 2 - FACTOR_WIDTH);
        rk_page_right(&to->out, factor_text(then, list->rows[i].widths[to->date]), FACTOR_WIDTH);
        rk_page_end_line(&to->out);
    }
}

/* ------------------------------------------------------------------ the whole */

static void put_title(page *to)
{
    char level[RK_NUMBER_TEXT], line[SENTENCE];
    rk_page_text(&to->out, to->of->name);
    rk_buffer_format(&to->out, " (%s, ", reckon_measure_name(to->of->measure));
    rk_page_text(&to->out, to->of->unit);
    rk_buffer_append(&to->out, ")\n");
    snprintf(line, sizeof line,
        "why the answer of %s at level %s is what it is: the same question asked again with one "
        "thing changed",
        to->of->method, rk_number_text(level, to->of->level));
    rk_page_paragraph(&to->out, line, 0, LINE_WIDTH);
}

static size_t widest(size_t width, const reckon_explained_range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const double figures[] = {ranges[i].low, ranges[i].central, ranges[i].high};
        width = rk_page_figure_width(figures, 3, RK_PAGE_DIGITS, width);
    }
    return width;
}

static page begin_page(const reckon_explanation *of)
{
    size_t figure = FIGURE_LEAST - 2;
    for (size_t d = 0; d < of->date_count; d++)
        figure = widest(figure, &of->dates[d].range, 1);
    for (size_t i = 0; i < of->left_out_count; i++)
        figure = widest(figure, of->left_out[i].ranges, of->date_count);
    for (int kind = 0; kind < RECKON_VARIATION_HELP; kind++)
        for (size_t i = 0; i < of->variations[kind].count; i++)
            figure = widest(figure, of->variations[kind].rows[i].ranges, of->date_count);
    size_t taken = 2 + 3 * (figure + 2) + 2 * FACTOR_WIDTH;
    size_t name = taken + NAME_LEAST < LINE_WIDTH ? LINE_WIDTH - taken : NAME_LEAST;
    return (page){.out = RK_BUFFER_INIT, .of = of, .name = name, .figure = figure + 2};
}

reckon_status reckon_explanation_table(
    const reckon_explanation *explanation, char **text, reckon_error *error)
{
    if (!explanation || !text)
        return rk_fail(
            error, RECKON_ARGUMENT, "an explanation and a place for the text are needed");
    page to = begin_page(explanation);
    put_title(&to);
    for (to.date = 0; to.date < explanation->date_count; to.date++) {
        put_date_heading(&to);
        put_most(&to);
        put_all_left_out(&to);
        put_camps(&to);
        put_width(&to);
        put_help(&to);
        put_prior(&to);
    }
    put_clashes(&to);
    if (explanation->notes.count)
        rk_buffer_append(&to.out, "\n");
    rk_page_sentences(&to.out, "notes", &explanation->notes, LINE_WIDTH);
    *text = rk_buffer_take(&to.out);
    return *text ? RECKON_OK : rk_fail(error, RECKON_MEMORY, "out of memory for the table");
}
