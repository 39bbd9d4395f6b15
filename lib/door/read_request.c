/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "door/read_request.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "core/memory.h"
#include "core/status.h"
#include "core/utf8.h"
#include "json/read_object.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const char FORMAT[] = "reckon-request/1";
static const rk_text_fields no_texts = {NULL, 0};

/* Room for any id, date or option; what is longer than this is none of them. */
enum { MAX_TEXT = 65536 };

static rk_ask *ask_of(const rk_json_reader *reader)
{
    return reader->context;
}

/* Passes on what a call said that knows no JSON, as a fault at the value that it is about. */
static reckon_status put_at(const rk_json_reader *reader, const rk_json_at *at,
    reckon_status status, const reckon_error *inner)
{
    if (status == RECKON_OK)
        return status;
    if (status == RECKON_MEMORY)
        return rk_json_fail_nowhere(reader->faults, status, "out of memory");
    return rk_json_fail(reader->document, at, reader->faults, status, "%s", inner->message);
}

/* One of words[count], as its index. */
static reckon_status read_word(const rk_json_reader *reader, const rk_json_at *at,
    const char *const *words, int count, const char *all, int *index)
{
    const char *text = NULL;
    char shown[RK_SHOWN];
    reckon_status status = rk_json_read_text(reader, at, &text);
    if (status != RECKON_OK)
        return status;
    for (*index = 0; *index < count; (*index)++)
        if (strcmp(words[*index], text) == 0)
            return RECKON_OK;
    return rk_json_fail(reader->document, at, reader->faults, RECKON_VALUE,
        "\"%s\" is not one of %s", rk_shown(shown, text), all);
}

/* What is asked for. */

static reckon_status read_format(const rk_json_reader *reader, const rk_json_at *at)
{
    const char *text = NULL;
    char shown[RK_SHOWN];
    reckon_status status = rk_json_read_text(reader, at, &text);
    if (status == RECKON_OK && strcmp(text, FORMAT) != 0)
        status = rk_json_fail(reader->document, at, reader->faults, RECKON_FORMAT,
            "the format is \"%s\", and a request has \"%s\"", rk_shown(shown, text), FORMAT);
    return status;
}

static reckon_status read_action(const rk_json_reader *reader, const rk_json_at *at)
{
    static const char *const words[] = {
        "reconcile", "compare", "check", "methods", "explain", "read", "brief"};
    int index = 0;
    reckon_status status = read_word(
        reader, at, words, 7, "reconcile, compare, check, methods, explain, read, brief", &index);
    if (status == RECKON_OK)
        ask_of(reader)->action = (rk_action)index;
    return status;
}

static reckon_status read_answer(const rk_json_reader *reader, const rk_json_at *at)
{
    static const char *const words[] = {"json", "csv", "table", "svg", "gnuplot", "vega"};
    rk_ask *ask = ask_of(reader);
    int index = 0;
    reckon_status status =
        read_word(reader, at, words, 6, "json, csv, table, svg, gnuplot, vega", &index);
    if (status != RECKON_OK)
        return status;
    ask->form = (rk_answer_form)index;
    bool explains = ask->action == RK_ACTION_EXPLAIN;
    if (explains && ask->form != RK_ANSWER_JSON && ask->form != RK_ANSWER_TABLE)
        return rk_json_fail(reader->document, at, reader->faults, RECKON_VALUE,
            "an explanation is told as json or as a table");
    return RECKON_OK;
}

/* The evidence itself is read later, under the limits. */
static reckon_status read_evidence(const rk_json_reader *reader, const rk_json_at *at)
{
    ask_of(reader)->evidence = *at;
    return rk_json_expect(reader, at, RK_JSON_OBJECT);
}

/* Limits. */

static reckon_status read_limit(
    const rk_json_reader *reader, const rk_json_at *at, void *into, size_t offset)
{
    static const double most = 9007199254740992.0; /* 2^53: whole numbers up to here are exact */
    double number = NAN;
    reckon_status status = rk_json_read_double(reader, at, &number, 0);
    if (status != RECKON_OK)
        return status;
    if (!(number >= 1 && number <= most && number <= (double)(SIZE_MAX / 2)) ||
        floor(number) != number)
        return rk_json_fail(reader->document, at, reader->faults, RECKON_VALUE,
            "a limit is a whole number, 1 or more");
    size_t limit = (size_t)number;
    memcpy((char *)into + offset, &limit, sizeof limit);
    return RECKON_OK;
}

typedef struct stated_limits {
    reckon_json_limits json;
    size_t max_dates; /* 0: not stated */
    size_t max_work;  /* likewise */
} stated_limits;

static reckon_status read_limits(const rk_json_reader *reader, const rk_json_at *at)
{
    static const rk_json_key keys[] = {
        {"max_bytes", read_limit, offsetof(stated_limits, json.max_bytes), false},
        {"max_depth", read_limit, offsetof(stated_limits, json.max_depth), false},
        {"max_estimates", read_limit, offsetof(stated_limits, json.max_estimates), false},
        {"max_sources", read_limit, offsetof(stated_limits, json.max_sources), false},
        {"max_text", read_limit, offsetof(stated_limits, json.max_text), false},
        {"max_dates", read_limit, offsetof(stated_limits, max_dates), false},
        {"max_work", read_limit, offsetof(stated_limits, max_work), false},
    };
    rk_ask *ask = ask_of(reader);
    stated_limits stated = {ask->limits, 0, 0};
    reckon_error inner = RECKON_ERROR_INIT;
    reckon_status status = rk_json_read_object(reader, at, &no_texts, keys, COUNT(keys), &stated);
    ask->limits = stated.json;
    if (status == RECKON_OK && stated.max_dates)
        status = reckon_request_set_max_dates(ask->request, stated.max_dates, &inner);
    if (status == RECKON_OK && stated.max_work)
        status = reckon_request_set_max_work(ask->request, stated.max_work, &inner);
    return inner.code == RECKON_OK ? status : put_at(reader, at, status, &inner);
}

/* The question. */

/* A key that a call of the request takes as text. */
static reckon_status read_asked(const rk_json_reader *reader, const rk_json_at *at,
    reckon_status (*set)(reckon_request *request, const char *text, reckon_error *error))
{
    const char *text = NULL;
    reckon_error inner = RECKON_ERROR_INIT;
    reckon_status status = rk_json_read_text(reader, at, &text);
    return status == RECKON_OK
               ? put_at(reader, at, set(ask_of(reader)->request, text, &inner), &inner)
               : status;
}

static reckon_status read_population(const rk_json_reader *reader, const rk_json_at *at)
{
    return read_asked(reader, at, reckon_request_set_population);
}

static reckon_status read_as_of(const rk_json_reader *reader, const rk_json_at *at)
{
    return read_asked(reader, at, reckon_request_set_as_of);
}

static reckon_status read_per(const rk_json_reader *reader, const rk_json_at *at)
{
    return read_asked(reader, at, reckon_request_set_per);
}

static reckon_status read_level(const rk_json_reader *reader, const rk_json_at *at)
{
    reckon_error inner = RECKON_ERROR_INIT;
    double level = NAN;
    reckon_status status = rk_json_read_double(reader, at, &level, 0);
    if (status != RECKON_OK)
        return status;
    status = reckon_request_set_level(ask_of(reader)->request, level, &inner);
    return put_at(reader, at, status, &inner);
}

static reckon_status read_probabilities(const rk_json_reader *reader, const rk_json_at *at)
{
    reckon_error inner = RECKON_ERROR_INIT;
    reckon_status status = rk_json_expect(reader, at, RK_JSON_ARRAY);
    if (status != RECKON_OK)
        return status;
    size_t count = rk_json_size(at);
    double *probabilities = rk_alloc(count, sizeof *probabilities);
    if (!probabilities)
        return rk_json_fail_nowhere(reader->faults, RECKON_MEMORY, "out of memory");
    for (size_t i = 0; status == RECKON_OK && i < count; i++) {
        rk_json_at item = rk_json_item(at, i);
        status = rk_json_read_double(reader, &item, &probabilities[i], 0);
    }
    if (status == RECKON_OK) {
        status =
            reckon_request_set_probabilities(ask_of(reader)->request, probabilities, count, &inner);
        status = put_at(reader, at, status, &inner);
    }
    rk_free(probabilities);
    return status;
}

/* The parts of a grid, as texts that are good one by one; whether they fit together is the
 * request's to say. */
typedef struct stated_grid {
    const char *from, *to, *step;
} stated_grid;

static reckon_status read_date(
    const rk_json_reader *reader, const rk_json_at *at, void *into, size_t offset)
{
    reckon_error inner = RECKON_ERROR_INIT;
    reckon_period period;
    const char *text = NULL;
    reckon_status status = rk_json_read_text(reader, at, &text);
    if (status != RECKON_OK)
        return status;
    memcpy((char *)into + offset, &text, sizeof text);
    return put_at(reader, at, reckon_date_parse(text, &period, &inner), &inner);
}

static reckon_status read_step(
    const rk_json_reader *reader, const rk_json_at *at, void *into, size_t offset)
{
    reckon_error inner = RECKON_ERROR_INIT;
    reckon_step step;
    const char *text = NULL;
    reckon_status status = rk_json_read_text(reader, at, &text);
    if (status != RECKON_OK)
        return status;
    memcpy((char *)into + offset, &text, sizeof text);
    return put_at(reader, at, reckon_step_parse(text, &step, &inner), &inner);
}

static reckon_status read_grid(const rk_json_reader *reader, const rk_json_at *at)
{
    static const rk_json_key keys[] = {
        {"from", read_date, offsetof(stated_grid, from), true},
        {"to", read_date, offsetof(stated_grid, to), true},
        {"step", read_step, offsetof(stated_grid, step), false},
    };
    stated_grid stated = {NULL, NULL, "P1Y"};
    reckon_error inner = RECKON_ERROR_INIT;
    reckon_status status = rk_json_read_object(reader, at, &no_texts, keys, COUNT(keys), &stated);
    if (status != RECKON_OK)
        return status;
    status = reckon_request_set_grid(
        ask_of(reader)->request, stated.from, stated.to, stated.step, &inner);
    return put_at(reader, at, status, &inner);
}

static reckon_status read_dates(const rk_json_reader *reader, const rk_json_at *at)
{
    reckon_status status = rk_json_expect(reader, at, RK_JSON_ARRAY);
    size_t count = status == RECKON_OK ? rk_json_size(at) : 0;
    for (size_t i = 0; status == RECKON_OK && i < count; i++) {
        rk_json_at item = rk_json_item(at, i);
        reckon_error inner = RECKON_ERROR_INIT;
        const char *text = NULL;
        status = rk_json_read_text(reader, &item, &text);
        if (status == RECKON_OK)
            status = put_at(reader, &item,
                reckon_request_add_date(ask_of(reader)->request, text, &inner), &inner);
    }
    return status;
}

/* Method and options. */

/* The first method's option of this name; the same name means the same in every method. */
static const reckon_option *find_option(const char *name)
{
    for (size_t m = 0; m < reckon_method_count(); m++) {
        const char *id = reckon_method_id(m);
        for (size_t i = 0; i < reckon_method_option_count(id); i++)
            if (strcmp(reckon_method_option(id, i)->name, name) == 0)
                return reckon_method_option(id, i);
    }
    return NULL;
}

/* A choice is a string; a number is a number, or null for "none", as results write it. */
static reckon_status set_option(
    const rk_json_reader *reader, const reckon_option *option, const rk_json_at *at)
{
    reckon_request *request = ask_of(reader)->request;
    reckon_error inner = RECKON_ERROR_INIT;
    const char *text = "none";
    double number = NAN;
    bool is_choice = option->type == RECKON_OPTION_CHOICE;
    bool is_none = !is_choice && rk_json_type_of(at) == RK_JSON_NULL;
    reckon_status status = RECKON_OK;
    if (is_choice)
        status = rk_json_read_text(reader, at, &text);
    else if (!is_none)
        status = rk_json_read_double(reader, at, &number, 0);
    if (status != RECKON_OK)
        return status;
    if (is_choice || is_none)
        status = reckon_request_set_option(request, option->name, text, &inner);
    else
        status = reckon_request_set_option_number(request, option->name, number, &inner);
    return put_at(reader, at, status, &inner);
}

static reckon_status read_options(const rk_json_reader *reader, const rk_json_at *at)
{
    char shown[RK_SHOWN];
    reckon_status status = rk_json_expect(reader, at, RK_JSON_OBJECT);
    if (status != RECKON_OK)
        return status;
    for (rk_json_at member = rk_json_first(at); status == RECKON_OK && member.value;
         member = rk_json_next(&member)) {
        const reckon_option *option = find_option(member.key);
        if (!option)
            return rk_json_fail_key(reader->document, &member, reader->faults, RECKON_OPTION,
                "no method has an option \"%s\"", rk_shown(shown, member.key));
        status = set_option(reader, option, &member);
    }
    return status;
}

typedef struct stated_method {
    rk_json_at id, options;
} stated_method;

/* An id, or an object as results have it: {"id": .., "options": {..}}. */
static reckon_status read_method(const rk_json_reader *reader, const rk_json_at *at)
{
    static const rk_json_key keys[] = {
        {"id", rk_json_keep, offsetof(stated_method, id), true},
        {"options", rk_json_keep, offsetof(stated_method, options), false},
    };
    rk_ask *ask = ask_of(reader);
    reckon_error inner = RECKON_ERROR_INIT;
    stated_method stated = {.id = *at};
    const char *text = NULL;
    reckon_status status = RECKON_OK;
    if (ask->action == RK_ACTION_COMPARE)
        return rk_json_fail(reader->document, at, reader->faults, RECKON_VALUE,
            "a comparison runs every method: name none");
    if (rk_json_type_of(at) == RK_JSON_OBJECT)
        status = rk_json_read_object(reader, at, &no_texts, keys, COUNT(keys), &stated);
    if (status == RECKON_OK)
        status = rk_json_read_text(reader, &stated.id, &text);
    if (status == RECKON_OK)
        status = put_at(
            reader, &stated.id, reckon_request_set_method(ask->request, text, &inner), &inner);
    if (status != RECKON_OK || !stated.options.value)
        return status;
    ask->options_holder = *at;
    return read_options(reader, &stated.options);
}

static reckon_status read_own_options(const rk_json_reader *reader, const rk_json_at *at)
{
    if (ask_of(reader)->options_holder.value)
        return rk_json_fail(reader->document, at, reader->faults, RECKON_DUPLICATE,
            "\"method\" has options already");
    return read_options(reader, at);
}

static reckon_status read_sheet(const rk_json_reader *reader, const rk_json_at *at)
{
    return rk_sheet_wish_read(reader, at, &ask_of(reader)->sheet);
}

static reckon_status read_language(const rk_json_reader *reader, const rk_json_at *at)
{
    static const char *const words[] = {"en", "fr"};
    int index = 0;
    reckon_status status = read_word(reader, at, words, 2, "en, fr", &index);
    if (status == RECKON_OK)
        ask_of(reader)->language = words[index];
    return status;
}

/* The whole. */

enum { SHEET = 1 << RK_ACTION_READ };
enum {
    TOLD = 1 << RK_ACTION_RECONCILE | 1 << RK_ACTION_COMPARE | 1 << RK_ACTION_EXPLAIN,
    BRIEF = 1 << RK_ACTION_BRIEF,
    WORK = TOLD | BRIEF,
    READ = WORK | SHEET | 1 << RK_ACTION_CHECK
};
enum { RANGES = 1 << RK_ACTION_RECONCILE | 1 << RK_ACTION_COMPARE };
enum { ALL = READ | 1 << RK_ACTION_METHODS };

/* The keys in the order in which they are read, which is not that of the text: who reads them, for
 * which actions. */
#define REQUEST_KEYS(X)                                                                            \
    X(format, ALL, read_format)                                                                    \
    X(action, ALL, read_action)                                                                    \
    X(limits, READ, read_limits)                                                                   \
    X(evidence, READ, read_evidence)                                                               \
    X(sheet, SHEET, read_sheet)                                                                    \
    X(population, WORK, read_population)                                                           \
    X(method, WORK, read_method)                                                                   \
    X(options, WORK, read_own_options)                                                             \
    X(as_of, WORK, read_as_of)                                                                     \
    X(per, WORK, read_per)                                                                         \
    X(level, WORK, read_level)                                                                     \
    X(probabilities, RANGES, read_probabilities)                                                   \
    X(grid, WORK, read_grid)                                                                       \
    X(dates, WORK, read_dates)                                                                     \
    X(language, BRIEF, read_language)                                                              \
    X(answer, TOLD, read_answer)

enum {
#define KEY_INDEX(name, actions, read) KEY_##name,
    REQUEST_KEYS(KEY_INDEX)
#undef KEY_INDEX
        KEYS
};

static const rk_json_key request_keys[] = {
#define KEY_ROW(name, actions, read)                                                               \
    {#name, rk_json_keep, KEY_##name * sizeof(rk_json_at), KEY_##name == KEY_format},
    REQUEST_KEYS(KEY_ROW)
#undef KEY_ROW
};

static const struct {
    int actions;
    reckon_status (*read)(const rk_json_reader *reader, const rk_json_at *at);
} request_readers[] = {
#define READER_ROW(name, actions, read) {actions, read},
    REQUEST_KEYS(READER_ROW)
#undef READER_ROW
};

static reckon_status read_keys(const rk_json_reader *reader)
{
    rk_json_at kept[KEYS] = {{0}};
    const rk_json_at *root = &reader->document->root;
    reckon_status status = rk_json_expect(reader, root, RK_JSON_OBJECT);
    if (status != RECKON_OK)
        return status;
    /* Comes first, so that a request of a later version is not searched for faults it does not
     * have. */
    rk_json_at format = rk_json_member(root, "format");
    if (format.value)
        status = read_format(reader, &format);
    if (status == RECKON_OK)
        status = rk_json_read_object(reader, root, &no_texts, request_keys, KEYS, kept);
    for (size_t i = 0; status == RECKON_OK && i < KEYS; i++) {
        if (!kept[i].value)
            continue;
        if (!(request_readers[i].actions & 1 << ask_of(reader)->action))
            return rk_json_fail(reader->document, &kept[i], reader->faults, RECKON_UNKNOWN_KEY,
                "the key \"%s\" has no meaning for this action", request_keys[i].name);
        status = request_readers[i].read(reader, &kept[i]);
    }
    return status;
}

reckon_status rk_ask_read(const rk_json_document *document, rk_ask *ask, rk_faults *faults)
{
    *ask = (rk_ask){.action = RK_ACTION_RECONCILE, .form = RK_ANSWER_JSON};
    reckon_json_limits_init(&ask->limits);
    rk_sheet_wish_init(&ask->sheet);
    if (reckon_request_new(&ask->request) != RECKON_OK)
        return rk_json_fail_nowhere(faults, RECKON_MEMORY, "out of memory");
    return document ? read_keys(&(rk_json_reader){document, MAX_TEXT, faults, ask}) : RECKON_OK;
}

void rk_ask_free(rk_ask *ask)
{
    reckon_request_free(ask->request);
    ask->request = NULL;
}
