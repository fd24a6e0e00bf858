#include "nacre/cell/cycle_profiles.hpp"

#include <algorithm>

namespace nacre::cell {
namespace {

// Every cycle, then every second, every fourth: nobody knows before how many there will be.
class Keeper {
 public:
  explicit Keeper(std::size_t most) : most_(most) {}

  void take(int cycle, const Model& model, const std::vector<double>& y) {
    if ((cycle - 1) % every_ != 0) {
      return;
    }
    kept_.push_back({cycle, 0.0, model.profile(y.data())});
    if (kept_.size() > 8 * most_) {
      every_ *= 2;
      std::erase_if(kept_, [&](const CycleProfile& kept) { return (kept.cycle - 1) % every_ != 0; });
    }
  }

  std::vector<CycleProfile> chosen(const Simulation& simulation, const Model& model,
                                   const std::vector<double>& y) {
    if (simulation.cycles.empty()) {
      return {};
    }
    const int last = simulation.cycles.back().cycle;
    if (kept_.empty() || kept_.back().cycle != last) {
      kept_.push_back({last, 0.0, model.profile(y.data())});
    }
    std::vector<CycleProfile> result;
    const std::size_t count = std::min(most_, kept_.size());
    for (std::size_t i = 0; i < count; ++i) {
      auto& kept = kept_[count == 1 ? 0 : i * (kept_.size() - 1) / (count - 1)];
      kept.time_s = std::ranges::find(simulation.cycles, kept.cycle, &CycleRecord::cycle)->end_s;
      result.push_back(std::move(kept));
    }
    return result;
  }

 private:
  std::size_t most_;
  int every_ = 1;
  std::vector<CycleProfile> kept_;
};

}  // namespace

ProfiledSimulation simulate_with_profiles(const CellParameters& parameters, const Protocol& protocol,
                                          const SimulationOptions& options, std::size_t most) {
  const auto model = make_model(options.model, parameters, options.mesh);
  auto y = model->rest(options.initial_state_of_charge);
  Keeper keeper(most);
  auto observed = options;
  observed.progress = [&](int cycle) {
    keeper.take(cycle, *model, y);
    return !options.progress || options.progress(cycle);
  };
  ProfiledSimulation result;
  result.simulation = simulate(*model, y, protocol, observed);
  result.profiles = keeper.chosen(result.simulation, *model, y);
  return result;
}

}  // namespace nacre::cell
