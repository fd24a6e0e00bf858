#include "nacre/cell/parameter_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace nacre::cell {
namespace {

// A TOML basic string.
std::string toml_string(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      result += {'\\', c};
    } else if (c == '\n') {
      result += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20U || c == 0x7F) {
      result += fmt::format("\\u{:04X}", static_cast<unsigned>(c));
    } else {
      result += c;
    }
  }
  return result + '"';
}

// A key of a table; the dots of a path part its keys.
std::string key(std::string_view name) {
  const bool bare = !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
  return bare ? std::string(name) : toml_string(name);
}

std::string heading(std::string_view path) {
  std::string result;
  for (std::size_t start = 0; start <= path.size();) {
    const auto end = std::min(path.find('.', start), path.size());
    result += (result.empty() ? "" : ".") + key(path.substr(start, end - start));
    start = end + 1;
  }
  return result;
}

// The shortest that reads back to the same number.
std::string number(double value) { return fmt::format("{}", value); }

std::string list(const std::vector<double>& values) {
  constexpr std::size_t per_line = 8;
  std::string result = "[";
  for (std::size_t k = 0; k < values.size(); ++k) {
    result += (k % per_line == 0 ? "\n  " : " ") + number(values[k]) + ",";
  }
  return result + "\n]";
}

void write(std::string& out, const Parameter& parameter) {
  const auto line = [&](std::string_view name, const std::string& value) {
    out += fmt::format("{} = {}\n", name, value);
  };
  const auto text = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) {
      line(name, toml_string(value));
    }
  };
  out += fmt::format("\n[{}]\n", heading(parameter.path));
  const bool is_number = parameter.form == Form::number;
  if (is_number) {
    line("value", number(parameter.value));
  } else if (parameter.form == Form::expression) {
    text("expression", parameter.expression);
  } else {
    line("x", list(parameter.x));
    line("y", list(parameter.y));
  }
  line("unit", toml_string(parameter.unit));
  if (!is_number && parameter.scale != 1.0) {
    line("scale", number(parameter.scale));
  }
  if (parameter.activation_energy != 0.0) {
    line("activation_energy", number(parameter.activation_energy));
  }
  const Status status = parameter.overridden ? Status::assumed : parameter.status;
  text("status", std::string(to_string(status)));
  if (!parameter.overridden) {
    text("source", parameter.source);
    text("calibrated_on", parameter.calibrated_on);
    if (std::isfinite(parameter.uncertainty)) {
      line("uncertainty", number(parameter.uncertainty));
    }
  }
  const double value = is_number ? parameter.value : parameter.scale;
  const bool within = parameter.lower <= value && value <= parameter.upper;
  if (within) {
    line("bounds", fmt::format("[{}, {}]", number(parameter.lower), number(parameter.upper)));
  } else if (status == Status::assumed) {  // a file must say how far an assumption may be off: not known
    line("bounds", fmt::format("[{}, {}]", number(value), number(value)));
  }
  text("note", parameter.overridden
                   ? parameter.note + (parameter.note.empty() ? "" : "; ") + "replaced by hand"
                   : parameter.note);
}

}  // namespace

std::string to_toml(const ParameterSet& set) {
  std::string out = fmt::format("title = {}\n", toml_string(set.title));
  if (!set.description.empty()) {
    out += fmt::format("description = {}\n", toml_string(set.description));
  }
  if (!set.sources.empty()) {
    out += "\n[sources]\n";
    for (const auto& source : set.sources) {
      out += fmt::format("{} = {}\n", key(source.key), toml_string(source.text));
    }
  }
  for (const auto& parameter : set.parameters) {
    write(out, parameter);
  }
  return out;
}

}  // namespace nacre::cell
