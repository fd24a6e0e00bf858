#include "nacre/base/error.hpp"
#include "nacre/cell/model.hpp"
#include "nacre/cell/porous_electrode.hpp"
#include "nacre/cell/single_particle.hpp"

namespace nacre::cell {

std::unique_ptr<Model> make_model(ModelKind kind, const CellParameters& parameters, const Mesh& mesh) {
  for (const auto cells : {mesh.negative, mesh.separator, mesh.positive}) {
    if (cells < 1 || cells > 10'000) {
      throw UsageError("each region of a mesh needs 1 to 10000 cells, not " + std::to_string(cells));
    }
  }
  if (kind == ModelKind::dfn) {
    return std::make_unique<PorousElectrodeModel>(parameters, mesh);
  }
  return std::make_unique<SingleParticleModel>(parameters, mesh, kind == ModelKind::spme);
}

}  // namespace nacre::cell
