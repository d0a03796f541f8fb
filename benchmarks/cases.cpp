#include "benchmarks/cases.hpp"

#include <numeric>
#include <utility>

#include "fluxwalk/random.hpp"

namespace fluxwalk::bench {
namespace {

void close_ends(Experiment& experiment) {
  for (Face& face : experiment.system.faces[0]) face.kind = FaceKind::reflecting;
}

/// 128 sites along each axis, 1000 steps, the middle plane watched at every hop.
Experiment one_plane(int dimension) {
  Experiment made = box(dimension, 128, 1000);
  watch(made, 64, 64, {0, made.system.steps});
  return made;
}

/// 1000 sites between walls, all 999 inner planes counted in 100 bins of 100 steps, the profile at each edge.
Experiment all_planes(std::int64_t steps = 10'000) {
  Experiment made = box(1, 1000, steps);
  close_ends(made);
  watch(made, 1, 999, every(100, made.system.steps));
  made.measure.has_profile[0] = true;
  made.measure.profile_times = made.measure.flux_edges;
  return made;
}

Experiment all_planes_net() {
  Experiment made = all_planes();
  made.measure.only_net = true;
  return made;
}

Experiment cube() {
  Experiment made = one_plane(3);
  made.measure.moment_times = every(100, made.system.steps);
  return made;
}

/// The given number of walkers per site; only their numbers are kept.
Experiment occupied(std::int64_t walkers_a_site) {
  Experiment made = all_planes(100);
  made.sampling.kernel = KernelKind::occupation;
  made.system.populations.front().walkers = walkers_a_site * made.system.lattice.num_sites();
  return made;
}

}  // namespace

Experiment KernelCase::sized(std::int64_t batches, std::int64_t work) const {
  if (experiment.sampling.kernel != KernelKind::occupation) return bench::sized(experiment, batches, work);
  Experiment made = experiment;
  made.sampling.num_batches = batches * work;
  made.system.populations.front().walkers *= made.sampling.num_batches;
  return made;
}

std::vector<std::int64_t> every(std::int64_t interval, std::int64_t last) {
  std::vector<std::int64_t> times;
  for (std::int64_t time = 0; time <= last; time += interval) times.push_back(time);
  return times;
}

Experiment box(int dimension, std::int32_t side, std::int64_t steps) {
  Experiment made;
  made.system.lattice.dimension = dimension;
  made.system.hop_law = HopLaw::unbiased(dimension);
  made.system.steps = steps;
  made.sampling.kernel = KernelKind::walkers;
  Population& population = made.system.populations.emplace_back();
  population.kind = "uniform";
  for (std::size_t axis = 0; axis < static_cast<std::size_t>(dimension); ++axis) {
    made.system.lattice.shape[axis] = side;
    population.along[axis].weights.assign(static_cast<std::size_t>(side), 1);
  }
  return sized(std::move(made), 1, 1);
}

void watch(Experiment& experiment, std::int32_t first_plane, std::int32_t last_plane,
           std::vector<std::int64_t> edges) {
  std::vector<std::int64_t> planes(static_cast<std::size_t>(last_plane - first_plane + 1));
  std::iota(planes.begin(), planes.end(), first_plane);
  experiment.measure.planes[0] = planes;
  experiment.measure.flux_edges = std::move(edges);
}

Experiment sized(Experiment experiment, std::int64_t batches, std::int64_t blocks_a_batch) {
  experiment.sampling.num_batches = batches;
  experiment.system.populations.front().walkers = batches * blocks_a_batch * block_size;
  return experiment;
}

std::vector<KernelCase> kernel_cases() {
  Experiment chain = one_plane(1);
  close_ends(chain);
  Experiment drifting = cube();
  drifting.system.hop_law.minus = {0.10, 0.12, 0.15};
  drifting.system.hop_law.plus = {0.22, 0.20, 0.21};
  return {{"box1d-128-one-plane", chain},
          {"box1d-1000-all-planes", all_planes_net()},
          {"box1d-1000-all-planes-gross", all_planes()},
          {"box2d-128", one_plane(2)},
          {"box3d-128", cube()},
          {"box3d-128-drift", drifting},
          {"occupation1d-1000-few", occupied(5)},
          {"occupation1d-1000-thousand", occupied(1000)},
          {"occupation1d-1000-million", occupied(1'000'000)},
          {"occupation1d-1000-trillion", occupied(1'000'000'000'000)}};
}

}  // namespace fluxwalk::bench
