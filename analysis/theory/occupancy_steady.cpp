#include <Eigen/SparseCore>
#include <Eigen/SparseLU>
#include <cmath>
#include <numeric>

#include "fluxwalk/occupancy.hpp"

namespace fluxwalk::theory {

namespace {

constexpr std::size_t max_cells = 40'000;
/// Factor on a full row: it is eliminated last, and does not fill all others.
constexpr double faint = 1e-30;

/// Connected parts of the cells: [cell] the smallest cell of its part.
std::vector<std::size_t> parts_of(const Occupancy& occupancy) {
  std::vector<std::size_t> root(occupancy.num_cells());
  std::iota(root.begin(), root.end(), std::size_t{0});
  const auto find = [&](std::size_t cell) {
    while (root[cell] != cell) cell = root[cell] = root[root[cell]];
    return cell;
  };
  occupancy.for_each_move([&](std::size_t to, std::size_t from, double) {
    const std::size_t a = find(to), b = find(from);
    root[std::max(a, b)] = std::min(a, b);
  });
  for (std::size_t cell = 0; cell < root.size(); ++cell) root[cell] = find(cell);
  return root;
}

}  // namespace

std::optional<std::vector<double>> steady_state(const Occupancy& occupancy, std::int64_t t) {
  const std::size_t cells = occupancy.num_cells();
  if (cells > max_cells) return std::nullopt;
  const double growth = (1 - occupancy.turnover().decay) * (1 + occupancy.turnover().reproduction);
  const std::vector<double> inflow = occupancy.advance(std::vector<double>(cells, 0.0), t);
  const std::vector<double> begun = occupancy.start();
  const std::vector<std::size_t> part = parts_of(occupancy);
  std::vector<double> kept(cells, 0.0), part_inflow(cells, 0.0), part_begun(cells, 0.0);
  std::vector<bool> is_lossless(cells, true), is_occupied(cells, false);
  occupancy.for_each_move([&](std::size_t, std::size_t from, double p) { kept[from] += growth * p; });
  for (std::size_t cell = 0; cell < cells; ++cell) {
    part_inflow[part[cell]] += inflow[cell];
    part_begun[part[cell]] += begun[cell];
    is_occupied[cell] = kept[cell] > 0;  // not an obstacle
    if (is_occupied[cell] && std::abs(kept[cell] - 1) > 1e-11) is_lossless[part[cell]] = false;
  }

  using Index = Eigen::Index;
  std::vector<Eigen::Triplet<double>> entries;
  Eigen::VectorXd right = Eigen::VectorXd::Zero(static_cast<Index>(cells));
  const auto is_conserved = [&](std::size_t cell) { return is_lossless[part[cell]]; };
  for (std::size_t cell = 0; cell < cells; ++cell) {
    if (is_conserved(cell) && part_inflow[part[cell]] > 0) return std::nullopt;  // it fills for ever
    // Without inflow nothing says whether a part that can grow dies out.
    if (!is_conserved(cell) && !(part_inflow[part[cell]] > 0) && occupancy.turnover().reproduction > 0 &&
        part_begun[part[cell]] > 0)
      return std::nullopt;
    const bool is_sum = is_conserved(cell) && part[cell] == cell;  // this row gives their number
    right(static_cast<Index>(cell)) = is_sum ? faint * part_begun[cell] : inflow[cell];
    if (!is_sum) entries.emplace_back(static_cast<Index>(cell), static_cast<Index>(cell), 1.0);
    if (is_conserved(cell))
      entries.emplace_back(static_cast<Index>(part[cell]), static_cast<Index>(cell), faint);
  }
  occupancy.for_each_move([&](std::size_t to, std::size_t from, double p) {
    if (is_conserved(to) && part[to] == to) return;
    entries.emplace_back(static_cast<Index>(to), static_cast<Index>(from), -growth * p);
  });
  Eigen::SparseMatrix<double> matrix(static_cast<Index>(cells), static_cast<Index>(cells));
  matrix.setFromTriplets(entries.begin(), entries.end());
  const Eigen::SparseLU<Eigen::SparseMatrix<double>> solver(matrix);
  if (solver.info() != Eigen::Success) return std::nullopt;
  const Eigen::VectorXd solution = solver.solve(right);
  std::vector<double> state(solution.data(), solution.data() + solution.size());
  double largest = 0;
  for (const double value : state) {
    if (!std::isfinite(value)) return std::nullopt;
    largest = std::max(largest, std::abs(value));
  }
  for (double& value : state) {
    if (value < -1e-9 * largest) return std::nullopt;  // more are born than leave: it grows for ever
    value = std::max(value, 0.0);
  }
  return state;
}

}  // namespace fluxwalk::theory
