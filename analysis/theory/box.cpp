#include <stdexcept>
#include <utility>

#include "fluxwalk/theory.hpp"
#include "theory/landing.hpp"

namespace fluxwalk::theory {

namespace {

/// A layer that feeds another one in a step, and the fraction of its walkers that it hands over.
struct Source {
  std::size_t layer;
  double fraction;
};

/// For each layer, everything that hops along one axis bring into it.
std::vector<std::vector<Source>> sources_of(double minus, double plus, std::int32_t layers,
                                            const std::array<Face, 2>& faces) {
  std::vector<std::vector<Source>> sources(static_cast<std::size_t>(layers));
  const auto last = sources.size() - 1;
  for (std::size_t i = 1; i <= last; ++i) sources[i].push_back({i - 1, plus});
  for (std::size_t i = 0; i < last; ++i) sources[i].push_back({i + 1, minus});
  const Landing below = landing(faces[low], low, layers), above = landing(faces[high], high, layers);
  sources[below.layer].push_back({0, below.kept * minus});
  sources[above.layer].push_back({last, above.kept * plus});
  return sources;
}

}  // namespace

BoxWalk::BoxWalk(const Experiment& experiment)
    : lattice_(experiment.system.lattice),
      hop_law_(experiment.system.hop_law),
      faces_(experiment.system.faces) {}

std::vector<double> BoxWalk::advance(std::vector<double> now, std::int64_t steps) const {
  if (now.size() != static_cast<std::size_t>(lattice_.num_sites()))
    throw std::invalid_argument("one value a site is needed");
  // The last axis, along which sites are neighbours in memory, runs innermost: a row. The axes before it
  // choose among rows.
  const auto row_axis = static_cast<std::size_t>(lattice_.dimension) - 1;
  PerAxis<std::vector<std::vector<Source>>> sources;
  PerAxis<std::size_t> rows = {1, 1, 1};  // along each axis but the last
  for (std::size_t a = 0; a <= row_axis; ++a) {
    sources[a] = sources_of(hop_law_.minus[a], hop_law_.plus[a], lattice_.shape[a], faces_[a]);
    if (a < row_axis) rows[a] = sources[a].size();
  }
  const double stay = hop_law_.stay;  // not 1 - Σ p: rounding would let walkers that never stay change parity
  const std::size_t length = sources[row_axis].size();
  const double plus = hop_law_.plus[row_axis], minus = hop_law_.minus[row_axis];

  std::vector<double> next(now.size());
  const auto add_row = [&](double* to, std::size_t row, double fraction) {
    const double* from = now.data() + row * length;
    for (std::size_t z = 0; z < length; ++z) to[z] += fraction * from[z];
  };
  const auto hop_along_row = [&](double* to, std::size_t row) {
    const double* from = now.data() + row * length;
    const auto gather = [&](std::size_t z) {
      to[z] = stay * from[z];
      for (const Source& source : sources[row_axis][z]) to[z] += source.fraction * from[source.layer];
    };
    if (length <= 4) {
      for (std::size_t z = 0; z < length; ++z) gather(z);
      return;
    }
    // A hop through a face ends at most in the second layer.
    for (const std::size_t z : {std::size_t{0}, std::size_t{1}, length - 2, length - 1}) gather(z);
    for (std::size_t z = 2; z < length - 2; ++z)
      to[z] = stay * from[z] + (plus * from[z - 1] + minus * from[z + 1]);
  };
  for (std::int64_t t = 0; t < steps; ++t) {
    for (std::size_t x = 0; x < rows[0]; ++x)
      for (std::size_t y = 0; y < rows[1]; ++y) {
        double* to = next.data() + (x * rows[1] + y) * length;
        hop_along_row(to, x * rows[1] + y);
        if (row_axis > 0)
          for (const Source& source : sources[0][x]) add_row(to, source.layer * rows[1] + y, source.fraction);
        if (row_axis > 1)
          for (const Source& source : sources[1][y]) add_row(to, x * rows[1] + source.layer, source.fraction);
      }
    std::swap(now, next);
  }
  return now;
}

}  // namespace fluxwalk::theory
