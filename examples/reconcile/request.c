/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the words of the command line to a request of the library, with complaints that name the
 * option at fault. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "arguments.h"
#include "complain.h"

/* A failed call is bad usage, unless memory ran out. */
static int fail(const char *option, const reckon_error *error)
{
    if (error->code == RECKON_MEMORY)
        return complain("out of memory");
    return complain_usage("%s: %s", option, error->message);
}

/*
 * Reads text[length] as a number: digits with a point and an exponent, nothing before or after. The
 * program never calls setlocale(), so the point is a point to strtod() too.
 */
static bool read_number(const char *text, size_t length, double *value)
{
    char copy[64];
    if (length == 0 || length >= sizeof copy || strspn(text, "0123456789.eE+-") < length)
        return false;
    memcpy(copy, text, length);
    copy[length] = '\0';
    char *end;
    *value = strtod(copy, &end);
    return *end == '\0';
}

static int set_level(reckon_request *request, const char *text)
{
    reckon_error error = RECKON_ERROR_INIT;
    double level;
    if (!text)
        return 0;
    if (!read_number(text, strlen(text), &level))
        return complain_usage("--level takes a probability such as 0.9, not \"%.80s\"", text);
    return reckon_request_set_level(request, level, &error) == RECKON_OK ? 0
                                                                         : fail("--level", &error);
}

static int set_probabilities(reckon_request *request, const char *text)
{
    reckon_error error = RECKON_ERROR_INIT;
    if (!text)
        return 0;
    double *values = calloc(strlen(text) + 1, sizeof *values);
    if (!values)
        return complain("out of memory");
    size_t count = 0;
    bool good = true;
    for (const char *at = text; good; at++) {
        size_t length = strcspn(at, ",");
        good = read_number(at, length, &values[count++]);
        at += length;
        if (*at == '\0')
            break;
    }
    int status = 0;
    if (!good)
        status = complain_usage(
            "--probabilities takes numbers such as 0.05,0.5,0.95, not \"%.80s\"", text);
    else if (reckon_request_set_probabilities(request, values, count, &error) != RECKON_OK)
        status = fail("--probabilities", &error);
    free(values);
    return status;
}

static int check_date(const char *option, const char *text)
{
    reckon_error error = RECKON_ERROR_INIT;
    reckon_period period;
    return reckon_date_parse(text, &period, &error) == RECKON_OK ? 0 : fail(option, &error);
}

enum { DAY_TEXT = 16 };

/* The day it is here, as "2005-03-14". The library never looks at a clock: "today" is the program's
 * business. */
static void write_today(char to[DAY_TEXT])
{
    time_t now = time(NULL);
    struct tm local;
    if (!localtime_r(&now, &local) || strftime(to, DAY_TEXT, "%Y-%m-%d", &local) == 0)
        to[0] = '\0';
}

static const char *date_of(const char *text, const char *today)
{
    return strcmp(text, "today") == 0 ? today : text;
}

static int set_dates(reckon_request *request, const struct arguments *arguments)
{
    char today[DAY_TEXT];
    write_today(today);
    reckon_error error = RECKON_ERROR_INIT;
    if (arguments->from) {
        const char *step_text = arguments->step ? arguments->step : "P1Y";
        reckon_step step;
        int status = check_date("--from", arguments->from);
        if (!status)
            status = check_date("--to", arguments->to);
        if (status)
            return status;
        if (reckon_step_parse(step_text, &step, &error) != RECKON_OK)
            return fail("--step", &error);
        if (reckon_request_set_grid(request, arguments->from, arguments->to, step_text, &error) !=
            RECKON_OK)
            return fail("--from, --to", &error);
    }
    for (size_t i = 0; i < arguments->dates.count; i++)
        if (reckon_request_add_date(request, date_of(arguments->dates.items[i], today), &error) !=
            RECKON_OK)
            return fail("--at", &error);
    return 0;
}

static int complain_method(const char *typed, const reckon_error *error)
{
    char hint[200];
    struct nearest nearest = nearest_to(typed, strlen(typed));
    for (size_t i = 0; i < reckon_method_count(); i++)
        consider(&nearest, reckon_method_id(i));
    return complain_usage("--method: %s%s; reconcile methods lists them", error->message,
        did_you_mean(&nearest, "", hint, sizeof hint));
}

static int complain_setting(const char *typed, const reckon_error *error)
{
    char hint[200];
    struct nearest nearest = nearest_to(typed, strlen(typed));
    for (size_t i = 0; i < reckon_method_count(); i++)
        for (size_t j = 0; j < reckon_method_option_count(reckon_method_id(i)); j++)
            consider(&nearest, reckon_method_option(reckon_method_id(i), j)->name);
    bool known = nearest.name && strcmp(nearest.name, typed) == 0;
    return complain_usage(
        "--set: %s%s", error->message, known ? "" : did_you_mean(&nearest, "", hint, sizeof hint));
}

static int set_options(reckon_request *request, const struct arguments *arguments)
{
    for (size_t i = 0; i < arguments->settings.count; i++) {
        reckon_error error = RECKON_ERROR_INIT;
        const char *equals = strchr(arguments->settings.items[i], '=');
        size_t length = (size_t)(equals - arguments->settings.items[i]);
        char *name = calloc(length + 1, 1);
        if (!name)
            return complain("out of memory");
        memcpy(name, arguments->settings.items[i], length);
        reckon_status status = reckon_request_set_option(request, name, equals + 1, &error);
        int complaint = 0;
        if (status == RECKON_OPTION)
            complaint = complain_setting(name, &error);
        else if (status != RECKON_OK)
            complaint = fail("--set", &error);
        free(name);
        if (complaint)
            return complaint;
    }
    return 0;
}

static int fill_request(reckon_request *request, const struct arguments *arguments)
{
    reckon_error error = RECKON_ERROR_INIT;
    if (arguments->population &&
        reckon_request_set_population(request, arguments->population, &error) != RECKON_OK)
        return fail("--population", &error);
    if (arguments->method &&
        reckon_request_set_method(request, arguments->method, &error) != RECKON_OK)
        return error.code == RECKON_METHOD ? complain_method(arguments->method, &error)
                                           : fail("--method", &error);
    if (arguments->as_of &&
        reckon_request_set_as_of(request, arguments->as_of, &error) != RECKON_OK)
        return fail("--as-of", &error);
    if (arguments->per && reckon_request_set_per(request, arguments->per, &error) != RECKON_OK)
        return fail("--per", &error);
    int status = set_level(request, arguments->level);
    if (!status)
        status = set_probabilities(request, arguments->probabilities);
    if (!status)
        status = set_dates(request, arguments);
    return status ? status : set_options(request, arguments);
}

int make_request(const struct arguments *arguments, reckon_request **request)
{
    if (reckon_request_new(request) != RECKON_OK)
        return complain("out of memory");
    int status = fill_request(*request, arguments);
    if (status) {
        reckon_request_free(*request);
        *request = NULL;
    }
    return status;
}
