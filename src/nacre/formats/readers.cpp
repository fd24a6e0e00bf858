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
#include "nacre/formats/patterns/brml.hpp"
#include "nacre/formats/patterns/bruker_raw.hpp"
#include "nacre/formats/patterns/gsas.hpp"
#include "nacre/formats/patterns/keyed_text.hpp"
#include "nacre/formats/patterns/pattern_text.hpp"
#include "nacre/formats/patterns/rasx.hpp"
#include "nacre/formats/patterns/stepped.hpp"
#include "nacre/formats/patterns/xrdml.hpp"
#include "nacre/formats/pec/pec_csv.hpp"
#include "nacre/formats/reader.hpp"
#include "nacre/formats/spectra/delimited.hpp"
#include "nacre/formats/spectra/eco_chemie.hpp"
#include "nacre/formats/spectra/elchemea.hpp"
#include "nacre/formats/spectra/gamry.hpp"
#include "nacre/formats/spectra/ivium.hpp"
#include "nacre/formats/spectra/p00.hpp"
#include "nacre/formats/spectra/versastudio.hpp"
#include "nacre/formats/spectra/zview.hpp"
#include "nacre/formats/text/generic.hpp"

namespace nacre::formats {

std::span<const Reader> readers() {
  static constexpr std::array list = {
      Reader{"neware-ndax", "Neware BTS archive (.ndax)", neware::detect_ndax, neware::read_ndax},
      Reader{"neware-nda", "Neware BTS binary (.nda)", neware::detect_nda, neware::read_nda},
      Reader{"biologic-mpr", "BioLogic EC-Lab binary (.mpr)", biologic::detect_mpr, biologic::read_mpr},
      Reader{"biologic-mpt", "BioLogic EC-Lab text export (.mpt)", biologic::detect_mpt, biologic::read_mpt},
      Reader{"arbin-res", "Arbin MITS database (.res)", arbin::detect_res, arbin::read_res},
      Reader{"xrdml", "Malvern Panalytical powder pattern (.xrdml)", patterns::detect_xrdml,
             patterns::read_xrdml},
      Reader{"bruker-raw", "Bruker powder pattern (.raw)", patterns::detect_bruker_raw,
             patterns::read_bruker_raw},
      Reader{"bruker-brml", "Bruker powder pattern (.brml)", patterns::detect_brml, patterns::read_brml},
      Reader{"bruker-uxd", "Bruker powder pattern as text (.uxd)", patterns::detect_uxd, patterns::read_uxd},
      Reader{"rigaku-ras", "Rigaku powder pattern (.ras)", patterns::detect_ras, patterns::read_ras},
      Reader{"rigaku-rasx", "Rigaku powder pattern (.rasx)", patterns::detect_rasx, patterns::read_rasx},
      Reader{"philips-udf", "Philips powder pattern (.udf)", patterns::detect_udf, patterns::read_udf},
      Reader{"sietronics-cpi", "Sietronics powder pattern (.cpi)", patterns::detect_cpi, patterns::read_cpi},
      Reader{"gsas", "GSAS powder pattern (.gsas, .fxye, .xra, .cwn, ...)", patterns::detect_gsas,
             patterns::read_gsas},
      Reader{"pattern-steps", "powder pattern as start, step, stop and counts: LHPM, DBWS, FullProf (.dat)",
             patterns::detect_stepped, patterns::read_stepped},
      Reader{"pattern-text", "powder pattern as columns: .xy, .xye, .chi, csv", patterns::detect_text,
             patterns::read_text},
      Reader{"gamry-dta", "Gamry impedance (.DTA)", spectra::detect_gamry, spectra::read_gamry},
      Reader{"zview", "ZPlot and ZView impedance (.z)", spectra::detect_zview, spectra::read_zview},
      Reader{"versastudio-par", "VersaStudio (.par)", spectra::detect_versastudio, spectra::read_versastudio},
      Reader{"ivium-idf", "Ivium impedance (.idf, .ids)", spectra::detect_ivium, spectra::read_ivium},
      Reader{"autolab-dfr", "Eco Chemie (Autolab) impedance (.dfr)", spectra::detect_dfr, spectra::read_dfr},
      Reader{"p00-text", "impedance export (.P00)", spectra::detect_p00, spectra::read_p00},
      Reader{"elchemea-i2b", "Elchemea Analytical impedance (.i2b)", spectra::detect_i2b, spectra::read_i2b},
      Reader{"nacre-csv", "table that nacre wrote (.csv)", text::detect_own, text::read_own},
      Reader{"bdf", "Battery Data Format (.bdf.csv)", bdf::detect, bdf::read},
      Reader{"landt-csv", "LANDT csv export", landt::detect_csv, landt::read_csv},
      Reader{"neware-text", "Neware csv or txt export", neware::detect_text, neware::read_text},
      Reader{"arbin-csv", "Arbin csv export", arbin::detect_csv, arbin::read_csv},
      Reader{"maccor-text", "Maccor text export", maccor::detect_text, maccor::read_text},
      Reader{"pec-csv", "PEC csv export", pec::detect_csv, pec::read_csv},
      Reader{"spectrum-text", "impedance as text: CH Instruments, Parstat, PowerSuite, NOVA, any csv",
             spectra::detect_delimited, spectra::read_delimited},
      Reader{"delimited-text", "any delimited text, by its headings or a column map", text::detect_generic,
             text::read_generic},
  };
  return list;
}

}  // namespace nacre::formats
