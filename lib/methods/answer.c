/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "methods/answer.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"

void rk_fit_add(rk_fit *fit, const char *name, double value)
{
    if (fit->count < RK_FIT_MAX)
        fit->numbers[fit->count++] = (rk_fit_number){name, value};
}

double rk_fit_get(const rk_fit *fit, const char *name)
{
    for (size_t i = 0; i < fit->count; i++)
        if (strcmp(fit->numbers[i].name, name) == 0)
            return fit->numbers[i].value;
    return NAN;
}

static rk_use use_of(const rk_reading *reading, bool used)
{
    rk_use use = {.used = used,
        .link_low = reading->link_low,
        .link_high = reading->link_high,
        .centre = reading->centre,
        .sd = reading->sd,
        .gross = NAN,
        .shock = NAN};
    if (!used && !reading->used)
        memcpy(use.reason, reading->reason, sizeof use.reason);
    else if (!used)
        snprintf(use.reason, sizeof use.reason, "left out");
    return use;
}

bool rk_answer_init(rk_answer *answer, size_t rows, size_t probabilities,
    const rk_reading *readings, const bool *used, size_t reading_count, size_t source_count)
{
    memset(answer, 0, sizeof *answer);
    answer->rows = rk_alloc(rows, sizeof *answer->rows);
    answer->quantiles = rk_alloc(rows * probabilities, sizeof *answer->quantiles);
    answer->uses = rk_alloc(reading_count, sizeof *answer->uses);
    answer->biases = rk_alloc(source_count, sizeof *answer->biases);
    if (!answer->rows || !answer->quantiles || !answer->uses || !answer->biases) {
        rk_answer_free(answer);
        return false;
    }
    answer->row_count = rows;
    answer->probability_count = probabilities;
    answer->use_count = reading_count;
    answer->bias_count = source_count;
    answer->claim = (rk_claim){NAN, ""};
    for (size_t i = 0; i < rows; i++)
        answer->rows[i] = (rk_answer_row){.low = NAN, .central = NAN, .high = NAN, .decided = NAN};
    for (size_t i = 0; i < reading_count; i++)
        answer->uses[i] = use_of(&readings[i], used[i]);
    for (size_t i = 0; i < source_count; i++)
        answer->biases[i] = (rk_bias){NAN, NAN, NAN, NAN};
    return true;
}

void rk_answer_free(rk_answer *answer)
{
    rk_free(answer->rows);
    rk_free(answer->quantiles);
    rk_free(answer->regions);
    rk_free(answer->row_fits);
    rk_free(answer->uses);
    rk_free(answer->biases);
    rk_free(answer->draws);
    rk_texts_free(&answer->notes);
    rk_texts_free(&answer->assumptions);
    memset(answer, 0, sizeof *answer);
}

bool rk_answer_add_regions(rk_answer *answer, size_t row, const reckon_range *regions, size_t count)
{
    size_t needed = answer->region_count + count;
    if (needed > answer->region_room) {
        size_t room = 2 * needed + 16;
        reckon_range *grown = rk_realloc(answer->regions, room, sizeof *grown);
        if (!grown)
            return false;
        answer->regions = grown;
        answer->region_room = room;
    }
    answer->rows[row].region_start = answer->region_count;
    answer->rows[row].region_count = count;
    if (count)
        memcpy(answer->regions + answer->region_count, regions, count * sizeof *regions);
    answer->region_count = needed;
    return true;
}

void rk_use_not(rk_use *use, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(use->reason, sizeof use->reason, format, arguments);
    va_end(arguments);
    use->used = false;
}

reckon_outcome rk_outcome_worse(reckon_outcome a, reckon_outcome b)
{
    return a > b ? a : b;
}
