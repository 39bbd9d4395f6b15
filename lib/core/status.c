/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/status.h"

#include <stdarg.h>
#include <stdio.h>

#include <reckon/outcome.h>

#include "core/text.h"

const char *reckon_status_name(reckon_status status)
{
    switch (status) {
#define NAME_CASE(NAME, id, text)                                                                  \
    case RECKON_##NAME:                                                                            \
        return id;
        RECKON_STATUS_LIST(NAME_CASE)
#undef NAME_CASE
    }
    return "unknown";
}

const char *reckon_status_text(reckon_status status)
{
    switch (status) {
#define TEXT_CASE(NAME, id, text)                                                                  \
    case RECKON_##NAME:                                                                            \
        return text;
        RECKON_STATUS_LIST(TEXT_CASE)
#undef TEXT_CASE
    }
    return "not a status of this library";
}

const char *reckon_outcome_name(reckon_outcome outcome)
{
    switch (outcome) {
#define NAME_CASE(NAME, id, text)                                                                  \
    case RECKON_OUTCOME_##NAME:                                                                    \
        return id;
        RECKON_OUTCOME_LIST(NAME_CASE)
#undef NAME_CASE
    }
    return "unknown";
}

const char *reckon_outcome_text(reckon_outcome outcome)
{
    switch (outcome) {
#define TEXT_CASE(NAME, id, text)                                                                  \
    case RECKON_OUTCOME_##NAME:                                                                    \
        return text;
        RECKON_OUTCOME_LIST(TEXT_CASE)
#undef TEXT_CASE
    }
    return "not an outcome of this library";
}

void reckon_error_clear(reckon_error *error)
{
    if (error)
        *error = (reckon_error)RECKON_ERROR_INIT;
}

static reckon_status record(reckon_error *error, reckon_status code, const char *pointer,
    const char *format, va_list arguments) __attribute__((format(printf, 4, 0)));

static reckon_status record(reckon_error *error, reckon_status code, const char *pointer,
    const char *format, va_list arguments)
{
    if (!error || error->code != RECKON_OK)
        return code;
    error->code = code;
    error->line = 0;
    error->column = 0;
    rk_copy_text(error->pointer, sizeof error->pointer, pointer);
    vsnprintf(error->message, sizeof error->message, format, arguments);
    return code;
}

reckon_status rk_fail(reckon_error *error, reckon_status code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    reckon_status status = record(error, code, "", format, arguments);
    va_end(arguments);
    return status;
}

reckon_status rk_fail_at(
    reckon_error *error, reckon_status code, const char *pointer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    reckon_status status = record(error, code, pointer, format, arguments);
    va_end(arguments);
    return status;
}
