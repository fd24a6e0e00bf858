// A model with all that it has gone through: what its state vector does not hold (lost material and the
// sodium in it, temperature) included, so that cycles can be tried and taken back.
#pragma once

#include <memory>

#include "nacre/cell/model.hpp"

namespace nacre::cell {

std::unique_ptr<Model> copy_of(const Model& model);
// Makes a model as another one is; both must be of the same kind, made of the same parameters and mesh.
void assign(Model& to, const Model& from);

}  // namespace nacre::cell
