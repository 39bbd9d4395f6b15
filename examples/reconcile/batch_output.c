/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch_output.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "complain.h"
#include "files.h"

/* ------------------------------------------------------------------ what an earlier run left */

/* A walk over the file from its begin, byte by byte. */
struct walk {
    bool csv;
    bool quoted;      /* within a quoted cell of a CSV, where a line break is text */
    bool strange;     /* a whole line that no batch wrote */
    off_t at;         /* the next byte */
    off_t line_begin; /* of the line that `at` is in */
    char head[40];    /* [head_length] how that line begins */
    size_t head_length;
    size_t number, group; /* of the last whole line; where the first line of that number begins */
    off_t group_begin, keep;
};

/* The number that a line begins with: "{"line": 12, ..." or "12,..."; 0 when there is none. */
static size_t number_of(const struct walk *walk)
{
    const char *begin = walk->csv ? "" : "{\"line\": ";
    size_t length = strlen(begin);
    char *end;
    if (strncmp(walk->head, begin, length) != 0 || !isdigit((unsigned char)walk->head[length]))
        return 0;
    size_t number = strtoul(walk->head + length, &end, 10);
    return *end == ',' ? number : 0;
}

static void end_line(struct walk *walk)
{
    walk->head[walk->head_length] = '\0';
    size_t number = number_of(walk);
    bool header = walk->csv && !walk->line_begin && strncmp(walk->head, "line,", 5) == 0;
    if (!header && (!number || number < walk->number))
        walk->strange = true;
    if (number != walk->number)
        walk->group_begin = walk->line_begin;
    walk->number = number;
    walk->line_begin = walk->keep = walk->at;
    walk->head_length = 0;
}

static void walk_over(struct walk *walk, const char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        walk->at++;
        if (walk->csv && bytes[i] == '"')
            walk->quoted = !walk->quoted;
        if (bytes[i] == '\n' && !walk->quoted)
            end_line(walk);
        else if (walk->head_length + 1 < sizeof walk->head)
            walk->head[walk->head_length++] = bytes[i];
    }
}

/* Several lines of a CSV belong to one line of the input, and nothing says which is the last: the
 * last number of a CSV is asked again. */
static void settle(struct walk *walk, size_t *answered)
{
    *answered = walk->number;
    if (!walk->csv)
        return;
    *answered = walk->number ? walk->number - 1 : 0;
    walk->keep = *answered ? walk->group_begin : 0;
}

/* 0, or an errno. */
static int cut_back(struct batch_output *output, struct walk *walk, size_t *answered)
{
    static char bytes[1 << 16];
    ssize_t got;
    while ((got = read(output->file, bytes, sizeof bytes)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return errno;
        walk_over(walk, bytes, (size_t)got);
    }
    settle(walk, answered);
    if (walk->strange)
        return 0;
    if (ftruncate(output->file, walk->keep) != 0 || lseek(output->file, walk->keep, SEEK_SET) < 0)
        return errno;
    return 0;
}

/* ------------------------------------------------------------------ opening */

static int complain_writing(const struct batch_output *output)
{
    return complain("%.1000s cannot be written: %s",
        output->name ? output->name : "the standard output", strerror(output->reason));
}

static int resume(const struct arguments *arguments, struct batch_output *output, size_t *answered)
{
    struct walk walk = {.csv = format_is(arguments, "csv")};
    output->reason = cut_back(output, &walk, answered);
    if (walk.strange)
        return complain_usage(
            "--resume: %.500s is no output of reconcile batch in this format", output->name);
    return output->reason ? complain_writing(output) : 0;
}

int open_batch_output(
    const struct arguments *arguments, struct batch_output *output, size_t *answered)
{
    bool standard = !arguments->output || strcmp(arguments->output, "-") == 0;
    struct stat there;
    *answered = 0;
    *output = (struct batch_output){standard ? NULL : arguments->output, STDOUT_FILENO, 0};
    if (standard)
        return arguments->resume ? complain_usage("--resume needs --output FILE") : 0;
    output->file = open(output->name, O_RDWR | O_CREAT | O_NOCTTY, 0666);
    if (output->file < 0 && errno == EACCES)
        output->file = open(output->name, O_WRONLY | O_NOCTTY); /* a device that is only written */
    if (output->file < 0 || fstat(output->file, &there) != 0) {
        output->reason = errno;
        return complain_writing(output);
    }
    if (!S_ISREG(there.st_mode))
        return arguments->resume ? complain_usage("--resume: %.500s is no file", output->name) : 0;
    if (!(there.st_mode & 0222)) { /* root may, but was not asked to */
        output->reason = EACCES;
        return complain_writing(output);
    }
    if (arguments->resume)
        return resume(arguments, output, answered);
    return there.st_size ? complain_usage("%.500s is there already: --resume goes on with it, or "
                                          "remove it to begin anew",
                               output->name)
                         : 0;
}

/* ------------------------------------------------------------------ writing */

int put_batch_answer(struct batch_output *output, const char *text, size_t length)
{
    while (length) {
        ssize_t put = write(output->file, text, length);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0) {
            output->reason = errno;
            return -1;
        }
        text += put;
        length -= (size_t)put;
    }
    return 0;
}

int close_batch_output(struct batch_output *output)
{
    if (output->file < 0)
        return 0;
    if (close(output->file) != 0 && !output->reason && errno != EINTR)
        output->reason = errno;
    output->file = -1;
    return output->reason ? complain_writing(output) : 0;
}
