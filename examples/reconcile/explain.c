/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <reckon/words.h>

#include "complain.h"
#include "files.h"

/* A part of the text without control characters, which could command a terminal. */
static void put_text(FILE *to, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        fputc((unsigned char)text[i] < 0x20 || text[i] == 0x7f ? '?' : text[i], to);
}

static void put_tokens(FILE *to, const char *text, const reckon_figure_options *options)
{
    reckon_figure_token tokens[RECKON_FIGURE_TOKENS];
    size_t count = 0;
    reckon_figure_tokens(text, strlen(text), options, tokens, RECKON_FIGURE_TOKENS, &count, NULL);
    for (size_t i = 0; i < count; i++) {
        fprintf(to, "  %-32s ", tokens[i].kind);
        put_text(to, text + tokens[i].offset, tokens[i].length);
        fputc('\n', to);
    }
}

static void put_question(FILE *to, const reckon_figure *figure)
{
    fprintf(to, "asks     %s (%s)\n", figure->why, reckon_rule_name(figure->rule));
    for (size_t i = 0; i < figure->candidate_count; i++)
        fprintf(to, "possible %s\n", figure->candidates[i].type);
    if (figure->remedy[0])
        fprintf(to, "do       %s\n", figure->remedy);
}

static void put_figure(FILE *to, const reckon_figure *figure)
{
    char text[RECKON_CLAIM_TEXT];
    if (figure->status != RECKON_FIGURE_READ) {
        put_question(to, figure);
        return;
    }
    fprintf(to, "read as  %s\n", reckon_claim_text(text, &figure->claim));
    for (int rule = 0; rule < RECKON_RULE_COUNT; rule++)
        if (figure->rules[rule])
            fprintf(to, "rule     %s: %s\n", reckon_rule_name((reckon_rule)rule),
                reckon_rule_meaning((reckon_rule)rule));
}

int explain_reading(const char *text, const char *language)
{
    reckon_figure_options options;
    reckon_figure figure;
    reckon_error error = RECKON_ERROR_INIT;
    char *out = NULL;
    size_t length = 0;
    reckon_figure_options_init(&options);
    options.language = language;
    if (reckon_figure_read(text, strlen(text), &options, &figure, &error) != RECKON_OK)
        return complain_usage("%s", error.message);
    FILE *to = open_memstream(&out, &length);
    if (!to)
        return complain("out of memory");
    put_tokens(to, text, &options);
    put_figure(to, &figure);
    int failed = ferror(to) | fclose(to);
    int status = failed ? complain("out of memory") : write_whole(NULL, out, length);
    free(out);
    return status;
}
