/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "complain.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

/* The bytes of the UTF-8 character at `at`, and which it is; 0 where there is none. */
static int character(const char *at, unsigned long *code)
{
    const unsigned char *byte = (const unsigned char *)at;
    int more = *byte < 0x80                    ? 0
               : *byte >= 0xC2 && *byte < 0xE0 ? 1
               : *byte >= 0xE0 && *byte < 0xF0 ? 2
                                               : 3;
    static const unsigned char first[] = {0x7F, 0x1F, 0x0F, 0x07};
    static const unsigned long least[] = {0, 0x80, 0x800, 0x10000};
    if ((*byte >= 0x80 && *byte < 0xC2) || *byte > 0xF4)
        return 0;
    *code = *byte & first[more];
    for (int i = 1; i <= more; i++) {
        if ((byte[i] & 0xC0) != 0x80)
            return 0;
        *code = *code << 6 | (byte[i] & 0x3F);
    }
    return *code >= least[more] && *code <= 0x10FFFF ? more + 1 : 0;
}

/* Commands to the terminal (C0, C1) and marks that turn the direction of what follows (Unicode,
 * Bidi_Control). */
static bool is_command(unsigned long code)
{
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x061C || code == 0x200E ||
           code == 0x200F || code == 0x2028 || code == 0x2029 ||
           (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

/* Names of files and pieces of evidence may hold anything: no line breaks and no commands to the
 * terminal get out. */
static void put_line(const char *start, const char *text, const char *end)
{
    fputs(start, stderr);
    for (const char *at = text; *at;) {
        unsigned long code = 0;
        int bytes = character(at, &code);
        if (bytes == 0 || is_command(code))
            fputc('?', stderr);
        else
            fwrite(at, 1, (size_t)bytes, stderr);
        at += bytes ? bytes : 1;
    }
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
