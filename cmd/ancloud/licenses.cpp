// ancloud licenses: what is linked into this binary, under which licences; as JSON, a bill of
// materials.
#include <array>
#include <string_view>

#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/core/json.h"

namespace anc::cmd {
namespace {

struct Library {
  std::string_view name;
  std::string_view package;  ///< of Debian
  std::string_view version;  ///< the package's, or empty where this was not built on Debian
  std::string_view licence;  ///< an SPDX identifier or expression, or in words
  std::string_view linked;   ///< "archive", "headers" or "shared"
  bool source;               ///< built from the source package
};

constexpr Library kLibraries[] = {
#include "licenses.inc"  // by third_party/list-licenses
};

struct Args {};
void declare(Flags&, Args&) {}

/// As a package URL wants a version: what is not unreserved in %XX.
std::string percent(std::string_view text) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (kPlain.find(c) != std::string_view::npos) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return out;
}

std::string package_url(const Library& library) {
  std::string url = "pkg:deb/debian/" + percent(library.package);
  if (!library.version.empty()) url += "@" + percent(library.version);
  return url + (library.source ? "?arch=source" : "");
}

core::Json licence(std::string_view text) {
  if (text.find(" OR ") != std::string_view::npos ||
      text.find(" WITH ") != std::string_view::npos) {
    return {{"expression", text}};
  }
  const bool words = text.find(' ') != std::string_view::npos;
  return {{"license", {{words ? "name" : "id", text}}}};
}

core::Json component(const Library& library) {
  core::Json json = {
      {"type", "library"},
      {"name", library.name},
      {"bom-ref", package_url(library)},
      {"purl", package_url(library)},
      {"supplier", {{"name", "Debian"}}},
      {"licenses", core::Json::array({licence(library.licence)})},
      {"properties", core::Json::array({{{"name", "ancloud:package"}, {"value", library.package}},
                                        {{"name", "ancloud:linked"}, {"value", library.linked}}})}};
  if (!library.version.empty()) json["version"] = library.version;
  return json;
}

/// CycloneDX 1.5: https://cyclonedx.org/docs/1.5/json/. Its root takes no "schema" of ours.
core::Json bill_of_materials() {
  core::Json components = core::Json::array();
  for (const Library& library : kLibraries) components.push_back(component(library));
  return {{"bomFormat", "CycloneDX"},
          {"specVersion", "1.5"},
          {"version", 1},
          {"metadata",
           {{"component",
             {{"type", "application"},
              {"name", "ancloud"},
              {"version", ANC_VERSION},
              {"licenses", core::Json::array({licence("Apache-2.0")})}}}}},
          {"components", components}};
}

std::string table() {
  core::Json rows = core::Json::array();
  for (const Library& library : kLibraries) {
    rows.push_back({{"library", library.name},
                    {"version", library.version},
                    {"licence", library.licence},
                    {"linked", library.linked}});
  }
  std::string text = render_text(rows);
  text.pop_back();  // line() ends it
  return text;
}

Result<int> run(Env& env, const Args&) {
  env.out.line(bill_of_materials(), table());
  return 0;
}

}  // namespace

Verb licenses() {
  return Verb::make("licenses", "list what is linked in, with versions and licences", declare, run,
                    "ancloud itself is under Apache-2.0. With --json, a bill of materials "
                    "(CycloneDX 1.5) with the versions this binary was built from.");
}

}  // namespace anc::cmd
