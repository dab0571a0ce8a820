#include "sql/postgres_parser/converter.h"

namespace jaali::sql {

Utility* Converter::utility(const Node* node, std::string_view& tag) {
  auto* const made = arena_.make<Utility>();
  if (session_utility(node, *made, tag) || body_utility(node, *made, tag) || create_utility(node, *made, tag) ||
      change_utility(node, *made, tag)) {
    return made;
  }
  made->kind = UtilityKind::other;
  made->name = tag;
  return made;
}

/// Statements about the session: settings, transactions, cursors, notifications.
bool Converter::session_utility(const Node* node, Utility& to, std::string_view& tag) {
  const auto named = [&](UtilityKind kind, std::string_view what, const char* name) {
    to.kind = kind;
    tag = what;
    to.name = text(name);
    return true;
  };
  switch (nodeTag(node)) {
    case T_TransactionStmt: transaction(*as<TransactionStmt>(node), to, tag); return true;
    case T_VariableSetStmt: setting(*as<VariableSetStmt>(node), to, tag); return true;
    case T_VariableShowStmt: return named(UtilityKind::show, "SHOW", as<VariableShowStmt>(node)->name);
    case T_ConstraintsSetStmt: return named(UtilityKind::set_constraints, "SET CONSTRAINTS", nullptr);
    case T_DeallocateStmt: return named(UtilityKind::deallocate, "DEALLOCATE", as<DeallocateStmt>(node)->name);
    case T_ClosePortalStmt: return named(UtilityKind::close_cursor, "CLOSE CURSOR", as<ClosePortalStmt>(node)->portalname);
    case T_FetchStmt: return named(UtilityKind::fetch, as<FetchStmt>(node)->ismove ? "MOVE" : "FETCH", as<FetchStmt>(node)->portalname);
    case T_ListenStmt: return named(UtilityKind::listen, "LISTEN", as<ListenStmt>(node)->conditionname);
    case T_UnlistenStmt: return named(UtilityKind::unlisten, "UNLISTEN", as<UnlistenStmt>(node)->conditionname);
    case T_NotifyStmt: return named(UtilityKind::notify, "NOTIFY", as<NotifyStmt>(node)->conditionname);
    case T_DiscardStmt:
      switch (as<DiscardStmt>(node)->target) {
        case DISCARD_ALL: return named(UtilityKind::discard, "DISCARD ALL", "ALL");
        case DISCARD_PLANS: return named(UtilityKind::discard, "DISCARD PLANS", "PLANS");
        case DISCARD_SEQUENCES: return named(UtilityKind::discard, "DISCARD SEQUENCES", "SEQUENCES");
        case DISCARD_TEMP: return named(UtilityKind::discard, "DISCARD TEMP", "TEMP");
      }
      return false;
    case T_ExecuteStmt:
      to.values = expressions(as<ExecuteStmt>(node)->params);
      return named(UtilityKind::execute, "EXECUTE", as<ExecuteStmt>(node)->name);
    default: return false;
  }
}

void Converter::transaction(const TransactionStmt& node, Utility& to, std::string_view& tag) {
  to.kind = UtilityKind::transaction;
  switch (node.kind) {
    case TRANS_STMT_BEGIN: tag = "BEGIN"; break;
    case TRANS_STMT_START: tag = "START TRANSACTION"; break;
    case TRANS_STMT_COMMIT: tag = "COMMIT"; break;
    case TRANS_STMT_ROLLBACK: tag = "ROLLBACK"; break;
    case TRANS_STMT_SAVEPOINT: tag = "SAVEPOINT"; break;
    case TRANS_STMT_RELEASE: tag = "RELEASE"; break;
    case TRANS_STMT_ROLLBACK_TO: tag = "ROLLBACK"; to.local = true; break;
    case TRANS_STMT_PREPARE: tag = "PREPARE TRANSACTION"; break;
    case TRANS_STMT_COMMIT_PREPARED: tag = "COMMIT PREPARED"; break;
    case TRANS_STMT_ROLLBACK_PREPARED: tag = "ROLLBACK PREPARED"; break;
  }
  to.name = tag;
}

void Converter::setting(const VariableSetStmt& node, Utility& to, std::string_view& tag) {
  const bool resets = node.kind == VAR_RESET || node.kind == VAR_RESET_ALL;
  to.kind = resets ? UtilityKind::reset : UtilityKind::set;
  tag = resets ? "RESET" : "SET";
  to.name = node.kind == VAR_RESET_ALL ? "all" : text(node.name);
  to.local = node.is_local;
  to.to_default = node.kind == VAR_SET_DEFAULT || node.kind == VAR_SET_CURRENT;
  if (node.kind == VAR_SET_MULTI) return;  // SET TRANSACTION …: its arguments are options, not values
  to.values = expressions(node.args);
}

/// Statements that hold another statement.
bool Converter::body_utility(const Node* node, Utility& to, std::string_view& tag) {
  std::vector<TypeName*> types;
  switch (nodeTag(node)) {
    case T_PrepareStmt: {
      const auto& prepare = *as<PrepareStmt>(node);
      to.kind = UtilityKind::prepare;
      tag = "PREPARE";
      to.name = text(prepare.name);
      to.body = inner(prepare.query);
      for (const auto& cell : cells(prepare.argtypes)) types.push_back(type(as<::TypeName>(cell.ptr_value)));
      to.types = arena_.list(std::span<TypeName* const>(types));
      return true;
    }
    case T_DeclareCursorStmt:
      to.kind = UtilityKind::declare_cursor;
      tag = "DECLARE CURSOR";
      to.name = text(as<DeclareCursorStmt>(node)->portalname);
      to.body = inner(as<DeclareCursorStmt>(node)->query);
      return true;
    case T_ExplainStmt:
      to.kind = UtilityKind::explain;
      tag = "EXPLAIN";
      to.body = inner(as<ExplainStmt>(node)->query);
      for (const auto& cell : cells(as<ExplainStmt>(node)->options)) {
        const auto* const option = as<DefElem>(cell.ptr_value);
        to.analyze = to.analyze || (option->defname && std::string_view(option->defname) == "analyze");
      }
      return true;
    case T_CreateTableAsStmt: {
      const auto& create = *as<CreateTableAsStmt>(node);
      to.kind = create.objtype == OBJECT_TABLE ? UtilityKind::create_table_as : UtilityKind::other;
      tag = create.objtype == OBJECT_TABLE ? "CREATE TABLE AS" : "CREATE MATERIALIZED VIEW";
      to.name = tag;
      to.body = inner(create.query);
      to.target = create.into ? relation(create.into->rel) : nullptr;
      return true;
    }
    case T_CopyStmt:
      tag = "COPY";
      copy(*as<CopyStmt>(node), to);
      return true;
    case T_CallStmt: {
      to.kind = UtilityKind::call;
      tag = "CALL";
      to.name = tag;
      if (as<CallStmt>(node)->funccall) to.expressions = keep(std::vector<Expression*>{expression(as<Node>(as<CallStmt>(node)->funccall))});
      return true;
    }
    default: return false;
  }
}

void Converter::copy(const CopyStmt& node, Utility& to) {
  to.kind = UtilityKind::copy;
  to.name = node.is_program ? "PROGRAM" : node.filename ? "FILE" : node.is_from ? "STDIN" : "STDOUT";
  to.names = words(node.attlist);
  if (node.relation) to.relations = arena_.list(std::span<RelationName* const>(std::vector<RelationName*>{relation(node.relation)}));
  if (node.query) to.body = inner(node.query);
  if (auto* const where = expression(node.whereClause)) to.expressions = keep(std::vector<Expression*>{where});
}

}  // namespace jaali::sql
