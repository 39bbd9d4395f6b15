/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "result/result.h"

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

bool rk_texts_add(rk_texts *texts, const char *format, ...)
{
    char sentence[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    for (size_t i = 0; i < texts->count; i++)
        if (strcmp(texts->items[i], sentence) == 0)
            return true;
    char **grown = rk_realloc(texts->items, texts->count + 1, sizeof *grown);
    if (!grown)
        return false;
    texts->items = grown;
    grown[texts->count] = rk_strdup(sentence);
    if (!grown[texts->count])
        return false;
    texts->count++;
    return true;
}

void rk_texts_free(rk_texts *texts)
{
    for (size_t i = 0; i < texts->count; i++)
        rk_free(texts->items[i]);
    rk_free(texts->items);
    *texts = (rk_texts){NULL, 0};
}

bool rk_row_set_regions(reckon_row *row, const reckon_range *regions, size_t count)
{
    reckon_range *copy = rk_alloc(count, sizeof *copy);
    if (!copy)
        return false;
    if (count)
        memcpy(copy, regions, count * sizeof *copy);
    row->regions = copy;
    row->region_count = count;
    return true;
}

reckon_outcome rk_outcome_worse(reckon_outcome a, reckon_outcome b)
{
    return a > b ? a : b;
}

void reckon_result_free(reckon_result *result)
{
    if (!result)
        return;
    for (size_t i = 0; i < result->row_count; i++)
        rk_free(result->rows[i].regions);
    for (size_t i = 0; i < result->source_count; i++)
        rk_free(result->sources[i].id);
    for (size_t i = 0; i < result->reading_count; i++) {
        rk_free(result->readings[i].estimate);
        rk_free(result->readings[i].source);
        rk_free(result->readings[i].reason);
        rk_free(result->readings[i].note);
    }
    rk_free(result->population);
    rk_free(result->name);
    rk_free(result->unit);
    rk_free(result->options);
    rk_free(result->probabilities);
    rk_free(result->rows);
    rk_free(result->row_fits);
    rk_free(result->quantiles);
    rk_free(result->sources);
    rk_free(result->readings);
    rk_texts_free(&result->notes);
    rk_texts_free(&result->assumptions);
    rk_free(result);
}

void reckon_results_free(reckon_result **results, size_t count)
{
    if (!results)
        return;
    for (size_t i = 0; i < count; i++)
        reckon_result_free(results[i]);
    rk_free(results);
}
