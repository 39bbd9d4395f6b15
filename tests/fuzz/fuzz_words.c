/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as a figure, in every language and in none: no harm, the same answer twice, a reading
 * that is in order, a question that points into the text. The first byte chooses the language.
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <reckon/date.h>
#include <reckon/words.h>

#include "fuzz/input.h"

/* Numbers in their domain and in order, and no two statements in one. */
static void check_claim(const reckon_claim *claim)
{
    double most = claim->share ? 1 : 1e16;
    const double numbers[] = {claim->value, claim->low, claim->high, claim->best};
    for (size_t i = 0; i < 4; i++)
        REQUIRE(isnan(numbers[i]) || (numbers[i] >= 0 && numbers[i] <= most));
    REQUIRE(isnan(claim->value) != (isnan(claim->low) && isnan(claim->high)));
    REQUIRE(!claim->approximate || !isnan(claim->value));
    REQUIRE(isnan(claim->precision) ||
            (!isnan(claim->value) && claim->precision > 0 && claim->precision < 1));
    REQUIRE(
        isnan(claim->level) || (claim->level > 0 && claim->level < 1 && claim->low < claim->high));
    REQUIRE(isnan(claim->best) || (claim->low < claim->best && claim->best < claim->high));
    if (!isnan(claim->low) && !isnan(claim->high))
        REQUIRE(claim->low <= claim->high);
    reckon_period period;
    REQUIRE(claim->date[0] == '\0' || reckon_date_parse(claim->date, &period, NULL) == RECKON_OK);
    char text[RECKON_CLAIM_TEXT];
    REQUIRE(strlen(reckon_claim_text(text, claim)) < RECKON_CLAIM_TEXT);
}

static void check_figure(const reckon_figure *figure, size_t length)
{
    REQUIRE(figure->offset + figure->length <= length);
    REQUIRE(figure->rules[figure->rule] == 1);
    REQUIRE(figure->why[0] != '\0' && strlen(figure->why) < sizeof figure->why);
    if (figure->status == RECKON_FIGURE_READ) {
        REQUIRE(figure->rule < RECKON_RULE_ASK_CHANGE);
        check_claim(&figure->claim);
        return;
    }
    REQUIRE(figure->rule >= RECKON_RULE_ASK_CHANGE);
    REQUIRE(isnan(figure->claim.value) && isnan(figure->claim.low) && isnan(figure->claim.high));
    REQUIRE(figure->candidate_count <= RECKON_CANDIDATES);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_input in = fuzz_open(data, size);
    reckon_figure_options options;
    reckon_figure figure, again;
    reckon_figure_token tokens[RECKON_FIGURE_TOKENS];
    size_t count = 0, at = 0;
    reckon_figure_options_init(&options);
    options.language = reckon_figure_language(fuzz_below(&in, 6));
    char *text = fuzz_rest(&in, &size);
    REQUIRE(reckon_figure_read(text, size, &options, &figure, NULL) == RECKON_OK);
    check_figure(&figure, size);
    REQUIRE(reckon_figure_read(text, size, &options, &again, NULL) == RECKON_OK);
    REQUIRE(figure.status == again.status && figure.rule == again.rule &&
            strcmp(figure.why, again.why) == 0);
    REQUIRE(reckon_figure_tokens(
                text, size, &options, tokens, RECKON_FIGURE_TOKENS, &count, NULL) == RECKON_OK);
    for (size_t i = 0; i < count; i++) {
        REQUIRE(tokens[i].offset >= at && tokens[i].offset + tokens[i].length <= size);
        at = tokens[i].offset;
    }
    free(text);
    return 0;
}
