// The states of an answer as a table.
#include <map>

#include "tests/unit/protocol/mysql/answers.h"

namespace jaali::protocol::mysql {
namespace {

using namespace test;

/// Every state that waits for a packet, how it is reached, and what it takes each packet for; what is not listed is
/// refused.
struct Row {
  std::string name;
  Capabilities capabilities;
  Command command;
  std::vector<std::string> before;
  std::map<std::string, K> takes;
};

TEST(ResponseReader, TheWholeTable) {
  const std::map<std::string, std::string> packets = {{"ok", ok()},
                                                      {"eof", eof()},
                                                      {"end_ok", end_ok()},
                                                      {"error", error_packet},
                                                      {"infile", infile},
                                                      {"count", hex("01")},
                                                      {"definition", definition},
                                                      {"text row", text_row},
                                                      {"null row", hex("fb")},
                                                      {"prepared", prepared(1, 1)},
                                                      {"empty", ""},
                                                      {"short error", hex("ff 15")}};
  const std::string one = hex("01");
  // A definition, a text row and a count that begins like one cannot be told apart by their form: where one is due, one
  // it is. An answer of fewer bytes than it needs is cut.
  const std::map<std::string, K> any_definition = {{"error", K::error},
                                                   {"definition", K::column_definition},
                                                   {"count", K::column_definition},
                                                   {"text row", K::column_definition},
                                                   {"ok", K::column_definition},
                                                   {"prepared", K::column_definition}};
  auto any_parameter = any_definition;
  for (auto& [name, kind] : any_parameter) {
    if (kind == K::column_definition) kind = K::parameter_definition;
  }
  const std::map<std::string, K> text_rows = {
      {"error", K::error},       {"definition", K::text_row}, {"count", K::text_row},    {"text row", K::text_row},
      {"null row", K::text_row}, {"ok", K::text_row},         {"prepared", K::text_row}, {"infile", K::text_row}};
  auto text_rows_old = text_rows, text_rows_new = text_rows;
  text_rows_old["eof"] = text_rows_new["eof"] = text_rows_new["end_ok"] = K::end_of_rows;
  const std::map<std::string, K> binary_old = {
      {"error", K::error}, {"ok", K::binary_row}, {"prepared", K::binary_row}, {"eof", K::end_of_rows}};
  auto binary_new = binary_old;
  binary_new["end_ok"] = K::end_of_rows;
  const std::map<std::string, K> result = {{"error", K::error},   {"ok", K::ok},           {"prepared", K::ok},
                                           {"infile", K::infile}, {"null row", K::infile}, {"count", K::column_count}};
  const std::map<std::string, K> simple = {{"error", K::error}, {"ok", K::ok}, {"prepared", K::ok}};
  auto end_old = simple, end_new = simple;
  end_old["eof"] = end_new["eof"] = end_new["end_ok"] = K::end_of_rows;
  auto fields_old = any_definition, fields_new = any_definition;
  fields_old["eof"] = fields_new["eof"] = fields_new["end_ok"] = K::end_of_rows;

  const Row rows[] = {
      {"result", old_form, Command::query, {}, result},
      {"result", new_form, Command::stmt_execute, {}, result},
      {"file", old_form, Command::query, {infile}, {{"error", K::error}}},
      {"columns", old_form, Command::query, {one}, any_definition},
      {"end of columns",
       old_form,
       Command::query,
       {one, definition},
       {{"error", K::error}, {"eof", K::end_of_columns}}},
      {"text rows", old_form, Command::query, {one, definition, eof()}, text_rows_old},
      {"text rows", new_form, Command::query, {one, definition}, text_rows_new},
      {"binary rows", old_form, Command::stmt_execute, {one, definition, eof()}, binary_old},
      {"binary rows", new_form, Command::stmt_execute, {one, definition}, binary_new},
      {"fetch", old_form, Command::stmt_fetch, {}, binary_old},
      {"fetch", new_form, Command::stmt_fetch, {}, binary_new},
      {"prepare", old_form, Command::stmt_prepare, {}, {{"error", K::error}, {"prepared", K::prepare_ok}}},
      {"parameters", old_form, Command::stmt_prepare, {prepared(1, 1)}, any_parameter},
      {"end of parameters",
       old_form,
       Command::stmt_prepare,
       {prepared(1, 1), definition},
       {{"error", K::error}, {"eof", K::end_of_parameters}}},
      {"prepared columns", old_form, Command::stmt_prepare, {prepared(1, 1), definition, eof()}, any_definition},
      {"end of prepared columns",
       old_form,
       Command::stmt_prepare,
       {prepared(1, 1), definition, eof(), definition},
       {{"error", K::error}, {"eof", K::end_of_columns}}},
      {"fields", old_form, Command::field_list, {}, fields_old},
      {"fields", new_form, Command::field_list, {}, fields_new},
      {"end", old_form, Command::set_option, {}, end_old},
      {"end", new_form, Command::set_option, {}, end_new},
      {"simple", old_form, Command::ping, {}, simple},
      {"idle", old_form, Command::quit, {}, {{"error", K::error}}},
  };
  for (const auto& row : rows) {
    for (const auto& [name, payload] : packets) {
      ResponseReader reader(row.capabilities);
      reader.begin(row.command);
      for (const auto& before : row.before) ASSERT_TRUE(feed(reader, before).has_value()) << row.name;
      const auto event = feed(reader, payload);
      const auto expected = row.takes.find(name);
      ASSERT_EQ(event.has_value(), expected != row.takes.end()) << name << " in " << row.name;
      if (event) {
        EXPECT_EQ(event->kind, expected->second) << name << " in " << row.name;
      }
    }
  }
}

}  // namespace
}  // namespace jaali::protocol::mysql
