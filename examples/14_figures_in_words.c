/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Figures as reports word them, one on a line of the standard input. Each is read as a statement,
 * or the reader asks: it never guesses in silence.
 *
 *     printf 'up to 30,000\n' | 14_figures_in_words en
 */
#include <stdio.h>
#include <string.h>

#include <reckon/words.h>

enum { LINE = 400, TOKENS = 32 };

/* How the words were divided, for those who want to see why. */
static void print_tokens(const char *line, size_t length, const reckon_figure_options *options)
{
    reckon_figure_token token[TOKENS];
    size_t count;
    if (reckon_figure_tokens(line, length, options, token, TOKENS, &count, NULL) != RECKON_OK)
        return;
    printf("  seen:");
    for (size_t i = 0; i < count; i++)
        printf(" %.*s (%s)", (int)token[i].length, line + token[i].offset, token[i].kind);
    printf("\n");
}

static void print_figure(const char *line, size_t length, const reckon_figure *figure)
{
    char text[RECKON_CLAIM_TEXT];
    printf("%.*s\n", (int)length, line);
    if (figure->status == RECKON_FIGURE_NOTHING) {
        printf("  no figure\n");
        return;
    }
    if (figure->status == RECKON_FIGURE_READ) {
        printf("  read as %s\n", reckon_claim_text(text, &figure->claim));
        printf("  rule %s: %s%s%s\n", reckon_rule_name(figure->rule),
            reckon_rule_meaning(figure->rule), figure->claim.per ? ", per " : "",
            reckon_per_name(figure->claim.per));
        return;
    }
    printf("  asks: %s\n  %s\n", figure->why, figure->remedy);
    for (size_t i = 0; i < figure->candidate_count; i++)
        printf("  or %s: type %s\n", reckon_claim_text(text, &figure->candidates[i].claim),
            figure->candidates[i].type);
}

static int usage(void)
{
    fprintf(stderr, "usage: 14_figures_in_words [LANGUAGE], one of");
    for (size_t i = 0; reckon_figure_language(i); i++)
        fprintf(stderr, " %s", reckon_figure_language(i));
    fprintf(stderr, "\n");
    return 2;
}

int main(int argc, char **argv)
{
    if (argc > 2)
        return usage();
    reckon_figure_options options;
    reckon_figure_options_init(&options);
    options.language =
        argc > 1 ? argv[1] : NULL; /* not known: the words must speak for themselves */
    char line[LINE];
    while (fgets(line, sizeof line, stdin)) {
        size_t length = strcspn(line, "\n");
        reckon_figure figure;
        reckon_error error = RECKON_ERROR_INIT;
        if (reckon_figure_read(line, length, &options, &figure, &error) != RECKON_OK) {
            fprintf(stderr, "%s\n", error.message);
            return 1;
        }
        print_figure(line, length, &figure);
        if (figure.status == RECKON_FIGURE_ASK)
            print_tokens(line, length, &options);
    }
    return 0;
}
