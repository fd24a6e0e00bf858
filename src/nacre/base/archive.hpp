// Structures as JSON and back, whole and without names: what the store keeps of an analysis.
//
// Each structure has one list of its members, in its own namespace, read by both ways:
//   NACRE_MEMBERS(Peak, self.position_V, self.area_Ah)
// or two functions of its own there, to_archive_json(value) and from_archive_json(json, value).
// Members are numbers, texts, enumerations, std::optional, std::vector, std::array, std::complex, dense
// matrices (anything with rows(), cols() and data(), by columns), Json as it is, and such structures. A list
// that changed makes old archives unreadable: from_archive() then throws.
#pragma once

#include <array>
#include <complex>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include "nacre/base/error.hpp"
#include "nacre/base/json.hpp"

namespace nacre {

#define NACRE_MEMBERS(Type, ...)                                         \
  template <class Self, class Action>                                    \
  requires std::is_same_v<std::remove_const_t<Self>, Type>               \
  void for_each_member(Self& self, Action action) {                      \
    const auto list = [&](auto&... members) { (action(members), ...); }; \
    list(__VA_ARGS__);                                                   \
  }

namespace archive_detail {

struct Nothing {
  template <class Any>
  void operator()(Any&) const {}
};
template <class Type>
concept Structure = requires(Type& value) {
  for_each_member(value, Nothing{});
};
template <class Type>
concept OwnJson = requires(Type& value, const Json& json) {
  from_archive_json(json, value);
};
template <class Type>
concept Matrix = requires(Type& value) {
  value.rows();
  value.cols();
  value.data();
  value.resize(value.rows(), value.cols());
};

template <class Type>
Json write(const Type& value);
template <class Type>
Json write(const std::vector<Type>& values) {
  Json json = Json::array();
  for (const auto& value : values) {
    json.push_back(write(value));
  }
  return json;
}
template <class Type, std::size_t count>
Json write(const std::array<Type, count>& values) {
  return write(std::vector<Type>(values.begin(), values.end()));
}
template <class Type>
Json write(const std::optional<Type>& value) {
  return value ? write(*value) : Json(nullptr);
}
template <class Type>
Json write(const Type& value) {
  if constexpr (OwnJson<Type>) {
    return to_archive_json(value);
  } else if constexpr (Structure<const Type>) {
    Json json = Json::array();
    for_each_member(value, [&json](const auto& member) { json.push_back(write(member)); });
    return json;
  } else if constexpr (std::is_same_v<Type, std::complex<double>>) {
    return Json::array({value.real(), value.imag()});
  } else if constexpr (Matrix<Type>) {
    return {value.rows(), value.cols(), std::vector<double>(value.data(), value.data() + value.size())};
  } else if constexpr (std::is_enum_v<Type>) {
    return static_cast<int>(value);
  } else {
    return value;
  }
}

template <class Type>
void read(const Json& json, Type& value);
template <class Type>
void read(const Json& json, std::vector<Type>& values) {
  values.resize(json.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    read(json.at(i), values[i]);
  }
}
inline void read(const Json& json, std::vector<bool>& values) { values = json.get<std::vector<bool>>(); }
template <class Type, std::size_t count>
void read(const Json& json, std::array<Type, count>& values) {
  if (json.size() != count) {
    throw std::out_of_range("an array of other length");
  }
  for (std::size_t i = 0; i < count; ++i) {
    read(json.at(i), values[i]);
  }
}
template <class Type>
void read(const Json& json, std::optional<Type>& value) {
  value.reset();
  if (!json.is_null()) {
    read(json, value.emplace());
  }
}
template <class Type>
void read(const Json& json, Type& value) {
  if constexpr (OwnJson<Type>) {
    from_archive_json(json, value);
  } else if constexpr (Structure<Type>) {
    std::size_t i = 0;
    for_each_member(value, [&](auto& member) { read(json.at(i++), member); });
    if (i != json.size()) {
      throw std::out_of_range("a list of other length");
    }
  } else if constexpr (std::is_same_v<Type, std::complex<double>>) {
    value = {number_or_nan(json.at(0)), number_or_nan(json.at(1))};
  } else if constexpr (Matrix<Type>) {
    value.resize(json.at(0).get<int>(), json.at(1).get<int>());
    const auto& numbers = json.at(2);
    if (numbers.size() != static_cast<std::size_t>(value.size())) {
      throw std::out_of_range("a matrix of other size");
    }
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      value.data()[i] = static_cast<typename Type::Scalar>(number_or_nan(numbers[i]));
    }
  } else if constexpr (std::is_enum_v<Type>) {
    value = static_cast<Type>(json.get<int>());
  } else if constexpr (std::is_same_v<Type, double>) {
    value = number_or_nan(json);
  } else {
    value = json.get<Type>();
  }
}

}  // namespace archive_detail

// kind: "cycling analysis".
template <class Type>
Json to_archive(const Type& value, const char* kind) {
  return {{"kind", std::string("nacre ") + kind}, {"content", archive_detail::write(value)}};
}

// Throws InputError where the archive is of another kind, or of another version of nacre.
template <class Type>
Type from_archive(const Json& json, const char* kind) {
  Type value;
  try {
    if (json.at("kind") != std::string("nacre ") + kind) {
      throw std::out_of_range("another kind");
    }
    archive_detail::read(json.at("content"), value);
  } catch (const std::exception& error) {
    throw InputError("archive", std::string("no ") + kind + " of this version of nacre", error.what(),
                     "delete it from the store: it is made anew");
  }
  return value;
}

}  // namespace nacre
