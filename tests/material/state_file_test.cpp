// Material states as files: the same to the last bit, and hostile files refused by the name of the dataset.
#include "nacre/material/state_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <random>

#include "nacre/base/error.hpp"
#include "nacre/base/files.hpp"
#include "nacre/material/hdf5.hpp"
#include "nacre/material/state_numbers.hpp"

// Where a file is damaged, libhdf5 1.10 forgets some of what it allocated (a debt of the library's, not of
// the reader); LeakSanitizer asks for this name.
extern "C" const char* __lsan_default_suppressions() { return "leak:libhdf5"; }  // NOLINT

namespace nacre::material {
namespace {

using ::testing::HasSubstr;

// Every number another, none of them round, one not determined.
MaterialState sample() {
  MaterialState state;
  state.name = "Tu-NCP@333, \xCE\xB3";
  state.coating = "NaCaPO4";
  double value = 0.1;
  for_each_number(state, [&](const char*, const char*, double& number) { number = value *= 1.3; });
  state.gamma_fraction = not_determined;
  state.c_angstrom = std::nextafter(16.026, 17.0);
  state.phases = {{"O3", 0.98}, {"NiO", 5e-324}};
  state.profile = {{1e-9, 2e-9, 3e-9}, {0.01, 0.02, 0.1 + 0.2}, {0.3, 1.0 / 3.0, -0.0}};
  state.over_bed = {{"c_angstrom", 1e-3, 16.0, 16.1}, {"coating_nm", not_determined, 7.0, 9.0}};
  return state;
}

std::vector<std::uint64_t> bits_of(const MaterialState& state) {
  std::vector<std::uint64_t> bits;
  const auto add = [&](double value) { bits.push_back(std::bit_cast<std::uint64_t>(value)); };
  for_each_number(state, [&](const char*, const char*, double value) { add(value); });
  for (const auto& phase : state.phases) {
    add(phase.weight_fraction);
  }
  for (const auto* list :
       {&state.profile.radius_m, &state.profile.calcium_per_formula, &state.profile.nickel_per_formula}) {
    std::ranges::for_each(*list, add);
  }
  for (const auto& spread : state.over_bed) {
    add(spread.std);
    add(spread.min);
    add(spread.max);
  }
  return bits;
}

TEST(StateFile, ComesBackFromHdf5ToTheLastBit) {
  const auto state = sample();
  const auto bytes = to_hdf5(state);
  EXPECT_EQ(bytes, to_hdf5(state));
  const auto back = material_state_from_hdf5(bytes, "state.h5");
  EXPECT_EQ(bits_of(back), bits_of(state));
  EXPECT_EQ(to_json(back).dump(), to_json(state).dump());  // the texts, too
}

TEST(StateFile, TheNameDecidesWhatIsWrittenTheContentWhatIsRead) {
  const TemporaryFolder folder(std::filesystem::path(::testing::TempDir()) / "states");
  const auto state = sample();
  for (const char* name : {"state.h5", "state.hdf5", "state.json"}) {
    write_material_state(state, folder.path() / name);
    EXPECT_EQ(bits_of(read_material_state(folder.path() / name)), bits_of(state)) << name;
  }
  std::filesystem::rename(folder.path() / "state.h5", folder.path() / "state.txt");
  EXPECT_EQ(read_material_state(folder.path() / "state.txt").name, state.name);
  write_file_atomic(folder.path() / "run.json", Json{{"result", {{"material", to_json(state)}}}}.dump());
  EXPECT_EQ(bits_of(read_material_state(folder.path() / "run.json")), bits_of(state));
  EXPECT_THROW(write_material_state(state, folder.path() / "state.csv"), UsageError);
  write_file_atomic(folder.path() / "list.json", "[1]");
  EXPECT_THROW(read_material_state(folder.path() / "list.json"), InputError);
}

// The message for a file that `write` makes.
template <class Write>
std::string refusal(const Write& write) {
  std::string bytes;
  {
    Hdf5Writer file;
    write(file);
    bytes = file.bytes();
  }
  try {
    const Hdf5Reader reader(bytes, "a.h5");
    static_cast<void>(reader.numbers("/group/list", "nm"));
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(StateFile, HostileDatasetsAreRefusedByName) {
  const auto expect = [](const std::string& message, const char* words) {
    EXPECT_THAT(message, HasSubstr(words));
    EXPECT_THAT(message, HasSubstr("a.h5: "));
  };
  const std::vector<double> values{1.0, 2.0};
  expect(refusal([](Hdf5Writer&) {}), "no group /group (dataset /group/list)");
  expect(refusal([](Hdf5Writer& file) { file.group("/group"); }), "is missing (dataset /group/list)");
  expect(refusal([](Hdf5Writer& file) {
           file.group("/group");
           file.group("/group/list");
         }),
         "is no dataset (dataset /group/list)");
  expect(refusal([](Hdf5Writer& file) {
           file.group("/group");
           file.texts("/group/list", {"x"});
         }),
         "must hold numbers (dataset /group/list)");
  expect(refusal([&](Hdf5Writer& file) {
           file.group("/group");
           file.number("/group/list", 1.0, "nm");
         }),
         "must be a list (dataset /group/list)");
  expect(refusal([&](Hdf5Writer& file) {
           file.group("/group");
           file.numbers("/group/list", values, "um");
         }),
         "is in 'um': 'nm' is wanted (dataset /group/list)");
  expect(refusal([&](Hdf5Writer& file) {
           file.group("/group");
           file.numbers("/group/list", values, "");
         }),
         "is missing (dataset /group/list, attribute unit)");
  expect(refusal([](Hdf5Writer& file) {
           file.group("/group");
           file.numbers("/group/list", std::vector<double>(1'000'001), "nm");
         }),
         "has 1000001 entries");
}

TEST(StateFile, WhatIsNoStateIsRefused) {
  EXPECT_THROW(material_state_from_hdf5("", "a.h5"), InputError);
  EXPECT_THROW(material_state_from_hdf5(to_hdf5(sample()).substr(0, 3000), "a.h5"), InputError);
  std::string other;
  {
    Hdf5Writer file;
    file.attribute("/", "format", "something else");
    other = file.bytes();
  }
  EXPECT_THROW(material_state_from_hdf5(other, "a.h5"), InputError);
  auto state = sample();
  state.profile.radius_m.pop_back();
  EXPECT_THROW(material_state_from_hdf5(to_hdf5(state), "a.h5"), InputError);
  state = sample();
  state.over_bed[0].of = "c";
  EXPECT_THROW(material_state_from_hdf5(to_hdf5(state), "a.h5"), InputError);
}

// A byte here and there is another: an error or a state, nothing else.
TEST(StateFile, DamageIsRefusedOrDoesNotMatter) {
  const auto bytes = to_hdf5(sample());
  std::mt19937 random(1);
  for (int i = 0; i < 300; ++i) {
    auto damaged = bytes;
    damaged[random() % bytes.size()] = static_cast<char>(random());
    try {
      static_cast<void>(material_state_from_hdf5(damaged, "a.h5"));
    } catch (const InputError&) {  // as it should be
    }
  }
}

}  // namespace
}  // namespace nacre::material
