#include "fluxwalk/experiment.hpp"

#include <algorithm>

namespace fluxwalk {

namespace {
std::size_t at(int axis) {
  return static_cast<std::size_t>(axis);
}
}  // namespace

std::int64_t Lattice::num_sites() const noexcept {
  return std::int64_t{1} * shape[0] * shape[1] * shape[2];
}

std::int64_t Lattice::site(const PerAxis<std::int32_t>& position) const noexcept {
  return (std::int64_t{position[0]} * shape[1] + position[1]) * shape[2] + position[2];
}

PerAxis<std::int32_t> Lattice::position(std::int64_t site) const noexcept {
  PerAxis<std::int32_t> position{};
  for (int a = max_dimension - 1; a >= 0; --a) {
    position[at(a)] = static_cast<std::int32_t>(site % shape[at(a)]);
    site /= shape[at(a)];
  }
  return position;
}

std::int64_t Lattice::bond(int axis, const PerAxis<std::int32_t>& position) const noexcept {
  Lattice planes = *this;
  ++planes.shape[at(axis)];
  return planes.site(position);
}

std::int64_t Lattice::num_bonds(int axis) const noexcept {
  return num_sites() / shape[at(axis)] * (shape[at(axis)] + 1);
}

bool Medium::is_uniform() const noexcept {
  return acceptance != Acceptance::glauber && hop.empty() && mobility.empty() && obstacles.empty() &&
         potential.empty() &&
         std::all_of(transmission.begin(), transmission.end(), [](const auto& list) { return list.empty(); });
}

bool FirstPassageTarget::contains(const PerAxis<std::int32_t>& site,
                                  const PerAxis<std::int32_t>& start) const noexcept {
  if (kind == TargetKind::layer) return site[at(axis)] == layer;
  if (kind == TargetKind::own_start) return site == start;
  for (std::size_t a = 0; a < site.size(); ++a)
    if (site[a] < from[a] || site[a] > to[a]) return false;
  return true;
}

HopLaw HopLaw::unbiased(int dimension, double stay) {
  HopLaw law;
  law.stay = stay;
  for (int a = 0; a < dimension; ++a) law.minus[at(a)] = law.plus[at(a)] = (1.0 - stay) / (2 * dimension);
  return law;
}

std::vector<double> HopLaw::chances(int dimension) const {
  std::vector<double> list(minus.begin(), minus.begin() + dimension);
  list.insert(list.end(), plus.begin(), plus.begin() + dimension);
  list.push_back(stay);
  return list;
}

double HopLaw::drift(int axis) const noexcept {
  return plus[at(axis)] - minus[at(axis)];
}

double HopLaw::bond_diffusivity(int axis) const noexcept {
  return (plus[at(axis)] + minus[at(axis)]) / 2;
}

double HopLaw::dispersion(int axis_a, int axis_b) const noexcept {
  const double diagonal = axis_a == axis_b ? bond_diffusivity(axis_a) : 0.0;
  return diagonal - drift(axis_a) * drift(axis_b) / 2;
}

double Experiment::mean_walkers() const noexcept {
  double sum = 0;
  for (const Population& population : populations) sum += population.mean();
  return sum;
}

std::int64_t Experiment::fixed_share(std::int64_t number, std::int64_t batch) const noexcept {
  return number / num_batches + (batch < number % num_batches ? 1 : 0);
}

std::vector<std::int64_t> Experiment::numbers_at_start(const Population& population,
                                                       std::vector<std::int64_t> batches) const {
  std::sort(batches.begin(), batches.end());
  const auto how_many = [&](std::int64_t first, std::int64_t end) {  // of these are first ... end-1
    return std::lower_bound(batches.begin(), batches.end(), end) -
           std::lower_bound(batches.begin(), batches.end(), first);
  };
  std::vector<std::int64_t> numbers;
  numbers.reserve(population.table.numbers.size());
  std::int64_t next = 0;  // the batch whose turn it is
  for (const std::uint64_t number : population.table.numbers) {
    const auto whole = static_cast<std::int64_t>(number);
    const std::int64_t end = next + whole % num_batches;
    numbers.push_back(whole / num_batches * static_cast<std::int64_t>(batches.size()) +
                      how_many(next, std::min(end, num_batches)) + how_many(0, end - num_batches));
    next = end % num_batches;
  }
  return numbers;
}

bool Experiment::is_closed() const noexcept {
  return !has_turnover() && !has_face({FaceKind::absorbing, FaceKind::partial});
}

bool Experiment::has_reservoir() const noexcept {
  return has_face({FaceKind::reservoir});
}

bool Experiment::has_turnover() const noexcept {
  return has_reservoir() || turnover.decay > 0 || turnover.reproduction > 0 || !sources.empty();
}

bool Experiment::is_plain() const noexcept {
  return medium.is_uniform() && !has_turnover();
}

bool Experiment::has_face(std::initializer_list<FaceKind> kinds) const noexcept {
  for (int a = 0; a < lattice.dimension; ++a) {
    for (const Face& face : faces[at(a)]) {
      if (std::find(kinds.begin(), kinds.end(), face.kind) != kinds.end()) return true;
    }
  }
  return false;
}

const char* to_string(FaceKind kind) noexcept {
  switch (kind) {
    case FaceKind::periodic:
      return "periodic";
    case FaceKind::reflecting:
      return "reflecting";
    case FaceKind::mirror:
      return "mirror";
    case FaceKind::absorbing:
      return "absorbing";
    case FaceKind::partial:
      return "partial";
    case FaceKind::reservoir:
      return "reservoir";
  }
  return "?";
}

const char* to_string(KernelKind kind) noexcept {
  switch (kind) {
    case KernelKind::automatic:
      return "auto";
    case KernelKind::reference:
      return "reference";
    case KernelKind::walkers:
      return "walkers";
    case KernelKind::occupation:
      return "occupation";
  }
  return "?";
}

std::optional<KernelKind> kernel_named(std::string_view name) noexcept {
  for (const KernelKind kind : kernel_kinds)
    if (name == to_string(kind)) return kind;
  return {};
}

std::vector<std::string> kernel_names() {
  std::vector<std::string> names;
  for (const KernelKind kind : kernel_kinds) names.emplace_back(to_string(kind));
  return names;
}

const char* to_string(Acceptance acceptance) noexcept {
  switch (acceptance) {
    case Acceptance::metropolis:
      return "metropolis";
    case Acceptance::glauber:
      return "glauber";
    case Acceptance::exponential:
      return "exponential";
  }
  return "?";
}

}  // namespace fluxwalk
