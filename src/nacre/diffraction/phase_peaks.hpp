// The peaks of one phase as they are laid down: every line of every reflection with its place, widths and
// area, and how these follow the variables.
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "nacre/diffraction/model.hpp"

namespace nacre::diffraction {

// How one peak follows one variable: d of its area, position (degrees), variance, Lorentzian width and axial
// divergence.
struct Gradient {
  std::size_t variable;
  double by_area, by_position, by_variance, by_lorentzian, by_axial;
};

class PhasePeaks {
 public:
  // The arguments must outlive it.
  PhasePeaks(const Model& model, int phase, const std::vector<double>& two_theta_deg,
             const std::vector<Variable>& variables, const CalculateOptions& options);

  // Calls visit for every peak that reaches the pattern, in order of reflection and line, with its profile at
  // the points reached; derivatives: of the profile too, and the gradients.
  using Visit =
      std::function<void(const Peak& peak, const PeakValues& values, const std::vector<Gradient>& gradients)>;
  void for_each_peak(bool derivatives, const Visit& visit);

 private:
  // Where in the list of variables each quantity of the phase stands.
  struct Slots {
    struct Site {
      int column;  // of StructureFactorCalculator
      double coefficient;
    };
    // A variable of the structure is a sum of columns of the calculator.
    struct Structural {
      std::size_t variable;
      std::vector<Site> parts;
    };
    std::vector<std::pair<std::size_t, int>> cell, stephens, harmonics;  // variable, index
    std::vector<std::pair<std::size_t, const Variable*>> others;
    std::vector<Structural> structural;
    std::vector<int> intensity;  // per reflection: the variable, or -1
  };
  // One line of one reflection, before it meets the points.
  struct Place {
    std::size_t reflection;
    double monomials[6];            // h^2, k^2, l^2, 2hk, 2hl, 2kl: 1/d^2 by the reciprocal tensor
    double theta, cosine, tangent;  // of Bragg's angle, radians
    double theta_by_q;              // by 1/d^2
    Slope position, variance, lorentzian, factor;
    bool too_narrow, negative;  // a width that had to be held
    TextureFactor texture;
    BroadeningFactors broadening;
    double unit, area;  // per S m|F|^2, and with them

    PeakWidths widths() const { return {variance.value, lorentzian.value}; }
  };

  Slots find_slots(const std::vector<Variable>& variables) const;
  bool place(std::size_t reflection, std::size_t line, Place& place) const;  // false: not reflected at all
  void fill_gradients(const Place& place);
  double axial_reach(double position) const;

  const Model& model_;
  const Phase& phase_;
  int index_;
  const std::vector<double>& x_;
  const CalculateOptions& options_;
  Slots slots_;
  Phase::Strengths strengths_;
  crystal::ReciprocalTensor tensor_;
  PeakValues values_;
  std::vector<Gradient> gradients_;
};

}  // namespace nacre::diffraction
