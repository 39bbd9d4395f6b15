/* SPDX-License-Identifier: GPL-3.0-or-later */
// The same library from C++17: no wrapping of headers, handles in std::unique_ptr, text in and out.
#include <cstdio>
#include <memory>
#include <string>

#include <reckon/date.h>
#include <reckon/evidence.h>
#include <reckon/gsl.h>
#include <reckon/json.h>
#include <reckon/meta.h>
#include <reckon/text.h>
#include <reckon/version.h>

int main()
{
    const std::string text = R"({"format": "reckon-evidence/1",
        "populations": [{"id": "people", "measure": "stock", "unit": "persons"}],
        "sources": [{"id": "press"}],
        "estimates": [{"id": "first", "population": "people", "source": "press", "date": "2005", "value": 10000}]})";
    reckon_error error = RECKON_ERROR_INIT;
    reckon_evidence *read = nullptr;
    if (reckon_evidence_read(text.data(), text.size(), nullptr, &read, &error) != RECKON_OK) {
        std::fprintf(stderr, "%s: %s\n", error.pointer, error.message);
        return 1;
    }
    const std::unique_ptr<reckon_evidence, decltype(&reckon_evidence_free)> evidence(read, &reckon_evidence_free);
    const std::unique_ptr<reckon_answer, decltype(&reckon_answer_free)> answer(
        reckon_ask(nullptr, text.c_str()), &reckon_answer_free);
    const bool installed = reckon_gsl_install_handler();
    std::printf("reckon %s from C++: %zu estimate, answer of %zu bytes\n", reckon_version(),
        reckon_evidence_estimate_count(evidence.get()), std::string(reckon_answer_text(answer.get())).size());
    return installed && reckon_answer_status(answer.get()) == 0 && std::string(reckon_version()) == RECKON_VERSION_STRING ? 0 : 1;
}
