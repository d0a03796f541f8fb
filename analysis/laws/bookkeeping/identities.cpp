#include <algorithm>
#include <cstdlib>
#include <functional>
#include <map>
#include <numeric>

#include "fluxwalk/theory.hpp"
#include "judging/check.hpp"
#include "laws/findings.hpp"
#include "laws/laws.hpp"

namespace fluxwalk {

namespace {

/// Counts how often an integer identity was checked, and how often it failed.
struct Ledger {
  std::int64_t places = 0, failures = 0, worst = 0;

  void expect(std::int64_t measured, std::int64_t expected) {
    ++places;
    if (measured == expected) return;
    ++failures;
    worst = std::max(worst, std::abs(measured - expected));
  }
  Ledger& operator+=(const Ledger& other) {
    places += other.places;
    failures += other.failures;
    worst = std::max(worst, other.worst);
    return *this;
  }
  void expect_at_most(std::int64_t measured, std::int64_t bound) { expect(std::max(measured, bound), bound); }
};

/// Number of a time among ascending times, or -1.
std::ptrdiff_t find(const Schedule& times, std::int64_t time) {
  const auto place = std::lower_bound(times.begin(), times.end(), time);
  return place != times.end() && *place == time ? place - times.begin() : -1;
}

std::int64_t row_sum(const Counts& counts, std::size_t row) {
  return std::accumulate(counts.row(row), counts.row(row) + counts.columns(), std::int64_t{0});
}

std::int64_t sum(const Counts& counts) {
  return std::accumulate(counts.data().begin(), counts.data().end(), std::int64_t{0});
}

/// Sum of a column over the bins between two edges, which must both be edges.
std::int64_t between(const Counts& counts, std::size_t column, std::ptrdiff_t first, std::ptrdiff_t last) {
  std::int64_t total = 0;
  for (std::ptrdiff_t bin = first; bin < last; ++bin) total += counts(static_cast<std::size_t>(bin), column);
  return total;
}

/// N_i(t2) - N_i(t1) = net flux through plane i - net flux through plane i+1 + appeared - vanished.
void continuity(const RunView& view, const BatchTallies& batch, int axis, Ledger& ledger) {
  const Measurements& measure = view.measure;
  const Counts& profile = batch.profile[axis];
  const Ascending& planes = measure.planes[axis];
  Ledger here;                          // of its own, so that it can be kept in registers
  std::vector<std::int64_t> net, made;  // by plane and by layer, in all bins between two profiles
  for (std::size_t k = 1; k < profile.rows(); ++k) {
    const std::ptrdiff_t first = find(measure.flux_edges, measure.profile_times[k - 1]);
    const std::ptrdiff_t last = find(measure.flux_edges, measure.profile_times[k]);
    if (first < 0 || last < 0) continue;
    const auto sum_over_bins = [&](const Counts& counts, std::vector<std::int64_t>& sums, int sign) {
      for (std::ptrdiff_t bin = first; bin < last && !counts.empty(); ++bin) {
        const std::int64_t* row = counts.row(static_cast<std::size_t>(bin));
        for (std::size_t column = 0; column < sums.size(); ++column) sums[column] += sign * row[column];
      }
    };
    net.assign(planes.size(), 0);
    made.assign(profile.columns(), 0);
    sum_over_bins(batch.net[axis], net, 1);
    sum_over_bins(batch.forward[axis], net, 1);
    sum_over_bins(batch.backward[axis], net, -1);
    sum_over_bins(batch.appeared[axis], made, 1);
    sum_over_bins(batch.vanished[axis], made, -1);
    const std::int64_t *before = profile.row(k - 1), *after = profile.row(k);
    for (std::size_t j = 1; j < planes.size(); ++j) {
      if (planes[j] != planes[j - 1] + 1) continue;
      const auto layer = static_cast<std::size_t>(planes[j - 1]);
      here.expect(after[layer] - before[layer], net[j - 1] - net[j] + made[layer]);
    }
  }
  ledger += here;
}

/// Crossings of the faces: zero at a wall; exits and entries at an open face; the same at the two ends of a
/// ring.
void faces(const RunView& view, const BatchTallies& batch, int axis, Ledger& ledger) {
  const auto a = static_cast<std::size_t>(axis);
  const Measurements& measure = view.measure;
  const Ascending& planes = measure.planes[a];
  const Counts &forward = batch.forward[a], &backward = batch.backward[a];
  const std::size_t num_bins = std::max(forward.rows(), batch.net[a].rows());
  if (num_bins == 0 || planes.empty()) return;
  const std::int32_t layers = view.layers(axis);
  for (std::size_t column = 0; column < planes.size(); ++column) {
    if (planes[column] != 0 && planes[column] != layers) continue;
    const Side side = planes[column] == 0 ? low : high;
    const Counts& inward = side == low ? forward : backward;
    const Face& face = view.experiment.system.faces[a][side];
    for (std::size_t bin = 0; bin < num_bins; ++bin) {
      const std::int64_t net = batch.net_crossings(a, bin, column);
      if (face.wraps()) {
        if (side == high && planes.front() == 0) {
          ledger.expect(net, batch.net_crossings(a, bin, 0));
          if (!forward.empty()) ledger.expect(forward(bin, column), forward(bin, 0));
        }
        continue;
      }
      if (!inward.empty() && !face.lets_in()) ledger.expect(inward(bin, column), 0);
      if (!face.lets_out()) ledger.expect(net, 0);
      const std::ptrdiff_t first = find(measure.exit_edges, measure.flux_edges[bin]);
      const std::ptrdiff_t last = find(measure.exit_edges, measure.flux_edges[bin + 1]);
      if (face.lets_out() && first >= 0 && last >= 0) {
        const std::int64_t exits = between(batch.exits, 2 * a + side, first, last);
        const std::int64_t entries = face.lets_in() ? between(batch.entries, 2 * a + side, first, last) : 0;
        ledger.expect(net, side == low ? entries - exits : exits - entries);
        if (!inward.empty()) ledger.expect(inward(bin, column), entries);
      }
    }
  }
}

/// All tables that give the number of walkers at a time must agree.
void numbers(const RunView& view, const BatchTallies& batch, Ledger& ledger) {
  const Measurements& measure = view.measure;
  std::map<std::int64_t, std::int64_t> alive;  // from the first table that has the time
  const auto tell = [&](std::int64_t time, std::int64_t number) {
    if (view.experiment.system.is_closed() || time == 0) ledger.expect(number, batch.started);
    const auto [known, is_new] = alive.emplace(time, number);
    if (!is_new) ledger.expect(number, known->second);
  };
  for (std::size_t k = 0; k < batch.survivors.rows(); ++k)
    tell(measure.survivor_times[k], batch.survivors(k, 0));
  for (const Counts& profile : batch.profile) {
    for (std::size_t k = 0; k < profile.rows(); ++k) tell(measure.profile_times[k], row_sum(profile, k));
  }
  if (!batch.balance.empty()) tell(view.experiment.system.steps, batch.balance(0, Balance::in_box));
  const Turnover& turnover = view.experiment.system.turnover;
  if (turnover.decay > 0 || turnover.reproduction > 0 || !view.experiment.system.sources.empty()) return;
  std::int64_t left = batch.started;  // only faces are passed
  for (std::size_t bin = 0; bin < batch.exits.rows(); ++bin) {
    left -= row_sum(batch.exits, bin) - (batch.entries.empty() ? 0 : row_sum(batch.entries, bin));
    tell(measure.exit_edges[bin + 1], left);
  }
}

/// started + entered + sources + reproduction = left + decayed + in the box, and other tables that repeat one
/// of these must agree.
void balance(const RunView& view, const BatchTallies& batch, Ledger& ledger) {
  if (batch.balance.empty()) return;
  const auto of = [&](std::size_t column) { return batch.balance(0, column); };
  ledger.expect(batch.started + batch.came_in(),
                of(Balance::left) + of(Balance::decayed) + of(Balance::in_box));
  const Experiment& experiment = view.experiment;
  if (!experiment.system.has_reservoir()) ledger.expect(of(Balance::entered), 0);
  if (experiment.system.sources.empty()) ledger.expect(of(Balance::from_sources), 0);
  if (experiment.system.turnover.reproduction <= 0) ledger.expect(of(Balance::from_reproduction), 0);
  if (experiment.system.turnover.decay <= 0) ledger.expect(of(Balance::decayed), 0);
  const auto covers_run = [&](const Schedule& edges) {
    return !edges.empty() && edges.back() == experiment.system.steps;
  };
  if (covers_run(view.measure.exit_edges)) {
    if (!batch.entries.empty()) ledger.expect(sum(batch.entries), of(Balance::entered));
    ledger.expect(sum(batch.exits), of(Balance::left));
  }
  if (!covers_run(view.measure.flux_edges)) return;
  for (int axis = 0; axis < view.dimension; ++axis) {
    if (batch.appeared[axis].empty()) continue;
    ledger.expect(sum(batch.appeared[axis]), of(Balance::from_sources) + of(Balance::from_reproduction));
    ledger.expect(sum(batch.vanished[axis]), of(Balance::decayed));
  }
}

/// Fixed populations start completely: no walker is lost before the first step.
void starters(const RunView& view, const BatchTallies& batch, std::int64_t number, Ledger& ledger) {
  std::int64_t fixed = 0;
  bool has_poisson = false;
  for (const Population& population : view.experiment.system.populations) {
    has_poisson = has_poisson || population.is_poisson;
    if (!population.is_poisson) fixed += view.experiment.sampling.fixed_share(population.walkers, number);
  }
  ledger.expect(has_poisson ? std::min(batch.started, fixed) : batch.started, fixed);
}

/// Walkers that the tables put at each place in these batches; empty if other walkers start too.
std::vector<std::int64_t> exact_starts(const Experiment& experiment, const std::vector<std::int64_t>& batches,
                                       std::int64_t places,
                                       const std::function<std::int64_t(std::int64_t)>& place_of_site) {
  std::vector<std::int64_t> sums(static_cast<std::size_t>(places), 0);
  for (const Population& population : experiment.system.populations) {
    if (!population.is_exact) return {};
    const std::vector<std::int64_t> numbers = experiment.numbers_at_start(population, batches);
    for (std::size_t i = 0; i < numbers.size(); ++i)
      sums[static_cast<std::size_t>(place_of_site(population.table.sites[i]))] += numbers[i];
  }
  return sums;
}

/// At time 0 the sites hold exactly the numbers of the tables.
void tables(const RunView& view, Ledger& ledger) {
  const Lattice& lattice = view.experiment.system.lattice;
  const auto compare = [&](const Counts& counts, const std::vector<std::int64_t>& expected) {
    for (std::size_t i = 0; i < expected.size(); ++i) ledger.expect(counts(0, i), expected[i]);
  };
  if (!view.has_exact_numbers) return;
  for (int axis = 0; axis < view.dimension && find(view.measure.profile_times, 0) == 0; ++axis) {
    if (view.total.profile[axis].empty()) continue;
    for (std::size_t b = 0; b < view.results.batches.size(); ++b)
      compare(view.results.batches[b].profile[axis],
              exact_starts(view.experiment, {view.results.batch_numbers[b]}, lattice.shape[axis],
                           [&](std::int64_t site) { return lattice.position(site)[axis]; }));
  }
  if (find(view.measure.histogram_times, 0) == 0 && !view.results.histogram.empty())
    compare(view.results.histogram,
            exact_starts(view.experiment, view.results.batch_numbers, lattice.num_sites(),
                         [](std::int64_t site) { return site; }));
}

/// Sums over steps: residence against draws, crossings of a ring against hops, displacements against hops.
void hops(const RunView& view, const BatchTallies& batch, Ledger& ledger) {
  const Measurements& measure = view.measure;
  const std::int64_t steps = view.experiment.system.steps;
  const std::int64_t draws = batch.hops_drawn();
  if (view.experiment.system.is_closed()) ledger.expect(draws, batch.started * steps);
  const bool covers_run = !measure.flux_edges.empty() && measure.flux_edges.back() == steps;
  for (int axis = 0; axis < view.dimension; ++axis) {
    const auto a = static_cast<std::size_t>(axis);
    const auto chosen = [&](Side side) {
      return batch.choices(0, static_cast<std::size_t>(Direction{axis, side}.index(view.dimension)));
    };
    const std::int64_t minus = chosen(low), plus = chosen(high);
    if (covers_run && !batch.residence[a].empty()) ledger.expect(sum(batch.residence[a]), draws);
    if (!view.experiment.system.medium.is_uniform()) continue;  // attempts are counted, and some fail
    // Every hop along a ring crosses one of its planes.
    const auto num_planes = static_cast<std::size_t>(view.layers(axis)) + 1;
    if (covers_run && view.is_ring(axis) && measure.planes[a].size() == num_planes) {
      const auto crossed = [](const Counts& counts) {  // the first and the last plane are the same
        std::int64_t total = sum(counts);
        for (std::size_t bin = 0; bin < counts.rows(); ++bin) total -= counts(bin, 0);
        return total;
      };
      const std::int64_t net = crossed(batch.net[a]) + crossed(batch.forward[a]) - crossed(batch.backward[a]);
      ledger.expect(net, plus - minus);
      if (!batch.forward[a].empty()) ledger.expect(crossed(batch.forward[a]), plus);
    }
    if (view.is_free(axis) && !measure.moment_times.empty() && measure.moment_times.back() == steps) {
      ledger.expect(batch.displacement(batch.displacement.rows() - 1, a), plus - minus);
    }
  }
  if (view.experiment.system.has_turnover()) return;
  for (std::size_t target = 0; target < batch.first_passage.columns(); ++target) {
    const auto bins = static_cast<std::ptrdiff_t>(batch.first_passage.rows());
    ledger.expect_at_most(between(batch.first_passage, target, 0, bins), batch.started);
  }
}

}  // namespace

void identities(const Run& run, Findings& findings) {
  const RunView& view = run.view;
  if (view.results.batches.empty()) return;
  Ledger books;
  for (std::size_t b = 0; b < view.results.batches.size(); ++b) {
    const BatchTallies& batch = view.results.batches[b];
    starters(view, batch, view.results.batch_numbers[b], books);
    for (int axis = 0; axis < view.dimension; ++axis) faces(view, batch, axis, books);
    numbers(view, batch, books);
    balance(view, batch, books);
    hops(view, batch, books);
  }
  tables(view, books);
  for (std::size_t k = 0; k < view.results.histogram.rows(); ++k) {
    const std::int64_t alive = row_sum(view.results.histogram, k);
    if (view.experiment.system.is_closed()) books.expect(alive, view.total.started);
    if (!view.experiment.system.has_turnover()) books.expect_at_most(alive, view.total.started);
  }
  findings.add(
      identity({"bookkeeping", "Conservation of walkers",
                view.experiment.system.has_turnover()
                    ? "started + came in = alive + gone, in every tally"
                    : "walkers at the start = walkers in the box + walkers that left it",
                "Everything that counts the same walkers must give the same number, to the last walker."},
               books.places, books.failures, books.worst));
  for (int axis = 0; axis < view.dimension; ++axis) {
    if (view.measure.planes[axis].size() < 2 || view.total.profile[axis].rows() < 2) continue;
    const std::string name = "continuity_" + axis_name(axis), law = "Continuity equation";
    if (!theory::is_autonomous(view.experiment, axis)) {
      findings.skip(name, law, "walkers leave the layers through a face of another axis", Topic::continuity);
      continue;
    }
    const Turnover& turnover = view.experiment.system.turnover;
    const bool makes_walkers =
        turnover.decay > 0 || turnover.reproduction > 0 || !view.experiment.system.sources.empty();
    if (makes_walkers && view.total.appeared[axis].empty()) {
      findings.skip(name, law,
                    "appearing and vanishing walkers were not counted: measure.flux.turnover = true",
                    Topic::continuity);
      continue;
    }
    Ledger ledger;
    for (const BatchTallies& batch : view.results.batches) continuity(view, batch, axis, ledger);
    if (ledger.places == 0) {
      findings.skip(name, law,
                    "no two profiles were taken at the edges of flux bins, between neighbouring planes",
                    Topic::continuity);
      continue;
    }
    const std::string a = axis_name(axis);
    findings.add(
        identity({name, law,
                  "ΔN_i = net flux in - net flux out" +
                      std::string(makes_walkers ? " + appeared - vanished" : "") + ", along " + a,
                  "A layer gains exactly what crosses into it minus what crosses out of it, in every bin.",
                  Topic::continuity},
                 ledger.places, ledger.failures, ledger.worst));
  }
}

}  // namespace fluxwalk
