/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/option.h"

#include <stdio.h>
#include <string.h>

#include "core/status.h"
#include "core/text.h"
#include "core/utf8.h"

/* Enum fields are read and written as int. */
_Static_assert(sizeof(reckon_option_type) == sizeof(int), "an enum has the size of an int");

double rk_option_get(const rk_option_row *row, const void *options)
{
    const char *at = (const char *)options + row->offset;
    double number = NAN;
    size_t size;
    int choice;
    switch (row->kind) {
    case RK_FIELD_DOUBLE:
        memcpy(&number, at, sizeof number);
        break;
    case RK_FIELD_SIZE:
        memcpy(&size, at, sizeof size);
        number = (double)size;
        break;
    case RK_FIELD_ENUM:
        memcpy(&choice, at, sizeof choice);
        number = choice;
        break;
    }
    return number;
}

static void put(const rk_option_row *row, double number, void *options)
{
    char *at = (char *)options + row->offset;
    switch (row->kind) {
    case RK_FIELD_DOUBLE:
        memcpy(at, &number, sizeof number);
        break;
    case RK_FIELD_SIZE:
        memcpy(at, &(size_t){(size_t)number}, sizeof(size_t));
        break;
    case RK_FIELD_ENUM:
        memcpy(at, &(int){(int)number}, sizeof(int));
        break;
    }
}

static int find_choice(const reckon_option *option, const char *text)
{
    for (int i = 0; option->choices[i]; i++)
        if (strcmp(option->choices[i], text) == 0)
            return i;
    return -1;
}

void rk_options_default(rk_option_rows rows, void *options)
{
    for (size_t i = 0; i < rows.count; i++) {
        const reckon_option *option = &rows.row[i].seen;
        bool choice = option->type == RECKON_OPTION_CHOICE;
        put(&rows.row[i],
            choice ? find_choice(option, option->default_choice) : option->default_number, options);
    }
}

const rk_option_row *rk_option_find(rk_option_rows rows, const char *name)
{
    for (size_t i = 0; i < rows.count; i++)
        if (strcmp(rows.row[i].seen.name, name) == 0)
            return &rows.row[i];
    return NULL;
}

static void append(char *to, size_t size, const char *text)
{
    size_t used = strlen(to);
    rk_copy_text(to + used, size - used, text);
}

char *reckon_option_domain(const reckon_option *option, char *text, size_t size)
{
    char number[RK_NUMBER_TEXT];
    if (!option || !text || !size)
        return text;
    text[0] = '\0';
    if (option->type == RECKON_OPTION_CHOICE) {
        append(text, size, "one of ");
        for (int i = 0; option->choices[i]; i++) {
            append(text, size, i ? ", " : "");
            append(text, size, option->choices[i]);
        }
        return text;
    }
    append(text, size,
        option->type == RECKON_OPTION_INTEGER ? "a whole number from " : "a number from ");
    append(text, size, rk_number_text(number, option->minimum));
    append(text, size, " to ");
    append(text, size, rk_number_text(number, option->maximum));
    if (isnan(option->default_number))
        append(text, size, ", or none");
    return text;
}

static reckon_status refuse(const reckon_option *option, const char *shown, reckon_error *error)
{
    char domain[256], pointer[128] = "/options/";
    append(pointer, sizeof pointer, option->name);
    return rk_fail_at(error, RECKON_OPTION, pointer, "option %s takes %s, not %s", option->name,
        reckon_option_domain(option, domain, sizeof domain), shown);
}

static bool takes_number(const reckon_option *option, double number)
{
    if (isnan(number))
        return isnan(option->default_number) != 0;
    return number >= option->minimum && number <= option->maximum &&
           (option->type != RECKON_OPTION_INTEGER || number == floor(number));
}

static bool takes_choice(const reckon_option *option, double number)
{
    int count = 0;
    while (option->choices[count])
        count++;
    return number >= 0.0 && number < count;
}

/* A number for a message, any double. */
static const char *shown_number(char to[RK_NUMBER_TEXT], double number)
{
    if (isfinite(number))
        return rk_number_text(to, number);
    return isnan(number) ? "a number that is none" : number > 0.0 ? "infinity" : "minus infinity";
}

reckon_status rk_options_check(rk_option_rows rows, const void *options, reckon_error *error)
{
    for (size_t i = 0; i < rows.count; i++) {
        const reckon_option *option = &rows.row[i].seen;
        double number = rk_option_get(&rows.row[i], options);
        char shown[RK_NUMBER_TEXT];
        bool good = option->type == RECKON_OPTION_CHOICE ? takes_choice(option, number)
                                                         : takes_number(option, number);
        if (!good)
            return refuse(option, shown_number(shown, number), error);
    }
    return RECKON_OK;
}

reckon_status rk_struct_take(void *filled, size_t size, const void *given, reckon_error *error)
{
    size_t stated;
    if (!given)
        return RECKON_OK;
    memcpy(&stated, given, sizeof stated);
    if (stated < sizeof stated)
        return rk_fail(error, RECKON_ARGUMENT,
            "a struct was not filled by its init function: its struct_size is %zu", stated);
    for (size_t i = size; i < stated; i++)
        if (((const unsigned char *)given)[i])
            return rk_fail(error, RECKON_ARGUMENT,
                "a struct of %zu bytes asks for what this version of the library, which knows %zu, "
                "does not know",
                stated, size);
    memcpy(filled, given, stated < size ? stated : size);
    memcpy(filled, &size, sizeof size);
    return RECKON_OK;
}

reckon_status rk_options_take(
    rk_option_rows rows, void *filled, size_t size, const void *given, reckon_error *error)
{
    memset(filled, 0, size);
    memcpy(filled, &size, sizeof size);
    rk_options_default(rows, filled);
    reckon_status status = rk_struct_take(filled, size, given, error);
    return status == RECKON_OK ? rk_options_check(rows, filled, error) : status;
}

reckon_status rk_option_set_number(
    const rk_option_row *row, double number, void *options, reckon_error *error)
{
    char shown[RK_NUMBER_TEXT];
    if (row->seen.type == RECKON_OPTION_CHOICE || !takes_number(&row->seen, number))
        return refuse(&row->seen, shown_number(shown, number), error);
    put(row, number, options);
    return RECKON_OK;
}

reckon_status rk_option_set_text(
    const rk_option_row *row, const char *text, void *options, reckon_error *error)
{
    double number = NAN;
    bool good;
    if (row->seen.type == RECKON_OPTION_CHOICE) {
        number = find_choice(&row->seen, text);
        good = number >= 0.0;
    } else {
        good = strcmp(text, "none") == 0 || rk_number_parse(text, &number);
        good = good && takes_number(&row->seen, number);
    }
    if (good) {
        put(row, number, options);
        return RECKON_OK;
    }
    char shown[RK_SHOWN], quoted[RK_SHOWN + 4];
    snprintf(quoted, sizeof quoted, "\"%s\"", rk_shown(shown, text));
    return refuse(&row->seen, quoted, error);
}
