/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An explanation as JSON, "reckon-explanation/1": keys in a fixed order, null where there is no
 * number. What is said of each date stands in arrays in the order of "dates". */
#include <math.h>

#include <reckon/version.h>

#include "core/status.h"
#include "explain/explanation.h"
#include "json/emit.h"

static void emit_range(rk_emit *emit, const reckon_explained_range *range)
{
    rk_emit_key_number(emit, "low", range->low);
    rk_emit_key_number(emit, "central", range->central);
    rk_emit_key_number(emit, "high", range->high);
    rk_emit_key_string(emit, "outcome", reckon_outcome_name(range->outcome));
}

static void emit_dates(rk_emit *emit, const reckon_explanation *of)
{
    rk_emit_key(emit, "dates");
    rk_emit_array_begin(emit);
    for (size_t d = 0; d < of->date_count; d++) {
        const reckon_explained_date *date = &of->dates[d];
        const reckon_left_out *most = reckon_explanation_most_influential(of, d);
        const reckon_variation *width = reckon_explanation_main(of, RECKON_VARIATION_WIDTH, d);
        const reckon_variation *help = reckon_explanation_main(of, RECKON_VARIATION_HELP, d);
        rk_emit_object_begin(emit);
        rk_emit_key_string(emit, "date", date->date);
        rk_emit_key_number(emit, "year", date->year);
        emit_range(emit, &date->range);
        rk_emit_key_number(emit, "width", rk_explained_width(of->measure, &date->range));
        rk_emit_key_number(emit, "decided", date->decided);
        rk_emit_key_integer(emit, "regions", (long long)date->region_count);
        rk_emit_key_string(emit, "most_influential", most ? most->id : NULL);
        rk_emit_key_string(emit, "most_of_width", width ? width->name : NULL);
        rk_emit_key_string(emit, "most_help", help ? help->name : NULL);
        rk_emit_object_end(emit);
    }
    rk_emit_array_end(emit);
}

static void emit_left_out(rk_emit *emit, const reckon_explanation *of, const reckon_left_out *row)
{
    rk_emit_object_begin(emit);
    rk_emit_key_string(emit, row->is_origin ? "origin" : "estimate", row->id);
    rk_emit_key_string(emit, "name", row->name);
    if (!row->is_origin)
        rk_emit_key_number(emit, "gross", row->gross);
    if (row->speaks)
        rk_emit_key_string(emit, "speaks", row->speaks);
    rk_emit_key(emit, "dates");
    rk_emit_array_begin(emit);
    for (size_t d = 0; d < of->date_count; d++) {
        rk_emit_object_begin(emit);
        emit_range(emit, &row->ranges[d]);
        rk_emit_key_number(emit, "change", exp(row->changes[d]));
        if (row->camps[d] != (size_t)-1)
            rk_emit_key_integer(emit, "region", (long long)row->camps[d]);
        rk_emit_object_end(emit);
    }
    rk_emit_array_end(emit);
    rk_emit_object_end(emit);
}

static void emit_all_left_out(
    rk_emit *emit, const reckon_explanation *of, const char *key, bool origins)
{
    rk_emit_key(emit, key);
    rk_emit_array_begin(emit);
    for (size_t i = 0; i < of->left_out_count; i++)
        if (of->left_out[i].is_origin == origins)
            emit_left_out(emit, of, &of->left_out[i]);
    rk_emit_array_end(emit);
}

static void emit_clashes(rk_emit *emit, const reckon_explanation *of)
{
    rk_emit_key(emit, "clashes");
    rk_emit_array_begin(emit);
    for (size_t i = 0; i < of->clash_count; i++) {
        const reckon_clash *clash = &of->clashes[i];
        rk_emit_object_begin(emit);
        rk_emit_key(emit, "estimates");
        rk_emit_array_begin(emit);
        rk_emit_string(emit, clash->first);
        rk_emit_string(emit, clash->second);
        rk_emit_array_end(emit);
        rk_emit_key_number(emit, "factor", clash->factor);
        rk_emit_key_string(emit, "supported", clash->supported);
        rk_emit_object_end(emit);
    }
    rk_emit_array_end(emit);
}

static void emit_variations(
    rk_emit *emit, const reckon_explanation *of, const char *key, reckon_variation_kind kind)
{
    rk_emit_key(emit, key);
    rk_emit_array_begin(emit);
    for (size_t i = 0; i < of->variations[kind].count; i++) {
        const reckon_variation *row = &of->variations[kind].rows[i];
        rk_emit_object_begin(emit);
        rk_emit_key_string(emit, "name", row->name);
        rk_emit_key_string(emit, "text", row->text);
        if (kind == RECKON_VARIATION_PRIOR) {
            rk_emit_key_number(emit, "value", row->value);
            rk_emit_key_number(emit, "changed", row->changed);
        }
        rk_emit_key(emit, "dates");
        rk_emit_array_begin(emit);
        for (size_t d = 0; d < of->date_count; d++) {
            rk_emit_object_begin(emit);
            if (kind == RECKON_VARIATION_HELP)
                rk_emit_key_string(emit, "outcome", reckon_outcome_name(row->ranges[d].outcome));
            else
                emit_range(emit, &row->ranges[d]);
            rk_emit_key_number(emit, "width", row->widths[d]);
            rk_emit_object_end(emit);
        }
        rk_emit_array_end(emit);
        rk_emit_object_end(emit);
    }
    rk_emit_array_end(emit);
}

static void emit_notes(rk_emit *emit, const reckon_explanation *of)
{
    rk_emit_key(emit, "notes");
    rk_emit_array_begin(emit);
    for (size_t i = 0; i < of->notes.count; i++)
        rk_emit_string(emit, of->notes.items[i].text);
    rk_emit_array_end(emit);
}

reckon_status reckon_explanation_json(
    const reckon_explanation *explanation, char **text, reckon_error *error)
{
    if (!explanation || !text)
        return rk_fail(
            error, RECKON_ARGUMENT, "an explanation and a place for the text are needed");
    rk_buffer buffer = RK_BUFFER_INIT;
    rk_emit emit = rk_emit_to(&buffer);
    rk_emit_object_begin(&emit);
    rk_emit_key_string(&emit, "format", "reckon-explanation/1");
    rk_emit_key_string(&emit, "library", "reckon " RECKON_VERSION_STRING);
    rk_emit_key_string(&emit, "population", explanation->population);
    rk_emit_key_string(&emit, "name", explanation->name);
    rk_emit_key_string(&emit, "measure", reckon_measure_name(explanation->measure));
    rk_emit_key_string(&emit, "unit", explanation->unit);
    if (explanation->per)
        rk_emit_key_string(&emit, "per", explanation->per);
    rk_emit_key_string(&emit, "method", explanation->method);
    rk_emit_key_number(&emit, "level", explanation->level);
    emit_dates(&emit, explanation);
    emit_all_left_out(&emit, explanation, "figures", false);
    emit_all_left_out(&emit, explanation, "origins", true);
    emit_clashes(&emit, explanation);
    emit_variations(&emit, explanation, "width", RECKON_VARIATION_WIDTH);
    emit_variations(&emit, explanation, "prior", RECKON_VARIATION_PRIOR);
    emit_variations(&emit, explanation, "help", RECKON_VARIATION_HELP);
    emit_notes(&emit, explanation);
    rk_emit_object_end(&emit);
    rk_emit_finish(&emit);
    *text = rk_buffer_take(&buffer);
    return *text ? RECKON_OK : rk_fail(error, RECKON_MEMORY, "out of memory for the explanation");
}
