# SPDX-License-Identifier: GPL-3.0-or-later
# How many North Koreans lived in China? Rscript example.R, in this folder, after building the glue (README.md).
source("reckon.R")
cat("reckon", reckon_load(), "\n")
evidence <- file.path("..", "evidence", "north-koreans-in-china.json")

# The default method, a row a date.
ranges <- reckon_reconcile(evidence, grid = c("2000", "2012", "P2Y"), level = 0.9)
print(ranges[c("date", "low", "central", "high", "estimates_used")], digits = 3)

# Every method at one date: the spread between them is itself a finding.
methods <- reckon_compare(evidence, at = as.Date("2012-01-01"))
print(methods[c("method", "low", "central", "high", "outcome")], digits = 3)

# Evidence from a data frame: NA says nothing, so a row with a low and no high is "at least".
estimates <- data.frame(
  id = c("count", "survey", "press"), population = "camp", source = c("ministry", "aid", "press"),
  date = as.Date(c("2010-06-30", "2011-06-15", "2011-12-01")),
  value = c(10000, NA, NA), low = c(NA, 30000, 20000), high = c(NA, 60000, NA), level = c(NA, 0.95, NA))
sources <- data.frame(id = c("ministry", "aid", "press"), reliability = c("A", "B", NA),
                      bias = c("understates", NA, NA))
camp <- reckon_evidence(estimates, sources, title = "A camp")
reckon_table(camp, at = "2012")

# What is wrong comes as a condition with a code and a JSON Pointer.
estimates$date <- c("2010-06-30", "June 2011", "2011")
tryCatch(reckon_reconcile(reckon_evidence(estimates, sources)),
         reckon_date = function(error) cat(error$code, "at", error$pointer, "\n"))
