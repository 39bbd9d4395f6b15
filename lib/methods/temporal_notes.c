/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "methods/temporal_notes.h"

/* What identifies the level, in words: without an anchor or a prior on bias, truth is the sources' consensus. */
static bool assume(const rk_problem *problem, rk_answer *answer)
{
    bool anchored = false, directed = false;
    for (size_t i = 0; i < problem->reading_count; i++) {
        const reckon_source *source = reckon_evidence_source(problem->evidence, problem->readings[i].origin);
        if (!problem->used[i])
            continue;
        anchored = anchored || source->bias_kind == RECKON_BIAS_ANCHOR || problem->readings[i].certain;
        directed = directed || source->bias_kind != RECKON_BIAS_EXCHANGEABLE;
    }
    const char *sentence = anchored   ? "sources that are anchors are taken as unbiased: they hold the level"
                           : directed ? "no source is an anchor: the level rests on the priors of the sources' biases, "
                                        "which the data cannot check"
                                      : "no source is an anchor and none has a prior on its bias: the truth here means "
                                        "the consensus of the sources";
    return rk_texts_add(&answer->assumptions, "%s", sentence) &&
           rk_texts_add(&answer->assumptions,
               "a range claims that the figure lies inside and nothing more; errors of single "
               "figures and biases of sources come on top");
}

bool rk_temporal_notes(const rk_problem *problem, const reckon_temporal_result *fit, rk_answer *answer)
{
    (void)fit;
    return assume(problem, answer);
}
