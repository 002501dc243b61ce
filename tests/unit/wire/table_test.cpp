// The table's own sense, and its agreement with the recorded facts of the protocol.
#include "internal/wire/table.h"

#include <fstream>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "tests/unit/wire/reference.h"
#include "wire/opcodes.h"

namespace anc::test {
namespace {

using wire::Api;
using wire::Direction;
using wire::Function;
using wire::Param;

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : "+") + word;
  return text.empty() ? "-" : text;
}

std::string param_text(const Param& param) {
  const char* const ways[] = {"v", "in", "out"};
  std::vector<std::string> flags;
  if (param.null) flags.push_back("null");
  if (param.big) flags.push_back("big");
  if (param.repack) flags.push_back("repack");
  if (param.nonneg) flags.push_back("nonneg");
  std::string text = std::string(param.name) + ":" + std::string(type_name(param.type)) + ":";
  text += ways[static_cast<int>(param.direction)];
  text += ":" + (param.direction == Direction::kValue ? std::to_string(type_size(param.type))
                                                      : std::string(param.length));
  return text + ":" + joined(flags);
}

/// The function as a row of the reference file.
std::string row(const std::string& api, const Function& function) {
  std::ostringstream out;
  out << api << ',' << function.opcode << ',' << function.name << ',' << type_name(function.ret)
      << ',';
  for (const Param& param : function.params) {
    out << (&param == function.params.data() ? "" : " ") << param_text(param);
  }
  std::vector<std::string> traits;
  if (function.custom) traits.push_back("custom");
  if (function.wire_only) traits.push_back("wireonly");
  if (function.never) traits.push_back("never");
  if (function.flush) traits.push_back("flush");
  out << ',' << function.min_size << ',' << (function.blocks ? 'y' : 'n') << ',' << joined(traits);
  return out.str();
}

size_t blocking(Api api) {
  size_t n = 0;
  for (const Function& function : functions(api)) n += function.blocks ? 1 : 0;
  return n;
}

}  // namespace

TEST(Table, HasTheThreeApisWhole) {
  EXPECT_EQ(functions(Api::kGles1).size(), 291u);
  EXPECT_EQ(functions(Api::kGles2).size(), 208u);
  EXPECT_EQ(functions(Api::kRc).size(), 37u);
  EXPECT_TRUE(functions(Api::kNone).empty());
  EXPECT_EQ(functions(Api::kGles1).front().opcode, 1024u);
  EXPECT_EQ(functions(Api::kGles2).front().opcode, 2048u);
  EXPECT_EQ(functions(Api::kRc).front().opcode, 10000u);
  EXPECT_EQ(blocking(Api::kGles1), 58u);
  EXPECT_EQ(blocking(Api::kGles2), 44u);
  EXPECT_EQ(blocking(Api::kRc), 25u);
}

TEST(Table, EveryRowAgreesWithItselfAndTheOpcodes) {
  for (const Api api : {Api::kGles1, Api::kGles2, Api::kRc}) {
    std::set<std::string_view> names;
    for (const Function& function : functions(api)) {
      EXPECT_TRUE(names.insert(function.name).second) << function.name;
      EXPECT_EQ(wire::find_function(function.opcode), &function);
      EXPECT_EQ(wire::api_of(function.opcode), api);
      EXPECT_EQ(wire::min_size(function.opcode), function.never ? 0 : function.min_size);
      uint32_t size = 8;
      for (const Param& param : function.params) {
        size += param.direction == Direction::kValue ? type_size(param.type) : 4;
        EXPECT_EQ(param.length.empty(), param.direction == Direction::kValue) << function.name;
      }
      EXPECT_EQ(size, function.min_size) << function.name;
    }
  }
  EXPECT_EQ(wire::find_function(5000), nullptr);
}

TEST(Table, AgreesWithTheRecordedFacts) {
  const auto path = reference("reference/gles-opcodes.csv");
  ANC_NEED_REFERENCE(path);
  std::ifstream csv(path);
  std::string line;
  std::getline(csv, line);
  ASSERT_EQ(line, "api,opcode,name,ret,params,min_size,blocks,traits");
  const std::pair<Api, std::string> apis[] = {
      {Api::kGles1, "gles1"}, {Api::kGles2, "gles2"}, {Api::kRc, "rc"}};
  for (const auto& [api, name] : apis) {
    for (const Function& function : functions(api)) {
      ASSERT_TRUE(std::getline(csv, line)) << "the reference ends before " << function.name;
      EXPECT_EQ(row(name, function), line);
    }
  }
  EXPECT_FALSE(std::getline(csv, line)) << "the table lacks " << line;
}

}  // namespace anc::test
