# The same universe in COINr: min-max scores, gaps filled by the median of the industry, weighted means over three levels.
# Prints the seconds it took. Value functions and the ladder of fillings have no counterpart there: it does less work.
suppressPackageStartupMessages(library(COINr))
folder <- commandArgs(trailingOnly = TRUE)[1]
data <- read.csv(file.path(folder, "data.csv"), check.names = FALSE)
meta <- read.csv(file.path(folder, "meta.csv"))

indicators <- data.frame(
  iCode = meta$data_point_id, Type = "Indicator", Level = 1, Parent = meta$key_issue_id,
  Direction = meta$sign, Weight = meta$weight
)
node <- function(codes, parents, level) {
  unique(data.frame(iCode = codes, Type = "Aggregate", Level = level, Parent = parents, Direction = 1, Weight = 1))
}
i_meta <- rbind(
  indicators,
  node(meta$key_issue_id, meta$theme_id, 2),
  node(meta$theme_id, meta$pillar_id, 3),
  node(meta$pillar_id, "total", 4),
  data.frame(iCode = "total", Type = "Aggregate", Level = 5, Parent = NA, Direction = 1, Weight = 1),
  data.frame(iCode = "Group", Type = "Group", Level = NA, Parent = NA, Direction = NA, Weight = NA)
)

started <- proc.time()[["elapsed"]]
coin <- new_coin(data, i_meta, quietly = TRUE)
coin <- Normalise(coin, dset = "Raw", global_specs = list(f_n = "n_minmax", f_n_para = list(l_u = c(0, 100))))
coin <- Impute(coin, dset = "Normalised", f_i = "i_median_grp", use_group = "Group")
coin <- Aggregate(coin, dset = "Imputed", f_ag = "a_amean")
cat(proc.time()[["elapsed"]] - started, "\n")
