/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * @file evidence.h
 * Everything known about one question: what is counted, who says so, and what they said. Evidence
 * is built with the `reckon_evidence_add_*` functions or read from JSON (json.h); both roads pass
 * the same validation, so what stands in a `reckon_evidence` is sound. A call that fails changes
 * nothing.
 *
 * The description structs (`reckon_population`, `reckon_source`, `reckon_estimate`) are plain:
 * initialise one with its
 * `_init` function, set what is known, add it. Text is UTF-8 and copied; the caller keeps its own.
 * The same structs come back from the accessors, with pointers into the handle that stay valid
 * until it is changed or freed.
 *
 * Absent numbers are NAN, absent text is NULL. Dates are texts as reckon_date_parse() reads them.
 */
#ifndef RECKON_EVIDENCE_H
#define RECKON_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>

#include <reckon/date.h>
#include <reckon/export.h>
#include <reckon/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What kind of number is asked for. Shares live in (0, 1) and are pooled on the logit; the others
 * are > 0, on the log.
 */
typedef enum reckon_measure {
    RECKON_STOCK,      /* how many at a moment */
    RECKON_FLOW,       /* how many per stretch of time */
    RECKON_CUMULATIVE, /* how many so far */
    RECKON_SHARE       /* what part, in (0, 1) */
} reckon_measure;

/** "stock", "flow", "cumulative", "share"; "unknown" for a number that is no measure. Static text.
 */
RECKON_EXPORT const char *reckon_measure_name(reckon_measure measure);

/**
 * A known date at which the number may have jumped: there, or spread over a period, log N (logit of
 * a share) takes an extra step, normal with this mean and sd and independent of everything else.
 */
typedef struct reckon_event {
    const char *date; /* required: a day, or a period over which the step is spread evenly */
    double mean;      /* log-ratio in [-100, 100]; NAN: 0 */
    double sd;        /* in [1e-6, 100]; NAN: RECKON_EVENT_SD */
    const char *note; /* optional */
} reckon_event;

/** The sd of an event that states none: between a fifth and five times in two cases of three. */
#define RECKON_EVENT_SD 1.5

/** What is counted. Estimates of different populations never mix. */
typedef struct reckon_population {
    size_t struct_size;         /* set by init */
    const char *id;             /* required, not empty, unique among populations */
    const char *name;           /* optional */
    reckon_measure measure;     /* default stock */
    const char *unit;           /* optional; "persons", or "fraction" for a share, when absent */
    const char *note;           /* optional */
    const char *scope;          /* optional, free: who is counted and who is not */
    const char *since;          /* optional, cumulative only: the date that totals run from */
    const reckon_event *events; /* [event_count] */
    size_t event_count;
} reckon_population;

/** How a source may be wrong all its life: the prior of its log-ratio (logit difference) to the
 * truth. */
typedef enum reckon_bias_kind {
    RECKON_BIAS_EXCHANGEABLE, /* unknown, like any other source's */
    RECKON_BIAS_UNDERSTATES,  /* unknown, not above 0 */
    RECKON_BIAS_OVERSTATES,   /* unknown, not below 0 */
    RECKON_BIAS_GIVEN,        /* normal with the mean and sd given */
    RECKON_BIAS_ANCHOR        /* taken as unbiased */
} reckon_bias_kind;

/** "exchangeable", "understates", "overstates", "given", "anchor"; "unknown" otherwise. Static
 * text. */
RECKON_EXPORT const char *reckon_bias_name(reckon_bias_kind kind);

/** Who stands behind a figure. */
typedef struct reckon_source {
    size_t struct_size;
    const char *id;             /* required, not empty, unique among sources */
    const char *name;           /* optional */
    const char *type;           /* optional, free: "government", "un", "ngo", ... */
    double reliability;         /* weight in (0, 1]; NAN: 1, or by `admiralty` when that is set */
    char admiralty;             /* 'A'..'F', or 0; not together with `reliability` */
    reckon_bias_kind bias_kind; /* default exchangeable */
    double bias_mean;           /* log-ratio in [-100, 100], with RECKON_BIAS_GIVEN only */
    double bias_sd;             /* in [1e-6, 100], with RECKON_BIAS_GIVEN only */
    const char *note;           /* optional */
} reckon_source;

/** Where a figure was found. Every part is optional. */
typedef struct reckon_citation {
    const char *author;
    const char *title;
    const char *document;
    const char *publication;
    const char *date; /* free text */
    const char *quote;
    const char *url;
    const char *page;
    const char *note;
} reckon_citation;

/** What an estimate says; derived from which of its numbers are there. */
typedef enum reckon_statement {
    RECKON_STATEMENT_VALUE,        /* value, perhaps with a precision: a range around it */
    RECKON_STATEMENT_RANGE,        /* low and high: claimed to lie inside, perhaps with a best */
    RECKON_STATEMENT_DISTRIBUTION, /* low and high that hold with probability `level`, likewise */
    RECKON_STATEMENT_AT_LEAST,     /* low alone */
    RECKON_STATEMENT_AT_MOST       /* high alone */
} reckon_statement;

/** "value", "range", "distribution", "at_least", "at_most"; "unknown" otherwise. Static text. */
RECKON_EXPORT const char *reckon_statement_name(reckon_statement statement);

/**
 * One published figure. Exactly one statement: value | low + high | low + high + level | low |
 * high, in numbers, in the words of `text`, or in both when they agree. How each is understood is
 * in docs/format.md. A figure whose statement stands in its words alone has it in numbers as well
 * once it is added.
 */
typedef struct reckon_estimate {
    size_t struct_size;
    const char *id;         /* required, not empty, unique among estimates */
    const char *population; /* required: the id of a population added before */
    const char *source;    /* required: the id of a source added before: who published the figure */
    const char *date;      /* required: the time the figure is about; of a flow, its period */
    const char *published; /* optional: when it was printed; NULL: at the end of `date` */
    double value;          /* >= 0, of a share in [0, 1], as are low, high and best */
    bool approximate;      /* with `value` only: "about" */
    double precision;      /* with `value` only: relative half-width in (0, 1) */
    double low;            /* 0: the same as none */
    double high;           /* 1 for a share: the same as none */
    double level;          /* in (0, 1), with low and high only */
    double best;           /* low < best < high, with both */
    double weight;         /* in (0, 1]; NAN: 1 */
    int credibility; /* Admiralty credibility 1..6, or 0: not given; kept, not used in the weight */
    const char *const *derived_from; /* [derived_count] estimates that this repeats or builds on */
    size_t derived_count;
    const char *exclude; /* the reason for not using it, or NULL */
    reckon_citation citation;
    const char *const *chain; /* [chain_count] who quotes whom, the publisher first */
    size_t chain_count;
    const char *note; /* optional */

    bool certain;       /* about the number itself, as counted by name: no bias, no error; not with
                           `level` */
    bool check;         /* a later, trusted count: never used, an answer is scored against it */
    const char *origin; /* optional: the id of the source that counted; NULL: `source` */
    const char *const
        *supersedes; /* [supersedes_count] estimates of its population that it corrects */
    size_t supersedes_count;
    const char *text;     /* optional: the figure in words, as published */
    const char *language; /* optional, with `text` only: "en", "fr", "es", "de", "ko" */
    const char
        *since; /* optional, cumulative only: where this total starts; NULL: the population's */
    const char *per; /* optional, flow only: a step such as "P1D" that the figure is for; NULL: its
                        whole period */
} reckon_estimate;

/** Before anything is filled in: struct_size set, texts NULL, numbers absent (NAN), the rest at its
 * default. NULL is ignored. */
RECKON_EXPORT void reckon_population_init(reckon_population *population);
RECKON_EXPORT void reckon_source_init(reckon_source *source);
RECKON_EXPORT void reckon_estimate_init(reckon_estimate *estimate);

/** Evidence: owned by the caller, freed with reckon_evidence_free(). One handle may be used by one
 * thread at a time. */
typedef struct reckon_evidence reckon_evidence;

/** Empty evidence. RECKON_MEMORY when memory is out; *evidence is then NULL. */
RECKON_EXPORT reckon_status reckon_evidence_new(reckon_evidence **evidence);
RECKON_EXPORT void reckon_evidence_free(reckon_evidence *evidence);

/** Title and note of the whole, each optional (NULL takes it away). RECKON_VALUE when one is not
 * UTF-8, RECKON_MEMORY.
 */
RECKON_EXPORT reckon_status reckon_evidence_set_title(
    reckon_evidence *evidence, const char *title, const char *note);
RECKON_EXPORT const char *reckon_evidence_title(const reckon_evidence *evidence);
RECKON_EXPORT const char *reckon_evidence_note(const reckon_evidence *evidence);

/**
 * Adds a description after checking it. Errors (with `error->pointer` inside the description, such
 * as "/low"; "" is the whole): RECKON_ARGUMENT (NULL, or a description that was not initialised),
 * RECKON_MISSING, RECKON_DUPLICATE, RECKON_REFERENCE, RECKON_VALUE, RECKON_STATEMENT, RECKON_DATE,
 * RECKON_MEMORY. `derived_from` and `supersedes` may name estimates that are added later;
 * reckon_evidence_check() looks at them, and so does every use of the evidence.
 */
RECKON_EXPORT reckon_status reckon_evidence_add_population(
    reckon_evidence *evidence, const reckon_population *population, reckon_error *error);
RECKON_EXPORT reckon_status reckon_evidence_add_source(
    reckon_evidence *evidence, const reckon_source *source, reckon_error *error);
RECKON_EXPORT reckon_status reckon_evidence_add_estimate(
    reckon_evidence *evidence, const reckon_estimate *estimate, reckon_error *error);

/**
 * What only the whole can show: every `derived_from` and `supersedes` names an estimate
 * (RECKON_REFERENCE), once (RECKON_DUPLICATE), none of them itself or in a circle
 * (RECKON_REFERENCE), and of a population with the same measure (RECKON_MEASURE), of the same
 * population for `supersedes` (RECKON_REFERENCE). Totals of one population that run since different
 * dates are joined by an estimate that bridges them, or refused (RECKON_MEASURE). Pointers are into
 * the evidence: "/estimates/3/derived_from/0". RECKON_MEMORY.
 */
RECKON_EXPORT reckon_status reckon_evidence_check(
    const reckon_evidence *evidence, reckon_error *error);

/** How many there are; 0 for NULL. */
RECKON_EXPORT size_t reckon_evidence_population_count(const reckon_evidence *evidence);
RECKON_EXPORT size_t reckon_evidence_source_count(const reckon_evidence *evidence);
RECKON_EXPORT size_t reckon_evidence_estimate_count(const reckon_evidence *evidence);

/** By index, in the order added; NULL past the end. Valid until the evidence is changed or freed.
 */
RECKON_EXPORT const reckon_population *reckon_evidence_population(
    const reckon_evidence *evidence, size_t index);
RECKON_EXPORT const reckon_source *reckon_evidence_source(
    const reckon_evidence *evidence, size_t index);
RECKON_EXPORT const reckon_estimate *reckon_evidence_estimate(
    const reckon_evidence *evidence, size_t index);

/** The index of an id, or (size_t)-1 when there is none. */
RECKON_EXPORT size_t reckon_evidence_find_population(
    const reckon_evidence *evidence, const char *id);
RECKON_EXPORT size_t reckon_evidence_find_source(const reckon_evidence *evidence, const char *id);
RECKON_EXPORT size_t reckon_evidence_find_estimate(const reckon_evidence *evidence, const char *id);

/** The statement an estimate from this evidence makes. */
RECKON_EXPORT reckon_statement reckon_estimate_statement(const reckon_estimate *estimate);

/**
 * The weights that Admiralty letters stand for, A to F, each in (0, 1]. The default table is in
 * docs/format.md: F means "cannot be judged" and is neutral. RECKON_VALUE when a weight is outside
 * (0, 1].
 */
RECKON_EXPORT void reckon_admiralty_default(double weights[6]);
RECKON_EXPORT reckon_status reckon_evidence_set_admiralty(
    reckon_evidence *evidence, const double weights[6]);

/** The weight of a source after defaulting, in (0, 1]: its reliability, or its letter through the
 * table, or 1. */
RECKON_EXPORT double reckon_evidence_source_weight(const reckon_evidence *evidence, size_t source);

#ifdef __cplusplus
}
#endif
#endif
