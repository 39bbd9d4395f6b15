/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "complain.h"

#include <stdarg.h>
#include <stdio.h>

/* Names of files and pieces of evidence may hold anything: no line breaks and no commands to the terminal get out. */
static void put_line(const char *start, const char *text, const char *end)
{
    fputs(start, stderr);
    for (const char *at = text; *at; at++)
        fputc((unsigned char)*at < 0x20 || (unsigned char)*at == 0x7F ? '?' : *at, stderr);
    fputs(end, stderr);
    fflush(stderr);
}

int complain(const char *format, ...)
{
    char text[2048];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    put_line("reconcile: ", text, "\n");
    return EXIT_FAILED;
}

int complain_usage(const char *format, ...)
{
    char text[2048];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    put_line("reconcile: ", text, " (try reconcile --help)\n");
    return EXIT_USAGE;
}

int complain_evidence(const char *file, const reckon_error *error)
{
    char place[64] = "", pointer[sizeof error->pointer + 8] = "", text[2048];
    if (error->line > 0 && error->column > 0)
        snprintf(place, sizeof place, ":%d:%d", error->line, error->column);
    else if (error->line > 0)
        snprintf(place, sizeof place, ":%d", error->line);
    if (error->pointer[0])
        snprintf(pointer, sizeof pointer, " (at %s)", error->pointer);
    const char *message = error->message[0] ? error->message : reckon_status_text(error->code);
    /* A long file name must not push out what is wrong. */
    snprintf(text, sizeof text, "%.1000s%s: %s%s", file, place, message, pointer);
    put_line("", text, "\n");
    return EXIT_FAILED;
}
