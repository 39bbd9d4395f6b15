# SPDX-License-Identifier: GPL-3.0-or-later
# The R functions: Rscript test_r.R SOURCE_DIR GLUE. Ends with an error, and the check that failed, when one fails.
arguments <- commandArgs(trailingOnly = TRUE)
root <- arguments[[1]]
options(warn = 2)
source(file.path(root, "examples", "r", "reckon.R"), encoding = "UTF-8")

checks <- 0
check <- function(what, truth) {
  checks <<- checks + 1
  if (!isTRUE(truth)) stop("failed: ", what, call. = FALSE)
}
near <- function(a, b, tolerance = 1e-9) length(a) == length(b) && all(abs(a - b) <= tolerance * abs(b))
refused <- function(expression) tryCatch({ expression; NULL }, reckon_error = function(error) error)
is_refusal <- function(error, code, pointer, document = "request")
  !is.null(error) && error$code == code && error$pointer == pointer && error$document == document

header <- readLines(file.path(root, "include", "reckon", "version.h"))
check("version", any(grepl(paste0("\"", reckon_load(arguments[[2]]), "\""), header, fixed = TRUE)))

# Answers that are known without any library: no drift, so sets stay where they are.
ranges <- data.frame(id = c("a", "b"), population = "p", source = c("s", "t"), date = 2000, low = c(10000, 20000),
                     high = c(30000, 50000))
envelope <- function(evidence = ranges, ...) reckon_reconcile(evidence, method = "envelope", options = list(drift = 0), ...)
frame <- envelope(at = "2000")
check("a data frame", is.data.frame(frame) && nrow(frame) == 1)
check("envelope", near(c(frame$low, frame$high), c(10000, 50000)))
check("a date", inherits(frame$date, "Date") && frame$date == as.Date("2000-07-02"))
check("no quantiles", is.na(frame[["q0.5"]]) && is.numeric(frame[["q0.5"]]))
both <- reckon_reconcile(ranges, method = "intersection", options = list(drift = 0), at = 2000)
check("intersection", near(c(both$low, both$high), c(20000, 30000)))
check("outcome", both$outcome == "ok" && both$estimates_used == 2)

# Files, grids, levels.
seed <- file.path(root, "examples", "evidence", "north-koreans-in-china.json")
frame <- reckon_reconcile(seed, method = "random-effects", grid = c("2000", "2012", "P6M"), level = 0.5,
                          probabilities = c(0.25, 0.75))
check("a row a date", nrow(frame) == 26 && !is.unsorted(frame$date))
check("level and quantiles agree", near(frame$low, frame[["q0.25"]]) && near(frame$high, frame[["q0.75"]]))
check("order", all(frame$low <= frame$central & frame$central <= frame$high))
check("a grid of years", nrow(reckon_reconcile(seed, method = "envelope", grid = c(2000, 2012))) == 13)
check("dates", identical(format(envelope(at = as.Date(c("2001-02-03", "2000-01-01")))$date), c("2000-01-01", "2001-02-03")))
text <- reckon_ask(list(answer = "csv", method = "random-effects", dates = json_array("\"2005\"")), seed)
check("the same bytes", identical(text, reckon_ask(list(answer = "csv", method = "random-effects",
                                                        dates = json_array("\"2005\"")), seed)))
check("the frame is the CSV", near(reckon_frame(text)$low, as.numeric(strsplit(strsplit(text, "\r\n")[[1]][2], ",")[[1]][7])))

# Every method.
all_methods <- reckon_compare(seed, at = "2010")
check("compare", nrow(all_methods) >= 7 && !anyDuplicated(all_methods$method))
one <- reckon_reconcile(seed, method = "endpoint-mean", at = "2010")
check("compare agrees", identical(unlist(all_methods[all_methods$method == "endpoint-mean", c("low", "high")]),
                                  unlist(one[, c("low", "high")])) ||
        near(all_methods$low[all_methods$method == "endpoint-mean"], one$low, 0))

# Evidence from data frames reaches the library whole.
full <- data.frame(id = c("a", "b", "c", "d"), population = "p", source = c("s", "s", "t", "u"), date = as.Date("2001-02-03"),
                   value = c(10000, NA, NA, 12345.678901234567), low = c(NA, 1000, 2000, NA), high = c(NA, NA, 9000, NA),
                   level = c(NA, NA, 0.9, NA), approximate = c(TRUE, NA, NA, NA), derived_from = c(NA, "a", "a b", NA),
                   exclude = c(NA, NA, NA, "a \"slip\"\\\n"), citation_author = c("J. D\u00f6", NA, NA, NA))
sources <- data.frame(id = c("s", "t", "u"), reliability = I(list(0.5, "B", NA)), bias = c("understates", NA, "anchor"),
                      bias_mean = c(NA, -0.3, NA), bias_sd = c(NA, 0.2, NA))
json <- reckon_evidence(full, sources, data.frame(id = "p", measure = "flow", unit = "persons/year"), title = "\u65e5\u672c")
for (part in c("\"value\": 10000", "\"value\": 12345.678901234567", "\"approximate\": true", "\"derived_from\": [\"a\", \"b\"]",
               "{\"direction\": \"understates\"}", "{\"anchor\": true}", "{\"mean\": -0.29999999999999999, \"sd\": 0.20000000000000001}|{\"mean\": -0.3, \"sd\": 0.2}",
               "\"reliability\": \"B\"", "\"citation\": {\"author\": \"J. D\u00f6\"}", "\"date\": \"2001-02-03\"",
               "\"exclude\": \"a \\\"slip\\\"\\\\\\u000a\"", "\"measure\": \"flow\"", "\u65e5\u672c"))
  check(part, any(vapply(strsplit(part, "|", fixed = TRUE)[[1]], grepl, logical(1), x = json, fixed = TRUE)))
told <- reckon_ask(list(action = "check"), json)
check("it is sound", grepl("\"unit\": \"persons/year\",[[:space:]]*\"estimates\": 4", told))
check("UTF-8 comes back", grepl("\u65e5\u672c", told, fixed = TRUE) && Encoding(told) == "UTF-8")
strange <- ranges
strange$population <- "l\u2019\u00e9t\u00e9"
check("UTF-8 in a frame", identical(enc2utf8(envelope(strange, at = 2000)$population), "l\u2019\u00e9t\u00e9"))

# Errors are conditions with a code and a pointer.
check("date", is_refusal(refused(envelope(at = "2000-13")), "date", "/dates/0"))
check("reference", is_refusal(refused(envelope(population = "q")), "reference", "/population"))
check("method", is_refusal(refused(reckon_reconcile(ranges, method = "mean")), "method", "/method"))
check("option", is_refusal(refused(reckon_reconcile(ranges, method = "envelope", options = list(tau2 = "DL"))), "option",
                           "/options/tau2"))
check("limit", is_refusal(refused(envelope(limits = list(max_estimates = 1))), "limit", "/estimates", "evidence"))
reversed <- ranges
reversed$low[2] <- 60000
error <- refused(envelope(reversed))
check("statement", is_refusal(error, "statement", "/estimates/1/low", "evidence") && is.na(error$line))
check("class", inherits(error, c("reckon_statement", "reckon_error", "error", "condition"), which = TRUE)[[1]] == 1)
caught <- tryCatch(envelope(at = "2000-13"), reckon_date = function(error) "by class")
check("by class", identical(caught, "by class"))
bad <- file.path(root, "tests", "evidence_bad")
manifest <- paste(readLines(file.path(bad, "manifest.json"), warn = FALSE), collapse = " ")
entries <- regmatches(manifest, gregexpr("\"file\": \"[^\"]*\", \"code\": \"[^\"]*\", \"pointer\": \"[^\"]*\"", manifest))[[1]]
check("many bad files", length(entries) > 100)
for (entry in entries) {
  parts <- strsplit(entry, "\"", fixed = TRUE)[[1]]
  error <- refused(reckon_ask(list(action = "check"), file.path(bad, parts[[4]])))
  known <- parts[[4]] == "utf16.json" || (error$code == parts[[8]] && error$pointer == (if (length(parts) >= 12) parts[[12]] else ""))
  check(entry, known && error$document == "evidence")
}
sheet <- file.path(root, "tests", "sheet", "tables", "unreadable.csv")
error <- refused(reckon_read(sheet))
check("a sheet", error$code == "statement" && error$line == 3)
told <- reckon_ask(list(action = "read", sheet = list(skip_unreadable = TRUE)), sheet)
check("a sheet with rows left out", grepl("reckon-reading/1", told) && grepl("\"read\": 2", told))
check("no such file", inherits(tryCatch(envelope("nothing.json"), error = identity), "simpleError"))
check("NaN", inherits(tryCatch(envelope(level = Inf), error = identity), "simpleError"))
figure <- data.frame(population = "p", source = "s", date = 2005, low = 10, high = 20)
fails <- function(frame, words) {
  error <- tryCatch(reckon_evidence(frame), error = identity)
  inherits(error, "simpleError") && grepl(words, conditionMessage(error), fixed = TRUE)
}
check("a year", grepl("\"date\": \"2005\"", reckon_evidence(figure), fixed = TRUE))
check("a decimal year", fails(transform(figure, date = 2005.9), "2005.9 is no year"))
check("NaN in a row", fails(transform(figure, low = NaN), "row 1, column low: NaN is no number"))
check("NA in a row", !grepl("low", reckon_evidence(transform(figure, low = NA_real_)), fixed = TRUE))
check("a decimal year asked", inherits(tryCatch(envelope(at = 2005.9), error = identity), "simpleError"))
check("two levels", inherits(tryCatch(envelope(level = c(0.5, 0.9)), error = identity), "simpleError"))

# With jsonlite lists, without it the text.
listed <- reckon_methods()
check("methods", if (is.list(listed)) all(all_methods$method == listed$methods$id) else grepl("reckon-methods/1", listed))
if (!is.list(listed)) message("r-cran-jsonlite is not there: methods and checks come as text")
for (round in 1:50) envelope(at = "2000")
gc()
cat(checks, "checks passed\n")
