/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Runs a fuzz target over committed files, with any compiler: what was found once is tried in every
 * build. replay.<name> FOLDER|FILE...: each file once, in the order of their names; a finding ends
 * the process.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz/input.h"

static size_t replayed;

static int replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        return 1;
    }
    char *bytes = NULL;
    size_t used = 0, room = 0, got = 0;
    do {
        used += got;
        if (used == room)
            bytes = realloc(bytes, room = room ? 2 * room : 4096);
        fuzz_require(bytes != NULL, "there is memory");
        got = fread(bytes + used, 1, room - used, file);
    } while (got);
    fclose(file);
    fprintf(stderr, "%s\n", path);
    LLVMFuzzerTestOneInput((const uint8_t *)bytes, used);
    free(bytes);
    replayed++;
    return 0;
}

static int no_dots(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int replay(const char *path)
{
    struct stat status;
    if (stat(path, &status) != 0 || !S_ISDIR(status.st_mode))
        return replay_file(path);
    struct dirent **entries;
    int count = scandir(path, &entries, no_dots, alphasort), failed = count < 0;
    for (int i = 0; i < count; i++) {
        char inner[4096];
        snprintf(inner, sizeof inner, "%s/%s", path, entries[i]->d_name);
        failed |= replay(inner);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    return failed;
}

int main(int argc, char **argv)
{
    int failed = 0;
    for (int i = 1; i < argc; i++)
        failed |= replay(argv[i]);
    printf("%zu files replayed\n", replayed);
    return failed || replayed == 0;
}
