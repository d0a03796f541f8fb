#include "kernels/reference/reference_kernel.hpp"

#include <algorithm>
#include <numeric>

#include "kernels/column_tables.hpp"
#include "kernels/reference/bit_columns.hpp"
#include "kernels/table_starts.hpp"

namespace fluxwalk {

namespace {

struct Walker {
  std::size_t population = 0;
  std::int64_t number = 0;  // among those of its population
  PerAxis<std::int32_t> start{};
  PerAxis<std::int32_t> position{};
  PerAxis<std::int32_t> displacement{};  // sum of the hops made, not wrapped
  bool is_alive = true;
  std::vector<bool> has_passed;                      // one per first-passage target
  int hop = 0;                                       // the choice of this step
  std::array<std::uint8_t, thirds_per_draw> axes{};  // drawn ahead, if the law has six equal chances
  bool leaves = false;                               // a partly absorbing face lets it out in this step
};

std::size_t at(int index) {
  return static_cast<std::size_t>(index);
}

/// One block of walkers, walked from time 0 to the end.
class Block {
 public:
  Block(const WalkPlan& plan, const TableStarts& tables, const SiteHops* site_hops, RowStream& rows,
        BatchTallies& tallies)
      : plan_(plan),
        tables_(tables),
        site_hops_(site_hops),
        experiment_(plan.experiment),
        measure_(experiment_.measure),
        bits_(rows),
        tallies_(tallies),
        column_tables_(experiment_, tallies, [](const TableKind&) { return true; }) {}

  /// Returns the number of walkers walked.
  int walk(const std::vector<std::int64_t>& numbers, std::int64_t first) {
    place(numbers, first);
    sample();
    while (time_ < experiment_.system.steps && num_alive() > 0) {
      choose_hops();
      ask_partial_faces();
      for (Walker& walker : walkers_) {
        if (walker.is_alive) move(walker);
      }
      ++time_;
      sample();
    }
    return static_cast<int>(walkers_.size());
  }

 private:
  void place(const std::vector<std::int64_t>& numbers, std::int64_t first) {
    for (const WalkPlan::Part& part : WalkPlan::parts_of_block(numbers, first)) {
      for (int k = part.begin; k < part.end; ++k) {
        walkers_.emplace_back().population = part.population;
        walkers_.back().number = part.first + (k - part.begin);
        walkers_.back().has_passed.assign(measure_.first_passage_targets.size(), false);
      }
    }
    const auto is_on_obstacle = [&](const Walker& walker) {
      return site_hops_ != nullptr && site_hops_->transitions.is_obstacle(site(walker));
    };
    choose_start([](const Walker&) { return true; });
    while (std::any_of(walkers_.begin(), walkers_.end(), is_on_obstacle)) {
      std::vector<bool> are_on_obstacles;  // as the round begins
      for (const Walker& walker : walkers_) are_on_obstacles.push_back(is_on_obstacle(walker));
      choose_start([&](const Walker& walker) {
        return are_on_obstacles[at(static_cast<int>(&walker - walkers_.data()))];
      });
    }
    for (Walker& walker : walkers_) walker.start = walker.position;
  }

  template <class Concerns>
  void choose_start(Concerns concerns) {
    for (int a = 0; a < plan_.dimension; ++a) {
      ask([&](Walker& walker, auto read_bit) {
        if (!concerns(walker)) return;
        const std::size_t cell = choose(plan_.start[walker.population][at(a)], read_bit);
        const Population& population = experiment_.system.populations[walker.population];
        if (!population.has_table())
          walker.position[at(a)] = population.along[at(a)].first + static_cast<std::int32_t>(cell);
        else if (a == 0)
          walker.position =
              experiment_.system.lattice.position(tables_.site(walker.population, walker.number, cell));
      });
    }
  }

  std::int64_t site(const Walker& walker) const { return experiment_.system.lattice.site(walker.position); }

  std::int64_t num_alive() const {
    return std::count_if(walkers_.begin(), walkers_.end(),
                         [](const Walker& walker) { return walker.is_alive; });
  }

  void choose_hops() {
    if (site_hops_ != nullptr) {
      ask([&](Walker& walker, auto read_bit) {
        walker.hop = static_cast<int>(choose(site_hops_->cells(site(walker)), read_bit));
        ++tallies_.choices(0, at(walker.hop));
      });
      return;
    }
    const auto digit = at(static_cast<int>(time_ % thirds_per_draw));
    const bool is_sixths = plan_.rule == HopRule::sixths;
    if (is_sixths && digit == 0) {
      ask([](Walker& walker, auto read_bit) { walker.axes = draw_thirds(read_bit); });
    }
    ask([&](Walker& walker, auto read_bit) {
      walker.hop = is_sixths ? walker.axes[digit] + (read_bit(0) ? plan_.dimension : 0)
                             : static_cast<int>(choose(plan_.hop, read_bit));
      ++tallies_.choices(0, at(walker.hop));
    });
  }

  /// Calls answer(walker, read_bit) for all walkers in the box.
  template <class Answer>
  void ask(Answer&& answer) {
    bits_.begin_question();
    for (int k = 0; k < static_cast<int>(walkers_.size()); ++k) {
      if (walkers_[at(k)].is_alive) answer(walkers_[at(k)], [&](int row) { return bits_.bit(row, k); });
    }
  }

  bool stays(const Walker& walker) const { return walker.hop == stay_index(plan_.dimension); }
  Direction direction(const Walker& walker) const { return Direction::of(walker.hop, plan_.dimension); }
  std::int32_t num_layers(int a) const { return experiment_.system.lattice.shape[at(a)]; }

  bool attempts(const Walker& walker, int a, Side face) const {
    const std::int32_t end = face == low ? 0 : num_layers(a) - 1;
    return walker.is_alive && walker.hop == Direction{a, face}.index(plan_.dimension) &&
           walker.position[at(a)] == end;
  }

  void ask_partial_faces() {
    if (site_hops_ != nullptr) return;  // they have drawn together with the hop
    for (int a = 0; a < plan_.dimension; ++a) {
      for (const Side face : {low, high}) {
        if (!experiment_.system.faces[at(a)][face].is_drawn()) continue;
        ask([&](Walker& walker, auto read_bit) {
          if (attempts(walker, a, face)) walker.leaves = choose(plan_.absorption[at(a)][face], read_bit) == 0;
        });
      }
    }
  }

  void move(Walker& walker) {
    count_residence(walker);
    if (stays(walker)) return;
    const auto [a, face] = direction(walker);
    if (site_hops_ != nullptr) {
      move_in_medium(walker, a, face);
      return;
    }
    if (!attempts(walker, a, face)) {
      hop(walker, a, face);
      return;
    }
    const Face& hit = experiment_.system.faces[at(a)][face];
    if (hit.wraps()) {
      hop(walker, a, face);
      walker.position[at(a)] = face == low ? num_layers(a) - 1 : 0;
    } else if (hit.folds()) {
      hop(walker, a, face == low ? high : low);
    } else if (hit.is_drawn() ? walker.leaves : hit.lets_out()) {
      leave(walker, a, face);
    }
  }

  /// No more random bits are needed.
  void move_in_medium(Walker& walker, int a, Side face) {
    const Transitions& transitions = site_hops_->transitions;
    if (!(transitions.hop(site(walker), walker.hop) > 0)) return;
    const std::int64_t target = transitions.target(site(walker), walker.hop);
    if (target == Transitions::outside) {
      leave(walker, a, face);
      return;
    }
    hop(walker, a, transitions.crossing(site(walker), walker.hop).is_forward ? high : low);
    walker.position = experiment_.system.lattice.position(target);
  }

  /// Moves one site along an axis, through the plane in between.
  void hop(Walker& walker, int a, Side towards) {
    const std::int32_t x = walker.position[at(a)];
    count_crossing(a, towards, towards == high ? x + 1 : x);
    walker.position[at(a)] += towards == high ? 1 : -1;
    walker.displacement[at(a)] += towards == high ? 1 : -1;
  }

  void leave(Walker& walker, int a, Side face) {
    count_crossing(a, face, face == high ? num_layers(a) : 0);
    if (const auto bin = bin_of(measure_.exit_edges, time_)) {
      ++tallies_.exits(*bin, 2 * at(a) + face);
    }
    walker.is_alive = false;
  }

  void count_crossing(int a, Side towards, std::int32_t plane) {
    const auto bin = bin_of(measure_.flux_edges, time_);
    if (!bin) return;
    const bool is_wrap =
        experiment_.system.faces[at(a)][low].wraps() && (plane == 0 || plane == num_layers(a));
    const bool only_net = measure_.only_net;
    Counts& one_way = towards == high ? tallies_.forward[at(a)] : tallies_.backward[at(a)];
    Counts& crossings = only_net ? tallies_.net[at(a)] : one_way;
    const std::int64_t count = only_net && towards == low ? -1 : 1;
    const Ascending& planes = measure_.planes[at(a)];
    for (std::size_t i = 0; i < planes.size(); ++i) {
      const bool is_same = is_wrap ? planes[i] == 0 || planes[i] == num_layers(a) : planes[i] == plane;
      if (is_same) crossings(*bin, i) += count;
    }
  }

  void count_residence(const Walker& walker) {
    const auto bin = bin_of(measure_.flux_edges, time_);
    if (!bin) return;
    for (int a = 0; a < plan_.dimension; ++a) {
      if (tallies_.residence[at(a)].empty()) continue;
      ++tallies_.residence[at(a)](*bin, at(walker.position[at(a)]));
    }
  }

  void sample() {
    column_tables_.is_due(time_);
    for (Walker& walker : walkers_) {
      if (walker.is_alive) sample(walker);
    }
  }

  void sample(Walker& walker) {
    column_tables_.count({walker.position, walker.displacement});
    if (const auto row = measure_.moment_times.index_of(time_)) {
      std::size_t pair = 0;
      for (int a = 0; a < plan_.dimension; ++a) {
        const std::int64_t r = walker.displacement[a];
        tallies_.displacement(*row, at(a)) += r;
        for (int b = a; b < plan_.dimension; ++b)
          tallies_.displacement_product(*row, pair++) += r * walker.displacement[b];
      }
    }
    for (std::size_t i = 0; i < measure_.first_passage_targets.size(); ++i) {
      const FirstPassageTarget& target = measure_.first_passage_targets[i];
      if (walker.has_passed[i] || time_ < target.first_time() ||
          !target.contains(walker.position, walker.start)) {
        continue;
      }
      walker.has_passed[i] = true;
      if (const auto bin = bin_of(measure_.first_passage_edges, time_)) {
        ++tallies_.first_passage(*bin, i);
      }
    }
  }

  const WalkPlan& plan_;
  const TableStarts& tables_;
  const SiteHops* site_hops_;  // in a medium
  const Experiment& experiment_;
  const Measurements& measure_;
  BitColumns bits_;
  BatchTallies& tallies_;
  ColumnTables column_tables_;
  std::vector<Walker> walkers_;
  std::int64_t time_ = 0;
};

}  // namespace

BatchTallies ReferenceKernel::simulate(std::int64_t batch) const {
  BatchTallies tallies = BatchTallies::zero(plan_.experiment);
  const std::vector<std::int64_t> numbers = plan_.walkers_of_batch(batch);
  tallies.started = std::accumulate(numbers.begin(), numbers.end(), std::int64_t{0});
  RowStream rows(plan_.experiment.sampling.seed, static_cast<std::uint64_t>(batch));
  const TableStarts tables(plan_, batch);
  for (std::int64_t first = 0; first < tallies.started;) {
    first += Block(plan_, tables, site_hops_ ? &*site_hops_ : nullptr, rows, tallies).walk(numbers, first);
  }
  return tallies;
}

}  // namespace fluxwalk
