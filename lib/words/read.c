/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The front door of the words: checks the call and answers. */
#include <stdio.h>
#include <string.h>

#include <reckon/words.h>

#include "core/status.h"
#include "words/claim.h"

static const char *const languages[] = {"en", "fr", "es", "de", "ko"};

const char *reckon_figure_language(size_t index)
{
    return index < sizeof languages / sizeof *languages ? languages[index] : NULL;
}

void reckon_figure_options_init(reckon_figure_options *options)
{
    if (options)
        *options = (reckon_figure_options){sizeof *options, NULL};
}

reckon_status reckon_figure_read(const char *text, size_t length,
    const reckon_figure_options *options, reckon_figure *figure, reckon_error *error)
{
    (void)options;
    if (!figure || (!text && length))
        return rk_fail(error, RECKON_ARGUMENT, "a text and a figure are needed");
    memset(figure, 0, sizeof *figure);
    rk_claim_clear(&figure->claim);
    figure->status = RECKON_FIGURE_ASK;
    figure->rule = RECKON_RULE_ASK_UNIT;
    figure->rules[RECKON_RULE_ASK_UNIT] = 1;
    figure->length = length;
    snprintf(figure->why, sizeof figure->why, "the words are not understood");
    return RECKON_OK;
}

reckon_status reckon_figure_tokens(const char *text, size_t length,
    const reckon_figure_options *options, reckon_figure_token *tokens, size_t capacity,
    size_t *count, reckon_error *error)
{
    (void)options;
    if (!count || (!text && length) || (!tokens && capacity))
        return rk_fail(error, RECKON_ARGUMENT, "a text and room for tokens are needed");
    *count = 0;
    return RECKON_OK;
}
