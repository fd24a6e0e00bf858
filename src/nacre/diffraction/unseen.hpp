// A phase that is not seen where its cell has it: whether peaks that no phase explains are its own.
#pragma once

#include <optional>
#include <vector>

#include "nacre/diffraction/instrument.hpp"
#include "nacre/diffraction/phase.hpp"
#include "nacre/diffraction/refine.hpp"
#include "nacre/diffraction/unexplained.hpp"

namespace nacre::diffraction {

// By what fraction, at most this one, all spacings of a phase would have to grow so that its strongest
// reflection and at least one other lie at unexplained peaks, with those that hold most of its intensity; or
// nothing. The phase must have its reflections listed.
std::optional<double> stretch_onto(const Phase& phase, const Instrument& instrument,
                                   const std::vector<Unexplained>& peaks, double most);

// Moves the cells of phases that are not seen onto such peaks: which phases, and by what fraction.
// Reflections are then to be listed anew.
struct MovedCell {
  std::size_t phase;
  double stretch;
};
std::vector<MovedCell> move_unseen(Refined& refined, const Pattern& pattern, double most,
                                   const CalculateOptions& options);

// A phase that is faint with peaks as narrow as they are: whether the pattern has it as crystals of a few
// nanometres. The phase then gets its first cell, the size that explains most and the scale that goes with
// it. Taken where the sum of squares would fall by more than asked; a size that is refined stays.
struct SmallCrystals {
  double size_um;
  double gain;
};
std::optional<SmallCrystals> shrink_faint(Refined& refined, const Pattern& pattern, std::size_t phase,
                                          const std::vector<double>& first_cell, double asked);

}  // namespace nacre::diffraction
