/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch_input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <reckon/json.h>
#include <reckon/sheet.h>

#include "complain.h"
#include "files.h"
#include "pairs.h"
#include "sheets.h"

enum { CHUNK = 1 << 16 };

/* ------------------------------------------------------------------ bytes */

/* Makes room for another chunk behind what is held. */
static bool make_place(struct batch_input *input)
{
    if (input->begin) {
        memmove(input->buffer, input->buffer + input->begin, input->end - input->begin);
        input->end -= input->begin;
        input->begin = 0;
    }
    if (input->size - input->end >= CHUNK)
        return true;
    size_t size = input->size ? 2 * input->size : 2 * CHUNK;
    char *grown = realloc(input->buffer, size);
    if (!grown)
        return false;
    input->buffer = grown;
    input->size = size;
    return true;
}

/* Reads some more: 1, 0 at the end, -1 when reading failed or was interrupted. */
static int read_more(struct batch_input *input)
{
    if (input->ended)
        return 0;
    if (!make_place(input)) {
        input->reason = ENOMEM;
        return -1;
    }
    ssize_t got;
    do {
        if (*input->interrupted)
            return -1;
        got = read(input->file, input->buffer + input->end, CHUNK);
    } while (got < 0 && errno == EINTR);
    if (got < 0)
        input->reason = errno;
    if (got <= 0) {
        input->ended = got == 0;
        return (int)got;
    }
    input->end += (size_t)got;
    return 1;
}

static int complain_reading(const struct batch_input *input)
{
    return complain("%.1000s cannot be read: %s", shown_name(input->name), strerror(input->reason));
}

/* ------------------------------------------------------------------ lines */

static size_t most_bytes(void)
{
    reckon_json_limits limits;
    reckon_json_limits_init(&limits);
    return limits.max_bytes;
}

/* Of a line over the limit only so much is kept that the library sees that it is too long. */
static int pass_rest(struct batch_input *input, size_t most, const char **line, size_t *length)
{
    for (;;) {
        char *from = input->buffer + input->begin + most + 1;
        char *stop = memchr(from, '\n', input->end - (input->begin + most + 1));
        *line = input->buffer + input->begin;
        *length = most + 1;
        if (stop) {
            input->begin = (size_t)(stop - input->buffer) + 1;
            return 1;
        }
        input->end = input->begin + most + 1;
        int got = read_more(input);
        if (got < 0)
            return got;
        if (got == 0) {
            *line = input->buffer + input->begin;
            input->begin = input->end;
            return 1;
        }
    }
}

static int next_line(struct batch_input *input, const char **line, size_t *length)
{
    size_t most = most_bytes(), looked = 0;
    for (;;) {
        size_t held = input->end - input->begin;
        const char *from = input->buffer + input->begin;
        const char *stop = held > looked ? memchr(from + looked, '\n', held - looked) : NULL;
        if (stop && (size_t)(stop - from) <= most) {
            *line = from;
            *length = (size_t)(stop - from);
            input->begin += *length + 1;
            return 1;
        }
        if (held > most)
            return pass_rest(input, most, line, length);
        looked = held;
        int got = read_more(input);
        if (got < 0)
            return got;
        if (got > 0)
            continue;
        /* The last line may go without its end. */
        *line = input->buffer + input->begin;
        *length = input->end - input->begin;
        input->begin = input->end;
        return *length > 0;
    }
}

int next_batch_line(struct batch_input *input, const char **line, size_t *length)
{
    if (*input->interrupted)
        return -1;
    return input->pairs ? next_pair(input->pairs, line, length) : next_line(input, line, length);
}

int skip_batch_lines(struct batch_input *input, size_t count)
{
    if (input->pairs)
        return skip_pairs(input->pairs, count)
                   ? 0
                   : complain_usage("%.500s has fewer populations than the output has answers",
                         shown_name(input->name));
    for (size_t i = 0; i < count; i++) {
        const char *line;
        size_t length;
        int got = next_line(input, &line, &length);
        if (got < 0 && input->reason)
            return complain_reading(input);
        if (got <= 0)
            return complain_usage(
                "%.500s has %zu lines, the output has answers to %zu: it is of another file",
                shown_name(input->name), i, count);
    }
    return 0;
}

/* ------------------------------------------------------------------ tables */

static bool ends_in(const char *name, const char *end)
{
    size_t length = strlen(name), last = strlen(end);
    return length >= last && strcmp(name + length - last, end) == 0;
}

/* A name that says what is in the file is believed; else the content decides. */
static bool is_table(const struct batch_input *input)
{
    static const char *const names[] = {".json", ".ndjson", ".jsonl"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (ends_in(input->name, names[i]))
            return false;
    return input->end && reckon_is_sheet(input->buffer, input->end);
}

/* A table is held whole: what belongs to a pair of countries stands all over it. */
static int read_table(const struct arguments *arguments, struct batch_input *input)
{
    reckon_sheet_options limits;
    reckon_evidence *evidence = NULL;
    reckon_sheet_options_init(&limits);
    int got = 1;
    while (got > 0 && input->end <= limits.max_bytes)
        got = read_more(input);
    if (got < 0)
        return input->reason ? complain_reading(input) : EXIT_INTERRUPTED;
    int status = read_sheet_text(arguments, input->buffer, input->end, &evidence);
    free(input->buffer);
    input->buffer = NULL;
    if (status)
        return status;
    input->pairs = new_pairs(evidence);
    return input->pairs ? 0 : complain("out of memory");
}

int open_batch_input(const struct arguments *arguments, const volatile sig_atomic_t *interrupted,
    struct batch_input *input)
{
    bool standard = strcmp(arguments->operand, "-") == 0;
    *input = (struct batch_input){.name = arguments->operand, .interrupted = interrupted};
    input->file = standard ? STDIN_FILENO : open(input->name, O_RDONLY | O_NOCTTY);
    if (input->file < 0)
        input->reason = errno;
    int got = input->file < 0 ? -1 : read_more(input);
    if (got < 0)
        return input->reason ? complain_reading(input) : EXIT_INTERRUPTED;
    return is_table(input) ? read_table(arguments, input) : refuse_sheet_options(arguments);
}

void close_batch_input(struct batch_input *input)
{
    if (input->file > STDIN_FILENO)
        close(input->file);
    free_pairs(input->pairs);
    free(input->buffer);
    *input = (struct batch_input){.file = -1};
}
