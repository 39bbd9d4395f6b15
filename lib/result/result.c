/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "result/result.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "core/memory.h"

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

reckon_range *rk_row_region(reckon_row *row, size_t index)
{
    return (reckon_range *)(uintptr_t)&row->regions[index];
}

void reckon_result_free(reckon_result *result)
{
    if (!result)
        return;
    for (size_t i = 0; i < result->row_count; i++)
        rk_free(result->rows[i].regions);
    for (size_t i = 0; i < result->source_count; i++) {
        rk_free(result->sources[i].id);
        rk_free(result->sources[i].name);
    }
    for (size_t i = 0; i < result->check_count; i++)
        rk_free(result->checks[i].estimate);
    for (size_t i = 0; i < result->reading_count; i++) {
        rk_free(result->readings[i].estimate);
        rk_free(result->readings[i].source);
        rk_free(result->readings[i].reason);
        rk_free(result->readings[i].note);
        rk_free(result->readings[i].origin);
        rk_free(result->readings[i].source_name);
        rk_free(result->readings[i].text);
        rk_free(result->readings[i].quote);
        rk_free(result->readings[i].citation);
        rk_free(result->readings[i].url);
    }
    rk_free(result->population);
    rk_free(result->name);
    rk_free(result->unit);
    rk_free(result->title);
    rk_free(result->as_of);
    rk_free(result->per);
    rk_free(result->checks);
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
