// The list of readers: one line each.
#include <array>

#include "nacre/formats/arbin/arbin_csv.hpp"
#include "nacre/formats/arbin/res.hpp"
#include "nacre/formats/bdf/bdf.hpp"
#include "nacre/formats/biologic/mpr.hpp"
#include "nacre/formats/biologic/mpt.hpp"
#include "nacre/formats/landt/landt_csv.hpp"
#include "nacre/formats/maccor/maccor_text.hpp"
#include "nacre/formats/neware/nda.hpp"
#include "nacre/formats/neware/ndax.hpp"
#include "nacre/formats/neware/neware_text.hpp"
#include "nacre/formats/pec/pec_csv.hpp"
#include "nacre/formats/reader.hpp"
#include "nacre/formats/text/generic.hpp"

namespace nacre::formats {

std::span<const Reader> readers() {
  static constexpr std::array list = {
      Reader{"neware-ndax", "Neware BTS archive (.ndax)", neware::detect_ndax, neware::read_ndax},
      Reader{"neware-nda", "Neware BTS binary (.nda)", neware::detect_nda, neware::read_nda},
      Reader{"biologic-mpr", "BioLogic EC-Lab binary (.mpr)", biologic::detect_mpr, biologic::read_mpr},
      Reader{"biologic-mpt", "BioLogic EC-Lab text export (.mpt)", biologic::detect_mpt, biologic::read_mpt},
      Reader{"arbin-res", "Arbin MITS database (.res)", arbin::detect_res, arbin::read_res},
      Reader{"nacre-csv", "table that nacre wrote (.csv)", text::detect_own, text::read_own},
      Reader{"bdf", "Battery Data Format (.bdf.csv)", bdf::detect, bdf::read},
      Reader{"landt-csv", "LANDT csv export", landt::detect_csv, landt::read_csv},
      Reader{"neware-text", "Neware csv or txt export", neware::detect_text, neware::read_text},
      Reader{"arbin-csv", "Arbin csv export", arbin::detect_csv, arbin::read_csv},
      Reader{"maccor-text", "Maccor text export", maccor::detect_text, maccor::read_text},
      Reader{"pec-csv", "PEC csv export", pec::detect_csv, pec::read_csv},
      Reader{"delimited-text", "any delimited text, by its headings or a column map", text::detect_generic,
             text::read_generic},
  };
  return list;
}

}  // namespace nacre::formats
