/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The format "reckon-request/1": what is wanted, of which evidence, under which limits. */
#ifndef RK_DOOR_READ_REQUEST_H
#define RK_DOOR_READ_REQUEST_H

#include <stddef.h>

#include <reckon/json.h>
#include <reckon/reconcile.h>
#include <reckon/status.h>

#include "door/read_sheet.h"
#include "json/document.h"

typedef enum rk_action {
    RK_ACTION_RECONCILE,
    RK_ACTION_COMPARE, /* every method */
    RK_ACTION_CHECK,   /* read the evidence and say what is in it */
    RK_ACTION_METHODS, /* the registry: no evidence */
    RK_ACTION_EXPLAIN, /* why the answer of one method is what it is */
    RK_ACTION_READ,    /* how a sheet, or evidence, is read, and the evidence that comes of it */
    RK_ACTION_BRIEF    /* an explanation in some sentences */
} rk_action;

typedef enum rk_answer_form {
    RK_ANSWER_JSON,
    RK_ANSWER_CSV,
    RK_ANSWER_TABLE,
    RK_ANSWER_SVG, /* pictures from here */
    RK_ANSWER_GNUPLOT,
    RK_ANSWER_VEGA
} rk_answer_form;

/* A request as read, everything by default where it is silent. */
typedef struct rk_ask {
    rk_action action;
    rk_answer_form form;
    reckon_json_limits limits; /* for the evidence */
    reckon_request *request;
    rk_sheet_wish sheet;       /* how a sheet is to be read */
    const char *language;      /* of the brief; static */
    rk_json_at evidence;       /* the evidence in the request, if it is there */
    rk_json_at options_holder; /* whose member "options" holds the options: the method; not there:
                                  the request */
} rk_ask;

/*
 * Reads the document (NULL: an empty request), in which places are kept. Faults stand where the
 * text is at fault: RECKON_TYPE, RECKON_MISSING, RECKON_UNKNOWN_KEY, RECKON_FORMAT, RECKON_VALUE,
 * RECKON_DUPLICATE (a key, or options in both places), RECKON_METHOD, RECKON_OPTION, RECKON_DATE,
 * RECKON_LIMIT, RECKON_MEMORY. Free with rk_ask_free, after a failure too.
 */
reckon_status rk_ask_read(const rk_json_document *document, rk_ask *ask, rk_faults *faults);
void rk_ask_free(rk_ask *ask);

#endif
