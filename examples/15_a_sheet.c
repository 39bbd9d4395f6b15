/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sheet as analysts keep it becomes evidence; every row says how it was read. */
#include <stdio.h>
#include <string.h>

#include <reckon.h>

static const char sheet[] = "Source,Date,Figure\n"
                            "Host government,15/03/2019,approx. 100 000\n"
                            "NGO coalition,2019,\"up to 300,000\"\n"
                            "Radio,01/02/2020,tens of thousands\n"
                            "Total,,\"400,000\"\n";

static void show(const reckon_reading *reading)
{
    for (size_t i = 0; i < reckon_reading_count(reading); i++) {
        const reckon_reading_row *row = reckon_reading_at(reading, i);
        char text[RECKON_CLAIM_TEXT];
        printf("row %zu, %s: \"%s\" is %s", row->row, reckon_row_status_name(row->status),
            row->text,
            row->status == RECKON_ROW_READ ? reckon_claim_text(text, &row->claim) : "no figure");
        printf(" (%s)\n", row->why);
    }
    for (size_t i = 0; i < reckon_reading_note_count(reading); i++)
        printf("note: %s\n", reckon_reading_note(reading, i));
}

int main(void)
{
    reckon_sheet_options options;
    reckon_evidence *evidence = NULL;
    reckon_reading *reading = NULL;
    reckon_error faults[20];
    size_t count = 0;
    reckon_sheet_options_init(&options);
    options.name = "People who crossed the border";
    reckon_status status =
        reckon_sheet_read(sheet, strlen(sheet), &options, &evidence, &reading, faults, 20, &count);
    for (size_t i = 0; i < count && i < 20; i++)
        fprintf(stderr, "line %d: %s\n", faults[i].line, faults[i].message);
    show(reading);
    if (status == RECKON_OK)
        printf("%zu estimates of %zu sources\n", reckon_evidence_estimate_count(evidence),
            reckon_evidence_source_count(evidence));
    reckon_reading_free(reading);
    reckon_evidence_free(evidence);
    return status != RECKON_OK;
}
