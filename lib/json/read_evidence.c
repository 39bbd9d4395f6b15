/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "json/read_evidence.h"

#include <math.h>
#include <string.h>

#include "core/memory.h"
#include "core/option.h"
#include "core/status.h"
#include "core/utf8.h"
#include "json/read_object.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const char FORMAT[] = "reckon-evidence/1";

/* Reading goes on after a fault up to this many: what comes later is mostly a consequence. */
enum { MOST_FAULTS = 1000 };

/* Lists of text while an estimate is read. */
typedef struct text_list {
    const char **texts; /* [capacity] */
    size_t capacity;
} text_list;

typedef struct evidence_reader {
    rk_json_reader json; /* its context is this struct */
    reckon_evidence *evidence;
    text_list derived_from;
    text_list chain;
    text_list supersedes;
    size_t lost_populations, lost_sources; /* that had faults and are not there */
    reckon_event *events;                  /* [event_capacity] while a population is read */
    size_t event_capacity;
} evidence_reader;

static evidence_reader *whole(const rk_json_reader *reader)
{
    return reader->context;
}

/* Populations. */

static reckon_status read_measure(
    const rk_json_reader *reader, const rk_json_at *at, void *into, size_t offset)
{
    static const reckon_measure measures[] = {
        RECKON_STOCK, RECKON_FLOW, RECKON_CUMULATIVE, RECKON_SHARE};
    const char *name;
    char shown[RK_SHOWN];
    (void)offset;
    reckon_status status = rk_json_read_text(reader, at, &name);
    if (status != RECKON_OK)
        return status;
    for (size_t i = 0; i < COUNT(measures); i++) {
        if (strcmp(name, reckon_measure_name(measures[i])) == 0) {
            ((reckon_population *)into)->measure = measures[i];
            return RECKON_OK;
        }
    }
    return rk_json_fail(reader->document, at, reader->faults, RECKON_VALUE,
        "\"%s\" is none of the measures stock, flow, cumulative and share", rk_shown(shown, name));
}

static reckon_status read_events(
    const rk_json_reader *reader, const rk_json_at *at, void *into, size_t offset)
{
    static const rk_json_key keys[] = {
        {"mean", rk_json_read_double, offsetof(reckon_event, mean), false},
        {"sd", rk_json_read_double, offsetof(reckon_event, sd), false},
    };
    evidence_reader *own = whole(reader);
    reckon_population *population = into;
    (void)offset;
    reckon_status status = rk_json_expect(reader, at, RK_JSON_ARRAY);
    if (status != RECKON_OK)
        return status;
    size_t needed = rk_json_size(at), count = 0;
    if (needed > own->event_capacity) {
        reckon_event *grown = rk_realloc(own->events, needed, sizeof *grown);
        if (!grown)
            return rk_json_fail_nowhere(reader->faults, RECKON_MEMORY, "out of memory");
        own->events = grown;
        own->event_capacity = needed;
    }
    for (; status == RECKON_OK && count < needed; count++) {
        rk_json_at item = rk_json_item(at, count);
        reckon_event *event = &own->events[count];
        *event = (reckon_event){.mean = NAN, .sd = NAN};
        status = rk_json_read_object(reader, &item, &rk_event_texts, keys, COUNT(keys), event);
    }
    population->events = count ? own->events : NULL;
    population->event_count = count;
    return status;
}

/* Sources. */

static reckon_status read_reliability(
    const rk_json_reader *reader, const rk_json_at *at, void *into, size_t offset)
{
    reckon_source *source = into;
    const char *letter;
    char shown[RK_SHOWN];
    if (rk_json_type_of(at) == RK_JSON_NUMBER)
        return rk_json_read_double(reader, at, into, offset);
    if (rk_json_type_of(at) != RK_JSON_STRING)
        return rk_json_fail(reader->document, at, reader->faults, RECKON_TYPE,
            "a number or an Admiralty letter is expected here, not %s",
            rk_json_type_name(rk_json_type_of(at)));
    reckon_status status = rk_json_read_text(reader, at, &letter);
    if (status != RECKON_OK)
        return status;
    if (strlen(letter) != 1 || *letter < 'A' || *letter > 'F')
        return rk_json_fail(reader->document, at, reader->faults, RECKON_VALUE,
            "\"%s\" is no Admiralty letter, which are \"A\" to \"F\"", rk_shown(shown, letter));
    source->admiralty = *letter;
    return RECKON_OK;
}

/* The keys of a bias as they stand. */
typedef struct stated_bias {
    rk_json_at direction;
    rk_json_at anchor;
    double mean;
    double sd;
} stated_bias;

static reckon_status read_direction(
    const rk_json_reader *reader, const rk_json_at *at, reckon_source *source)
{
    const char *name = NULL;
    char shown[RK_SHOWN];
    reckon_status status = rk_json_read_text(reader, at, &name);
    if (status != RECKON_OK)
        return status;
    if (strcmp(name, reckon_bias_name(RECKON_BIAS_UNDERSTATES)) == 0)
        source->bias_kind = RECKON_BIAS_UNDERSTATES;
    else if (strcmp(name, reckon_bias_name(RECKON_BIAS_OVERSTATES)) == 0)
        source->bias_kind = RECKON_BIAS_OVERSTATES;
    else
        status = rk_json_fail(reader->document, at, reader->faults, RECKON_VALUE,
            "\"%s\" is neither \"understates\" nor \"overstates\"", rk_shown(shown, name));
    return status;
}

static reckon_status read_anchor(
    const rk_json_reader *reader, const rk_json_at *at, reckon_source *source)
{
    bool anchor;
    reckon_status status = rk_json_read_bool(reader, at, &anchor, 0);
    if (status == RECKON_OK && !anchor)
        status = rk_json_fail(reader->document, at, reader->faults, RECKON_VALUE,
            "\"anchor\" is true; leave the bias out otherwise");
    source->bias_kind = RECKON_BIAS_ANCHOR;
    return status;
}

static reckon_status read_bias(
    const rk_json_reader *reader, const rk_json_at *at, void *into, size_t offset)
{
    static const rk_text_fields no_texts = {NULL, 0};
    static const rk_json_key keys[] = {
        {"direction", rk_json_keep, offsetof(stated_bias, direction), false},
        {"anchor", rk_json_keep, offsetof(stated_bias, anchor), false},
        {"mean", rk_json_read_double, offsetof(stated_bias, mean), false},
        {"sd", rk_json_read_double, offsetof(stated_bias, sd), false},
    };
    reckon_source *source = into;
    stated_bias stated = {.mean = NAN, .sd = NAN};
    (void)offset;
    reckon_status status = rk_json_read_object(reader, at, &no_texts, keys, COUNT(keys), &stated);
    if (status != RECKON_OK)
        return status;
    bool given = !isnan(stated.mean) || !isnan(stated.sd);
    int kinds = given + (stated.direction.value != NULL) + (stated.anchor.value != NULL);
    if (kinds != 1)
        return rk_json_fail(reader->document, at, reader->faults,
            kinds ? RECKON_VALUE : RECKON_MISSING,
            "a bias has a \"direction\", or \"mean\" and \"sd\", or is an \"anchor\"");
    if (stated.direction.value)
        return read_direction(reader, &stated.direction, source);
    if (stated.anchor.value)
        return read_anchor(reader, &stated.anchor, source);
    source->bias_kind = RECKON_BIAS_GIVEN;
    source->bias_mean = stated.mean;
    source->bias_sd = stated.sd;
    return RECKON_OK;
}

/* Estimates. */

static reckon_status read_credibility(
    const rk_json_reader *reader, const rk_json_at *at, void *into, size_t offset)
{
    double value = NAN;
    (void)offset;
    reckon_status status = rk_json_read_double(reader, at, &value, 0);
    if (status != RECKON_OK)
        return status;
    if (value != floor(value))
        return rk_json_fail(
            reader->document, at, reader->faults, RECKON_TYPE, "a whole number is expected here");
    if (!(value >= 1 && value <= 6))
        return rk_json_fail(
            reader->document, at, reader->faults, RECKON_VALUE, "\"credibility\" is 1 to 6");
    ((reckon_estimate *)into)->credibility = (int)value;
    return RECKON_OK;
}

static reckon_status read_list(const rk_json_reader *reader, const rk_json_at *at, text_list *list,
    const char *const **texts, size_t *count)
{
    reckon_status status = rk_json_expect(reader, at, RK_JSON_ARRAY);
    if (status != RECKON_OK)
        return status;
    size_t needed = rk_json_size(at);
    if (needed > list->capacity) {
        const char **grown = rk_realloc(list->texts, needed, sizeof *grown);
        if (!grown)
            return rk_json_fail_nowhere(reader->faults, RECKON_MEMORY, "out of memory");
        list->texts = grown;
        list->capacity = needed;
    }
    for (*count = 0; status == RECKON_OK && *count < needed; ++*count) {
        rk_json_at item = rk_json_item(at, *count);
        status = rk_json_read_text(reader, &item, &list->texts[*count]);
    }
    *texts = *count ? list->texts : NULL;
    return status;
}

static reckon_status read_derived_from(
    const rk_json_reader *reader, const rk_json_at *at, void *into, size_t offset)
{
    reckon_estimate *estimate = into;
    (void)offset;
    return read_list(reader, at, &whole(reader)->derived_from, &estimate->derived_from,
        &estimate->derived_count);
}

static reckon_status read_supersedes(
    const rk_json_reader *reader, const rk_json_at *at, void *into, size_t offset)
{
    reckon_estimate *estimate = into;
    (void)offset;
    return read_list(
        reader, at, &whole(reader)->supersedes, &estimate->supersedes, &estimate->supersedes_count);
}

static reckon_status read_chain(
    const rk_json_reader *reader, const rk_json_at *at, void *into, size_t offset)
{
    reckon_estimate *estimate = into;
    (void)offset;
    return read_list(reader, at, &whole(reader)->chain, &estimate->chain, &estimate->chain_count);
}

static reckon_status read_citation(
    const rk_json_reader *reader, const rk_json_at *at, void *into, size_t offset)
{
    (void)offset;
    return rk_json_read_object(
        reader, at, &rk_citation_texts, NULL, 0, &((reckon_estimate *)into)->citation);
}

/* One description each: read it, then add it, which validates. */

static reckon_status read_population(
    evidence_reader *reader, const rk_json_at *at, reckon_error *inner)
{
    static const rk_json_key keys[] = {
        {"measure", read_measure, 0, true},
        {"events", read_events, 0, false},
    };
    reckon_population population;
    reckon_population_init(&population);
    reckon_status status = rk_json_read_object(
        &reader->json, at, &rk_population_texts, keys, COUNT(keys), &population);
    return status == RECKON_OK
               ? reckon_evidence_add_population(reader->evidence, &population, inner)
               : status;
}

static reckon_status read_source(evidence_reader *reader, const rk_json_at *at, reckon_error *inner)
{
    static const rk_json_key keys[] = {
        {"reliability", read_reliability, offsetof(reckon_source, reliability), false},
        {"bias", read_bias, 0, false},
    };
    reckon_source source;
    reckon_source_init(&source);
    reckon_status status =
        rk_json_read_object(&reader->json, at, &rk_source_texts, keys, COUNT(keys), &source);
    return status == RECKON_OK ? reckon_evidence_add_source(reader->evidence, &source, inner)
                               : status;
}

static reckon_status read_estimate(
    evidence_reader *reader, const rk_json_at *at, reckon_error *inner)
{
    static const rk_json_key keys[] = {
        {"value", rk_json_read_double, offsetof(reckon_estimate, value), false},
        {"approximate", rk_json_read_bool, offsetof(reckon_estimate, approximate), false},
        {"precision", rk_json_read_double, offsetof(reckon_estimate, precision), false},
        {"low", rk_json_read_double, offsetof(reckon_estimate, low), false},
        {"high", rk_json_read_double, offsetof(reckon_estimate, high), false},
        {"level", rk_json_read_double, offsetof(reckon_estimate, level), false},
        {"best", rk_json_read_double, offsetof(reckon_estimate, best), false},
        {"weight", rk_json_read_double, offsetof(reckon_estimate, weight), false},
        {"credibility", read_credibility, 0, false},
        {"derived_from", read_derived_from, 0, false},
        {"citation", read_citation, 0, false},
        {"chain", read_chain, 0, false},
        {"certain", rk_json_read_bool, offsetof(reckon_estimate, certain), false},
        {"check", rk_json_read_bool, offsetof(reckon_estimate, check), false},
        {"supersedes", read_supersedes, 0, false},
    };
    reckon_estimate estimate;
    reckon_estimate_init(&estimate);
    reckon_status status =
        rk_json_read_object(&reader->json, at, &rk_estimate_texts, keys, COUNT(keys), &estimate);
    return status == RECKON_OK ? reckon_evidence_add_estimate(reader->evidence, &estimate, inner)
                               : status;
}

/* The whole. */

typedef struct stated_document {
    rk_json_at format, populations, sources, estimates;
    const char *title;
    const char *note;
    const char *schema; /* for editors; not looked at */
} stated_document;

static const rk_text_field document_texts[] = {
    {"title", offsetof(stated_document, title), false},
    {"note", offsetof(stated_document, note), false},
    {"$schema", offsetof(stated_document, schema), false},
};

static const rk_json_key document_keys[] = {
    {"format", rk_json_keep, offsetof(stated_document, format), true},
    {"populations", rk_json_keep, offsetof(stated_document, populations), true},
    {"sources", rk_json_keep, offsetof(stated_document, sources), true},
    {"estimates", rk_json_keep, offsetof(stated_document, estimates), true},
};

/* An estimate is not blamed for a source or population that could not be read itself. */
static bool is_consequence(const evidence_reader *reader, const reckon_error *inner)
{
    bool names_source =
        strcmp(inner->pointer, "/source") == 0 || strcmp(inner->pointer, "/origin") == 0;
    bool names_population = strcmp(inner->pointer, "/population") == 0;
    return inner->code == RECKON_REFERENCE && ((names_source && reader->lost_sources) ||
                                                  (names_population && reader->lost_populations));
}

/* Reads an array of descriptions, at most `limit` of them. Goes on after a fault; *lost counts
 * those that were not added. Fails only where going on has no sense. */
static reckon_status read_section(evidence_reader *reader, const rk_json_at *at, size_t limit,
    reckon_status (*read)(evidence_reader *, const rk_json_at *, reckon_error *), size_t *lost)
{
    const rk_json_document *document = reader->json.document;
    rk_faults *faults = reader->json.faults;
    reckon_status status = rk_json_expect(&reader->json, at, RK_JSON_ARRAY);
    if (status != RECKON_OK)
        return status;
    size_t count = rk_json_size(at);
    if (count > limit)
        return rk_json_fail(document, at, faults, RECKON_LIMIT,
            "there are more of these than the limit of %zu", limit);
    for (size_t i = 0; i < count && faults->count < MOST_FAULTS; i++) {
        reckon_error inner = RECKON_ERROR_INIT;
        rk_json_at item = rk_json_item(at, i);
        status = read(reader, &item, &inner);
        if (status == RECKON_MEMORY)
            return rk_json_fail_nowhere(faults, status, "out of memory");
        if (inner.code != RECKON_OK && !is_consequence(reader, &inner))
            rk_json_fail_inside(document, &item, faults, &inner);
        *lost += status != RECKON_OK;
    }
    return RECKON_OK;
}

/* Comes first, so that a file of another format or version is not searched for faults it does not
 * have. */
static reckon_status check_format(const rk_json_reader *reader, const rk_json_at *root)
{
    const char *format = NULL;
    char shown[RK_SHOWN];
    reckon_status status = rk_json_expect(reader, root, RK_JSON_OBJECT);
    if (status != RECKON_OK)
        return status;
    rk_json_at at = rk_json_member(root, "format");
    if (!at.value)
        return rk_json_fail(
            reader->document, root, reader->faults, RECKON_MISSING, "\"format\" is missing");
    status = rk_json_read_text(reader, &at, &format);
    if (status == RECKON_OK && strcmp(format, FORMAT) != 0)
        status = rk_json_fail(reader->document, &at, reader->faults, RECKON_FORMAT,
            "the format is \"%s\", and only \"%s\" can be read", rk_shown(shown, format), FORMAT);
    return status;
}

/* The three sections in the order in which they name each other, then what only the whole can show.
 */
static reckon_status read_sections(
    evidence_reader *reader, const stated_document *stated, const reckon_json_limits *limits)
{
    size_t lost_estimates = 0;
    reckon_status status = read_section(reader, &stated->populations, limits->max_sources,
        read_population, &reader->lost_populations);
    if (status == RECKON_OK)
        status = read_section(
            reader, &stated->sources, limits->max_sources, read_source, &reader->lost_sources);
    if (status == RECKON_OK)
        status = read_section(
            reader, &stated->estimates, limits->max_estimates, read_estimate, &lost_estimates);
    return status;
}

static reckon_status read_document(
    evidence_reader *reader, const rk_json_at *root, const reckon_json_limits *limits)
{
    static const rk_text_fields texts = {document_texts, COUNT(document_texts)};
    stated_document stated = {0};
    reckon_error inner = RECKON_ERROR_INIT;
    rk_faults *faults = reader->json.faults;
    size_t before = faults->count;
    reckon_status status = check_format(&reader->json, root);
    if (status == RECKON_OK)
        status = rk_json_read_object(
            &reader->json, root, &texts, document_keys, COUNT(document_keys), &stated);
    bool whole = stated.populations.value && stated.sources.value && stated.estimates.value;
    if (status == RECKON_OK)
        status = reckon_evidence_set_title(reader->evidence, stated.title, stated.note);
    if (status == RECKON_MEMORY)
        return rk_json_fail_nowhere(faults, status, "out of memory");
    if (whole) {
        reckon_status inside = read_sections(reader, &stated, limits);
        status = status == RECKON_OK ? inside : status;
    }
    if (status == RECKON_OK && faults->count == before)
        status = reckon_evidence_check(reader->evidence, &inner);
    if (inner.code != RECKON_OK)
        rk_json_fail_inside(reader->json.document, root, faults, &inner);
    return status;
}

reckon_status rk_evidence_from_json(const rk_json_document *document, const rk_json_at *at,
    const reckon_json_limits *limits, reckon_evidence **evidence, rk_faults *faults)
{
    evidence_reader reader = {.json = {document, limits->max_text, faults, &reader}};
    size_t before = faults->count;
    reckon_status status = reckon_evidence_new(&reader.evidence);
    if (status != RECKON_OK)
        rk_json_fail_nowhere(faults, status, "out of memory");
    else
        status = read_document(&reader, at, limits);
    rk_free(reader.derived_from.texts);
    rk_free(reader.chain.texts);
    rk_free(reader.supersedes.texts);
    rk_free(reader.events);
    if (faults->count > before) {
        /* Whatever was found later, the first fault is the one that the call reports. */
        if (before < faults->capacity)
            status = faults->items[before].code;
        reckon_evidence_free(reader.evidence);
        reader.evidence = NULL;
    }
    *evidence = reader.evidence;
    return status;
}

void reckon_json_limits_init(reckon_json_limits *limits)
{
    if (limits)
        *limits = (reckon_json_limits){.struct_size = sizeof *limits,
            .max_bytes = (size_t)64 << 20,
            .max_depth = 64,
            .max_estimates = 1000000,
            .max_sources = 100000,
            .max_text = (size_t)1 << 20};
}

reckon_status rk_json_limits_take(
    const reckon_json_limits *stated, reckon_json_limits *limits, reckon_error *error)
{
    reckon_json_limits_init(limits);
    return rk_struct_take(limits, sizeof *limits, stated, error);
}

static reckon_status read_into(const char *text, size_t length, const reckon_json_limits *limits,
    reckon_evidence **evidence, rk_faults *faults)
{
    reckon_json_limits taken;
    rk_json_document document;
    reckon_error error = RECKON_ERROR_INIT;
    reckon_status status = rk_json_limits_take(limits, &taken, &error);
    if (status != RECKON_OK)
        return rk_json_fail_nowhere(faults, status, error.message);
    if (length > taken.max_bytes)
        return rk_fail(rk_faults_next(faults), RECKON_LIMIT,
            "the text has %zu bytes, more than the limit of %zu", length, taken.max_bytes);
    status = rk_json_load(text, length, taken.max_depth, &document, faults);
    if (status == RECKON_OK)
        status = rk_evidence_from_json(&document, &document.root, &taken, evidence, faults);
    rk_json_unload(&document);
    return status;
}

reckon_status reckon_evidence_read_all(const char *text, size_t length,
    const reckon_json_limits *limits, reckon_evidence **evidence, reckon_error *errors,
    size_t capacity, size_t *count)
{
    rk_faults faults = {errors, capacity, 0};
    if (evidence)
        *evidence = NULL;
    if (count)
        *count = 0;
    if (!text || !evidence || !count || (capacity && !errors))
        return RECKON_ARGUMENT;
    reckon_error first; /* so that the status is known when the caller wants no errors */
    if (!capacity)
        faults = (rk_faults){&first, 1, 0};
    reckon_status status = read_into(text, length, limits, evidence, &faults);
    *count = faults.count;
    return status;
}

reckon_status reckon_evidence_read(const char *text, size_t length,
    const reckon_json_limits *limits, reckon_evidence **evidence, reckon_error *error)
{
    reckon_error first = RECKON_ERROR_INIT;
    rk_faults faults = {&first, 1, 0};
    if (!text || !evidence)
        return rk_fail(error, RECKON_ARGUMENT, "a text and a place for the evidence are needed");
    *evidence = NULL;
    reckon_status status = read_into(text, length, limits, evidence, &faults);
    if (faults.count && error && error->code == RECKON_OK)
        *error = first;
    return status;
}
