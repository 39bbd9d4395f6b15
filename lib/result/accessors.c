/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "result/result.h"

const char *reckon_result_population(const reckon_result *result)
{
    return result ? result->population : NULL;
}

const char *reckon_result_name(const reckon_result *result)
{
    return result ? result->name : NULL;
}

const char *reckon_result_unit(const reckon_result *result)
{
    return result ? result->unit : NULL;
}

reckon_measure reckon_result_measure(const reckon_result *result)
{
    return result ? result->measure : RECKON_STOCK;
}

const char *reckon_result_method(const reckon_result *result)
{
    return result ? result->method : NULL;
}

double reckon_result_level(const reckon_result *result)
{
    return result ? result->level : NAN;
}

const double *reckon_result_probabilities(const reckon_result *result, size_t *count)
{
    if (count)
        *count = result ? result->probability_count : 0;
    return result ? result->probabilities : NULL;
}

reckon_outcome reckon_result_outcome(const reckon_result *result)
{
    return result ? result->outcome : RECKON_OUTCOME_EMPTY;
}

static const char *text_at(const rk_texts *texts, size_t index)
{
    return index < texts->count ? texts->items[index].text : NULL;
}

size_t reckon_result_note_count(const reckon_result *result)
{
    return result ? result->notes.count : 0;
}

const char *reckon_result_note(const reckon_result *result, size_t index)
{
    return result ? text_at(&result->notes, index) : NULL;
}

const char *reckon_result_note_code(const reckon_result *result, size_t index)
{
    return result && index < result->notes.count ? result->notes.items[index].code : NULL;
}

size_t reckon_result_assumption_count(const reckon_result *result)
{
    return result ? result->assumptions.count : 0;
}

const char *reckon_result_assumption(const reckon_result *result, size_t index)
{
    return result ? text_at(&result->assumptions, index) : NULL;
}

size_t reckon_result_row_count(const reckon_result *result)
{
    return result ? result->row_count : 0;
}

const reckon_row *reckon_result_row(const reckon_result *result, size_t index)
{
    return result && index < result->row_count ? &result->rows[index] : NULL;
}

size_t reckon_result_reading_count(const reckon_result *result)
{
    return result ? result->reading_count : 0;
}

const reckon_result_reading *reckon_result_reading_at(const reckon_result *result, size_t index)
{
    return result && index < result->reading_count ? &result->readings[index] : NULL;
}

size_t reckon_result_source_count(const reckon_result *result)
{
    return result ? result->source_count : 0;
}

const reckon_result_source *reckon_result_source_at(const reckon_result *result, size_t index)
{
    return result && index < result->source_count ? &result->sources[index] : NULL;
}

size_t reckon_result_fit_count(const reckon_result *result)
{
    return result ? result->fit.count : 0;
}

const char *reckon_result_fit_name(const reckon_result *result, size_t index)
{
    return result && index < result->fit.count ? result->fit.numbers[index].name : NULL;
}

double reckon_result_fit(const reckon_result *result, const char *name)
{
    for (size_t i = 0; result && name && i < result->fit.count; i++)
        if (strcmp(result->fit.numbers[i].name, name) == 0)
            return result->fit.numbers[i].value;
    return NAN;
}

const char *reckon_result_title(const reckon_result *result)
{
    return result ? result->title : NULL;
}

const char *reckon_result_digest(const reckon_result *result)
{
    return result ? result->digest : NULL;
}

const char *reckon_result_as_of(const reckon_result *result)
{
    return result ? result->as_of : NULL;
}

const char *reckon_result_per(const reckon_result *result)
{
    return result ? result->per : NULL;
}

const reckon_range_claim *reckon_result_claim(const reckon_result *result)
{
    return result ? &result->claim : NULL;
}

size_t reckon_result_check_count(const reckon_result *result)
{
    return result ? result->check_count : 0;
}

const reckon_result_check *reckon_result_check_at(const reckon_result *result, size_t index)
{
    return result && index < result->check_count ? &result->checks[index] : NULL;
}
