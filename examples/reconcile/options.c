/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "options.h"

#include <stdio.h>
#include <string.h>

#include "arguments.h"

static const char *const answer_formats[] = {
    "table", "json", "csv", "svg", "png", "pdf", "gnuplot", "vega", NULL};
static const char *const explanation_formats[] = {"table", "json", NULL};
static const char *const brief_formats[] = {"text", NULL};
static const char *const batch_formats[] = {"ndjson", "csv", NULL};
static const char *const reading_formats[] = {"table", "json", NULL};

const struct command_row command_rows[COMMANDS] = {
    [COMMAND_RECONCILE] =
        {
            .name = "",
            .operand = "FILE",
            .help = "how many, between what and what, when",
            .formats = answer_formats,
            .examples =
                "  reconcile evidence.json\n"
                "  reconcile sheet.csv\n"
                "  reconcile --at 2005 --compare evidence.json\n"
                "  reconcile -m random-effects -s tau2=PM --from 2000 --to 2012 evidence.json\n"
                "  reconcile -f svg -o fan.svg evidence.json\n",
            .more = "Dates are years, months or days: 2005, 2005-03, 2005-03-14. Numbers have a "
                    "decimal\n"
                    "point. Without dates, the span of the evidence is answered, step by step.\n"
                    "Exit status: 0 an answer, 1 a fault of the file, 2 of the command line, 3 no "
                    "answer "
                    "(--fail).\n",
        },
    [COMMAND_READ] =
        {
            .name = "read",
            .operand = "FILE",
            .help = "how each figure of a sheet or of evidence is read",
            .formats = reading_formats,
            .examples = "  reconcile read sheet.csv\n"
                        "  reconcile read --language fr -o evidence.json tableau.csv\n"
                        "  reconcile read --where \"coo=AFG\" --where \"coa=PAK\" --value refugees "
                        "unhcr.csv\n",
            .more =
                "A sheet is text (CSV) with a row of column names, such as Source, Date, Figure. "
                "Columns are\n"
                "named as in the sheet, or by their letter. --output gets the evidence as JSON.\n"
                "Exit status: 0 all is read, 1 something cannot be read, 2 the command line is at "
                "fault.\n",
        },
    [COMMAND_EXPLAIN] =
        {
            .name = "explain",
            .operand = "FILE",
            .help = "why this answer: what matters most",
            .formats = explanation_formats,
            .examples = "  reconcile explain evidence.json\n"
                        "  reconcile explain --at 2005 --at 2010 evidence.json\n"
                        "  reconcile explain -f json -o why.json sheet.csv\n",
            .more = "The question is asked again, each time with one thing changed: a figure or "
                    "a\n"
                    "source left out, a part of the model switched off, a prior halved or "
                    "doubled,\n"
                    "one more figure.\n"
                    "Without a date, the last date of the evidence is explained.\n"
                    "Exit status: 0 an explanation, 1 the file is at fault, 2 the command line "
                    "is.\n",
        },
    [COMMAND_BRIEF] =
        {
            .name = "brief",
            .operand = "FILE",
            .help = "the answer and why, in a few sentences",
            .formats = brief_formats,
            .examples = "  reconcile brief evidence.json\n"
                        "  reconcile brief --at 2010 --in fr sheet.csv\n",
            .more = "First what must be known before the numbers are used, then the answer, then "
                    "why.\n"
                    "Without a date, the last date of the evidence is told.\n"
                    "Exit status: 0 a brief, 1 the file is at fault, 2 the command line is.\n",
        },
    [COMMAND_BATCH] =
        {
            .name = "batch",
            .operand = "FILE",
            .help = "many questions, one answer a line",
            .formats = batch_formats,
            .examples = "  reconcile batch -o answers.ndjson documents.ndjson\n"
                        "  reconcile batch -o answers.ndjson --resume documents.ndjson\n"
                        "  reconcile batch --value refugees -f csv -o answers.csv unhcr.csv\n",
            .more = "Each line of FILE is evidence or a request, as JSON; or FILE is a table, and "
                    "each of\n"
                    "its populations is a question. A line at fault is answered by an error, and "
                    "the run\n"
                    "goes on. --resume goes on with an output that an earlier run left.\n"
                    "Exit status: 0 every line is answered, 1 some are at fault or a file is, 2 "
                    "the command\n"
                    "line is, 3 with --fail when some line has no answer, 130 it was stopped.\n",
        },
    [COMMAND_METHODS] =
        {
            .name = "methods",
            .operand = "[ID]",
            .help = "the methods and their options",
            .examples = "  reconcile methods\n"
                        "  reconcile methods random-effects\n",
        },
    [COMMAND_COMPLETION] =
        {
            .name = "completion",
            .operand = "SHELL",
            .help = "completion for bash, zsh or fish",
            .examples = "  eval \"$(reconcile completion bash)\"\n"
                        "  reconcile completion fish > ~/.config/fish/completions/reconcile.fish\n",
        },
};

#define TEXT(member) OPTION_TEXT, offsetof(struct arguments, member)
#define LIST(member) OPTION_LIST, offsetof(struct arguments, member)
#define FLAG(member) OPTION_FLAG, offsetof(struct arguments, member)
#define ANSWERS (FOR(COMMAND_RECONCILE) | FOR(COMMAND_EXPLAIN) | FOR(COMMAND_BRIEF))
#define ASKED (ANSWERS | FOR(COMMAND_BATCH))
#define SHEETS (ASKED | FOR(COMMAND_READ))
#define RANGES FOR(COMMAND_RECONCILE)
#define EVERY (~0u)

const struct option_row option_rows[] = {
    {"population", 'p', TEXT(population), ANSWERS, "What is asked", "ID",
        "which population, when the file has several", ""},
    {"at", 'a', LIST(dates), ASKED, "What is asked", "DATE",
        "at this date, or today; may be repeated", "today"},
    {"from", '\0', TEXT(from), ASKED, "What is asked", "DATE", "dates from this one ...", ""},
    {"to", '\0', TEXT(to), ASKED, "What is asked", "DATE", "... to this one", ""},
    {"step", '\0', TEXT(step), ASKED, "What is asked", "PERIOD",
        "between them: P1Y, P6M, P2W, P10D (default: P1Y)", "P1Y P6M P3M P1M P1W P1D"},
    {"as-of", '\0', TEXT(as_of), ASKED, "What is asked", "DATE",
        "use only what was published by then", ""},
    {"per", '\0', TEXT(per), ASKED, "What is asked", "PERIOD",
        "of a flow: per P1Y (default), P1M, P1W, P1D", "P1Y P1M P1W P1D"},
    {"level", 'l', TEXT(level), ASKED, "What is asked", "P",
        "the probability that low to high is to hold (default: 0.9)", "0.5 0.8 0.9 0.95"},
    {"probabilities", '\0', TEXT(probabilities), RANGES | FOR(COMMAND_BATCH), "What is asked",
        "P,...", "quantiles (default: 0.025,0.25,0.5,0.75,0.975)", ""},
    {"method", 'm', TEXT(method), ASKED, "How", "ID", "the method; reconcile methods lists them",
        "<method>"},
    {"set", 's', LIST(settings), ASKED, "How", "NAME=VALUE",
        "an option of the method; may be repeated", "<setting>"},
    {"compare", 'c', FLAG(compare), RANGES | FOR(COMMAND_BATCH), "How", NULL,
        "every method, side by side", NULL},
    {"jobs", 'j', TEXT(jobs), FOR(COMMAND_BATCH), "How", "N",
        "threads (default: as many as processors)", ""},
    {"format", 'f', TEXT(format), RANGES, "What comes out", "FORMAT",
        "table (default), json, csv; svg, png, pdf, gnuplot, vega", "<format>"},
    {"format", 'f', TEXT(format), FOR(COMMAND_EXPLAIN), "What comes out", "FORMAT",
        "table (default), json", "<format>"},
    {"format", 'f', TEXT(format), FOR(COMMAND_BRIEF), "What comes out", "FORMAT", "text (default)",
        "<format>"},
    {"in", '\0', TEXT(brief_language), FOR(COMMAND_BRIEF), "What comes out", "CODE",
        "in this language: en (default), fr", "en fr"},
    {"format", 'f', TEXT(format), FOR(COMMAND_READ), "What comes out", "FORMAT",
        "table (default), json", "<format>"},
    {"output", 'o', TEXT(output), FOR(COMMAND_READ), "What comes out", "FILE",
        "the evidence, to this file", "<file>"},
    {"picture", '\0', TEXT(picture), RANGES, "What comes out", "NAME",
        "fan (default), forest, methods", "fan forest methods"},
    {"size", '\0', TEXT(size), RANGES, "What comes out", "WxH",
        "of the picture in pixels (default: 960 wide)", ""},
    {"output", 'o', TEXT(output), ANSWERS, "What comes out", "FILE",
        "to this file, whole or not at all", "<file>"},
    {"format", 'f', TEXT(format), FOR(COMMAND_BATCH), "What comes out", "FORMAT",
        "ndjson (default), csv", "<format>"},
    {"output", 'o', TEXT(output), FOR(COMMAND_BATCH), "What comes out", "FILE",
        "to this file, line by line", "<file>"},
    {"resume", '\0', FLAG(resume), FOR(COMMAND_BATCH), "What comes out", NULL,
        "go on with the output of an earlier run", NULL},
    {"progress", '\0', FLAG(progress), FOR(COMMAND_BATCH), "What comes out", NULL,
        "tell how far it is, also where there is no terminal", NULL},
    {"fail", '\0', FLAG(fail), RANGES | FOR(COMMAND_BATCH), "What comes out", NULL,
        "exit status 3 when there is no answer", NULL},
    {"quiet", 'q', FLAG(quiet), ASKED, "What comes out", NULL, "do not show how far the work is",
        NULL},
    {"value", '\0', TEXT(value), SHEETS, "Sheets", "COLUMN", "which column has the figures", ""},
    {"low", '\0', TEXT(low), SHEETS, "Sheets", "COLUMN", "... their low ends", ""},
    {"high", '\0', TEXT(high), SHEETS, "Sheets", "COLUMN", "... their high ends", ""},
    {"date", '\0', TEXT(date_column), SHEETS, "Sheets", "COLUMN", "... their dates", ""},
    {"source", '\0', TEXT(source), SHEETS, "Sheets", "COLUMN", "... who published them", ""},
    {"where", '\0', LIST(where), SHEETS, "Sheets", "COLUMN=VALUE",
        "only rows where this holds; may be repeated", ""},
    {"decimal", '\0', TEXT(decimal), SHEETS, "Sheets", "MARK", "comma or point", "comma point"},
    {"date-order", '\0', TEXT(date_order), SHEETS, "Sheets", "ORDER", "of 05/06/2018: dmy or mdy",
        "dmy mdy"},
    {"measure", '\0', TEXT(measure), SHEETS, "Sheets", "MEASURE",
        "stock, flow, cumulative or share", "stock flow cumulative share"},
    {"name", '\0', TEXT(name), SHEETS, "Sheets", "TEXT", "who is counted", ""},
    {"skip-unreadable", '\0', FLAG(skip_unreadable), SHEETS, "Sheets", NULL,
        "leave out rows that cannot be read", NULL},
    {"explain-reading", '\0', TEXT(explain_reading), RANGES, "Words", "TEXT",
        "how a figure in words is read, and why", ""},
    {"language", '\0', TEXT(language), SHEETS, "Words", "CODE", "of the words: en, fr, es, de, ko",
        "en fr es de ko"},
    {"help", 'h', OPTION_HELP, 0, EVERY, "Help", NULL, "this page", NULL},
    {"version", 'V', OPTION_VERSION, 0, EVERY, "Help", NULL, "the version and the licence", NULL},
};
const size_t option_count = sizeof option_rows / sizeof *option_rows;

const struct option_row *find_option(enum command command, const char *name, size_t length)
{
    for (size_t i = 0; i < option_count; i++)
        if (option_rows[i].commands & FOR(command) && strlen(option_rows[i].name) == length &&
            memcmp(option_rows[i].name, name, length) == 0)
            return &option_rows[i];
    return NULL;
}

const struct option_row *find_letter(enum command command, char letter)
{
    for (size_t i = 0; i < option_count; i++)
        if (option_rows[i].commands & FOR(command) && letter && option_rows[i].letter == letter)
            return &option_rows[i];
    return NULL;
}

enum command find_command(const char *name)
{
    for (int i = 0; i < COMMANDS; i++)
        if (command_rows[i].name[0] && strcmp(command_rows[i].name, name) == 0)
            return (enum command)i;
    return COMMANDS;
}

/* ------------------------------------------------------------------ hints */

enum { LONGEST_HINT = 40 };

/*
 * How many letters must be changed, put in, taken out, or swapped with their neighbour, to make one
 * word of the other (the optimal string alignment distance of Damerau 1964).
 */
static size_t distance_between(const char *a, size_t la, const char *b, size_t lb)
{
    size_t rows[3][LONGEST_HINT + 1];
    for (size_t j = 0; j <= lb; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= la; i++) {
        size_t *now = rows[i % 3], *before = rows[(i + 2) % 3], *earlier = rows[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= lb; j++) {
            size_t changed = before[j - 1] + (a[i - 1] != b[j - 1]);
            size_t least = before[j] + 1 < now[j - 1] + 1 ? before[j] + 1 : now[j - 1] + 1;
            least = changed < least ? changed : least;
            bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped && earlier[j - 2] + 1 < least)
                least = earlier[j - 2] + 1;
            now[j] = least;
        }
    }
    return rows[la % 3][lb];
}

struct nearest nearest_to(const char *typed, size_t length)
{
    size_t most = length < 3 ? 0 : length < 5 ? 1 : length < 9 ? 2 : 3;
    return (struct nearest){typed, length, NULL, most + 1};
}

void consider(struct nearest *nearest, const char *name)
{
    size_t length = strlen(name);
    if (nearest->length > LONGEST_HINT || length > LONGEST_HINT)
        return;
    /* A word that was broken off is as near as can be. */
    bool begun = nearest->length >= 3 && length > nearest->length &&
                 memcmp(name, nearest->typed, nearest->length) == 0;
    size_t distance = begun ? 1 : distance_between(nearest->typed, nearest->length, name, length);
    if (distance < nearest->distance) {
        nearest->distance = distance;
        nearest->name = name;
    }
}

char *did_you_mean(const struct nearest *nearest, const char *prefix, char *to, size_t size)
{
    to[0] = '\0';
    if (nearest->name)
        snprintf(to, size, " (did you mean %s%s?)", prefix, nearest->name);
    return to;
}
