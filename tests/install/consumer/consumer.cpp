/* SPDX-License-Identifier: GPL-3.0-or-later */
// The same from C++17: the headers need no wrapping, and handles fit std::unique_ptr.
#include <cstdio>
#include <memory>
#include <string>

#include <reckon/date.h>
#include <reckon/status.h>
#include <reckon/version.h>

int main()
{
    reckon_error error = RECKON_ERROR_INIT;
    reckon_period period{};
    if (reckon_date_parse("2004-13", &period, &error) != RECKON_DATE) {
        std::fprintf(stderr, "a month 13 was taken\n");
        return 1;
    }
    const std::string version = reckon_version();
    std::printf("reckon %s: %s\n", version.c_str(), error.message);
    return version == RECKON_VERSION_STRING ? 0 : 1;
}
