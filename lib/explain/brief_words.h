/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of the brief, in every language that it speaks. A further language is one more column
 * of the table in brief_words.c, and one more row of rk_languages. */
#ifndef RK_EXPLAIN_BRIEF_WORDS_H
#define RK_EXPLAIN_BRIEF_WORDS_H

#include <stdbool.h>
#include <stddef.h>

typedef enum rk_language_id { RK_ENGLISH, RK_FRENCH, RK_LANGUAGES } rk_language_id;

/* How a language writes numbers. */
typedef struct rk_language {
    const char *code;      /* ISO 639-1 */
    const char *thousands; /* between groups of three digits */
    const char *decimal;
} rk_language;
extern const rk_language rk_languages[RK_LANGUAGES];

/* X(ID, "English", "French"). {name} is filled in; both languages fill in the same. */
#define RK_BRIEF_WORDS(X)                                                                          \
    /* What must be said first. */                                                                 \
    X(NOT_CONVERGED,                                                                               \
        "Do not use these numbers: the calculation did not reach the accuracy that it should.",    \
        "N'utilisez pas ces chiffres : le calcul n'a pas atteint la précision voulue.")            \
    X(NO_ANSWER, "{name}, {date}: there is no answer, because the figures do not determine one.",  \
        "{name}, {date} : il n'y a pas de réponse, car les chiffres n'en déterminent pas.")        \
    X(BOUNDED,                                                                                     \
        "The figures limit the number on one side only; the other end comes from assumptions.",    \
        "Les chiffres ne limitent le nombre que d'un côté ; l'autre limite vient d'hypothèses.")   \
    X(ONE_FIGURE, "Only one figure is used, and no other confirms it.",                            \
        "Un seul chiffre est utilisé, et aucun autre ne le confirme.")                             \
    X(ONE_ORIGIN, "All {count} figures come from one source, and no other confirms them.",         \
        "Les {count} chiffres viennent d'une seule source, et aucune autre ne les confirme.")      \
    X(PRIOR, "The figures decide {percent} % of this range; assumptions decide the rest.",         \
        "Les chiffres décident {percent} % de cet intervalle ; des hypothèses décident le reste.") \
    X(AFTER, "The last figure used is {years} years older than this date.",                        \
        "Le dernier chiffre utilisé est antérieur de {years} ans à cette date.")                   \
    X(BEFORE, "The first figure used is {years} years later than this date.",                      \
        "Le premier chiffre utilisé est postérieur de {years} ans à cette date.")                  \
    /* The answer. */                                                                              \
    X(ANSWER, "{name}, {date}: {range} {unit}, with a probability of {percent} %.",                \
        "{name}, {date} : {range} {unit}, avec une probabilité de {percent} %.")                   \
    X(ANSWER_PLAIN, "{name}, {date}: {range} {unit}. The method {method} gives no probability.",   \
        "{name}, {date} : {range} {unit}. La méthode {method} ne donne pas de probabilité.")       \
    X(CENTRAL, "The central estimate is {central}.", "L'estimation centrale est {central}.")       \
    X(RANGE, "{low} to {high}", "de {low} à {high}")                                               \
    X(AT_LEAST, "at least {low}", "au moins {low}")                                                \
    X(AT_MOST, "at most {high}", "au plus {high}")                                                 \
    X(ONE_VALUE, "{low}", "{low}")                                                                 \
    /* Why, as explain measured it. */                                                             \
    X(BECAUSE,                                                                                     \
        "The high end is {width} times the low end, first of all because {cause}; without that, "  \
        "the range would be {range}.",                                                             \
        "La limite haute vaut {width} fois la limite basse, d'abord parce que {cause} ; sans "     \
        "cela, l'intervalle serait : {range}.")                                                    \
    X(BECAUSE_SHARE,                                                                               \
        "The range is so wide first of all because {cause}; without that, it would be {range}.",   \
        "La largeur de l'intervalle vient d'abord de ce que {cause} ; sans cela, il serait : "     \
        "{range}.")                                                                                \
    X(FIGURE, "The figure that matters most is {id} ({source}): without it, {range}.",             \
        "Le chiffre qui compte le plus est {id} ({source}) : sans lui, {range}.")                  \
    X(FIGURE_ALONE, "The figure that matters most is {id} ({source}): without it, no answer.",     \
        "Le chiffre qui compte le plus est {id} ({source}) : sans lui, pas de réponse.")           \
    X(CAMPS, "The figures stand in {count} groups that exclude one another.",                      \
        "Les chiffres forment {count} groupes qui s'excluent.")                                    \
    X(CLASH,                                                                                       \
        "{id} and {other} cannot both be right: they miss each other by a factor of "              \
        "{factor}.",                                                                               \
        "{id} et {other} ne peuvent pas être justes tous les deux : un facteur {factor} les "     \
        "sépare.")                                                                                 \
    X(SUPPORTED, "The other figures support {id}.", "Les autres chiffres soutiennent {id}.")       \
    X(HELP,                                                                                        \
        "What would help most is {help}: the high end would be about {width} times the low "       \
        "end.",                                                                                    \
        "Le plus utile serait {help} : la limite haute vaudrait environ {width} fois la limite "   \
        "basse.")                                                                                  \
    /* Units; what the user names stays as it is. */                                               \
    X(PERSONS, "persons", "personnes")                                                             \
    X(FRACTION, "(as a fraction)", "(en fraction)")                                                \
    X(P1Y, " a year", " par an")                                                                   \
    X(P1M, " a month", " par mois")                                                                \
    X(P1W, " a week", " par semaine")                                                              \
    X(P1D, " a day", " par jour")

/* X("name", "English", "French"): causes of width and figures that would help, by the stable names
 * of explain's rows. */
#define RK_BRIEF_ROWS(X)                                                                           \
    X("biases", "each source may be wrong in its own direction",                                   \
        "chaque source peut se tromper dans son propre sens")                                      \
    X("error", "single figures may be off by more than they say",                                  \
        "les chiffres peuvent s'écarter plus qu'ils ne le disent")                                 \
    X("drift", "the number may have moved between the dates",                                      \
        "le nombre a pu changer entre les dates")                                                  \
    X("shocks", "the number may have jumped at an unknown date",                                   \
        "le nombre a pu faire un bond à une date inconnue")                                        \
    X("common_bias", "all sources may be wrong in the same direction",                             \
        "toutes les sources peuvent se tromper dans le même sens")                                 \
    X("gross_error", "a figure may be about something else altogether",                            \
        "un chiffre peut porter sur tout autre chose")                                             \
    X("checked-count", "a checked count at that date, right to within 5 %",                        \
        "un comptage vérifié à cette date, juste à 5 % près")                                      \
    X("new-origin", "a figure of a source not heard before, right to within 20 %",                 \
        "un chiffre d'une source nouvelle, juste à 20 % près")                                     \
    X("old-origin", "one more figure of the latest source, right to within 20 %",                  \
        "un chiffre de plus de la dernière source, juste à 20 % près")

typedef enum rk_brief_word {
#define RK_BRIEF_ENUM(ID, english, french) RK_BRIEF_##ID,
    RK_BRIEF_WORDS(RK_BRIEF_ENUM)
#undef RK_BRIEF_ENUM
        RK_BRIEF_WORD_COUNT
} rk_brief_word;

/* RK_LANGUAGES for a code that no language has. */
rk_language_id rk_language_find(const char *code);
const char *rk_brief_word_text(rk_brief_word word, rk_language_id language);
/* NULL for a name without a row. */
const char *rk_brief_row_text(const char *name, rk_language_id language);

#endif
