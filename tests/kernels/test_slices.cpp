#include <doctest/doctest.h>

#include <algorithm>

#include "fluxwalk/random.hpp"
#include "kernels/kernel.hpp"
#include "kernels/occupation/occupation_plan.hpp"
#include "kernels/targets.hpp"
#include "open_experiment.hpp"
#include "plain_dealing.hpp"

using namespace fluxwalk;

namespace {

SlicedNumbers sliced(const Numbers& numbers) {
  SlicedNumbers made(numbers.size());
  for (std::size_t site = 0; site < numbers.size(); ++site) made.set(site, numbers[site]);
  return made;
}

Numbers unpacked(const Target& target, std::size_t num_sites, const Slices& slices) {
  Numbers numbers(num_sites, -1);
  target.slices->unpack(num_sites, slices, numbers.data());
  return numbers;
}

/// Experiments with sites that slices can split together, and numbers of walkers at them.
class Boxes {
 public:
  explicit Boxes(std::uint64_t seed) : open_(seed), closed_(seed + 1), draw_(seed, 3) {}

  Experiment experiment() {
    for (;;) {
      Experiment made = draw_(2) != 0 ? open_() : closed_();
      if (OccupationPlan(made).slices.is_worthwhile) return made;
    }
  }
  Numbers numbers(std::int64_t num_sites) {
    const std::uint32_t most = std::array{1U, 3U, 9U, 40U, 1023U}[draw_(5)];
    Numbers made;
    for (std::int64_t site = 0; site < num_sites; ++site)
      made.push_back(draw_(3) == 0 ? 0 : static_cast<std::int64_t>(draw_(most + 1)));
    return made;
  }
  std::uint64_t seed() { return draw_(1000); }

 private:
  OpenExperiment open_;
  RandomExperiment closed_;
  pcg32 draw_;
};

std::vector<SlicedNumbers> room_for(std::size_t ways, std::size_t num_sites, int digits) {
  std::vector<SlicedNumbers> made;
  for (std::size_t way = 0; way < ways; ++way) made.emplace_back(num_sites).make_room(digits);
  return made;
}

/// The tallies of a batch, which are the same at every vector width.
BatchTallies same_at_every_width(Experiment experiment) {
  BatchTallies expected;
  for (const Target& target : targets()) {
    experiment.settings.vectors = target.name;
    const BatchTallies tallies = make_kernel(experiment)->simulate(0);
    if (expected.histogram.empty()) expected = tallies;
    CHECK(tallies == expected);
  }
  return expected;
}

}  // namespace

TEST_CASE("numbers are kept digit by digit") {
  pcg32 draw(1, 1);
  Numbers expected(700, 0);
  SlicedNumbers numbers(expected.size());
  for (int i = 0; i < 5000; ++i) {
    const std::size_t site = draw(700);
    expected[site] = draw(1U << draw(17)) & SlicedNumbers::largest;
    numbers.set(site, expected[site]);
    CHECK(numbers[site] == expected[site]);
  }
  for (std::size_t site = 0; site < expected.size(); ++site) CHECK(numbers[site] == expected[site]);
  for (const Target& target : targets()) CHECK(unpacked(target, expected.size(), numbers) == expected);
  for (std::size_t site = 0; site < expected.size(); ++site) numbers.set(site, expected[site] % 5);
  numbers.trim();
  CHECK(numbers.num_digits == 3);
  numbers.clear();
  CHECK(numbers[3] == 0);
}

TEST_CASE("sites of a law are dealt as walkers of a block choose, at every vector width") {
  Boxes boxes(21);
  int laws = 0, sixths = 0, many = 0;
  for (int i = 0; i < 60; ++i) {
    CAPTURE(i);
    const Experiment experiment = boxes.experiment();
    const OccupationPlan plan(experiment);
    const Numbers numbers = boxes.numbers(experiment.system.lattice.num_sites());
    const std::uint64_t seed = boxes.seed();
    Questions questions(seed, 5);
    const std::vector<Numbers> expected = deal_plainly(plan, numbers, questions);
    const Row after = questions.next_row();
    for (const SlicePlan::Law& law : plan.slices.laws) sixths += law.choice.rule == HopRule::sixths;
    laws += static_cast<int>(plan.slices.laws.size());
    many += plan.slices.num_blocks > 1;
    for (const Target& target : targets()) {
      CAPTURE(target.name);
      Words words(seed, 5, target.fill_rows);
      const SlicedNumbers now = sliced(numbers);
      std::vector<SlicedNumbers> dealt = room_for(expected.size(), numbers.size(), now.num_digits);
      std::vector<Slices*> places;
      for (SlicedNumbers& one : dealt) places.push_back(&one);
      Numbers choices(expected.size(), 0);
      SliceThirds thirds;
      target.slices->split(plan.slices, now, words, thirds, places.data(), choices.data());
      for (std::size_t way = 0; way < expected.size(); ++way) {
        CHECK(unpacked(target, numbers.size(), dealt[way]) == expected[way]);
        CHECK(choices[way] == std::accumulate(expected[way].begin(), expected[way].end(), std::int64_t{0}));
      }
      CHECK(words.next() == after[0]);  // no row too many
    }
  }
  CHECK(laws > 60);
  CHECK(sixths > 3);
  CHECK(many > 3);
}

TEST_CASE("an event happens to walkers as a choice among two cells tells") {
  Boxes boxes(22);
  for (const double probability : {0.5, 0.3, 1e-4, 0.999}) {
    const Numbers numbers = boxes.numbers(1300);
    const std::uint64_t seed = boxes.seed();
    const Thresholds cells = thresholds_from_probabilities(std::array{probability, 1 - probability});
    Questions questions(seed, 0);
    Numbers expected(numbers.size(), 0), others = numbers;
    for (std::size_t block = 0; block < 3; ++block) {
      questions.ask_all(numbers_of_block(numbers, block), cells, HopRule::cells, 1,
                        [&](int k, std::size_t cell) {
                          const std::size_t site = block * sites_of_slice + static_cast<std::size_t>(k);
                          expected[site] += cell == 0;
                          others[site] -= cell == 0;
                        });
    }
    for (const Target& target : targets()) {
      Words words(seed, 0, target.fill_rows);
      const SlicedNumbers from = sliced(numbers);
      std::vector<SlicedNumbers> parts = room_for(2, numbers.size(), from.num_digits);
      target.slices->part(3, ThresholdBits(cells), from, words, parts[0], parts[1]);
      CHECK(unpacked(target, numbers.size(), parts[0]) == expected);
      CHECK(unpacked(target, numbers.size(), parts[1]) == others);
    }
  }
}

TEST_CASE("all who were dealt a direction arrive where their fate is, and are added up") {
  Boxes boxes(23);
  for (int i = 0; i < 100; ++i) {
    CAPTURE(i);
    const Experiment experiment = boxes.experiment();
    const OccupationPlan plan(experiment);
    const auto num_sites = static_cast<std::size_t>(experiment.system.lattice.num_sites());
    const auto ways = static_cast<std::size_t>(2 * experiment.system.lattice.dimension + 1);
    std::vector<Numbers> dealt;
    Numbers expected(num_sites, 0);
    for (std::size_t way = 0; way < ways; ++way) {
      Numbers numbers = boxes.numbers(experiment.system.lattice.num_sites());
      for (const std::size_t site : plan.slices.others) numbers[site] = 0;
      for (std::size_t site = 0; site < num_sites; ++site) {
        const SiteClass& here = plan.classes[plan.class_of_site[site]];
        if (!(here.chances[way] > 0)) numbers[site] = 0;
        if (way + 1 == ways)
          expected[site] += numbers[site];
        else if (!here.fates[way].leaves)
          expected[site + static_cast<std::size_t>(here.fates[way].offset)] += numbers[site];
      }
      dealt.push_back(numbers);
    }
    for (const Target& target : targets()) {
      CAPTURE(target.name);
      std::vector<SlicedNumbers> from;
      for (const Numbers& numbers : dealt) from.push_back(sliced(numbers));
      int digits = 0;
      std::vector<Slices*> places;
      for (SlicedNumbers& numbers : from) {
        digits = std::max(digits, numbers.num_digits);
        places.push_back(&numbers);
      }
      for (SlicedNumbers& numbers : from) numbers.grow(digits);
      SlicedNumbers next(num_sites);
      next.make_room(digits + 3);
      target.slices->gather(plan.slices, places.data(), next);
      CHECK(unpacked(target, num_sites, next) == expected);

      Numbers sum = expected;
      for (std::size_t site = 0; site < num_sites; ++site) {
        const Slice& crosses = plan.slices.directions[0].crosses[site / sites_of_slice];
        if (contains(crosses, static_cast<int>(site % sites_of_slice))) sum[site] += dealt[0][site];
      }
      next.grow(digits + 4);
      target.slices->accumulate(plan.slices.num_blocks, from[0], plan.slices.directions[0].crosses.data(),
                                next);
      CHECK(unpacked(target, num_sites, next) == sum);
    }
  }
}

TEST_CASE("where nothing is left to chance the occupation kernel counts what the reference kernel counts") {
  pcg32 draw(24, 1);
  const auto pick = [&](int n) { return static_cast<int>(draw(static_cast<std::uint32_t>(n))); };
  int media = 0, by_slices = 0;
  for (int i = 0; i < 120; ++i) {
    CAPTURE(i);
    Experiment made;
    made.heading.name = "certain";
    const int d = made.system.lattice.dimension = 1 + pick(3);
    for (std::size_t a = 0; a < static_cast<std::size_t>(d); ++a) {
      made.system.lattice.shape[a] = d == 1 ? 20 + pick(1500) : 2 + pick(d == 2 ? 50 : 15);
      if (pick(3) == 0) continue;
      for (Face& face : made.system.faces[a])
        face.kind = std::array{FaceKind::reflecting, FaceKind::mirror,
                               FaceKind::absorbing}[static_cast<std::size_t>(pick(3))];
    }
    made.system.hop_law.minus = made.system.hop_law.plus = {};
    (pick(2) ? made.system.hop_law.plus : made.system.hop_law.minus)[pick(d)] = 1;
    made.system.hop_law.stay = 0;
    const auto sites = static_cast<std::size_t>(made.system.lattice.num_sites());
    for (int k = 1 + pick(8); k > 0; --k) {
      Population& population = made.system.populations.emplace_back();
      population.walkers = 1 + pick(pick(2) ? 4 : 300);
      for (std::size_t a = 0; a < 3; ++a)
        population.along[a] = {a < static_cast<std::size_t>(d) ? pick(made.system.lattice.shape[a]) : 0, {1}};
    }
    if (pick(2)) {
      ++media;
      made.system.medium.obstacles.assign(sites, 0);
      for (auto& obstacle : made.system.medium.obstacles) obstacle = pick(6) == 0;
      for (const Population& population : made.system.populations) {
        made.system.medium.obstacles[static_cast<std::size_t>(made.system.lattice.site(
            {population.along[0].first, population.along[1].first, population.along[2].first}))] = 0;
      }
      made.system.medium.transmission[0].assign(static_cast<std::size_t>(made.system.lattice.num_bonds(0)),
                                                1);
      for (double& bond : made.system.medium.transmission[0]) bond = pick(10) == 0 ? 0 : 1;
    }
    made.sampling.num_batches = 1;
    made.system.steps = 3 + pick(60);
    measure_all(made);
    if (pick(2)) {  // bins of several steps
      made.measure.flux_edges = {0, 2, made.system.steps};
      made.measure.exit_edges = {0, made.system.steps};
    }
    if (!OccupationPlan(made).slices.is_worthwhile) continue;
    ++by_slices;
    made.sampling.kernel = KernelKind::reference;
    const BatchTallies expected = make_kernel(made)->simulate(0);
    made.sampling.kernel = KernelKind::occupation;
    for (const Target& target : targets()) {
      made.settings.vectors = target.name;
      CHECK(make_kernel(made)->simulate(0) == expected);
    }
  }
  CHECK(media > 30);
  CHECK(by_slices > 100);
}

TEST_CASE("books are kept while numbers pass to and fro between slices and plain ones") {
  Experiment made;
  made.heading.name = "full";
  made.system.lattice.shape = {300, 1, 1};
  made.system.faces[0] = {Face{FaceKind::reflecting}, Face{FaceKind::mirror}};
  made.system.hop_law = HopLaw::unbiased(1, 0.2);
  made.sampling.num_batches = 1;
  made.system.steps = 40;
  Population& population = made.system.populations.emplace_back();
  population.walkers = 300 * 447;  // of 300 sites the fullest has some 511
  population.along[0].weights.assign(300, 1);
  measure_all(made);
  made.sampling.kernel = KernelKind::occupation;
  const BatchTallies expected = same_at_every_width(made);
  int few = 0;
  for (std::size_t t = 0; t < 40; ++t) {
    const std::int64_t* now = expected.histogram.row(t);
    few += *std::max_element(now, now + 300) <= 511;
    for (std::size_t layer = 0; layer < 300; ++layer)
      CHECK(expected.profile[0](t + 1, layer) - now[layer] ==
            expected.net_crossings(0, t, layer) - expected.net_crossings(0, t, layer + 1));
  }
  CHECK(few > 5);
  CHECK(few < 35);
}

TEST_CASE("a rich reservoir fills a site beyond what slices hold, also before walkers decay and split") {
  for (const std::int64_t comers : {400, 511, 512, 20'000, 32'768, 65'535, 65'536, 1'000'000}) {
    CAPTURE(comers);
    Experiment made;
    made.heading.name = "rich";
    made.system.lattice.shape = {600, 1, 1};
    made.system.faces[0] = {Face{FaceKind::reservoir}, Face{FaceKind::absorbing}};
    made.system.faces[0][low].reservoir = {static_cast<double>(comers), true, false, {}};
    made.system.hop_law.minus = {};
    made.system.hop_law.plus = {1, 0, 0};  // all hop onwards
    made.system.hop_law.stay = 0;
    made.system.turnover = {1.0 / 4, 0x1p-9};
    made.sampling.num_batches = 1;
    made.system.steps = 3;
    measure_all(made);
    made.sampling.kernel = KernelKind::occupation;
    REQUIRE(OccupationPlan(made).slices.is_worthwhile);
    const BatchTallies expected = same_at_every_width(made);
    for (std::size_t t = 0; t < 3; ++t) {
      CHECK(expected.entries(t, low) == comers);
      for (std::size_t layer = 0; layer < 600; ++layer)
        CHECK(expected.profile[0](t + 1, layer) - expected.profile[0](t, layer) ==
              expected.net_crossings(0, t, layer) - expected.net_crossings(0, t, layer + 1) +
                  expected.appeared[0](t, layer) - expected.vanished[0](t, layer));
    }
  }
}

TEST_CASE("hops are counted once where walkers vanish from blocks that are dealt site by site") {
  Experiment made;
  made.heading.name = "leaky wall";
  made.system.lattice.dimension = 2;
  made.system.lattice.shape = {4, 512, 1};
  made.system.faces[0] = {Face{FaceKind::partial, 0.3, {}}, Face{FaceKind::reflecting}};
  made.system.hop_law = HopLaw::unbiased(2, 0.1);
  made.system.turnover = {0.25, 0.1};
  made.sampling.num_batches = 1;
  made.system.steps = 6;
  Population& population = made.system.populations.emplace_back();
  population.walkers = 10'000;
  population.along[0].weights.assign(4, 1);
  population.along[1].weights.assign(512, 1);
  measure_all(made);
  made.sampling.kernel = KernelKind::occupation;
  const OccupationPlan plan(made);
  REQUIRE(plan.slices.is_worthwhile);
  REQUIRE(plan.slices.others.size() == 512);  // the first block
  const BatchTallies tallies = same_at_every_width(made);
  std::int64_t chosen = 0, standing = 0;
  for (std::size_t way = 0; way < tallies.choices.columns(); ++way) chosen += tallies.choices(0, way);
  for (std::size_t t = 0; t < 6; ++t) standing += tallies.survivors(t, 0);
  CHECK(chosen == standing);
}
