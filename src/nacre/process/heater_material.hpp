// What a heated strip and the powder on it are made of: properties over temperature, each from a file of
// parameters/process/ with its source.
#pragma once

#include "nacre/numerics/curve.hpp"
#include "nacre/process/parameters.hpp"

namespace nacre::process {

struct HeaterMaterial {
  double density = 0.0;  // kg/m3
  double melting_K = 0.0;
  numerics::Curve heat_capacity;  // J/(kg K)
  numerics::Curve resistivity;    // ohm m
  numerics::Curve conductivity;   // W/(m K)
  numerics::Curve emissivity;     // of both faces
};

struct PowderBed {
  double kg_per_m2 = 0.0;
  double conductance = 0.0;  // from the strip into the middle of the bed, W/(m2 K)
  double heat_capacity = 0.0;
  double emissivity = 0.0;
};

HeaterMaterial heater_material(ParameterFile& file);
// The conductance is that of the contact and half the bed's thickness, one after the other.
PowderBed powder_bed(ParameterFile& file, double kg_per_m2);

}  // namespace nacre::process
