#include "kernels/walkers/walkers_block.hpp"

namespace fluxwalk {

namespace {

/// Unwatched planes share a few columns rather than one, so that a count need not wait for the one before it.
constexpr std::uint32_t num_spare_columns = 16;

bool is_periodic(const Experiment& experiment, std::size_t axis) {
  return experiment.faces[axis][low].kind == FaceKind::periodic;
}

}  // namespace

CrossingCounts::CrossingCounts(const Experiment& experiment) : experiment_(experiment) {
  const std::vector<std::int64_t>& edges = experiment.measure.flux_edges;
  const std::size_t rows = edges.empty() ? 1 : edges.size();
  for (std::size_t a = 0; a < static_cast<std::size_t>(experiment.lattice.dimension); ++a) {
    const std::vector<std::int32_t>& planes = experiment.measure.planes[a];
    const auto watched = static_cast<std::uint32_t>(planes.size());
    const auto num_layers = static_cast<std::size_t>(experiment.lattice.shape[a]);
    std::vector<std::uint32_t>& column = column_of_plane_[a];
    column.resize(num_layers + 1);
    for (std::uint32_t plane = 0; plane <= num_layers; ++plane)
      column[plane] = watched + plane % num_spare_columns;
    for (std::uint32_t i = 0; i < watched; ++i) column[static_cast<std::size_t>(planes[i])] = i;
    if (is_periodic(experiment, a)) {
      // One and the same plane: a single column while counting.
      if (column.front() >= watched) column.front() = column.back();
      column.back() = column.front();
    }
    forward_[a] = backward_[a] = Counts(rows, planes.size() + num_spare_columns);
  }
}

void CrossingCounts::add_to(BatchTallies& tallies) const {
  for (std::size_t a = 0; a < static_cast<std::size_t>(experiment_.lattice.dimension); ++a) {
    const std::vector<std::int32_t>& planes = experiment_.measure.planes[a];
    for (std::size_t bin = 0; bin < tallies.forward[a].rows(); ++bin) {
      for (std::size_t i = 0; i < planes.size(); ++i) {
        const std::uint32_t column = column_of_plane_[a][static_cast<std::size_t>(planes[i])];
        tallies.forward[a](bin, i) += forward_[a](bin, column);
        tallies.backward[a](bin, i) += backward_[a](bin, column);
      }
    }
  }
}

WalkersBlock::WalkersBlock(const WalkPlan& plan, RowStream& stream, BatchTallies& tallies,
                           CrossingCounts& crossings)
    : plan_(plan),
      experiment_(plan.experiment),
      measure_(experiment_.measure),
      stream_(stream),
      tallies_(tallies),
      crossings_(crossings),
      dimension_(static_cast<std::size_t>(plan.dimension)),
      passed_(measure_.first_passage_targets.size()),
      flux_bin_(measure_.flux_edges),
      exit_bin_(measure_.exit_edges),
      first_passage_bin_(measure_.first_passage_edges),
      profile_due_(measure_.profile_times),
      histogram_due_(measure_.histogram_times),
      moments_due_(measure_.moment_times),
      survivors_due_(measure_.survivor_times) {}

int WalkersBlock::walk(const std::vector<std::int64_t>& numbers, std::int64_t first) {
  BitColumns bits(stream_);
  const int num_walkers = plan_.place(numbers, first, bits, position_);
  for (std::size_t k = 0; k < static_cast<std::size_t>(num_walkers); ++k) insert(alive_, k);
  sample();
  while (time_ < experiment_.steps && is_any(alive_)) {
    step();
    ++time_;
    sample();
  }
  return num_walkers;
}

void WalkersBlock::step() {
  flux_bin_.advance(time_);
  exit_bin_.advance(time_);
  count_residence();
  choose_hops();
  ask_partial_faces();
  for (std::size_t a = 0; a < dimension_; ++a) {
    move_low(a);
    move_high(a);
  }
}

void WalkersBlock::choose_hops() {
  compare(plan_.hop, alive_, stream_, below_, undecided_);
  Row rest = alive_;  // those whose number lies above the thresholds looked at so far
  for (std::size_t cell = 0; cell < 2 * dimension_; ++cell) {
    Row& hopping = hopping_[cell % dimension_][cell / dimension_];
    for (std::size_t w = 0; w < rest.size(); ++w) {
      hopping[w] = cell < below_.size() ? rest[w] & below_[cell][w] : rest[w];
      rest[w] &= ~hopping[w];
    }
    tallies_.choices(0, cell) += num_set(hopping);
  }
  tallies_.choices(0, 2 * dimension_) += num_set(rest);
}

Row WalkersBlock::attempts(std::size_t axis, Side face) const {
  const std::int32_t end = face == low ? 0 : experiment_.lattice.shape[axis] - 1;
  Row attempting{};
  for_each_walker(hopping_[axis][face], [&](std::size_t k) {
    if (position_[axis][k] == end) insert(attempting, k);
  });
  return attempting;
}

void WalkersBlock::ask_partial_faces() {
  for (std::size_t a = 0; a < dimension_; ++a) {
    for (const Side face : {low, high}) {
      if (experiment_.faces[a][face].kind != FaceKind::partial) continue;
      const Row asking = attempts(a, face);
      const Thresholds& absorption = plan_.absorption[a][face];
      if (absorption.empty()) {  // certain to be absorbed: no bit is drawn
        let_out_[a][face] = asking;
        continue;
      }
      compare(absorption, asking, stream_, below_, undecided_);
      let_out_[a][face] = below_.front();
    }
  }
}

void WalkersBlock::leave(std::size_t walker, std::size_t axis, Side face) {
  if (exit_bin_.is_inside()) ++tallies_.exits(exit_bin_.row(), 2 * axis + face);
  remove(alive_, walker);
}

void WalkersBlock::move_low(std::size_t axis) {
  const std::uint32_t* column = crossings_.columns(axis);
  std::int64_t* forward = crossings_.forward(axis, flux_bin_.row());
  std::int64_t* backward = crossings_.backward(axis, flux_bin_.row());
  const FaceKind face = experiment_.faces[axis][low].kind;
  const std::int32_t last = experiment_.lattice.shape[axis] - 1;
  for_each_walker(hopping_[axis][low], [&](std::size_t k) {
    std::int32_t& x = position_[axis][k];
    if (x > 0 || face == FaceKind::periodic) [[likely]] {
      ++backward[column[x]];
      --displacement_[axis][k];
      x = x > 0 ? x - 1 : last;
    } else if (face == FaceKind::mirror) {
      ++forward[column[1]];
      ++displacement_[axis][k];
      x = 1;
    } else if (face == FaceKind::absorbing || contains(let_out_[axis][low], k)) {
      ++backward[column[0]];
      leave(k, axis, low);
    }
  });
}

void WalkersBlock::move_high(std::size_t axis) {
  const std::uint32_t* column = crossings_.columns(axis);
  std::int64_t* forward = crossings_.forward(axis, flux_bin_.row());
  std::int64_t* backward = crossings_.backward(axis, flux_bin_.row());
  const FaceKind face = experiment_.faces[axis][high].kind;
  const std::int32_t last = experiment_.lattice.shape[axis] - 1;
  for_each_walker(hopping_[axis][high], [&](std::size_t k) {
    std::int32_t& x = position_[axis][k];
    if (x < last || face == FaceKind::periodic) [[likely]] {
      ++forward[column[x + 1]];
      ++displacement_[axis][k];
      x = x < last ? x + 1 : 0;
    } else if (face == FaceKind::mirror) {
      ++backward[column[last]];
      --displacement_[axis][k];
      x = last - 1;
    } else if (face == FaceKind::absorbing || contains(let_out_[axis][high], k)) {
      ++forward[column[last + 1]];
      leave(k, axis, high);
    }
  });
}

void WalkersBlock::count_residence() {
  if (!flux_bin_.is_inside()) return;
  for (std::size_t a = 0; a < dimension_; ++a) {
    if (tallies_.residence[a].empty()) continue;
    std::int64_t* residence = tallies_.residence[a].row(flux_bin_.row());
    for_each_walker(alive_, [&](std::size_t k) { ++residence[position_[a][k]]; });
  }
}

void WalkersBlock::sample() {
  if (profile_due_.is_due(time_)) {
    for (std::size_t a = 0; a < dimension_; ++a) {
      if (tallies_.profile[a].empty()) continue;
      std::int64_t* profile = tallies_.profile[a].row(profile_due_.row());
      for_each_walker(alive_, [&](std::size_t k) { ++profile[position_[a][k]]; });
    }
  }
  if (histogram_due_.is_due(time_)) {
    std::int64_t* histogram = tallies_.histogram.row(histogram_due_.row());
    for_each_walker(alive_, [&](std::size_t k) {
      ++histogram[experiment_.lattice.site({position_[0][k], position_[1][k], position_[2][k]})];
    });
  }
  if (moments_due_.is_due(time_)) sample_moments(moments_due_.row());
  if (survivors_due_.is_due(time_)) tallies_.survivors(survivors_due_.row(), 0) += num_set(alive_);
  if (!passed_.empty()) sample_first_passages();
}

void WalkersBlock::sample_moments(std::size_t row) {
  std::size_t pair = 0;
  for (std::size_t a = 0; a < dimension_; ++a) {
    std::int64_t sum = 0;
    for_each_walker(alive_, [&](std::size_t k) { sum += displacement_[a][k]; });
    tallies_.displacement(row, a) += sum;
    for (std::size_t b = a; b < dimension_; ++b, ++pair) {
      std::int64_t product = 0;
      for_each_walker(
          alive_, [&](std::size_t k) { product += std::int64_t{displacement_[a][k]} * displacement_[b][k]; });
      tallies_.displacement_product(row, pair) += product;
    }
  }
}

void WalkersBlock::sample_first_passages() {
  first_passage_bin_.advance(time_);
  for (std::size_t i = 0; i < passed_.size(); ++i) {
    const FirstPassageTarget& target = measure_.first_passage_targets[i];
    const auto& position = position_[static_cast<std::size_t>(target.axis)];
    for_each_walker(alive_, [&](std::size_t k) {
      if (position[k] != target.layer || contains(passed_[i], k)) return;
      insert(passed_[i], k);
      if (first_passage_bin_.is_inside()) ++tallies_.first_passage(first_passage_bin_.row(), i);
    });
  }
}

}  // namespace fluxwalk
