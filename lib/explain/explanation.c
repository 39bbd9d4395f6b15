/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explain/explanation.h"

#include <math.h>

#include "core/memory.h"
#include "evidence/link.h"

double rk_explained_width(reckon_measure measure, const reckon_explained_range *range)
{
    double width = exp(rk_link(measure, range->high) - rk_link(measure, range->low));
    return isfinite(width) ? width : NAN;
}

bool rk_variation_init(reckon_variation *row, size_t dates)
{
    *row = (reckon_variation){.value = NAN, .changed = NAN};
    reckon_explained_range *ranges = rk_alloc(dates, sizeof *ranges);
    double *widths = rk_alloc(dates, sizeof *widths);
    row->ranges = ranges;
    row->widths = widths;
    return ranges && widths;
}

void rk_variation_clear(reckon_variation *row)
{
    rk_free(row->ranges);
    rk_free(row->widths);
}

void reckon_explanation_free(reckon_explanation *explanation)
{
    if (!explanation)
        return;
    for (size_t i = 0; i < explanation->left_out_count; i++) {
        const reckon_left_out *row = &explanation->left_out[i];
        rk_free(row->id);
        rk_free(row->name);
        rk_free(row->ranges);
        rk_free(row->changes);
        rk_free(row->camps);
        rk_free(row->speaks);
    }
    for (int kind = 0; kind < RK_VARIATION_KINDS; kind++) {
        for (size_t i = 0; i < explanation->variations[kind].count; i++)
            rk_variation_clear(&explanation->variations[kind].rows[i]);
        rk_free(explanation->variations[kind].rows);
    }
    rk_free(explanation->population);
    rk_free(explanation->name);
    rk_free(explanation->unit);
    rk_free(explanation->per);
    rk_free(explanation->dates);
    rk_free(explanation->left_out);
    rk_free(explanation->clashes);
    rk_texts_free(&explanation->notes);
    rk_free(explanation);
}

size_t reckon_explanation_date_count(const reckon_explanation *explanation)
{
    return explanation ? explanation->date_count : 0;
}

const reckon_explained_date *reckon_explanation_date(
    const reckon_explanation *explanation, size_t index)
{
    return index < reckon_explanation_date_count(explanation) ? &explanation->dates[index] : NULL;
}

size_t reckon_explanation_left_out_count(const reckon_explanation *explanation)
{
    return explanation ? explanation->left_out_count : 0;
}

const reckon_left_out *reckon_explanation_left_out(
    const reckon_explanation *explanation, size_t index)
{
    return index < reckon_explanation_left_out_count(explanation) ? &explanation->left_out[index]
                                                                  : NULL;
}

size_t reckon_explanation_clash_count(const reckon_explanation *explanation)
{
    return explanation ? explanation->clash_count : 0;
}

const reckon_clash *reckon_explanation_clash(const reckon_explanation *explanation, size_t index)
{
    return index < reckon_explanation_clash_count(explanation) ? &explanation->clashes[index]
                                                               : NULL;
}

size_t reckon_explanation_variation_count(
    const reckon_explanation *explanation, reckon_variation_kind kind)
{
    bool known = explanation && (int)kind >= 0 && (int)kind < RK_VARIATION_KINDS;
    return known ? explanation->variations[kind].count : 0;
}

const reckon_variation *reckon_explanation_variation(
    const reckon_explanation *explanation, reckon_variation_kind kind, size_t index)
{
    return index < reckon_explanation_variation_count(explanation, kind)
               ? &explanation->variations[kind].rows[index]
               : NULL;
}

size_t reckon_explanation_note_count(const reckon_explanation *explanation)
{
    return explanation ? explanation->notes.count : 0;
}

const char *reckon_explanation_note(const reckon_explanation *explanation, size_t index)
{
    return index < reckon_explanation_note_count(explanation) ? explanation->notes.items[index].text
                                                              : NULL;
}

/* A figure without which there is no answer at all matters more than any other. */
const reckon_left_out *reckon_explanation_most_influential(
    const reckon_explanation *explanation, size_t date)
{
    const reckon_left_out *most = NULL;
    double largest = 0.0;
    if (date >= reckon_explanation_date_count(explanation))
        return NULL;
    for (size_t i = 0; i < explanation->left_out_count; i++) {
        const reckon_left_out *row = &explanation->left_out[i];
        bool needed = explanation->dates[date].range.outcome < RECKON_OUTCOME_EMPTY &&
                      row->ranges[date].outcome >= RECKON_OUTCOME_EMPTY;
        double size = needed ? INFINITY : fabs(row->changes[date]);
        if (!row->is_origin && size > largest) {
            largest = size;
            most = row;
        }
    }
    return most;
}

const reckon_variation *reckon_explanation_main(
    const reckon_explanation *explanation, reckon_variation_kind kind, size_t date)
{
    const reckon_variation *main = NULL;
    if (date >= reckon_explanation_date_count(explanation) || kind == RECKON_VARIATION_PRIOR)
        return NULL;
    double narrowest = rk_explained_width(explanation->measure, &explanation->dates[date].range);
    for (size_t i = 0; i < reckon_explanation_variation_count(explanation, kind); i++) {
        const reckon_variation *row = &explanation->variations[kind].rows[i];
        if (row->widths[date] < narrowest) {
            narrowest = row->widths[date];
            main = row;
        }
    }
    return main;
}
