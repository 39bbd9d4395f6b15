/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/layout.h"

#include <stdint.h>
#include <string.h>

size_t rk_layout(const rk_room *rooms, size_t count, void *memory)
{
    const size_t alignment = _Alignof(max_align_t);
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++) {
        size_t most = SIZE_MAX - alignment - bytes, size = rooms[i].size;
        if (size && rooms[i].count > most / size)
            return SIZE_MAX;
        if (memory) {
            void *at = (char *)memory + bytes;
            memcpy(rooms[i].pointer, &at, sizeof at);
        }
        bytes += (rooms[i].count * size + alignment - 1) / alignment * alignment;
    }
    return bytes;
}
