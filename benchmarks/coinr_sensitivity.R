# Uncertainty of the same universe in COINr: noisy weights of key issues and two ways to fill gaps, by get_sensitivity.
# Prints the seconds it took. Anchors, readings and errors of single filled cells have no counterpart there: it does less.
suppressPackageStartupMessages(library(COINr))
arguments <- commandArgs(trailingOnly = TRUE)
folder <- arguments[1]
draws <- as.integer(arguments[2])
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

coin <- new_coin(data, i_meta, quietly = TRUE)
coin <- Normalise(coin, dset = "Raw", global_specs = list(f_n = "n_minmax", f_n_para = list(l_u = c(0, 100))))
coin <- Impute(coin, dset = "Normalised", f_i = "i_median_grp", use_group = "Group")
coin <- Aggregate(coin, dset = "Imputed", f_ag = "a_amean", w = "Original")

noise <- data.frame(Level = 2, NoiseFactor = 0.25)
choices <- list(
  weights = list(
    Address = "$Log$Aggregate$w", Type = "discrete",
    Distribution = get_noisy_weights(w = coin$Meta$Weights$Original, noise_specs = noise, Nrep = 100)
  ),
  imputation = list(Address = "$Log$Impute$f_i", Type = "discrete", Distribution = c("i_median_grp", "i_mean_grp"))
)
started <- proc.time()[["elapsed"]]
invisible(get_sensitivity(
  coin, choices, N = draws, SA_type = "UA", dset = "Aggregated", iCode = "total", quietly = TRUE, check_addresses = FALSE
))
cat(proc.time()[["elapsed"]] - started, "\n")
