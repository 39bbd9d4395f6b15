/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why an answer is what it is: which figure matters, what the width is made of, what would help. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <reckon.h>

static const char sheet[] = "Source,Date,Figure\n"
                            "Host government,2019-03,approx. 100 000\n"
                            "UN agency,2019-11,between 90000 and 140000\n"
                            "NGO coalition,2020,\"up to 300,000\"\n"
                            "Radio,2020-06,\"12,000\"\n";

static void show_figures(const reckon_explanation *why)
{
    for (size_t i = 0; i < reckon_explanation_left_out_count(why); i++) {
        const reckon_left_out *row = reckon_explanation_left_out(why, i);
        if (!row->is_origin)
            printf("without %s (%s): %.0f to %.0f, a change of x%.2f; a gross error with %.2f\n",
                row->id, row->name, row->ranges[0].low, row->ranges[0].high, exp(row->changes[0]),
                row->gross);
    }
    for (size_t i = 0; i < reckon_explanation_clash_count(why); i++) {
        const reckon_clash *clash = reckon_explanation_clash(why, i);
        printf("%s and %s cannot both be right: x%.1f apart\n", clash->first, clash->second,
            clash->factor);
    }
}

static void show_variations(
    const reckon_explanation *why, const char *heading, reckon_variation_kind kind)
{
    printf("%s\n", heading);
    for (size_t i = 0; i < reckon_explanation_variation_count(why, kind); i++) {
        const reckon_variation *row = reckon_explanation_variation(why, kind, i);
        printf("  %s: high / low is %.3g\n", row->text, row->widths[0]);
    }
}

static void show(const reckon_explanation *why)
{
    const reckon_explained_date *last =
        reckon_explanation_date(why, reckon_explanation_date_count(why) - 1);
    const reckon_left_out *figure = reckon_explanation_most_influential(why, 0);
    const reckon_variation *width = reckon_explanation_main(why, RECKON_VARIATION_WIDTH, 0);
    printf("%s: %.0f to %.0f, %.0f %% decided by the figures\n", last->date, last->range.low,
        last->range.high, 100.0 * last->decided);
    printf("the figure that matters most: %s; of the width: %s\n", figure ? figure->id : "none",
        width ? width->text : "no single part");
    show_figures(why);
    show_variations(why, "the width, if", RECKON_VARIATION_WIDTH);
    show_variations(why, "the width, after", RECKON_VARIATION_HELP);
    for (size_t i = 0; i < reckon_explanation_note_count(why); i++)
        printf("note: %s\n", reckon_explanation_note(why, i));
}

int main(void)
{
    reckon_evidence *evidence = NULL;
    reckon_reading *reading = NULL;
    reckon_explanation *why = NULL;
    reckon_error error = RECKON_ERROR_INIT;
    size_t faults = 0;
    reckon_status status =
        reckon_sheet_read(sheet, strlen(sheet), NULL, &evidence, &reading, &error, 1, &faults);
    if (status == RECKON_OK)
        status = reckon_explain(evidence, NULL, &why, &error);
    if (status == RECKON_OK)
        show(why);
    else
        fprintf(stderr, "%s\n", error.message);
    reckon_explanation_free(why);
    reckon_reading_free(reading);
    reckon_evidence_free(evidence);
    return status != RECKON_OK;
}
