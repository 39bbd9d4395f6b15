/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compiled and linked against an installed reckon: prints the version of header and library and a date it computed. */
#include <stdio.h>
#include <string.h>

#include <reckon/date.h>
#include <reckon/status.h>
#include <reckon/version.h>

int main(void)
{
    if (strcmp(reckon_version(), RECKON_VERSION_STRING) != 0) {
        fprintf(stderr, "header %s, library %s\n", RECKON_VERSION_STRING, reckon_version());
        return 1;
    }
    reckon_error error = RECKON_ERROR_INIT;
    reckon_period period;
    if (reckon_date_parse("2004-01/2005-03", &period, &error) != RECKON_OK) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    char day[RECKON_DATE_TEXT];
    reckon_date_text(period.middle, day);
    printf("reckon %s: the middle of 2004-01/2005-03 is %s\n", reckon_version(), day);
    return strcmp(day, "2004-08-16") != 0;
}
