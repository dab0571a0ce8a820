#pragma once
// From PostgreSQL's raw nodes to our tree. One Converter per parse; it allocates in the tree's arena and keeps nothing of
// PostgreSQL's memory. Split over files by kind of node.
#include "sql/postgres_parser/parser.h"
#include "sql/postgres_parser/postgres_nodes.h"

namespace jaali::sql {

template <class T>
const T* as(const void* node) noexcept {
  return static_cast<const T*>(node);
}

/// A PostgreSQL list of nodes as a span of pointers; NIL is empty.
inline std::span<const ListCell> cells(const ::List* list) noexcept {
  return list ? std::span<const ListCell>(list->elements, static_cast<std::size_t>(list->length)) : std::span<const ListCell>();
}
inline const Node* node_of(const ListCell& cell) noexcept { return static_cast<const Node*>(cell.ptr_value); }

class Converter {
 public:
  Converter(Arena& arena, std::string_view text, std::span<const Token> tokens) : arena_(arena), text_(text), tokens_(tokens) {}

  Statement* statement(const Node* node, Range range);
  [[nodiscard]] bool too_deep() const noexcept { return too_deep_; }

 private:
  /// Counts the nesting of what is being converted; deeper than this, every later pass would need too much stack.
  static constexpr int max_depth = 600;
  class Deeper {
   public:
    explicit Deeper(Converter& converter) : converter_(converter) { ++converter_.depth_; }
    ~Deeper() { --converter_.depth_; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;

   private:
    Converter& converter_;
  };

  // expressions.cpp
  Expression* expression(const Node* node);
  Expression* convert_expression(const Node* node);
  Expressions expressions(const ::List* list);
  Expression* literal(const A_Const& constant);
  Expression* column(const ColumnRef& reference);
  Expression* call(const FuncCall& node);
  Expression* operation(const A_Expr& node);
  Expression* between(const A_Expr& node);
  Expression* indirection(Expression* value, const ::List* steps);
  Expression* sublink(const SubLink& node);
  Expression* case_(const CaseExpr& node);
  Expression* source_field(const MultiAssignRef& node);
  Expression* make(ExpressionKind kind, Range range, std::string_view text = {});
  Expression* construct(std::string_view text, Range range, std::vector<Expression*> arguments);
  Expression* unsupported(std::string_view what, Range range);
  // json_xml.cpp
  Expression* xml(const XmlExpr& node);
  Expression* json(const Node* node);
  Expression* json_construct(std::string_view text, int since, int location, std::vector<Expression*> arguments);
  Expression* json_output(const JsonOutput* output);
  Expression* json_behavior(const JsonBehavior* behavior);
  void json_pair(const JsonKeyValue* pair, std::vector<Expression*>& into);
  void json_aggregate(const JsonAggConstructor* aggregate, std::vector<Expression*>& into);
  Table* xml_table(const RangeTableFunc& node);
  Table* json_table(const JsonTable& node);
  void json_columns(const ::List* columns, std::vector<ColumnDefinition*>& into, std::vector<Expression*>& expressions);

  // queries.cpp
  Query* query(const SelectStmt* node);
  Query* leaf_query(const SelectStmt& node);
  With* with(const WithClause* node);
  CommonTable* common_table(const CommonTableExpr& node);
  Table* table(const Node* node);
  Table* relation_table(const RangeVar& node);
  Table* join_table(const JoinExpr& node);
  Table* function_table(const RangeFunction& node);
  std::span<Table* const> tables(const ::List* list);
  std::span<Target> targets(const ::List* list);
  std::span<SortItem> sort_items(const ::List* list);
  Window* window(const WindowDef* node);
  std::span<Lock> locks(const ::List* list);
  void alias(const Alias* node, Table& into);
  ColumnDefinition* column_definition(const ColumnDef& node);
  Modify* insert(const InsertStmt& node);
  Modify* update(const UpdateStmt& node);
  Modify* delete_(const DeleteStmt& node);
  Modify* merge(const MergeStmt& node);
  std::span<Assignment> assignments(const ::List* list);
  OnConflict* on_conflict(const OnConflictClause* node);

  // utility.cpp, utility_ddl.cpp
  Utility* utility(const Node* node, std::string_view& tag);
  bool session_utility(const Node* node, Utility& to, std::string_view& tag);
  bool body_utility(const Node* node, Utility& to, std::string_view& tag);
  bool create_utility(const Node* node, Utility& to, std::string_view& tag);
  bool change_utility(const Node* node, Utility& to, std::string_view& tag);
  void transaction(const TransactionStmt& node, Utility& to, std::string_view& tag);
  void setting(const VariableSetStmt& node, Utility& to, std::string_view& tag);
  void copy(const CopyStmt& node, Utility& to);
  void create_table(const CreateStmt& node, Utility& to);
  void alter_table(const AlterTableStmt& node, Utility& to);
  void constraint(const Constraint& node, std::vector<Expression*>& expressions, std::vector<RelationName*>& references);
  void index_elements(const ::List* list, std::vector<Expression*>& into);
  void drop(const DropStmt& node, Utility& to, std::string_view& tag);
  void rename(const RenameStmt& node, Utility& to);
  void relations_of(const ::List* list, std::vector<RelationName*>& into);
  Statement* inner(const Node* node);

  // names and ranges: names.cpp
  std::string_view text(const char* text) { return text ? arena_.text(text) : std::string_view{}; }
  Name name(const ::List* list);
  std::span<const std::string_view> words(const ::List* list);
  RelationName* relation(const RangeVar* node);
  RelationName* relation_of_name(const ::List* list);
  TypeName* type(const ::TypeName* node);
  [[nodiscard]] std::size_t token_at(int location) const noexcept;
  [[nodiscard]] Range token_range(int location) const noexcept;
  [[nodiscard]] Range name_range(int location) const noexcept;
  [[nodiscard]] Range call_range(int location) const noexcept;
  static Range cover(Range range, Range other) noexcept;
  static Range cover(Range range, Expressions others) noexcept;

  template <class T>
  std::span<T> keep(const std::vector<T>& items) { return arena_.list(items); }

  Arena& arena_;
  std::string_view text_;
  std::span<const Token> tokens_;
  int depth_ = 0;
  bool too_deep_ = false;
  const Node* assigned_from_ = nullptr;  ///< the last SET (…) = source, shared by its columns
  Expression* assigned_ = nullptr;
};

}  // namespace jaali::sql
