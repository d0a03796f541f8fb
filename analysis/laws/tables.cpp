#include "fluxwalk/analysis.hpp"

namespace fluxwalk {

namespace {

template <class Item, class Member>
auto column(const std::vector<Item>& items, Member member) {
  std::vector<std::decay_t<decltype(member(items.front()))>> values;
  for (const Item& item : items) values.push_back(member(item));
  return values;
}

Table estimates_table_of(const std::vector<Estimate>& list) {
  const auto text = [&](auto member) {
    return column(list, [member](const Estimate& e) { return std::string(e.*member); });
  };
  const auto number = [&](auto member) {
    return column(list, [member](const Estimate& e) { return e.*member; });
  };
  Table table{"estimates", "measured numbers", {}};
  table.add("name", "name", text(&Estimate::name))
      .add("symbol", "symbol", text(&Estimate::symbol))
      .add("origin", "measured, given by the experiment, or exact",
           column(list, [](const Estimate& e) { return std::string(to_string(e.origin)); }))
      .add("value", "", "value, in the row's unit", number(&Estimate::value))
      .add("standard_error", "", "standard error from the scatter of the batches",
           number(&Estimate::standard_error))
      .add("exact_sigma", "", "standard deviation from theory", number(&Estimate::exact_sigma))
      .add("expected", "", "exact answer of the lattice", number(&Estimate::expected))
      .add("unit", "unit of the row", text(&Estimate::unit))
      .add("batches", "1", "independent samples behind the standard error",
           column(list, [](const Estimate& e) { return static_cast<double>(e.batches); }))
      .add("method", "how it was measured", text(&Estimate::method))
      .add("not_applicable", "why there is no value", text(&Estimate::not_applicable));
  return table;
}

Table verdicts_table_of(const std::vector<Verdict>& list) {
  const auto text = [&](auto member) {
    return column(list, [member](const Verdict& v) { return std::string(v.*member); });
  };
  const auto number = [&](auto member) {
    return column(list, [member](const Verdict& v) { return v.*member; });
  };
  Table table{"verdicts", "laws checked", {}};
  table.add("name", "name", text(&Verdict::name))
      .add("law", "law", text(&Verdict::law))
      .add("statement", "what is tested", text(&Verdict::statement))
      .add("topic", "what it is about",
           column(list, [](const Verdict& v) { return std::string(to_string(v.topic)); }))
      .add("rung", "kind of comparison",
           column(list, [](const Verdict& v) { return std::string(to_string(v.rung)); }))
      .add("measured", "", "measured value, in the row's unit", number(&Verdict::measured))
      .add("error", "", "its standard deviation", number(&Verdict::error))
      .add("expected", "", "expected value", number(&Verdict::expected))
      .add("unit", "unit of the row", text(&Verdict::unit))
      .add("statistic", "test statistic",
           column(list, [](const Verdict& v) { return std::string(to_string(v.statistic)); }))
      .add("statistic_value", "1", "value of the test statistic", number(&Verdict::statistic_value))
      .add("degrees_of_freedom", "1", "degrees of freedom", number(&Verdict::degrees_of_freedom))
      .add("denominator_degrees_of_freedom", "1", "second degrees of freedom, of an F",
           number(&Verdict::denominator_degrees_of_freedom))
      .add("num_compared", "1", "comparisons; the least likely is shown",
           column(list, [](const Verdict& v) { return static_cast<double>(v.num_compared); }))
      .add("single_p_value", "1", "p-value of the comparison shown", number(&Verdict::single_p_value))
      .add("p_value", "1", "p-value of this check alone, corrected for its comparisons",
           number(&Verdict::p_value))
      .add("adjusted_p_value", "1", "p-value after Holm's correction", number(&Verdict::adjusted_p_value))
      .add("resolution", "", "smallest deviation that would have been caught", number(&Verdict::resolution))
      .add("tolerance", "", "deviation that matters", number(&Verdict::tolerance))
      .add("outcome", "outcome", column(list, [](const Verdict& v) { return std::string(outcome_text(v)); }))
      .add("explanation", "in plain words", text(&Verdict::explanation))
      .add("not_applicable", "why it was not judged", text(&Verdict::not_applicable));
  return table;
}

}  // namespace

std::vector<Table> to_tables(const Analysis& analysis) {
  return {estimates_table_of(analysis.estimates), verdicts_table_of(analysis.verdicts)};
}

}  // namespace fluxwalk
