// The calculated pattern of a sample, with its derivatives by everything that can be refined.
//
//   y(x) = background(x) + sum_phases S sum_reflections m |F|^2 T sum_lines w LP(theta) P(x - position)
//
// S is proportional to the volume share of a phase over the square of its cell volume (Hill and Howard, J.
// Appl. Cryst. 20 (1987) 467: weight share proportional to S Z M V).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "nacre/diffraction/background.hpp"
#include "nacre/diffraction/instrument.hpp"
#include "nacre/diffraction/phase.hpp"

namespace nacre::diffraction {

enum class Quantity {
  // of the pattern
  background,  // index: coefficient
  hump_position,
  hump_area,
  hump_width,  // index: hump
  zero,
  displacement,
  transparency,
  caglioti_u,
  caglioti_v,
  caglioti_w,
  lorentz_x,
  lorentz_y,
  lorentz_z,
  axial,
  // of a phase
  scale,
  cell,  // index: free coordinate of the reciprocal tensor
  phase_shift,
  inverse_size,
  inverse_size_axial,
  strain,
  strain_axial,
  stephens,  // index: coefficient
  march,
  harmonic,  // index
  overall_displacement,
  position,
  site_displacement,
  occupancy,  // index: site; component: free coordinate
  intensity,  // index: reflection (Pawley)
};

struct Variable {
  Quantity quantity;
  int phase = -1;
  int index = 0;
  int component = 0;
  bool operator==(const Variable&) const = default;
};

struct Model {
  Instrument instrument;
  Background background;
  std::vector<Phase> phases;

  double& at(const Variable& variable);
  double at(const Variable& variable) const;
  // "background 3", "corundum: scale", "corundum: x of O1".
  std::string name_of(const Variable& variable) const;
  // Between which values it may move.
  std::pair<double, double> bounds_of(const Variable& variable) const;
  // Lists the reflections of all phases for a range of angles (degrees), with a margin for what reaches in.
  void list_reflections(double low_deg, double high_deg);
};

// A column of derivatives, of which only the rows from first on are kept: intensities reach over their peak
// alone.
struct Column {
  std::size_t first = 0;
  std::vector<double> values;
};

struct Calculated {
  std::vector<double> intensity;  // with the background
  std::vector<double> peaks;      // without
  std::vector<double> background;
  std::vector<std::vector<double>> of_phase;  // without the background; filled where asked for
  std::vector<Column> derivatives;            // one per variable
};

// A peak as it lies in the pattern.
struct Peak {
  int phase, reflection, line;
  double position_deg, area;  // intensity times degrees
  double fwhm_deg;
  std::size_t first, count;  // points reached
};

struct CalculateOptions {
  bool by_phase = false;
  bool peaks = false;
  // A peak ends where it falls below this intensity (all its lines alike), and at the latest after so many
  // FWHM.
  double level = 0.01;
  double most_fwhm = 60.0;
};

// Peaks in order of phase, reflection, line where asked for. Angles in degrees, rising. Phases must be listed
// and up to date.
Calculated calculate(const Model& model, const std::vector<double>& two_theta_deg,
                     const std::vector<Variable>& variables, const CalculateOptions& options = {},
                     std::vector<Peak>* peaks = nullptr);

// Le Bail's step (Physica C 157 (1988) 519): every intensity is multiplied by what was observed of its peak
// over what is calculated there, for every phase whose intensities are Le Bail's. Points count as in least
// squares, so that the steps end at the intensities of least misfit, none negative (Lee and Seung, Adv.
// Neural Inf. Process. Syst. 13 (2001) 556):
//   I <- I sum_i w_i P_i (o_i - background_i)/sum_i w_i P_i (all peaks)_i,   w = 1/std^2.
// Returns the largest change, as a fraction of the mean intensity.
double share_intensities(Model& model, const std::vector<double>& two_theta_deg,
                         const std::vector<double>& observed, const std::vector<double>& std,
                         const CalculateOptions& options = {});

}  // namespace nacre::diffraction
