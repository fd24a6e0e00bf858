#include "nacre/cell/model_copy.hpp"

#include "nacre/cell/porous_electrode.hpp"
#include "nacre/cell/single_particle.hpp"

namespace nacre::cell {

std::unique_ptr<Model> copy_of(const Model& model) {
  if (const auto* porous = dynamic_cast<const PorousElectrodeModel*>(&model)) {
    return std::make_unique<PorousElectrodeModel>(*porous);
  }
  return std::make_unique<SingleParticleModel>(dynamic_cast<const SingleParticleModel&>(model));
}

void assign(Model& to, const Model& from) {
  if (auto* porous = dynamic_cast<PorousElectrodeModel*>(&to)) {
    *porous = dynamic_cast<const PorousElectrodeModel&>(from);
  } else {
    dynamic_cast<SingleParticleModel&>(to) = dynamic_cast<const SingleParticleModel&>(from);
  }
}

}  // namespace nacre::cell
