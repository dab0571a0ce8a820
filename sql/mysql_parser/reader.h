#pragma once
// Recursive descent over the lexemes of one text. One Reader per parse; it allocates in the tree's arena. After the first
// failure the cursor stands on the end of the text, so that every loop comes to its end, and what is made no longer counts.
// Split over files by what is read. Words of the grammar that may also be names are asked for before names are.
#include <initializer_list>
#include <vector>

#include "sql/mysql_lexer.h"
#include "sql/mysql_parser/parser.h"

namespace jaali::sql::mysql_parser {

class Reader {
 public:
  Reader(Arena& arena, std::string_view text, const MysqlText& mode, const Lexemes& lexemes, std::uint32_t max_depth)
      : arena_(arena), text_(text), mode_(mode), lexemes_(lexemes), max_depth_(max_depth) {}

  std::span<Statement* const> statements();

  [[nodiscard]] bool failed() const noexcept { return failed_; }
  [[nodiscard]] bool too_deep() const noexcept { return too_deep_; }
  [[nodiscard]] std::uint32_t failed_at() const noexcept { return failed_at_; }
  [[nodiscard]] std::string message() const;

 private:
  /// One level of nesting.
  class Deeper {
   public:
    explicit Deeper(Reader& reader) : reader_(reader), before_(reader.deepest_) {
      reader_.deepest_ = ++reader_.depth_;
      if (reader_.depth_ > reader_.max_depth_) reader_.fail_depth();
    }
    ~Deeper() {
      --reader_.depth_;
      if (before_ > reader_.deepest_) reader_.deepest_ = before_;
    }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;

   private:
    Reader& reader_;
    std::uint32_t before_;
  };
  /// A chain (a + b + c …) makes a tree as deep as it is long without any recursion: chained() counts each link, which
  /// pushes down all that the chain has so far. `deepest_` is how deep what was made since a level or chain began reaches.
  class Chain {
   public:
    explicit Chain(Reader& reader) : reader_(reader), before_(reader.deepest_) { reader_.deepest_ = reader_.depth_; }
    ~Chain() {
      if (before_ > reader_.deepest_) reader_.deepest_ = before_;
    }
    Chain(const Chain&) = delete;
    Chain& operator=(const Chain&) = delete;

   private:
    Reader& reader_;
    std::uint32_t before_;
  };
  void chained() {
    if (++deepest_ > max_depth_) fail_depth();
  }

  // cursor.cpp: lexemes
  [[nodiscard]] const Lexeme& peek(std::size_t ahead = 0) const noexcept;
  [[nodiscard]] bool at_end() const noexcept { return peek().kind == LexemeKind::end; }
  [[nodiscard]] bool is(Keyword word, std::size_t ahead = 0) const noexcept { return peek(ahead).keyword == word; }
  [[nodiscard]] bool is(Symbol symbol, std::size_t ahead = 0) const noexcept { return peek(ahead).symbol == symbol; }
  [[nodiscard]] bool is_any(std::initializer_list<Keyword> words, std::size_t ahead = 0) const noexcept;
  bool take(Keyword word) noexcept;
  bool take(Symbol symbol) noexcept;
  bool take(Keyword first, Keyword second) noexcept;  ///< both or none
  bool expect(Keyword word);
  bool expect(Symbol symbol);
  std::string_view take_any(std::initializer_list<Keyword> words) noexcept;  ///< the word taken, or empty
  void advance() noexcept;
  [[nodiscard]] std::uint32_t begins() const noexcept { return peek().begin; }
  [[nodiscard]] std::uint32_t ended() const noexcept { return last_end_; }
  [[nodiscard]] Range since(std::uint32_t begin) const noexcept { return {begin, std::max(begin, last_end_)}; }
  [[nodiscard]] std::string_view written(const Lexeme& lexeme) const noexcept { return text_.substr(lexeme.begin, lexeme.end - lexeme.begin); }
  [[nodiscard]] std::string_view written(Range range) const noexcept { return text_.substr(range.begin, range.end - range.begin); }
  void fail();
  void fail_depth();
  [[nodiscard]] bool mariadb() const noexcept { return mode_.dialect == Dialect::mariadb; }
  [[nodiscard]] bool mysql() const noexcept { return mode_.dialect == Dialect::mysql; }

  // names.cpp
  [[nodiscard]] bool is_name(std::size_t ahead = 0) const noexcept;   ///< could be a name here
  [[nodiscard]] bool is_label(std::size_t ahead = 0) const noexcept;  ///< could be an alias without AS here
  std::string_view name();                 ///< as written, unquoted
  std::string_view column_name();          ///< folded
  std::string_view table_name();           ///< folded if tables are
  std::string_view folded(std::string_view name);
  std::string_view table_folded(std::string_view name);
  [[nodiscard]] static bool is_information_schema(std::string_view database);
  RelationName* relation();                ///< [database.]table, no alias
  Name routine_name();
  std::string_view word();                 ///< any word, keyword or not, in upper case
  std::string_view text_value();           ///< 'x': its value
  std::span<const std::string_view> column_list();  ///< (a, b)
  std::span<const std::string_view> partitions();   ///< PARTITION (a, b)
  std::string_view column_alias();         ///< of an output: name or string, folded
  std::string_view upper(std::string_view text);
  void account();                          ///< 'user'@'host', CURRENT_USER [()]

  // expressions.cpp
  Expression* expression();
  Expressions expressions();               ///< one or more, by commas
  Expression* or_expression();
  Expression* xor_expression();
  Expression* and_expression();
  Expression* not_expression();
  Expression* comparison();
  Expression* is_test(Expression* left);
  Expression* quantified(Expression* left, std::string_view name);
  Expression* predicate();
  Expression* predicate_after(Expression* left, bool negated);
  Expression* in_list(Expression* left, bool negated);
  Expression* bits(int lowest);
  Expression* concatenation();
  Expression* interval();
  Expression* unary();
  Expression* collated();
  Expression* make(ExpressionKind kind, Range range, std::string_view text = {});
  Expression* operation(std::string_view name, Range range, std::initializer_list<Expression*> arguments, std::string_view text = {});
  Expression* construct(std::string_view text, Range range, std::vector<Expression*> arguments);
  Expression* logic(std::string_view text, Range range, const std::vector<Expression*>& arguments);
  Expression* unsupported(std::string_view what, Range range);

  // primaries.cpp
  Expression* primary();
  Expression* word_primary();
  Expression* literal();
  Expression* string_literal();
  Expression* parenthesised();
  [[nodiscard]] static bool is_bracketed_query(const Expression& node) noexcept;
  [[nodiscard]] bool more_query_follows() const noexcept;
  Expression* column();
  Expression* user_variable();
  Expression* system_variable();
  Expression* case_();
  Expression* match();
  Expression* odbc();
  Expression* subquery_of(Query* query, std::uint32_t begin, std::string_view text = {});

  // functions.cpp
  Expression* call();
  Expression* special_call(std::uint32_t begin);
  Expression* plain_call(Name name, std::uint32_t begin);
  Expression* aggregate(std::string_view name, std::uint32_t begin);
  Expression* group_concat(std::uint32_t begin);
  Expression* cast(std::uint32_t begin);
  Expression* convert(std::uint32_t begin);
  Expression* extract(std::uint32_t begin);
  Expression* trim(std::uint32_t begin);
  Expression* substring(std::uint32_t begin);
  Expression* position(std::uint32_t begin);
  Expression* date_arithmetic(std::string_view name, std::uint32_t begin);
  Expression* timestamp_arithmetic(std::string_view name, std::uint32_t begin);
  Expression* get_format(std::uint32_t begin);
  Expression* char_(std::uint32_t begin);
  Expression* weight_string(std::uint32_t begin);
  Expression* json_value(std::uint32_t begin);
  Expression* now(std::string_view name, std::uint32_t begin);
  Expression* dynamic_columns(std::string_view called, std::uint32_t begin);
  Expression* sequence_value(std::string_view what, std::uint32_t begin);
  Expression* string_or_hex();
  Expression* named_call(std::string_view name, std::uint32_t begin, const std::vector<Expression*>& arguments);
  Expression* with_window(Expression* call);
  Window* window_body();
  std::string_view unit();                 ///< DAY, SQL_TSI_DAY …
  void json_on_clauses(std::vector<Expression*>& into);

  // types.cpp
  TypeName* cast_type();
  TypeName* column_type();
  void type_attributes(std::vector<Expression*>& into);
  bool charset_clause();
  void length(TypeName& type);

  // queries.cpp
  [[nodiscard]] bool is_query(std::size_t ahead = 0) const noexcept;
  Query* query();                          ///< [WITH] … ORDER BY … LIMIT … INTO … FOR UPDATE
  Query* continued_query(Query* first, std::uint32_t begin);
  Query* query_body(Query* first, std::uint32_t begin);
  Query* query_term(Query* first, std::uint32_t begin);
  Query* query_primary();
  Query* combined(SetOperation operation, Query* left, std::uint32_t begin);
  Query* select();
  Query* values();
  Query* table_query();
  Query* wrapped(Query* inner);
  Query* tail(Query* body, std::uint32_t begin);
  Query* inner_query();                    ///< query() that may not have INTO
  Query* closed_query();                   ///< ( query )
  void select_modifiers(Query& into);
  std::span<Target> targets(bool stars = true);
  Target target();
  // clauses.cpp
  With* with();
  std::span<SortItem> order_by();          ///< behind ORDER BY
  void group_by(Query& into);
  void limit(Query& into);
  void limit_clause(Expression*& count);   ///< UPDATE, DELETE: LIMIT n
  std::span<Lock> locks();
  SelectInto* into();
  void file_options();
  std::span<Window* const> windows();
  Expression* procedure();

  // tables.cpp
  std::span<Table* const> tables();        ///< table references by commas
  Table* joined();
  Table* join_more(Table* left);
  Table* crossed(Table* left, Table* right, bool straight);
  Table* table_factor();
  Table* parenthesised_table();
  Table* derived(Query* query, std::uint32_t begin, bool lateral);
  Table* relation_table();
  Table* json_table();
  void json_columns(std::vector<ColumnDefinition*>& into, std::vector<Expression*>& paths);
  Table* join(JoinKind kind, Table* left, Table* right);
  void table_alias(Table& into);
  void system_time(Table& into);
  void index_hints(Table& into);

  // modify.cpp
  Modify* insert(bool replace);
  void insert_rows(Modify& into);
  Modify* update(With* with);
  Modify* delete_(With* with);
  void delete_from(Modify& into);
  std::span<Assignment> assignments();
  Assignment assignment();
  Expression* assigned_value();
  OnConflict* on_duplicate();
  [[nodiscard]] bool portion_follows() const noexcept;
  void portion(Modify& into);
  std::span<Target> returning();
  std::span<const std::string_view> modify_modifiers(std::initializer_list<Keyword> words);
  RelationName* as_single(Table& table);
  RelationName* deleted_name();

  // statements.cpp
  Statement* statement();
  void statement_body(Statement& to);
  void set_query(Statement& to, Query* query, std::string_view tag);
  void set_modify(Statement& to, Modify* modify, std::string_view tag);
  Utility& utility(Statement& to, UtilityKind kind, std::string_view tag, std::string_view name = {});
  void with_statement(Statement& to);
  bool data_statement(Statement& to);
  bool session_statement(Statement& to);
  bool server_statement(Statement& to);
  bool ddl_statement(Statement& to);
  Statement* nested();
  void hints(Statement& to, std::uint32_t end);
  void skip_statement();                   ///< to its semicolon; brackets count, semicolons of a body do not

  // set.cpp
  void set(Statement& to);
  Setting setting();
  Setting scoped_setting(std::string_view scope, std::uint32_t begin);
  Setting variable_setting(std::string_view scope, std::uint32_t begin);
  Expression* set_value();
  Expression* charset_value();
  void skip_assignment();
  [[nodiscard]] bool stands_alone(Setting::Kind kind) const noexcept;
  void roles();
  void accounts();
  void set_statement(Statement& to);

  // show.cpp
  void show(Statement& to);
  bool show_create(Show& show);
  bool show_objects(Show& show);
  bool show_tables(Show& show);
  bool show_server(Show& show);
  void show_database(Show& show);
  void show_like(Show& show);
  void show_limit();
  [[nodiscard]] bool at_statement_end(std::size_t ahead) const noexcept;
  Expression* user_variable_only();
  void explain_connection(Utility& to);
  void describe(Statement& to);
  void explain(Statement& to, std::string_view tag);

  // session.cpp
  void transaction(Statement& to);
  void completion(std::vector<std::string_view>& words);
  void xa(Statement& to);
  void prepare(Statement& to);
  void execute(Statement& to);
  void handler(Statement& to);
  void call_statement(Statement& to);
  void lock_tables(Statement& to);
  void kill(Statement& to);
  void flush(Statement& to);
  void maintain(Statement& to);
  void diagnostics(Statement& to);
  void signal(Statement& to);
  void load(Statement& to);

  // create_table.cpp
  void create_table(Statement& to, bool temporary, bool replace);
  void table_element(std::vector<ColumnDefinition*>& columns, std::vector<Expression*>& used, std::vector<RelationName*>& relations);
  ColumnDefinition* column_definition();
  void column_attributes(std::vector<Expression*>& used, std::vector<RelationName*>& referenced);
  void references(std::vector<RelationName*>& into);
  void key_parts(std::vector<Expression*>& into);
  void constraint(std::vector<Expression*>& used, std::vector<RelationName*>& relations);
  void index_options();
  void table_options(std::vector<RelationName*>& relations);
  void table_option();
  bool charset_option();
  void partitioning();
  // ddl.cpp
  void create(Statement& to);
  void create_view(Statement& to, bool replace);
  void create_index(Statement& to);
  void create_sequence(Statement& to, bool temporary);
  void alter(Statement& to);
  void alter_table(Statement& to);
  void drop(Statement& to);
  void rename(Statement& to);
  void truncate(Statement& to);
  std::span<RelationName* const> relation_list();
  void other(Statement& to, std::string_view tag);
  // routines.cpp
  void routine(Statement& to, std::string_view tag);
  void body_statement();
  void body_until(std::initializer_list<Keyword> ends);
  void skip_condition(Keyword word);
  void skip_handler_conditions();

  template <class T>
  std::span<T> keep(const std::vector<T>& items) { return arena_.list(items); }
  template <class T>
  std::span<T* const> keep_pointers(const std::vector<T*>& items) { return arena_.list(std::span<T* const>(items)); }
  static Range cover(Range left, Range right) noexcept;

  Arena& arena_;
  std::string_view text_;
  const MysqlText& mode_;
  const Lexemes& lexemes_;
  std::uint32_t max_depth_;
  std::size_t at_ = 0;
  std::size_t next_hint_ = 0;
  std::uint32_t last_end_ = 0;
  std::uint32_t depth_ = 0, deepest_ = 0;
  int parameters_ = 0;
  bool on_duplicate_ = false;  ///< VALUES (…) is a function
  bool failed_ = false, too_deep_ = false;
  std::uint32_t failed_at_ = 0;
  std::size_t failed_lexeme_ = 0;
};

}  // namespace jaali::sql::mysql_parser
