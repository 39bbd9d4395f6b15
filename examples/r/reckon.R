# SPDX-License-Identifier: GPL-3.0-or-later
# reckon from R: competing estimates in, reconciled ranges over time out, as data frames.
#
#     source("reckon.R")
#     reckon_load("reckon_glue.so")          # built once: see reckon_glue.c
#     reckon_reconcile("north-koreans-in-china.json", grid = c("2000", "2012", "P1Y"), level = 0.9)
#
# Base R is all it needs. What is wrong with evidence or request is a condition of class "reckon_error" with fields
# code, pointer, document, line and column; its code is in its class too, so that tryCatch(reckon_date = ...) works.

# Loads the compiled glue, and with it the library.
reckon_load <- function(path = Sys.getenv("RECKON_R_GLUE", paste0("reckon_glue", .Platform$dynlib.ext))) {
  dyn.load(path)
  invisible(reckon_version())
}

reckon_version <- function() .Call("reckon_r_version")

# ---- JSON, as much as is needed to ask ----

# Marks text that is JSON already.
json_text <- function(text) structure(text, class = "reckon_json")

json_string <- function(text) {
  text <- enc2utf8(text)
  text <- gsub("\\", "\\\\", text, fixed = TRUE)
  text <- gsub("\"", "\\\"", text, fixed = TRUE)
  for (code in c(1:31, 127)) {
    character <- intToUtf8(code)
    if (any(grepl(character, text, fixed = TRUE)))
      text <- gsub(character, sprintf("\\u%04x", code), text, fixed = TRUE)
  }
  paste0("\"", text, "\"")
}

# Fifteen digits when they read back the same, otherwise all seventeen.
json_number <- function(value) {
  if (!all(is.finite(value))) stop("a number that is not finite cannot be said: leave out what is not known")
  short <- sprintf("%.15g", value)
  ifelse(as.numeric(short) == value, short, sprintf("%.17g", value))
}

json_array <- function(parts) json_text(paste0("[", paste(parts, collapse = ", "), "]"))

# Keys without a value (NULL) are left out.
json_object <- function(parts) {
  parts <- parts[!vapply(parts, is.null, logical(1))]
  if (length(parts) == 0) return(json_text("{}"))
  values <- vapply(parts, function(part) unclass(json_value(part)), character(1))
  json_text(paste0("{", paste(json_string(names(parts)), values, sep = ": ", collapse = ", "), "}"))
}

# One value: a named list is an object, any other list an array, a vector of length 1 a value.
json_value <- function(value) {
  if (inherits(value, "reckon_json")) return(value)
  if (is.list(value) && !is.null(names(value))) return(json_object(value))
  if (is.list(value)) return(json_array(vapply(value, function(part) unclass(json_value(part)), character(1))))
  if (inherits(value, c("Date", "POSIXt"))) value <- format(value, "%Y-%m-%d")
  if (is.factor(value)) value <- as.character(value)
  if (length(value) != 1) stop("a single value is wanted here")
  if (is.na(value)) return(json_text("null"))
  if (is.logical(value)) return(json_text(if (value) "true" else "false"))
  json_text(if (is.numeric(value)) json_number(value) else json_string(value))
}

# ---- evidence from data frames ----

# A row as an object: NA says nothing, so its key is left out. Columns in `arrays` hold vectors of ids; several in one
# cell of a plain column are parted by blanks.
evidence_row <- function(frame, row, arrays) {
  cells <- lapply(frame, function(column) column[[row]])
  for (name in names(cells))
    if (is.numeric(cells[[name]]) && any(is.nan(cells[[name]])))
      stop("row ", row, ", column ", name, ": NaN is no number; NA says that nothing is known")
  for (name in intersect(arrays, names(cells)))
    if (is.character(cells[[name]]) && length(cells[[name]]) == 1 && !is.na(cells[[name]]))
      cells[[name]] <- strsplit(trimws(cells[[name]]), "[[:space:]]+")[[1]]
  cells <- cells[!vapply(cells, function(cell) length(cell) == 0 || (length(cell) == 1 && is.na(cell)), logical(1))]
  for (name in intersect(arrays, names(cells))) cells[[name]] <- json_array(json_string(as.character(cells[[name]])))
  cells
}

# understates, overstates or anchor; or bias_mean and bias_sd.
source_bias <- function(cells) {
  bias <- cells[["bias"]]
  given <- cells[c("bias_mean", "bias_sd")]
  cells[c("bias", "bias_mean", "bias_sd")] <- NULL
  given <- given[!vapply(given, is.null, logical(1))]
  if (length(given) > 0) cells$bias <- stats::setNames(given, sub("bias_", "", names(given), fixed = TRUE))
  else if (identical(as.character(bias), "anchor")) cells$bias <- list(anchor = TRUE)
  else if (!is.null(bias)) cells$bias <- list(direction = as.character(bias))
  cells
}

# Dates as columns of class Date, numbers of years or text.
date_cells <- function(cells) {
  for (name in intersect(c("date", "published"), names(cells))) cells[[name]] <- reckon_date(cells[[name]])
  cells
}

# Evidence from three data frames whose columns are the keys of docs/format.md; citations go into columns named
# citation_author, citation_title and so on. Populations and sources may be left out: then every id that the estimates
# name is a stock of persons, or a source of which nothing is known.
reckon_evidence <- function(estimates, sources = NULL, populations = NULL, title = NULL) {
  if (is.null(populations)) populations <- data.frame(id = unique(as.character(estimates$population)), measure = "stock")
  if (is.null(sources)) sources <- data.frame(id = unique(as.character(estimates$source)))
  rows <- function(frame, make) json_array(vapply(seq_len(nrow(frame)), function(row)
    unclass(json_object(make(evidence_row(frame, row, c("derived_from", "chain"))))), character(1)))
  estimate <- function(cells) {
    cited <- startsWith(names(cells), "citation_")
    citation <- stats::setNames(cells[cited], sub("citation_", "", names(cells)[cited], fixed = TRUE))
    cells <- date_cells(cells[!cited])
    if (length(citation) > 0) cells$citation <- citation
    cells
  }
  json_object(list(format = "reckon-evidence/1", title = title, populations = rows(populations, identity),
                   sources = rows(sources, source_bias), estimates = rows(estimates, estimate)))
}

# A path is read; evidence made by reckon_evidence() is text already.
evidence_text <- function(evidence) {
  if (inherits(evidence, "reckon_json")) return(unclass(evidence))
  if (is.data.frame(evidence)) return(unclass(reckon_evidence(evidence)))
  if (!is.character(evidence) || length(evidence) != 1) stop("evidence is a path, a data frame, or from reckon_evidence()")
  if (!file.exists(evidence)) stop("there is no file ", evidence)
  bytes <- readBin(evidence, "raw", file.size(evidence))
  if (any(bytes == 0)) reckon_stop("syntax", "the text holds a NUL", document = "evidence", path = evidence)
  text <- rawToChar(bytes)
  Encoding(text) <- "UTF-8"
  structure(text, path = evidence)
}

# ---- asking ----

reckon_stop <- function(code, message, pointer = "", document = "request", line = NA, column = NA, path = NULL) {
  place <- if (is.null(path)) document else path
  if (!is.na(line)) place <- sprintf("%s:%d:%d", place, line, column)
  at <- if (nzchar(pointer)) sprintf(" (at %s)", pointer) else ""
  stop(structure(class = c(paste0("reckon_", gsub("-", "_", code)), "reckon_error", "error", "condition"),
                 list(message = sprintf("%s: %s%s [%s]", place, message, at, code), call = NULL, code = code,
                      pointer = pointer, document = document, line = line, column = column, path = path)))
}

# One request (a list) through the door; the text of the answer. `answer` is csv, json, table, svg, gnuplot or vega.
reckon_ask <- function(request, evidence = NULL) {
  text <- if (!is.null(evidence)) evidence_text(evidence)
  request <- json_object(c(list(format = "reckon-request/1"), request))
  told <- .Call("reckon_r_ask", as.character(request), if (!is.null(text)) as.character(text))
  if (told$status == "ok") return(told$answer)
  path <- if (told$document == "evidence") attr(text, "path")
  seen <- !is.null(path) && told$line > 0 # a text that the caller has never seen has no lines worth naming
  reckon_stop(told$status, told$message, told$pointer, told$document, if (seen) told$line else NA,
              if (seen) told$column else NA, path)
}

# A date as the library reads it: a Date, a number (a whole year: 2005.9 is refused, never cut), or text.
reckon_date <- function(date) {
  if (inherits(date, c("Date", "POSIXt"))) return(format(date, "%Y-%m-%d"))
  if (is.numeric(date)) {
    odd <- date[!is.finite(date) | date != round(date)]
    if (length(odd) > 0) stop(odd[[1]], " is no year; a day is a Date, or text such as \"2005-11-25\"")
    return(sprintf("%04d", as.integer(date)))
  }
  as.character(date)
}

reckon_request <- function(population, method, options, at, grid, level, probabilities, limits) {
  list(population = population, method = method,
       options = if (length(options) > 0) json_object(options),
       dates = if (!is.null(at)) json_array(json_string(reckon_date(at))),
       grid = if (!is.null(grid)) as.list(stats::setNames(
         c(reckon_date(grid[1:2]), if (length(grid) > 2) as.character(grid[[3]])), c("from", "to", "step")[seq_along(grid)])),
       level = level, probabilities = if (!is.null(probabilities)) json_array(json_number(probabilities)),
       limits = if (length(limits) > 0) json_object(limits))
}

# The CSV of an answer as a data frame: dates as Date, empty cells as NA.
reckon_frame <- function(csv) {
  frame <- utils::read.csv(text = csv, check.names = FALSE, stringsAsFactors = FALSE, na.strings = "", encoding = "UTF-8",
                           colClasses = c(date = "Date", population = "character", unit = "character", method = "character",
                                          regions = "character", outcome = "character"))
  numbers <- setdiff(names(frame), c("date", "population", "unit", "method", "regions", "outcome", "estimates_used"))
  frame[numbers] <- lapply(frame[numbers], as.numeric)
  frame
}

# Reconciles: a data frame, a row a date, with low, central, high and the quantiles (q0.5, ...).
#   evidence       a path, a data frame of estimates, or from reckon_evidence()
#   population     its id; not needed when there is only one
#   method         an id of reckon_methods(); options: a list such as list(tau2 = "DL", drift = 0.3)
#   at             dates; grid: c(from, to) or c(from, to, step) such as c("2000", "2012", "P6M")
#   level          probability of low..high; probabilities: those of the quantiles
#   limits         what the evidence may cost, such as list(max_estimates = 1000)
reckon_reconcile <- function(evidence, method = NULL, population = NULL, options = list(), at = NULL, grid = NULL,
                             level = NULL, probabilities = NULL, limits = list()) {
  request <- reckon_request(population, method, options, at, grid, level, probabilities, limits)
  reckon_frame(reckon_ask(c(request, answer = "csv"), evidence))
}

# Every method on the same evidence, one below the other.
reckon_compare <- function(evidence, population = NULL, options = list(), at = NULL, grid = NULL, level = NULL,
                           probabilities = NULL, limits = list()) {
  request <- reckon_request(population, NULL, options, at, grid, level, probabilities, limits)
  reckon_frame(reckon_ask(c(request, action = "compare", answer = "csv"), evidence))
}

# The table for eyes, with every reading, note and assumption.
reckon_table <- function(evidence, method = NULL, population = NULL, options = list(), at = NULL, grid = NULL,
                         level = NULL, probabilities = NULL, limits = list()) {
  request <- reckon_request(population, method, options, at, grid, level, probabilities, limits)
  cat(reckon_ask(c(request, answer = "table"), evidence))
}

# What is in evidence, and the methods, as JSON; as lists where the package jsonlite is there.
reckon_json <- function(text) {
  if (requireNamespace("jsonlite", quietly = TRUE)) jsonlite::fromJSON(text, simplifyDataFrame = TRUE) else text
}

reckon_check <- function(evidence) reckon_json(reckon_ask(list(action = "check"), evidence))

# How a sheet is read: a list with its rows and the evidence, as nested lists.
# `where` is c(column = "value"); the options are those of docs/sheets.md.
reckon_read <- function(sheet, where = NULL, ...) {
  conditions <- if (length(where)) json_array(json_string(paste0(names(where), "=", where)))
  wish <- c(list(where = conditions), list(...))
  reckon_json(reckon_ask(list(action = "read", sheet = json_object(wish)), sheet))
}

reckon_methods <- function() reckon_json(reckon_ask(list(action = "methods")))
