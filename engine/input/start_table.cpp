#include "start_table.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "places.hpp"
#include "tables.hpp"
#include "weights.hpp"

namespace fluxwalk::input {

namespace {

const Range<double> integer_weights = {0, 0x1p53, "whole weights are from 0 to 2^53"};

Range<double> range_of(Entries entries) {
  if (entries == Entries::numbers)
    return {0, 0x1p53, "numbers of walkers are from 0 to 2^53, beyond which they need not be exact"};
  if (entries == Entries::means) return {0, most_walkers_at_a_site, "a mean is from 0 to 1e18 walkers"};
  return {0, std::numeric_limits<double>::max(), "a weight is not negative"};
}

/// Where an entry stands: "site [3, 4]", "layer 3".
std::string place_of(std::size_t entry, std::optional<int> axis, const Lattice& lattice) {
  return axis ? fmt::format("layer {}", entry)
              : "site " + site_in_words(lattice, static_cast<std::int64_t>(entry));
}

}  // namespace

double StartTable::total() const {
  return std::accumulate(values.begin(), values.end(), 0.0) * sites_of_entry;
}

SiteNumbers StartTable::make(const Lattice& lattice, Entries entries, std::int64_t times) const {
  const std::int64_t sites = lattice.num_sites();
  const double greatest = *std::max_element(values.begin(), values.end());
  const auto number = [&](double value) {
    if (entries == Entries::numbers)
      return static_cast<std::uint64_t>(value) * static_cast<std::uint64_t>(times);
    return are_integers ? static_cast<std::uint64_t>(value) : start_weight(value, greatest, sites);
  };
  SiteNumbers table;
  for (std::int64_t site = 0; site < sites; ++site) {
    const std::int64_t entry = axis ? lattice.position(site)[*axis] : site;
    const double value = values[static_cast<std::size_t>(entry)];
    if (number(value) == 0) continue;
    table.sites.push_back(site);
    table.numbers.push_back(number(value));
  }
  return table;
}

std::optional<StartTable> read_start_table(const Value& population, Entries entries, Draft& draft) {
  StartTable table;
  if (population["axis"].exists()) {
    table.axis = draft.axis(population["axis"]);
    if (!table.axis) return {};
  }
  const auto are_integers = population["integers"].flag();
  table.are_integers = are_integers.value_or(false);
  if (table.are_integers && entries != Entries::weights) {
    population["integers"].complain("has no meaning here", "without the key walkers there are no weights",
                                    "leave it out");
    return {};
  }
  auto values =
      read_table(population, table.axis, draft, table.are_integers ? integer_weights : range_of(entries));
  if (!values) return {};
  const Lattice& lattice = draft.experiment.system.lattice;
  const Value place = population[population["file"].exists() ? "file" : "values"];
  if (entries == Entries::numbers || table.are_integers) {
    const auto wrong =
        std::find_if(values->begin(), values->end(), [](double value) { return value != std::floor(value); });
    if (wrong != values->end()) {
      place.complain(
          fmt::format("{} at {} is not a whole number", *wrong,
                      place_of(static_cast<std::size_t>(wrong - values->begin()), table.axis, lattice)),
          table.are_integers
              ? "integers = true says that all weights are"
              : "without the key walkers each entry is the exact number of walkers that start at "
                "a site",
          table.are_integers
              ? "write whole numbers, or leave integers out"
              : "write whole numbers, add walkers = N to make the entries weights, or number = "
                "\"poisson\" to make them means");
      return {};
    }
  }
  table.values = std::move(*values);
  table.sites_of_entry = static_cast<double>(lattice.num_sites()) / static_cast<double>(table.values.size());
  if (table.are_integers && table.total() >= 0x1p63) {
    place.complain("its weights are too large", "their sum must be below 2^63", "leave integers out");
    return {};
  }
  if (table.total() > 0) return table;
  place.complain("all entries are 0", "the walkers must start somewhere");
  return {};
}

}  // namespace fluxwalk::input
