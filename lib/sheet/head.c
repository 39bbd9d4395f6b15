/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sheet/head.h"

#include <stdio.h>
#include <string.h>

#include "core/status.h"
#include "core/utf8.h"
#include "sheet/fold.h"
#include "sheet/place.h"
#include "sheet/tags.h"

/* Names stand near the top: an export has a dozen lines of text above them. */
enum { ROWS_LOOKED_AT = 60 };

/* What the columns of one row are, before one is chosen for each role. */
typedef struct candidate_row {
    const rk_cells *cells;
    size_t names, tags;
} candidate_row;

static const char *text_of(const candidate_row *row, size_t column)
{
    return rk_cell(row->cells, row->tags != RK_NO_COLUMN ? row->tags : row->names, column);
}

static rk_naming naming_at(const candidate_row *row, size_t column)
{
    const char *text = text_of(row, column);
    return row->tags != RK_NO_COLUMN ? rk_naming_of_tag(text) : rk_naming_of(text);
}

static rk_side side_at(const candidate_row *row, size_t column)
{
    char words[RK_FOLDED];
    size_t used = 0;
    /* The attributes of a tag are words like any other. */
    for (const char *at = text_of(row, column); *at && used + 1 < sizeof words; at++)
        words[used++] = *at == '+' || *at == '#' ? ' ' : *at;
    words[used] = '\0';
    return rk_side_of(words);
}

const char *rk_head_name(const rk_cells *cells, const rk_head *head, size_t column)
{
    const char *name = head->names == RK_NO_COLUMN ? "" : rk_cell(cells, head->names, column);
    return name[0] || head->tags == RK_NO_COLUMN ? name : rk_cell(cells, head->tags, column);
}

/* ------------------------------------------------------------ which row */

/* A row of tags: at least two, and nothing but tags and empty cells. */
static bool is_tag_row(const rk_cells *cells, size_t row)
{
    size_t width = rk_row_width(cells, row), tags = 0;
    for (size_t i = 0; i < width; i++) {
        const char *text = rk_cell(cells, row, i);
        size_t length;
        text = rk_trimmed(text, &length);
        if (!length)
            continue;
        if (text[0] != '#' || length < 3 || text[1] < 'a' || text[1] > 'z')
            return false;
        tags++;
    }
    return tags >= 2;
}

static bool is_named(const reckon_sheet_options *options, const char *text)
{
    const char *const named[] = {
        options->value, options->low, options->high, options->date, options->source};
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (named[i] && rk_same_name(named[i], text))
            return true;
    return false;
}

size_t rk_head_score(const rk_cells *cells, size_t row, const reckon_sheet_options *options)
{
    size_t width = rk_row_width(cells, row), score = 0;
    bool figure = options->value || options->low || options->high, dated = options->date != NULL;
    unsigned seen = 0;
    if (is_tag_row(cells, row))
        return 1000 + width;
    for (size_t i = 0; i < width && i < 400; i++) {
        const char *text = rk_cell(cells, row, i);
        if (!text[0])
            continue;
        rk_role role = rk_naming_of(text).role;
        if (is_named(options, text))
            score += 2;
        if (role == RK_ROLE_NONE)
            continue;
        figure = figure || (role >= RK_ROLE_VALUE && role <= RK_ROLE_BEST);
        dated = dated || role == RK_ROLE_DATE || role == RK_ROLE_START;
        score += seen >> role & 1 ? 0 : 2;
        seen |= 1u << role;
    }
    return figure && dated && score >= 4 ? score : figure || dated ? score / 2 : 0;
}

static size_t best_row(const rk_cells *cells, const reckon_sheet_options *options)
{
    size_t best = RK_NO_COLUMN, most = 0;
    for (size_t row = 0; row < cells->row_count && row < ROWS_LOOKED_AT; row++) {
        size_t score = rk_head_score(cells, row, options);
        if (score > most) {
            most = score;
            best = row;
        }
    }
    return best;
}

/* ------------------------------------------------------- which columns */

/* "Source, Date, Figure": the names, for a message; cut when they are many. */
static const char *list_names(const candidate_row *row, char *to, size_t size)
{
    size_t width = rk_row_width(row->cells, row->names != RK_NO_COLUMN ? row->names : row->tags),
           used = 0;
    to[0] = '\0';
    for (size_t i = 0; i < width; i++) {
        char shown[RK_SHOWN];
        const char *name =
            row->names != RK_NO_COLUMN ? rk_cell(row->cells, row->names, i) : text_of(row, i);
        if (!name[0])
            continue;
        if (used + RK_SHOWN + 8 > size) {
            snprintf(to + used, size - used, ", ...");
            break;
        }
        used += (size_t)snprintf(
            to + used, size - used, "%s%s", used ? ", " : "", rk_shown(shown, name));
    }
    return to;
}

/* A column by its name, its tag or its letter. */
static size_t column_named(const candidate_row *row, const char *name)
{
    size_t width = 0;
    if (row->names != RK_NO_COLUMN)
        width = rk_row_width(row->cells, row->names);
    if (row->tags != RK_NO_COLUMN && rk_row_width(row->cells, row->tags) > width)
        width = rk_row_width(row->cells, row->tags);
    for (size_t i = 0; i < width; i++)
        if ((row->names != RK_NO_COLUMN &&
                rk_same_name(rk_cell(row->cells, row->names, i), name)) ||
            (row->tags != RK_NO_COLUMN && rk_same_name(rk_cell(row->cells, row->tags, i), name)))
            return i;
    size_t letters = rk_column_of_letters(name);
    return letters < width ? letters : RK_NO_COLUMN;
}

static reckon_status take_named(const candidate_row *row, const char *option, const char *name,
    size_t *column, reckon_error *error)
{
    char shown[RK_SHOWN], list[300];
    if (!name)
        return RECKON_OK;
    *column = column_named(row, name);
    if (*column != RK_NO_COLUMN)
        return RECKON_OK;
    return rk_fail(error, RECKON_OPTION, "%s: the sheet has no column \"%s\"; it has: %s", option,
        rk_shown(shown, name), list_names(row, list, sizeof list));
}

static reckon_status take_options(const candidate_row *row, const reckon_sheet_options *options,
    rk_head *head, reckon_error *error)
{
    const struct {
        const char *option, *name;
        rk_role role;
    } named[] = {{"--value", options->value, RK_ROLE_VALUE}, {"--low", options->low, RK_ROLE_LOW},
        {"--high", options->high, RK_ROLE_HIGH}, {"--date", options->date, RK_ROLE_DATE},
        {"--source", options->source, RK_ROLE_SOURCE}};
    reckon_status status = RECKON_OK;
    for (size_t i = 0; status == RECKON_OK && i < sizeof named / sizeof *named; i++)
        status =
            take_named(row, named[i].option, named[i].name, &head->column[named[i].role], error);
    for (size_t i = 0; status == RECKON_OK && i < options->where_count; i++) {
        char name[RK_FOLDED], shown[RK_SHOWN];
        const char *stated = options->where[i], *equals = stated ? strchr(stated, '=') : NULL;
        size_t length = equals ? (size_t)(equals - stated) : 0;
        if (!length || length >= sizeof name)
            return rk_fail(error, RECKON_OPTION, "--where takes COLUMN=VALUE, not \"%s\"",
                rk_shown(shown, stated));
        memcpy(name, stated, length);
        name[length] = '\0';
        rk_condition *condition = &head->where[head->where_count++];
        condition->value = equals + 1;
        status = take_named(row, "--where", name, &condition->column, error);
    }
    return status;
}

static bool is_taken(const rk_head *head, size_t column)
{
    for (size_t role = 0; role < RK_ROLE_COUNT; role++)
        if (head->column[role] == column)
            return true;
    return false;
}

/* Where two columns of one role would be two answers to one question, the sheet's owner chooses. */
static const char *option_of(rk_role role)
{
    switch (role) {
    case RK_ROLE_SOURCE:
        return "--source";
    case RK_ROLE_DATE:
        return "--date";
    case RK_ROLE_VALUE:
        return "--value";
    case RK_ROLE_LOW:
        return "--low";
    case RK_ROLE_HIGH:
        return "--high";
    default:
        return NULL;
    }
}

/* Columns are chosen in the order of the roles, the figure before its ends: an end that is there
 * was named. */
static bool is_named_end(const rk_head *head, rk_role role)
{
    return head->column[role] != RK_NO_COLUMN;
}

static reckon_status choose(
    const candidate_row *row, size_t width, rk_role role, rk_head *head, reckon_error *error)
{
    size_t count = 0, used = 0;
    int best = 9;
    char list[320] = "";
    for (size_t i = 0; i < width; i++) {
        rk_naming naming = naming_at(row, i);
        char shown[RK_SHOWN];
        if (naming.role != role || naming.rank > best || is_taken(head, i))
            continue;
        if (naming.rank < best) {
            best = naming.rank;
            head->column[role] = i;
            count = used = 0;
        }
        if (used + RK_SHOWN + 4 < sizeof list)
            used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", used ? ", " : "",
                rk_shown(shown, rk_head_name(row->cells, head, i)));
        count++;
    }
    /* Ends that were named are the figure; what else may be one is not asked for. */
    if (count > 1 && role == RK_ROLE_VALUE &&
        (is_named_end(head, RK_ROLE_LOW) || is_named_end(head, RK_ROLE_HIGH))) {
        head->column[role] = RK_NO_COLUMN;
        return RECKON_OK;
    }
    if (count > 1 && option_of(role))
        return rk_fail(error, RECKON_OPTION,
            "%zu columns may hold the %s: %s; name the one to read with %s", count,
            role == RK_ROLE_VALUE ? "figure" : rk_role_name(role), list, option_of(role));
    return RECKON_OK;
}

/* ------------------------------------------------------------- places */

static void take_place(const candidate_row *row, size_t column, rk_head *head)
{
    rk_side side = side_at(row, column);
    size_t *code = side.side == 'o' ? &head->origin : &head->asylum;
    size_t *name = side.side == 'o' ? &head->origin_name : &head->asylum_name;
    if (side.side == ' ') {
        if (head->place_count < RK_PLACES)
            head->places[head->place_count++] = column;
        return;
    }
    if (side.choice == 1 && *name == RK_NO_COLUMN)
        *name = column;
    if (*code == RK_NO_COLUMN || side.choice > side_at(row, *code).choice)
        *code = column;
}

static void take_places(const candidate_row *row, size_t width, rk_head *head)
{
    bool counts = false;
    for (size_t i = 0; i < width; i++) {
        if (row->tags == RK_NO_COLUMN && rk_is_unhcr_count(text_of(row, i)))
            counts = true;
        if (naming_at(row, i).role == RK_ROLE_PLACE && !is_taken(head, i))
            take_place(row, i, head);
    }
    bool years =
        head->column[RK_ROLE_DATE] != RK_NO_COLUMN && head->column[RK_ROLE_SOURCE] == RK_NO_COLUMN;
    head->unhcr = counts && years && head->origin != RK_NO_COLUMN && head->asylum != RK_NO_COLUMN;
}

/* ---------------------------------------------------------------- whole */

static reckon_status check_units(const candidate_row *row, const rk_head *head, reckon_error *error)
{
    for (int role = RK_ROLE_VALUE; role <= RK_ROLE_BEST; role++) {
        char shown[RK_SHOWN];
        size_t column = head->column[role];
        rk_naming naming = column == RK_NO_COLUMN ? (rk_naming){0} : naming_at(row, column);
        if (naming.families)
            return rk_fail(error, RECKON_FORMAT,
                "column \"%s\" counts families or households, not persons; write the number of "
                "persons, or name "
                "another column with --value",
                rk_shown(shown, rk_head_name(row->cells, head, column)));
        if (naming.scaled)
            return rk_fail(error, RECKON_FORMAT,
                "column \"%s\" does not count single persons; write its numbers out in full (\"85 "
                "thousand\", "
                "\"40 %%\") and give the column a plain name such as Figure",
                rk_shown(shown, rk_head_name(row->cells, head, column)));
    }
    return RECKON_OK;
}

static reckon_status check_needs(const candidate_row *row, const rk_head *head, reckon_error *error)
{
    char list[300];
    const size_t *column = head->column;
    if (column[RK_ROLE_VALUE] == RK_NO_COLUMN && column[RK_ROLE_LOW] == RK_NO_COLUMN &&
        column[RK_ROLE_HIGH] == RK_NO_COLUMN && column[RK_ROLE_BEST] == RK_NO_COLUMN)
        return rk_fail(error, RECKON_FORMAT,
            "no column of figures is known; name it with --value; the sheet has: %s",
            list_names(row, list, sizeof list));
    if (column[RK_ROLE_DATE] == RK_NO_COLUMN && column[RK_ROLE_START] == RK_NO_COLUMN)
        return rk_fail(error, RECKON_FORMAT,
            "no column of dates is known; name it with --date; the sheet has: %s",
            list_names(row, list, sizeof list));
    if (column[RK_ROLE_SOURCE] == RK_NO_COLUMN && !head->unhcr)
        return rk_fail(error, RECKON_FORMAT,
            "no column says who published a figure; name it with --source, or add a column Source; "
            "the sheet has: %s",
            list_names(row, list, sizeof list));
    return RECKON_OK;
}

static void start(rk_head *head)
{
    *head = (rk_head){.origin = RK_NO_COLUMN,
        .asylum = RK_NO_COLUMN,
        .origin_name = RK_NO_COLUMN,
        .asylum_name = RK_NO_COLUMN,
        .tags = RK_NO_COLUMN,
        .names = RK_NO_COLUMN};
    for (size_t i = 0; i < RK_ROLE_COUNT; i++)
        head->column[i] = RK_NO_COLUMN;
}

reckon_status rk_head_find(
    const rk_cells *cells, const reckon_sheet_options *options, rk_head *head, reckon_error *error)
{
    start(head);
    size_t at = best_row(cells, options);
    if (at == RK_NO_COLUMN)
        return rk_fail(error, RECKON_FORMAT,
            "no row of column names was found in the first %d rows; the sheet needs one, such as "
            "Source, Date, "
            "Figure, or name the columns with --source, --date and --value",
            ROWS_LOOKED_AT);
    head->names = at;
    head->first = at + 1;
    if (is_tag_row(cells, at)) {
        head->tags = at;
        head->names = at && rk_row_width(cells, at - 1) ? at - 1 : RK_NO_COLUMN;
    }
    candidate_row row = {cells, head->names, head->tags};
    size_t width = rk_row_width(cells, at);
    reckon_status status = take_options(&row, options, head, error);
    for (int role = 0; status == RECKON_OK && role < RK_ROLE_COUNT; role++)
        if (role != RK_ROLE_PLACE && head->column[role] == RK_NO_COLUMN)
            status = choose(&row, width, (rk_role)role, head, error);
    if (status == RECKON_OK)
        status = check_units(&row, head, error);
    if (status != RECKON_OK)
        return status;
    take_places(&row, width, head);
    return check_needs(&row, head, error);
}
