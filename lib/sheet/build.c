/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows that were read, as evidence: populations by place, sources by name, an estimate a row.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/status.h"
#include "core/utf8.h"
#include "sheet/fold.h"
#include "sheet/groups.h"
#include "sheet/number.h"
#include "sheet/sheet.h"

/* How far a source is trusted, as one of its rows says. */
typedef struct trust {
    char letter;
    double weight;
    size_t row; /* of the reading, which says so; RK_NO_COLUMN: none does */
} trust;

typedef struct builder {
    rk_sheet *sheet;
    reckon_evidence *evidence;
    rk_groups sources, populations;
    trust *trusts;         /* [sources.count] */
    size_t *estimate_rows; /* [estimate count] the row of the reading behind each estimate */
    size_t estimate_count;
    size_t *source_of;     /* [reading->count] */
    size_t *population_of; /* likewise */
} builder;

/* ---------------------------------------------------------------- measure */

static bool fits(const reckon_claim *claim, reckon_measure measure)
{
    return claim->share == (measure == RECKON_SHARE) &&
           (claim->per == RECKON_PER_NONE || measure == RECKON_FLOW);
}

/* By the option, or by the words: all shares, or all rates; else people at a moment. */
static void settle_measure(rk_sheet *sheet)
{
    reckon_reading *reading = sheet->reading;
    size_t read = 0, shares = 0, rates = 0;
    for (size_t i = 0; i < reading->count; i++) {
        const reckon_reading_row *row = &reading->rows[i];
        if (row->status != RECKON_ROW_READ)
            continue;
        read++;
        shares += row->claim.share;
        rates += row->claim.per != RECKON_PER_NONE;
    }
    if (!sheet->options.measure)
        sheet->measure = read && shares == read  ? RECKON_SHARE
                         : read && rates == read ? RECKON_FLOW
                                                 : RECKON_STOCK;
    reading->measure = reckon_measure_name(sheet->measure);
}

static void ask_row(builder *b, size_t index, size_t column, reckon_status code, const char *rule,
    const char *why, const char *remedy)
{
    reckon_reading_row *row = &b->sheet->reading->rows[index];
    rk_question question = {row->row - 1, column, code, rule, why, remedy, NULL, 0};
    b->sheet->reading->status_counts[row->status]--;
    rk_sheet_ask(b->sheet, row, &question);
    b->sheet->reading->status_counts[row->status]++;
}

static size_t figure_column(const rk_sheet *sheet)
{
    const size_t *column = sheet->head.column;
    return column[RK_ROLE_VALUE] != RK_NO_COLUMN  ? column[RK_ROLE_VALUE]
           : column[RK_ROLE_LOW] != RK_NO_COLUMN  ? column[RK_ROLE_LOW]
           : column[RK_ROLE_BEST] != RK_NO_COLUMN ? column[RK_ROLE_BEST]
                                                  : column[RK_ROLE_HIGH];
}

/* A share among persons, a rate among stocks: the words are clear, but they answer another
 * question. The row stays read; it is no evidence for this measure. */
static bool check_measure(builder *b, size_t index)
{
    rk_sheet *sheet = b->sheet;
    reckon_reading_row *row = &sheet->reading->rows[index];
    if (fits(&row->claim, sheet->measure))
        return true;
    const char *what = row->claim.share                    ? "a share"
                       : row->claim.per != RECKON_PER_NONE ? "a number per period"
                                                           : "a number of persons";
    if (!sheet->options.skip_unreadable) {
        ask_row(b, index, figure_column(sheet), RECKON_MEASURE, "ask-measure",
            rk_shelf_format(&sheet->reading->shelf, "this is %s, and the sheet is read as a %s",
                what, reckon_measure_name(sheet->measure)),
            "Keep one measure in a sheet, or name it with --measure stock, flow, cumulative or "
            "share.");
        return false;
    }
    row->why = rk_shelf_format(&sheet->reading->shelf,
        "%.300s; not used: %s, and the sheet is read as a %s", row->why, what,
        reckon_measure_name(sheet->measure));
    return false;
}

/* ------------------------------------------------------------ populations */

/* The text that tells one population from another: the codes of both sides, or the places. */
static const char *place_key(builder *b, size_t sheet_row, char *to, size_t size)
{
    const rk_head *head = &b->sheet->head;
    const rk_cells *cells = &b->sheet->reading->cells;
    size_t columns[RK_PLACES + 2], count = 0, used = 0;
    if (head->origin != RK_NO_COLUMN)
        columns[count++] = head->origin;
    if (head->asylum != RK_NO_COLUMN)
        columns[count++] = head->asylum;
    for (size_t i = 0; i < head->place_count; i++)
        columns[count++] = head->places[i];
    to[0] = '\0';
    for (size_t i = 0; i < count && used + 2 < size; i++) {
        size_t length;
        const char *text = rk_trimmed(rk_cell(cells, sheet_row, columns[i]), &length);
        if (used + length + 2 > size)
            length = size - used - 2;
        if (i)
            to[used++] = '\x1f';
        memcpy(to + used, text, length);
        used += length;
        to[used] = '\0';
    }
    return to;
}

/* "SYR-JOR", "camp-a": what --population takes. Returns `to`. */
static const char *slug(char *to, size_t size, const char *key, bool codes)
{
    char folded[RK_FOLDED];
    size_t used = 0;
    for (const char *part = key; *part && used + 1 < size;) {
        char copy[RK_FOLDED];
        size_t length = strcspn(part, "\x1f"),
               kept = length < sizeof copy - 1 ? length : sizeof copy - 1;
        memcpy(copy, part, kept);
        copy[kept] = '\0';
        const char *text = codes ? copy : rk_fold_name(folded, copy);
        if (used && text[0])
            to[used++] = '-';
        for (; *text && used + 1 < size; text++)
            to[used++] = *text == ' ' ? '-' : *text;
        part += length + (part[length] == '\x1f');
    }
    while (used && to[used - 1] == '-')
        used--;
    to[used] = '\0';
    if (!rk_utf8_valid(to) || !used)
        snprintf(to, size, "population");
    return to;
}

static const char *place_name(builder *b, size_t sheet_row, const char *key, char *to, size_t size)
{
    const rk_head *head = &b->sheet->head;
    const rk_cells *cells = &b->sheet->reading->cells;
    if (head->origin_name != RK_NO_COLUMN && head->asylum_name != RK_NO_COLUMN &&
        !head->place_count) {
        snprintf(to, size, "%.200s in %.200s", rk_cell(cells, sheet_row, head->origin_name),
            rk_cell(cells, sheet_row, head->asylum_name));
        return to;
    }
    size_t used = 0;
    for (; *key && used + 3 < size; key++) {
        if (*key == '\x1f') {
            to[used++] = ',';
            to[used++] = ' ';
        } else {
            to[used++] = *key;
        }
    }
    to[used] = '\0';
    return to;
}

static reckon_status add_population(
    builder *b, const char *id, const char *name, reckon_error *error)
{
    reckon_population population;
    reckon_population_init(&population);
    population.id = id;
    population.name = name && name[0] && rk_utf8_valid(name) ? name : NULL;
    population.measure = b->sheet->measure;
    return reckon_evidence_add_population(b->evidence, &population, error);
}

/* The population of a row: found, or added with an id that no other has. */
static reckon_status population_of(builder *b, size_t index, reckon_error *error)
{
    char key[1024], id[200], name[512];
    size_t sheet_row = b->sheet->reading->rows[index].row - 1;
    const rk_head *head = &b->sheet->head;
    place_key(b, sheet_row, key, sizeof key);
    bool added;
    if (!rk_groups_find(
            &b->populations, &b->sheet->reading->shelf, key, &b->population_of[index], &added))
        return rk_fail(error, RECKON_MEMORY, "out of memory for the populations");
    if (!added)
        return RECKON_OK;
    bool codes = head->origin != RK_NO_COLUMN && head->asylum != RK_NO_COLUMN && !head->place_count;
    slug(id, sizeof id - 24, key, codes);
    size_t length = strlen(id);
    for (size_t n = 2; reckon_evidence_find_population(b->evidence, id) != (size_t)-1; n++)
        snprintf(id + length, 24, "-%zu", n);
    const char *stated = b->sheet->options.name;
    return add_population(b, id,
        key[0] || !stated ? place_name(b, sheet_row, key, name, sizeof name) : stated, error);
}

/* ---------------------------------------------------------------- sources */

/* "B", "b2", "0.5", "50 %". False when the cell is none of them. */
static bool read_trust(const char *cell, trust *stated, int *credibility)
{
    size_t length;
    const char *text = rk_trimmed(cell, &length);
    char letter = length ? (char)(text[0] & ~0x20) : '\0';
    *credibility = 0;
    if (letter >= 'A' && letter <= 'F' &&
        (length == 1 || (length == 2 && text[1] >= '1' && text[1] <= '6'))) {
        stated->letter = letter;
        *credibility = length == 2 ? text[1] - '0' : 0;
        return true;
    }
    return rk_portion(text, length, &stated->weight);
}

/* The trust that a row states for its source; two rows of one source may not differ. */
static void take_trust(builder *b, size_t index, trust *known)
{
    rk_sheet *sheet = b->sheet;
    const reckon_reading_row *row = &sheet->reading->rows[index];
    size_t column = sheet->head.column[RK_ROLE_TRUST], length;
    const char *cell =
        column == RK_NO_COLUMN ? "" : rk_cell(&sheet->reading->cells, row->row - 1, column);
    trust stated = {'\0', NAN, index};
    int credibility;
    rk_trimmed(cell, &length);
    if (!length)
        return;
    if (!read_trust(cell, &stated, &credibility)) {
        ask_row(b, index, column, RECKON_VALUE, "ask-trust", "this is no trust that can be read",
            "Type a letter from A (reliable) to F (cannot be judged), or a number from 0 to 1.");
        return;
    }
    bool same = known->letter == stated.letter &&
                (known->weight == stated.weight || (isnan(known->weight) && isnan(stated.weight)));
    if (known->row == RK_NO_COLUMN)
        *known = stated;
    else if (!same)
        ask_row(b, index, column, RECKON_VALUE, "ask-trust",
            rk_shelf_format(&sheet->reading->shelf,
                "row %zu states another trust for the same source",
                sheet->reading->rows[known->row].row),
            "Give every row of a source the same trust.");
}

/* Sources in the order in which they come; the first spelling of a name is kept. */
static reckon_status find_sources(builder *b, reckon_error *error)
{
    reckon_reading *reading = b->sheet->reading;
    for (size_t i = 0; i < reading->count; i++) {
        if (reading->rows[i].status != RECKON_ROW_READ)
            continue;
        char folded[RK_FOLDED];
        bool added, whole = strlen(reading->rows[i].source) + 8 < RK_FOLDED;
        const char *key =
            whole ? rk_fold_name(folded, reading->rows[i].source) : reading->rows[i].source;
        if (!rk_groups_find(&b->sources, &reading->shelf, key[0] ? key : reading->rows[i].source,
                &b->source_of[i], &added))
            return rk_fail(error, RECKON_MEMORY, "out of memory for the sources");
        if (added) {
            b->sources.label[b->source_of[i]] = reading->rows[i].source;
            trust *grown = rk_realloc(b->trusts, b->sources.count, sizeof *grown);
            if (!grown)
                return rk_fail(error, RECKON_MEMORY, "out of memory for the sources");
            b->trusts = grown;
            grown[b->source_of[i]] = (trust){'\0', NAN, RK_NO_COLUMN};
        }
        take_trust(b, i, &b->trusts[b->source_of[i]]);
    }
    return RECKON_OK;
}

static reckon_status add_sources(builder *b, reckon_error *error)
{
    reckon_status status = RECKON_OK;
    for (size_t i = 0; status == RECKON_OK && i < b->sources.count; i++) {
        reckon_source source;
        reckon_source_init(&source);
        source.id = b->sources.label[i];
        source.admiralty = b->trusts[i].letter;
        source.reliability = b->trusts[i].weight;
        status = reckon_evidence_add_source(b->evidence, &source, error);
    }
    return status;
}

/* -------------------------------------------------------------- estimates */

static const char *cell_or_null(const rk_sheet *sheet, size_t sheet_row, rk_role role)
{
    const char *text = rk_sheet_cell(sheet, sheet_row, role);
    size_t length;
    rk_trimmed(text, &length);
    return length ? text : NULL;
}

static void put_claim(const reckon_claim *claim, reckon_estimate *estimate)
{
    static const char *const steps[] = {NULL, "P1D", "P1W", "P1M", "P1Y"};
    estimate->value = claim->value;
    estimate->approximate = claim->approximate;
    estimate->precision = claim->precision;
    estimate->low = claim->low;
    estimate->high = claim->high;
    estimate->level = claim->level;
    estimate->best = claim->best;
    estimate->per = steps[claim->per];
}

/* The words go with the numbers where they say more than digits, and where a reader without this
 * sheet's options reads them alike. */
static void put_words(
    const rk_sheet *sheet, const reckon_reading_row *row, reckon_estimate *estimate)
{
    const char *text = cell_or_null(sheet, row->row - 1, RK_ROLE_VALUE);
    bool bare = strcmp(row->rule, "plain") == 0 || strcmp(row->rule, "grouping") == 0;
    if (!text || bare)
        return;
    if (strcmp(row->rule, "small-numbers") == 0) {
        estimate->note = row->why;
        return;
    }
    reckon_figure figure;
    reckon_figure_options options;
    reckon_figure_options_init(&options);
    options.language = sheet->options.language;
    reckon_figure_read(text, strlen(text), &options, &figure, NULL);
    if (figure.status == RECKON_FIGURE_READ &&
        strcmp(row->rule, reckon_rule_name(figure.rule)) == 0) {
        estimate->text = text;
        estimate->language = sheet->options.language;
    } else {
        estimate->note = row->why;
    }
}

/* "no", "0" and the like leave nothing out; "x" and "yes" give no reason. */
static const char *exclusion(const rk_sheet *sheet, size_t sheet_row)
{
    const char *text = cell_or_null(sheet, sheet_row, RK_ROLE_LEAVE_OUT);
    char folded[RK_FOLDED];
    if (!text)
        return NULL;
    rk_fold_name(folded, text);
    if (rk_in_list("no non nein false 0 n 아니오", folded, strlen(folded)))
        return NULL;
    return rk_in_list("x yes oui si ja true 1 y 예", folded, strlen(folded)) || !folded[0]
               ? "left out by the sheet"
               : text;
}

static void put_citation(const rk_sheet *sheet, size_t sheet_row, reckon_estimate *estimate)
{
    reckon_citation *citation = &estimate->citation;
    citation->quote = cell_or_null(sheet, sheet_row, RK_ROLE_QUOTE);
    citation->url = cell_or_null(sheet, sheet_row, RK_ROLE_LINK);
    citation->author = cell_or_null(sheet, sheet_row, RK_ROLE_AUTHOR);
    citation->title = cell_or_null(sheet, sheet_row, RK_ROLE_TITLE);
    citation->page = cell_or_null(sheet, sheet_row, RK_ROLE_PAGE);
    citation->note = cell_or_null(sheet, sheet_row, RK_ROLE_NOTE);
}

static const char *published(builder *b, size_t index)
{
    rk_sheet *sheet = b->sheet;
    size_t sheet_row = sheet->reading->rows[index].row - 1;
    const char *text = cell_or_null(sheet, sheet_row, RK_ROLE_PUBLISHED);
    if (!text)
        return NULL;
    rk_sheet_date date = rk_sheet_date_at(sheet, text);
    if (date.kind == RK_DATE_READ)
        return rk_shelf_keep(&sheet->reading->shelf, date.text, strlen(date.text));
    if (date.kind == RK_DATE_NONE)
        return NULL;
    sheet->reading->status_counts[RECKON_ROW_READ]--;
    rk_sheet_ask_date(sheet, &sheet->reading->rows[index], sheet_row,
        sheet->head.column[RK_ROLE_PUBLISHED], &date);
    sheet->reading->status_counts[RECKON_ROW_ASK]++;
    return NULL;
}

/* The row that another repeats: by its number, or by a source that has one row only. RK_NO_COLUMN:
 * neither. */
static size_t repeated_row(const builder *b, const char *cell)
{
    const reckon_reading *reading = b->sheet->reading;
    size_t length, found = RK_NO_COLUMN;
    const char *text = rk_trimmed(cell, &length);
    double number;
    if (length > 4 && (memcmp(text, "row ", 4) == 0 || memcmp(text, "Row ", 4) == 0)) {
        text += 4;
        length -= 4;
    }
    bool numbered = rk_whole_number(text, length, &number);
    for (size_t i = 0; i < reading->count; i++) {
        const reckon_reading_row *row = &reading->rows[i];
        bool match = numbered ? (double)row->row == number : rk_same_name(row->source, cell);
        if (row->status != RECKON_ROW_READ || !match)
            continue;
        if (numbered)
            return i;
        if (found != RK_NO_COLUMN)
            return RK_NO_COLUMN;
        found = i;
    }
    return found;
}

static const char *row_id(rk_shelf *shelf, size_t row)
{
    char text[32], *at = text + sizeof text;
    do
        *--at = (char)('0' + row % 10);
    while ((row /= 10) != 0);
    memcpy(at - 4, "row-", 4);
    return rk_shelf_keep(shelf, at - 4, (size_t)(text + sizeof text - (at - 4)));
}

/* "row-17", kept with the reading. */
static const char *estimate_id(builder *b, size_t index)
{
    reckon_reading_row *row = &b->sheet->reading->rows[index];
    if (!row->estimate[0])
        row->estimate = row_id(&b->sheet->reading->shelf, row->row);
    return row->estimate;
}

static bool put_repeats(builder *b, size_t index, const char **repeated, reckon_estimate *estimate)
{
    const reckon_reading_row *row = &b->sheet->reading->rows[index];
    const char *text = cell_or_null(b->sheet, row->row - 1, RK_ROLE_REPEATS);
    if (!text)
        return true;
    size_t found = repeated_row(b, text);
    if (found == RK_NO_COLUMN || found == index) {
        ask_row(b, index, b->sheet->head.column[RK_ROLE_REPEATS], RECKON_REFERENCE, "ask-repeats",
            "this names no other row that was read",
            "Type the number of the row that this one repeats, such as 4.");
        return false;
    }
    *repeated = estimate_id(b, found);
    estimate->derived_from = repeated;
    estimate->derived_count = 1;
    return true;
}

static void refuse(builder *b, size_t index, const reckon_error *inner)
{
    const char *pointer = inner->pointer[0] == '/' ? inner->pointer + 1 : "";
    size_t column = strncmp(pointer, "date", 4) == 0 ? b->sheet->head.column[RK_ROLE_DATE]
                    : strncmp(pointer, "published", 9) == 0
                        ? b->sheet->head.column[RK_ROLE_PUBLISHED]
                        : figure_column(b->sheet);
    ask_row(b, index, column, inner->code, "ask-refused",
        rk_shelf_keep(&b->sheet->reading->shelf, inner->message, strlen(inner->message)), "");
}

static reckon_status add_estimate(builder *b, size_t index)
{
    rk_sheet *sheet = b->sheet;
    reckon_reading_row *row = &sheet->reading->rows[index];
    size_t sheet_row = row->row - 1;
    const char *repeated = NULL;
    trust unused = {'\0', NAN, 0};
    reckon_error inner = RECKON_ERROR_INIT;
    reckon_estimate estimate;
    reckon_estimate_init(&estimate);
    estimate.id = estimate_id(b, index);
    estimate.population = reckon_evidence_population(b->evidence, b->population_of[index])->id;
    estimate.source = b->sources.label[b->source_of[index]];
    estimate.date = row->date;
    put_claim(&row->claim, &estimate);
    put_words(sheet, row, &estimate);
    put_citation(sheet, sheet_row, &estimate);
    estimate.published = published(b, index);
    estimate.exclude = exclusion(sheet, sheet_row);
    read_trust(rk_sheet_cell(sheet, sheet_row, RK_ROLE_TRUST), &unused, &estimate.credibility);
    if (!put_repeats(b, index, &repeated, &estimate) || row->status != RECKON_ROW_READ)
        return RECKON_OK;
    reckon_status status = reckon_evidence_add_estimate(b->evidence, &estimate, &inner);
    if (status == RECKON_MEMORY)
        return status;
    if (status != RECKON_OK) {
        row->estimate = "";
        refuse(b, index, &inner);
        return RECKON_OK;
    }
    row->population =
        rk_shelf_keep(&sheet->reading->shelf, estimate.population, strlen(estimate.population));
    if (estimate.exclude)
        row->why = rk_shelf_format(
            &sheet->reading->shelf, "%.200s; left out: %.200s", row->why, estimate.exclude);
    b->estimate_rows[b->estimate_count++] = index;
    return RECKON_OK;
}

/* ------------------------------------------------------------------ whole */

/* Circles among rows that repeat each other show only in the whole. */
static reckon_status check_whole(builder *b)
{
    reckon_error inner = RECKON_ERROR_INIT;
    reckon_status status = reckon_evidence_check(b->evidence, &inner);
    if (status == RECKON_OK || status == RECKON_MEMORY)
        return status;
    size_t at = strncmp(inner.pointer, "/estimates/", 11) == 0
                    ? (size_t)strtoul(inner.pointer + 11, NULL, 10)
                    : 0;
    if (at < b->estimate_count)
        refuse(b, b->estimate_rows[at], &inner);
    return status;
}

static reckon_status make_room(builder *b)
{
    size_t count = b->sheet->reading->count + 1;
    b->source_of = rk_alloc(count, sizeof *b->source_of);
    b->population_of = rk_alloc(count, sizeof *b->population_of);
    b->estimate_rows = rk_alloc(count, sizeof *b->estimate_rows);
    bool room = b->source_of && b->population_of && b->estimate_rows;
    return room ? reckon_evidence_new(&b->evidence) : RECKON_MEMORY;
}

static reckon_status fill(builder *b, reckon_error *error)
{
    const reckon_reading *reading = b->sheet->reading;
    reckon_status status = find_sources(b, error);
    if (status == RECKON_OK)
        status = add_sources(b, error);
    for (size_t i = 0; status == RECKON_OK && i < reading->count; i++) {
        if (reading->rows[i].status != RECKON_ROW_READ || !check_measure(b, i))
            continue;
        status = population_of(b, i, error);
        if (status == RECKON_OK)
            status = add_estimate(b, i);
    }
    if (status == RECKON_OK && !reckon_evidence_population_count(b->evidence))
        status = add_population(b, "population", b->sheet->options.name, error);
    if (status == RECKON_OK)
        status = reckon_evidence_set_title(b->evidence, b->sheet->options.name, NULL);
    return status;
}

reckon_status rk_sheet_build(rk_sheet *sheet, reckon_evidence **evidence)
{
    builder b = {.sheet = sheet};
    reckon_error inner = RECKON_ERROR_INIT;
    settle_measure(sheet);
    reckon_status status = make_room(&b);
    if (status == RECKON_OK)
        status = fill(&b, &inner);
    if (status == RECKON_OK && !sheet->faults->count)
        status = check_whole(&b);
    if (status == RECKON_OK && sheet->reading->shelf.failed)
        status = RECKON_MEMORY;
    if (status == RECKON_MEMORY)
        rk_json_fail_nowhere(
            sheet->faults, RECKON_MEMORY, "out of memory for the evidence of the sheet");
    else if (status != RECKON_OK && !sheet->faults->count && inner.code != RECKON_OK) {
        reckon_error *fault = rk_faults_next(sheet->faults);
        if (fault)
            *fault = inner;
    }
    if (status == RECKON_OK && !sheet->faults->count) {
        *evidence = b.evidence;
        b.evidence = NULL;
    }
    reckon_evidence_free(b.evidence);
    rk_groups_free(&b.sources);
    rk_groups_free(&b.populations);
    rk_free(b.trusts);
    rk_free(b.source_of);
    rk_free(b.population_of);
    rk_free(b.estimate_rows);
    return status;
}
