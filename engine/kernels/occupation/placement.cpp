#include "kernels/occupation/placement.hpp"

#include <numeric>

#include "random/wide_weight.hpp"

namespace fluxwalk {

namespace {

std::size_t at(std::int64_t index) {
  return static_cast<std::size_t>(index);
}

/// Puts the walkers of a population where they start.
class Placement {
 public:
  Placement(const OccupationPlan& plan, std::size_t population, Words& words,
            std::vector<std::int64_t>& numbers)
      : lattice_(plan.walk.experiment.system.lattice),
        obstacles_(plan.walk.experiment.system.medium.obstacles),
        along_(plan.walk.experiment.system.populations[population].along),
        splits_(plan.starts[population]),
        words_(words),
        numbers_(numbers) {}

  /// Walkers that land on an obstacle draw again, until none does: this is the start distribution conditioned
  /// on free sites. If obstacles leave few sites, the last walkers are split among the free sites.
  void place(std::int64_t walkers) {
    constexpr int most_rounds = 64;
    for (int round = 0; walkers > 0; ++round) {
      if (round == most_rounds) return place_among_obstacles(walkers);
      std::int64_t on_obstacles = 0;
      splits_[0].draw(walkers, words_, [&](std::size_t x, std::int64_t in_x) {
        splits_[1].draw(in_x, words_, [&](std::size_t y, std::int64_t in_y) {
          splits_[2].draw(in_y, words_, [&](std::size_t z, std::int64_t here) {
            const std::size_t one = site(x, y, z);
            (is_free(one) ? numbers_[one] : on_obstacles) += here;
          });
        });
      });
      walkers = on_obstacles;
    }
  }

 private:
  /// Column by column of a plane, by the weights of its free sites.
  void place_among_obstacles(std::int64_t walkers) {
    const std::vector<std::uint64_t>&along_x = along_[0].weights, &along_y = along_[1].weights,
          &along_z = along_[2].weights;
    const auto weight = [&](std::size_t x, std::size_t y, std::size_t z) {
      return is_free(site(x, y, z)) ? along_z[z] : std::uint64_t{0};
    };
    std::vector<std::uint64_t> columns;  // [x][y]
    std::vector<WideWeight> planes(along_x.size(), 0);
    for (std::size_t x = 0; x < along_x.size(); ++x) {
      for (std::size_t y = 0; y < along_y.size(); ++y) {
        std::uint64_t column = 0;
        for (std::size_t z = 0; z < along_z.size(); ++z) column += weight(x, y, z);
        columns.push_back(column);
        planes[x] += WideWeight(along_y[y]) * column;
      }
      planes[x] *= along_x[x];
    }
    split(walkers, planes, [&](std::size_t x, std::int64_t in_x) {
      std::vector<WideWeight> plane(along_y.size());
      for (std::size_t y = 0; y < plane.size(); ++y)
        plane[y] = WideWeight(along_y[y]) * columns[x * along_y.size() + y];
      split(in_x, plane, [&](std::size_t y, std::int64_t in_y) {
        std::vector<WideWeight> column(along_z.size());
        for (std::size_t z = 0; z < column.size(); ++z) column[z] = weight(x, y, z);
        split(in_y, column, [&](std::size_t z, std::int64_t here) { numbers_[site(x, y, z)] += here; });
      });
    });
  }

  /// As Multinomial does, with weights that are products.
  template <class Visit>
  void split(std::int64_t walkers, const std::vector<WideWeight>& weights, Visit visit) {
    WideWeight left = std::accumulate(weights.begin(), weights.end(), WideWeight(0));
    for (std::size_t cell = 0; walkers > 0; ++cell) {
      if (weights[cell] == 0) continue;
      const bool is_last = weights[cell] == left;
      const Share share{is_last ? 0 : fraction(weights[cell], left), is_last};
      const std::int64_t number = share.draw(walkers, words_);
      left -= weights[cell];
      walkers -= number;
      if (number > 0) visit(cell, number);
    }
  }

  /// That of these layers, counted from the first where any start.
  std::size_t site(std::size_t x, std::size_t y, std::size_t z) const {
    return at(lattice_.site({along_[0].first + static_cast<std::int32_t>(x),
                             along_[1].first + static_cast<std::int32_t>(y),
                             along_[2].first + static_cast<std::int32_t>(z)}));
  }
  bool is_free(std::size_t site) const { return obstacles_.empty() || obstacles_[site] == 0; }

  const Lattice& lattice_;
  const std::vector<std::uint8_t>& obstacles_;
  const PerAxis<LayerWeights>& along_;
  const PerAxis<Multinomial>& splits_;
  Words& words_;
  std::vector<std::int64_t>& numbers_;
};

/// The walkers of a table: the exact numbers of the batch, or a draw by its weights.
void place_at_sites(const OccupationPlan& plan, std::size_t population, std::int64_t batch,
                    std::int64_t walkers, Words& words, std::vector<std::int64_t>& numbers) {
  const Experiment& experiment = plan.walk.experiment;
  const Population& from = experiment.system.populations[population];
  if (!from.is_exact) {
    plan.starts[population][0].draw(walkers, words, [&](std::size_t cell, std::int64_t here) {
      numbers[at(from.table.sites[cell])] += here;
    });
    return;
  }
  const std::vector<std::int64_t> starting = experiment.numbers_at_start(from, {batch});
  for (std::size_t i = 0; i < starting.size(); ++i) numbers[at(from.table.sites[i])] += starting[i];
}

}  // namespace

void place_walkers(const OccupationPlan& plan, std::int64_t batch,
                   const std::vector<std::int64_t>& of_population, Words& words,
                   std::vector<std::int64_t>& numbers) {
  for (std::size_t population = 0; population < of_population.size(); ++population) {
    if (plan.walk.experiment.system.populations[population].has_table())
      place_at_sites(plan, population, batch, of_population[population], words, numbers);
    else
      Placement(plan, population, words, numbers).place(of_population[population]);
  }
}

}  // namespace fluxwalk
