/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "methods/registry.h"

#include <string.h>

#include <reckon/method.h>

#include "methods/bayes_method.h"
#include "methods/interval_methods.h"
#include "methods/meta_methods.h"
#include "methods/pool_methods.h"
#include "methods/temporal_method.h"

const rk_method *const rk_methods[] = {
    &rk_method_temporal,
    &rk_method_envelope,
    &rk_method_intersection,
    &rk_method_consensus,
    &rk_method_endpoint_mean,
    &rk_method_endpoint_median,
    &rk_method_linear_pool,
    &rk_method_log_pool,
    &rk_method_quantile_average,
    &rk_method_fixed_effect,
    &rk_method_random_effects,
    &rk_method_bayes_random_effects,
};
const size_t rk_method_count = sizeof rk_methods / sizeof *rk_methods;

const rk_method *rk_method_find(const char *id)
{
    for (size_t i = 0; id && i < rk_method_count; i++)
        if (strcmp(rk_methods[i]->id, id) == 0)
            return rk_methods[i];
    return NULL;
}

size_t rk_method_option_count(const rk_method *method)
{
    size_t count = 0;
    for (size_t i = 0; i < RK_OPTION_PARTS && method->parts[i].rows; i++)
        count += method->parts[i].rows->count;
    return count;
}

const rk_option_row *rk_method_option_at(const rk_method *method, size_t index, size_t *base)
{
    for (size_t i = 0; i < RK_OPTION_PARTS && method->parts[i].rows; i++) {
        const rk_option_part *part = &method->parts[i];
        *base = part->offset;
        if (index < part->rows->count)
            return &part->rows->row[index];
        index -= part->rows->count;
    }
    return NULL;
}

const rk_option_row *rk_method_option(const rk_method *method, const char *name, size_t *base)
{
    for (size_t i = 0; i < RK_OPTION_PARTS && method->parts[i].rows; i++) {
        const rk_option_row *row = rk_option_find(*method->parts[i].rows, name);
        *base = method->parts[i].offset;
        if (row)
            return row;
    }
    return NULL;
}

void rk_method_defaults(const rk_method *method, void *options)
{
    memset(options, 0, method->options_size);
    for (size_t i = 0; i < RK_OPTION_PARTS && method->parts[i].rows; i++)
        rk_options_default(*method->parts[i].rows, (char *)options + method->parts[i].offset);
}

size_t reckon_method_count(void)
{
    return rk_method_count;
}

const char *reckon_method_id(size_t index)
{
    return index < rk_method_count ? rk_methods[index]->id : NULL;
}

const char *reckon_method_summary(const char *id)
{
    const rk_method *method = rk_method_find(id);
    return method ? method->summary : NULL;
}

const char *reckon_method_reference(const char *id)
{
    const rk_method *method = rk_method_find(id);
    return method ? method->reference : NULL;
}

size_t reckon_method_option_count(const char *id)
{
    const rk_method *method = rk_method_find(id);
    return method ? rk_method_option_count(method) : 0;
}

const reckon_option *reckon_method_option(const char *id, size_t index)
{
    size_t base;
    const rk_method *method = rk_method_find(id);
    const rk_option_row *row = method ? rk_method_option_at(method, index, &base) : NULL;
    return row ? &row->seen : NULL;
}
