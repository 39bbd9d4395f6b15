/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HXL, the Humanitarian Exchange Language: "#affected+refugees+min" says what a column holds. */
#ifndef RK_SHEET_TAGS_H
#define RK_SHEET_TAGS_H

#include "sheet/role.h"

/* What a tag says of its column; RK_ROLE_NONE when nothing. Attributes may stand in any order. */
rk_naming rk_naming_of_tag(const char *tag);

#endif
