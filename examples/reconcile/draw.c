/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "draw.h"

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "complain.h"

extern char **environ;

static const char *const pictures[] = {"fan", "forest", "methods", NULL};

bool is_picture(const struct arguments *arguments)
{
    static const char *const formats[] = {"svg", "png", "pdf", "gnuplot", "vega", NULL};
    for (size_t i = 0; formats[i]; i++)
        if (format_is(arguments, formats[i]))
            return true;
    return false;
}

/* "400x300" */
static int read_size(const char *text, reckon_picture_options *options)
{
    char *end = NULL;
    options->width = (double)strtol(text, &end, 10);
    if (end != text && *end == 'x') {
        const char *height = end + 1;
        options->height = (double)strtol(height, &end, 10);
        if (end != height && !*end && options->width >= 200.0 && options->width <= 10000.0 &&
            options->height >= 150.0 && options->height <= 10000.0)
            return 0;
    }
    return complain_usage(
        "--size %.40s is no size: width x height in pixels, such as 400x300, at most 10000x10000",
        text);
}

int picture_options(const struct arguments *arguments, reckon_picture_options *options)
{
    const char *name = arguments->picture   ? arguments->picture
                       : arguments->compare ? "methods"
                                            : "fan";
    reckon_picture_options_init(options);
    size_t index = 0;
    while (pictures[index] && strcmp(pictures[index], name) != 0)
        index++;
    if (!pictures[index])
        return complain_usage("there is no picture \"%.40s\": fan, forest, methods", name);
    if (arguments->compare && index != RECKON_PICTURE_METHODS)
        return complain_usage("--compare is drawn as methods side by side, not as a %s", name);
    options->picture = (reckon_picture)index;
    return arguments->size ? read_size(arguments->size, options) : 0;
}

/* ------------------------------------------------------------------ gnuplot */

/* What the script begins with: how to draw, in the size it was made for. */
static void put_terminal(FILE *to, bool pdf, const reckon_picture_options *options)
{
    double height = options->height;
    const char *font = options->width < 640.0 ? "Sans,8" : "Sans,10";
    if (pdf)
        fprintf(to, "set terminal pdfcairo size %d.%02din,%d.%02din font '%s' background 'white'\n",
            (int)options->width / 96, (int)options->width % 96 * 100 / 96, (int)height / 96,
            (int)height % 96 * 100 / 96, font);
    else
        fprintf(to, "set terminal pngcairo size %d,%d font '%s' background 'white'\n",
            (int)options->width, (int)height, font);
}

/* Runs gnuplot with these as its standard input and output. 0, or an errno; -1 when it failed
 * itself. */
static int run_gnuplot(FILE *script, FILE *picture)
{
    char program[] = "gnuplot", *arguments[] = {program, NULL};
    posix_spawn_file_actions_t actions;
    pid_t child;
    int ended = 0;
    if (posix_spawn_file_actions_init(&actions) != 0)
        return ENOMEM;
    posix_spawn_file_actions_adddup2(&actions, fileno(script), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, fileno(picture), STDOUT_FILENO);
    int reason = posix_spawnp(&child, program, &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (reason)
        return reason;
    while (waitpid(child, &ended, 0) < 0)
        if (errno != EINTR)
            return errno;
    return WIFEXITED(ended) && WEXITSTATUS(ended) == 0     ? 0
           : WIFEXITED(ended) && WEXITSTATUS(ended) == 127 ? ENOENT
                                                           : -1;
}

/* All of a file from its beginning. False when it cannot be read or is empty. */
static bool read_back(FILE *file, char **text, size_t *length)
{
    if (fseek(file, 0, SEEK_END) != 0)
        return false;
    long size = ftell(file);
    if (size <= 0)
        return false;
    rewind(file);
    *text = malloc((size_t)size);
    *length = *text ? fread(*text, 1, (size_t)size, file) : 0;
    return *length == (size_t)size;
}

static int draw_with_gnuplot(const char *script, const struct arguments *arguments,
    const reckon_picture_options *options, char **text, size_t *length)
{
    FILE *in = tmpfile(), *out = tmpfile();
    int reason = in && out ? 0 : errno ? errno : EIO;
    if (!reason) {
        put_terminal(in, format_is(arguments, "pdf"), options);
        fputs(script, in);
        if (fflush(in) != 0 || ferror(in))
            reason = errno;
        lseek(fileno(in), 0, SEEK_SET);
    }
    if (!reason)
        reason = run_gnuplot(in, out);
    if (!reason && !read_back(out, text, length))
        reason = -1;
    if (in)
        fclose(in);
    if (out)
        fclose(out);
    if (reason == ENOENT)
        return complain("PNG and PDF are drawn by gnuplot, which is not installed (Debian: apt "
                        "install gnuplot-nox). "
                        "--format svg needs nothing else");
    if (reason > 0)
        return complain("gnuplot cannot be run: %s", strerror(reason));
    return reason ? complain("gnuplot made no picture") : 0;
}

/* ------------------------------------------------------------------ any format */

static reckon_status write_picture(const reckon_result *const *results, size_t count,
    const struct arguments *arguments, const reckon_picture_options *options, char **text,
    reckon_error *error)
{
    if (format_is(arguments, "svg"))
        return reckon_picture_svg(results, count, options, text, error);
    if (format_is(arguments, "vega"))
        return reckon_picture_vega(results, count, options, text, error);
    return reckon_picture_gnuplot(results, count, options, text, error);
}

int draw(const reckon_result *const *results, size_t count, const struct arguments *arguments,
    char **text, size_t *length)
{
    reckon_picture_options options;
    reckon_error error = RECKON_ERROR_INIT;
    char *made = NULL;
    int status = picture_options(arguments, &options);
    if (status)
        return status;
    if (write_picture(results, count, arguments, &options, &made, &error) != RECKON_OK)
        return complain("%s", error.message);
    if (!format_is(arguments, "png") && !format_is(arguments, "pdf")) {
        *text = made;
        *length = strlen(made);
        return 0;
    }
    options.height = reckon_picture_height(results, count, &options);
    status = draw_with_gnuplot(made, arguments, &options, text, length);
    reckon_free(made);
    return status;
}
