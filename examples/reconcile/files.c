/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "complain.h"

const char *shown_name(const char *name)
{
    return strcmp(name, "-") == 0 ? "<standard input>" : name;
}

/* ------------------------------------------------------------------ reading */

/* As read(), but a signal does not end it. */
static ssize_t read_some(int file, char *to, size_t size)
{
    ssize_t got;
    do
        got = read(file, to, size);
    while (got < 0 && errno == EINTR);
    return got;
}

/* Reads to the end, or to `limit` + 1 bytes. 0, or an errno. */
static int read_all(int file, size_t limit, char **text, size_t *length)
{
    size_t size = 0, used = 0;
    char *buffer = NULL;
    for (;;) {
        if (used == size) {
            size = size ? 2 * size : 65536;
            size = size > limit + 1 ? limit + 1 : size;
            char *grown = realloc(buffer, size);
            if (!grown) {
                free(buffer);
                return ENOMEM;
            }
            buffer = grown;
        }
        ssize_t got = read_some(file, buffer + used, size - used);
        if (got < 0) {
            int reason = errno;
            free(buffer);
            return reason;
        }
        used += (size_t)got;
        if (got == 0 || used > limit)
            break;
    }
    *text = buffer;
    *length = used;
    return 0;
}

int read_whole(const char *name, size_t limit, char **text, size_t *length)
{
    *text = NULL;
    *length = 0;
    bool standard = strcmp(name, "-") == 0;
    int file = standard ? STDIN_FILENO : open(name, O_RDONLY | O_NOCTTY);
    int reason = file < 0 ? errno : read_all(file, limit, text, length);
    if (!standard && file >= 0)
        close(file);
    if (reason)
        complain("%.1000s cannot be read: %s", shown_name(name), strerror(reason));
    return reason ? EXIT_FAILED : 0;
}

/* ------------------------------------------------------------------ writing */

int check_output(const char *output, const char *input)
{
    struct stat read, written;
    if (!output || strcmp(output, "-") == 0 || stat(output, &written) != 0 ||
        !S_ISREG(written.st_mode))
        return 0;
    if ((strcmp(input, "-") == 0 ? fstat(STDIN_FILENO, &read) : stat(input, &read)) != 0)
        return 0; /* reading will say so */
    if (read.st_dev != written.st_dev || read.st_ino != written.st_ino)
        return 0;
    return complain_usage(
        "the answer would replace the evidence: %.500s is the file that is read", output);
}

/* Writes all of it. 0, or an errno. */
static int write_all(int file, const char *text, size_t length)
{
    while (length) {
        ssize_t put = write(file, text, length);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return errno;
        text += put;
        length -= (size_t)put;
    }
    return 0;
}

/* Closes, keeping the first reason for failure; a disk may say only now that it is full. */
static int close_file(int file, int reason)
{
    if (close(file) != 0 && !reason && errno != EINTR)
        reason = errno;
    return reason;
}

/* Whether it is neither a plain file nor a folder: a device or a pipe is written to, never
 * replaced. */
static bool is_special(const struct stat *there)
{
    return !S_ISREG(there->st_mode) && !S_ISDIR(there->st_mode);
}

static int write_special(const char *name, const char *text, size_t length)
{
    int file = open(name, O_WRONLY | O_NOCTTY);
    if (file < 0)
        return errno;
    return close_file(file, write_all(file, text, length));
}

/* The folder that `name` is in, with its slash; "" for the current one. In new memory. */
static char *folder_of(const char *name)
{
    char *folder = strdup(name);
    if (!folder)
        return NULL;
    char *slash = strrchr(folder, '/');
    folder[slash ? slash - folder + 1 : 0] = '\0';
    return folder;
}

/* The folder is written back to the disk, so that the new name is there after a crash; a file
 * system that cannot do this is not at fault. */
static void keep_folder(const char *folder)
{
    int file = open(folder[0] ? folder : ".", O_RDONLY | O_DIRECTORY);
    if (file >= 0) {
        fsync(file);
        close(file);
    }
}

/* A new file in `folder`, of the mode given: its name in *temporary (free it). 0, or an errno. */
static int open_beside(const char *folder, mode_t mode, char **temporary, int *file)
{
    static const char pattern[] = ".reconcile.XXXXXX";
    size_t room = strlen(folder) + sizeof pattern;
    *temporary = malloc(room);
    if (!*temporary)
        return ENOMEM;
    snprintf(*temporary, room, "%s%s", folder, pattern);
    *file = mkstemp(*temporary);
    if (*file < 0)
        return errno;
    if (fchmod(*file, mode) == 0)
        return 0;
    int reason = errno;
    close(*file);
    unlink(*temporary);
    return reason;
}

/* Writes beside `name` and renames. 0, or an errno; then nothing is left behind. */
static int replace_file(const char *name, mode_t mode, const char *text, size_t length)
{
    char *temporary = NULL, *folder = folder_of(name);
    int file = -1;
    int reason = folder ? open_beside(folder, mode, &temporary, &file) : ENOMEM;
    if (!reason) {
        reason = write_all(file, text, length);
        if (!reason && fsync(file) != 0 && errno != EINVAL)
            reason = errno;
        reason = close_file(file, reason);
        if (!reason && rename(temporary, name) != 0)
            reason = errno;
        if (reason)
            unlink(temporary);
        else
            keep_folder(folder);
    }
    free(temporary);
    free(folder);
    return reason;
}

/* While a file stands under its other name, what would end the program has to wait. */
static void hold_signals(sigset_t *before)
{
    sigset_t held;
    sigemptyset(&held);
    sigaddset(&held, SIGINT);
    sigaddset(&held, SIGTERM);
    sigaddset(&held, SIGHUP);
    sigaddset(&held, SIGQUIT);
    sigprocmask(SIG_BLOCK, &held, before);
}

/* Renaming would replace a file that nobody may write to; and root may write to any, but was not
 * asked to. */
static bool is_read_only(const char *name, const struct stat *there)
{
    return !(there->st_mode & 0222) || access(name, W_OK) != 0;
}

static int write_file(const char *name, const char *text, size_t length)
{
    struct stat there;
    mode_t mask = umask(0);
    umask(mask);
    mode_t mode = 0666 & ~mask;
    char *real = NULL;
    if (stat(name, &there) == 0) {
        if (S_ISDIR(there.st_mode))
            return EISDIR;
        if (is_special(&there))
            return write_special(name, text, length);
        if (is_read_only(name, &there))
            return EACCES;
        mode = there.st_mode & 07777;
        /* What a link points to is replaced, not the link. */
        real = realpath(name, NULL);
        if (!real)
            return errno;
    } else {
        int reason = errno;
        if (lstat(name, &there) == 0)
            return reason; /* a link that leads nowhere, or in a circle */
    }
    sigset_t before;
    hold_signals(&before);
    int reason = replace_file(real ? real : name, mode, text, length);
    sigprocmask(SIG_SETMASK, &before, NULL);
    free(real);
    return reason;
}

int write_whole(const char *name, const char *text, size_t length)
{
    bool standard = !name || strcmp(name, "-") == 0;
    int reason = standard ? close_file(STDOUT_FILENO, write_all(STDOUT_FILENO, text, length))
                          : write_file(name, text, length);
    if (reason && standard)
        return complain(
            "the answer cannot be written to the standard output: %s", strerror(reason));
    if (reason)
        return complain("%.1000s cannot be written: %s", name, strerror(reason));
    return 0;
}
