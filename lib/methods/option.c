/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "methods/option.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/status.h"
#include "core/text.h"
#include "core/utf8.h"

int rk_option_find(const rk_option_table *table, const char *name)
{
    for (size_t i = 0; i < table->count; i++)
        if (strcmp(table->options[i].name, name) == 0)
            return (int)i;
    return -1;
}

static int find_choice(const reckon_option *option, const char *text)
{
    for (int i = 0; option->choices[i]; i++)
        if (strcmp(option->choices[i], text) == 0)
            return i;
    return -1;
}

rk_option_value rk_option_default(const reckon_option *option)
{
    rk_option_value value = {option->default_number, 0};
    if (option->type == RECKON_OPTION_CHOICE)
        value = (rk_option_value){NAN, find_choice(option, option->default_choice)};
    return value;
}

static void append(char *to, size_t size, const char *text)
{
    size_t used = strlen(to);
    rk_copy_text(to + used, size - used, text);
}

char *rk_option_domain(const reckon_option *option, char *to, size_t size)
{
    char number[RK_NUMBER_TEXT];
    if (!size)
        return to;
    to[0] = '\0';
    if (option->type == RECKON_OPTION_CHOICE) {
        append(to, size, "one of ");
        for (int i = 0; option->choices[i]; i++) {
            append(to, size, i ? ", " : "");
            append(to, size, option->choices[i]);
        }
        return to;
    }
    append(to, size, option->type == RECKON_OPTION_INTEGER ? "a whole number from " : "a number from ");
    append(to, size, rk_number_text(number, option->minimum));
    append(to, size, " to ");
    append(to, size, rk_number_text(number, option->maximum));
    if (isnan(option->default_number))
        append(to, size, ", or none");
    return to;
}

char *reckon_option_domain(const reckon_option *option, char *text, size_t size)
{
    if (!option || !text)
        return text;
    return rk_option_domain(option, text, size);
}

reckon_status rk_option_read(const reckon_option *option, const char *text, rk_option_value *value, reckon_error *error)
{
    *value = (rk_option_value){NAN, 0};
    bool good;
    if (option->type == RECKON_OPTION_CHOICE) {
        value->choice = find_choice(option, text);
        good = value->choice >= 0;
    } else if (strcmp(text, "none") == 0) {
        good = isnan(option->default_number) != 0;
    } else {
        good = rk_number_parse(text, &value->number) && value->number >= option->minimum &&
               value->number <= option->maximum &&
               (option->type != RECKON_OPTION_INTEGER || value->number == floor(value->number));
    }
    if (good)
        return RECKON_OK;
    char domain[256], shown[RK_SHOWN], pointer[128] = "/options/";
    append(pointer, sizeof pointer, option->name);
    return rk_fail_at(error, RECKON_OPTION, pointer, "option %s takes %s, not \"%s\"", option->name,
        rk_option_domain(option, domain, sizeof domain), rk_shown(shown, text));
}
