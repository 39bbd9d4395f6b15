/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _POSIX_C_SOURCE 200809L
#include "support/locale.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/check.h"

bool locale_enter(const char *name)
{
    char folder[] = "/tmp/reckon-locale-XXXXXX", command[512], full[64];
    if (!mkdtemp(folder))
        return false;
    snprintf(command, sizeof command, "localedef -c -i %s -f UTF-8 %s/%s.UTF-8 >/dev/null 2>&1",
        name, folder, name);
    bool made = system(command) == 0;
    setenv("LOCPATH", folder, 1);
    snprintf(full, sizeof full, "%s.UTF-8", name);
    bool entered = setlocale(LC_ALL, full) != NULL;
    unsetenv("LOCPATH");
    snprintf(command, sizeof command, "rm -rf %s", folder);
    if (system(command) != 0)
        print_message("%s is left behind\n", folder);
    if (!entered)
        print_message("SKIPPED: no locale %s (%s; Debian's package locales has it)\n", name,
            made ? "it cannot be loaded" : "localedef failed");
    return entered;
}

void locale_leave(void)
{
    setlocale(LC_ALL, "C");
}
