#include "nacre/base/error.hpp"
#include "nacre/cell/model.hpp"
#include "nacre/cell/porous_electrode.hpp"

namespace nacre::cell {

std::unique_ptr<Model> make_model(ModelKind kind, const CellParameters& parameters, const Mesh& mesh) {
  (void)kind;
  return std::make_unique<PorousElectrodeModel>(parameters, mesh);
}

}  // namespace nacre::cell
