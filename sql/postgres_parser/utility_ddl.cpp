#include "sql/postgres_parser/converter.h"

namespace jaali::sql {
namespace {

/// Relations are what these commands' names mean.
bool names_relation(ObjectType type) noexcept {
  return type == OBJECT_TABLE || type == OBJECT_VIEW || type == OBJECT_MATVIEW || type == OBJECT_INDEX || type == OBJECT_SEQUENCE ||
         type == OBJECT_FOREIGN_TABLE;
}

std::string_view object_word(ObjectType type) noexcept {
  switch (type) {
    case OBJECT_TABLE: return "TABLE";
    case OBJECT_VIEW: return "VIEW";
    case OBJECT_MATVIEW: return "MATERIALIZED VIEW";
    case OBJECT_INDEX: return "INDEX";
    case OBJECT_SEQUENCE: return "SEQUENCE";
    case OBJECT_FOREIGN_TABLE: return "FOREIGN TABLE";
    case OBJECT_COLUMN: return "COLUMN";
    case OBJECT_TABCONSTRAINT: return "CONSTRAINT";
    case OBJECT_SCHEMA: return "SCHEMA";
    case OBJECT_FUNCTION: return "FUNCTION";
    case OBJECT_TYPE: return "TYPE";
    case OBJECT_DOMAIN: return "DOMAIN";
    case OBJECT_TRIGGER: return "TRIGGER";
    case OBJECT_POLICY: return "POLICY";
    case OBJECT_RULE: return "RULE";
    case OBJECT_ROLE: return "ROLE";
    case OBJECT_DATABASE: return "DATABASE";
    case OBJECT_EXTENSION: return "EXTENSION";
    default: return "OBJECT";
  }
}

/// What other utility statements are called; the text of a refusal.
std::string_view other_tag(const Node* node) noexcept {
  switch (nodeTag(node)) {
    case T_ViewStmt: return "CREATE VIEW";
    case T_CreateFunctionStmt: return as<CreateFunctionStmt>(node)->is_procedure ? "CREATE PROCEDURE" : "CREATE FUNCTION";
    case T_AlterFunctionStmt: return "ALTER FUNCTION";
    case T_DoStmt: return "DO";
    case T_CreateTrigStmt: return "CREATE TRIGGER";
    case T_RuleStmt: return "CREATE RULE";
    case T_DefineStmt:
      switch (as<DefineStmt>(node)->kind) {
        case OBJECT_AGGREGATE: return "CREATE AGGREGATE";
        case OBJECT_OPERATOR: return "CREATE OPERATOR";
        case OBJECT_COLLATION: return "CREATE COLLATION";
        case OBJECT_TYPE: return "CREATE TYPE";
        default: return "CREATE of this kind";
      }
    case T_CreateCastStmt: return "CREATE CAST";
    case T_CreateDomainStmt: return "CREATE DOMAIN";
    case T_AlterDomainStmt: return "ALTER DOMAIN";
    case T_CompositeTypeStmt:
    case T_CreateEnumStmt:
    case T_CreateRangeStmt: return "CREATE TYPE";
    case T_AlterEnumStmt:
    case T_AlterTypeStmt: return "ALTER TYPE";
    case T_CreateOpClassStmt: return "CREATE OPERATOR CLASS";
    case T_CreateOpFamilyStmt: return "CREATE OPERATOR FAMILY";
    case T_CreateStatsStmt: return "CREATE STATISTICS";
    case T_AlterStatsStmt: return "ALTER STATISTICS";
    case T_CreateExtensionStmt: return "CREATE EXTENSION";
    case T_AlterExtensionStmt:
    case T_AlterExtensionContentsStmt: return "ALTER EXTENSION";
    case T_CreatePolicyStmt: return "CREATE POLICY";
    case T_AlterPolicyStmt: return "ALTER POLICY";
    case T_CreateEventTrigStmt: return "CREATE EVENT TRIGGER";
    case T_AlterEventTrigStmt: return "ALTER EVENT TRIGGER";
    case T_CreateConversionStmt: return "CREATE CONVERSION";
    case T_CreateTransformStmt: return "CREATE TRANSFORM";
    case T_CreatePLangStmt: return "CREATE LANGUAGE";
    case T_CreateFdwStmt: return "CREATE FOREIGN DATA WRAPPER";
    case T_CreateForeignServerStmt: return "CREATE SERVER";
    case T_CreateForeignTableStmt: return "CREATE FOREIGN TABLE";
    case T_ImportForeignSchemaStmt: return "IMPORT FOREIGN SCHEMA";
    case T_CreateUserMappingStmt: return "CREATE USER MAPPING";
    case T_CreatePublicationStmt: return "CREATE PUBLICATION";
    case T_CreateSubscriptionStmt: return "CREATE SUBSCRIPTION";
    case T_CreateRoleStmt: return "CREATE ROLE";
    case T_AlterRoleStmt:
    case T_AlterRoleSetStmt: return "ALTER ROLE";
    case T_DropRoleStmt: return "DROP ROLE";
    case T_GrantRoleStmt: return "GRANT of a role";
    case T_AlterDefaultPrivilegesStmt: return "ALTER DEFAULT PRIVILEGES";
    case T_CreatedbStmt: return "CREATE DATABASE";
    case T_AlterDatabaseStmt:
    case T_AlterDatabaseSetStmt: return "ALTER DATABASE";
    case T_DropdbStmt: return "DROP DATABASE";
    case T_CreateTableSpaceStmt: return "CREATE TABLESPACE";
    case T_DropTableSpaceStmt: return "DROP TABLESPACE";
    case T_AlterSystemStmt: return "ALTER SYSTEM";
    case T_LoadStmt: return "LOAD";
    case T_CheckPointStmt: return "CHECKPOINT";
    case T_SecLabelStmt: return "SECURITY LABEL";
    case T_DropOwnedStmt: return "DROP OWNED";
    case T_ReassignOwnedStmt: return "REASSIGN OWNED";
    default: return "a statement of this kind";
  }
}

}  // namespace

void Converter::relations_of(const ::List* list, std::vector<RelationName*>& into) {
  for (const auto& cell : cells(list)) {
    const Node* const node = node_of(cell);
    if (!node) continue;
    if (nodeTag(node) == T_RangeVar) into.push_back(relation(as<RangeVar>(node)));
    else if (nodeTag(node) == T_List) into.push_back(relation_of_name(as<::List>(node)));
    else if (nodeTag(node) == T_VacuumRelation && as<VacuumRelation>(node)->relation) into.push_back(relation(as<VacuumRelation>(node)->relation));
  }
}

bool Converter::create_utility(const Node* node, Utility& to, std::string_view& tag) {
  std::vector<RelationName*> relations;
  std::vector<Expression*> used;
  switch (nodeTag(node)) {
    case T_CreateStmt:
      tag = "CREATE TABLE";
      create_table(*as<CreateStmt>(node), to);
      return true;
    case T_IndexStmt: {
      const auto& index = *as<IndexStmt>(node);
      to.kind = UtilityKind::create_index;
      tag = "CREATE INDEX";
      relations.push_back(relation(index.relation));
      for (const auto* list : {index.indexParams, index.indexIncludingParams}) {
        for (const auto& cell : cells(list)) {
          if (auto* const value = expression(as<IndexElem>(cell.ptr_value)->expr)) used.push_back(value);
        }
      }
      if (auto* const where = expression(index.whereClause)) used.push_back(where);
      break;
    }
    case T_CreateSeqStmt:
      to.kind = UtilityKind::create_sequence;
      tag = "CREATE SEQUENCE";
      to.target = relation(as<CreateSeqStmt>(node)->sequence);
      break;
    case T_AlterSeqStmt:
      to.kind = UtilityKind::alter_sequence;
      tag = "ALTER SEQUENCE";
      to.if_exists = as<AlterSeqStmt>(node)->missing_ok;
      relations.push_back(relation(as<AlterSeqStmt>(node)->sequence));
      break;
    case T_CreateSchemaStmt:
      to.kind = as<CreateSchemaStmt>(node)->schemaElts ? UtilityKind::other : UtilityKind::create_schema;
      tag = "CREATE SCHEMA";
      to.name = as<CreateSchemaStmt>(node)->schemaElts ? "CREATE SCHEMA with elements" : text(as<CreateSchemaStmt>(node)->schemaname);
      break;
    default: return false;
  }
  to.relations = arena_.list(std::span<RelationName* const>(relations));
  to.expressions = keep(used);
  return true;
}

void Converter::create_table(const CreateStmt& node, Utility& to) {
  to.kind = UtilityKind::create_table;
  to.target = relation(node.relation);
  std::vector<RelationName*> relations;
  std::vector<ColumnDefinition*> columns;
  std::vector<Expression*> used;
  std::vector<std::string_view> odd;
  relations_of(node.inhRelations, relations);
  const auto element = [&](const Node* item) {
    if (nodeTag(item) == T_ColumnDef) columns.push_back(column_definition(*as<ColumnDef>(item)));
    else if (nodeTag(item) == T_Constraint) constraint(*as<Constraint>(item), used, relations);
    else if (nodeTag(item) == T_TableLikeClause) relations.push_back(relation(as<TableLikeClause>(item)->relation));
    else odd.push_back("this kind of table element");
  };
  for (const auto& cell : cells(node.tableElts)) element(node_of(cell));
  for (const auto& cell : cells(node.constraints)) element(node_of(cell));
  if (node.partspec) {
    for (const auto& cell : cells(node.partspec->partParams)) {
      if (auto* const value = expression(as<PartitionElem>(cell.ptr_value)->expr)) used.push_back(value);
    }
  }
  if (node.partbound) {
    for (const auto* list : {node.partbound->listdatums, node.partbound->lowerdatums, node.partbound->upperdatums}) {
      for (const auto& cell : cells(list)) {
        const Node* const datum = node_of(cell);
        const Node* const value = nodeTag(datum) == T_PartitionRangeDatum ? as<PartitionRangeDatum>(datum)->value : datum;
        if (auto* const made = expression(value)) used.push_back(made);
      }
    }
  }
  if (node.ofTypename) to.types = arena_.list(std::span<TypeName* const>(std::vector<TypeName*>{type(node.ofTypename)}));
  to.relations = arena_.list(std::span<RelationName* const>(relations));
  to.columns = arena_.list(std::span<ColumnDefinition* const>(columns));
  to.expressions = keep(used);
  to.unsupported = keep(odd);
}

void Converter::alter_table(const AlterTableStmt& node, Utility& to) {
  to.kind = UtilityKind::alter_table;
  to.if_exists = node.missing_ok;
  std::vector<RelationName*> relations{relation(node.relation)};
  std::vector<ColumnDefinition*> columns;
  std::vector<Expression*> used;
  std::vector<std::string_view> odd;
  for (const auto& cell : cells(node.cmds)) {
    const auto& command = *as<AlterTableCmd>(cell.ptr_value);
    switch (command.subtype) {
      case AT_AddColumn:
      case AT_AlterColumnType:
        if (command.def && nodeTag(command.def) == T_ColumnDef) columns.push_back(column_definition(*as<ColumnDef>(command.def)));
        break;
      case AT_ColumnDefault:
        if (auto* const value = expression(command.def)) used.push_back(value);
        break;
      case AT_AddConstraint:
        if (command.def && nodeTag(command.def) == T_Constraint) constraint(*as<Constraint>(command.def), used, relations);
        break;
      case AT_AttachPartition:
      case AT_DetachPartition:
        if (command.def && nodeTag(command.def) == T_PartitionCmd) relations.push_back(relation(as<PartitionCmd>(command.def)->name));
        break;
      case AT_AddInherit:
      case AT_DropInherit:
        if (command.def && nodeTag(command.def) == T_RangeVar) relations.push_back(relation(as<RangeVar>(command.def)));
        break;
      case AT_DropNotNull:
      case AT_SetNotNull:
      case AT_DropColumn:
      case AT_DropConstraint:
      case AT_ValidateConstraint:
      case AT_SetRelOptions:
      case AT_ResetRelOptions:
      case AT_SetLogged:
      case AT_SetUnLogged:
      case AT_AddIdentity:
      case AT_SetIdentity:
      case AT_DropIdentity:
      case AT_DropExpression: break;
      default: odd.push_back("this form of ALTER TABLE"); break;
    }
  }
  to.relations = arena_.list(std::span<RelationName* const>(relations));
  to.columns = arena_.list(std::span<ColumnDefinition* const>(columns));
  to.expressions = keep(used);
  to.unsupported = keep(odd);
}

void Converter::drop(const DropStmt& node, Utility& to, std::string_view& tag) {
  tag = arena_.text("DROP " + std::string(object_word(node.removeType)));
  to.if_exists = node.missing_ok;
  to.cascade = node.behavior == DROP_CASCADE;
  if (node.removeType == OBJECT_SCHEMA) {
    to.kind = UtilityKind::drop_schema;
    to.names = words(node.objects);
  } else if (names_relation(node.removeType)) {
    to.kind = UtilityKind::drop;
    std::vector<RelationName*> relations;
    relations_of(node.objects, relations);
    to.relations = arena_.list(std::span<RelationName* const>(relations));
  } else {
    to.kind = UtilityKind::other;
    to.name = tag;
  }
}

void Converter::rename(const RenameStmt& node, Utility& to) {
  const bool known = node.relation && (names_relation(node.renameType) || node.renameType == OBJECT_COLUMN || node.renameType == OBJECT_TABCONSTRAINT);
  to.kind = known ? UtilityKind::rename : UtilityKind::other;
  to.name = known ? (names_relation(node.renameType) ? text(node.newname) : std::string_view{}) : "ALTER … RENAME of this kind";
  to.if_exists = node.missing_ok;
  if (node.relation) to.relations = arena_.list(std::span<RelationName* const>(std::vector<RelationName*>{relation(node.relation)}));
}

bool Converter::change_utility(const Node* node, Utility& to, std::string_view& tag) {
  std::vector<RelationName*> relations;
  switch (nodeTag(node)) {
    case T_AlterTableStmt:
      tag = "ALTER TABLE";
      alter_table(*as<AlterTableStmt>(node), to);
      return true;
    case T_DropStmt: drop(*as<DropStmt>(node), to, tag); return true;
    case T_RenameStmt:
      tag = "ALTER TABLE";
      rename(*as<RenameStmt>(node), to);
      return true;
    case T_TruncateStmt:
      to.kind = UtilityKind::truncate;
      tag = "TRUNCATE TABLE";
      to.cascade = as<TruncateStmt>(node)->behavior == DROP_CASCADE;
      relations_of(as<TruncateStmt>(node)->relations, relations);
      break;
    case T_LockStmt:
      to.kind = UtilityKind::lock;
      tag = "LOCK TABLE";
      relations_of(as<LockStmt>(node)->relations, relations);
      break;
    case T_VacuumStmt:
      to.kind = as<VacuumStmt>(node)->is_vacuumcmd ? UtilityKind::vacuum : UtilityKind::analyze;
      tag = as<VacuumStmt>(node)->is_vacuumcmd ? "VACUUM" : "ANALYZE";
      relations_of(as<VacuumStmt>(node)->rels, relations);
      break;
    case T_ClusterStmt:
      to.kind = UtilityKind::cluster;
      tag = "CLUSTER";
      if (as<ClusterStmt>(node)->relation) relations.push_back(relation(as<ClusterStmt>(node)->relation));
      break;
    case T_ReindexStmt:
      tag = "REINDEX";
      to.kind = as<ReindexStmt>(node)->kind == REINDEX_OBJECT_TABLE ? UtilityKind::reindex : UtilityKind::other;
      to.name = "REINDEX of more than a table";
      if (as<ReindexStmt>(node)->relation) relations.push_back(relation(as<ReindexStmt>(node)->relation));
      break;
    case T_RefreshMatViewStmt:
      to.kind = UtilityKind::refresh;
      tag = "REFRESH MATERIALIZED VIEW";
      relations.push_back(relation(as<RefreshMatViewStmt>(node)->relation));
      break;
    case T_CommentStmt: {
      const auto& comment = *as<CommentStmt>(node);
      tag = "COMMENT";
      const bool column = comment.objtype == OBJECT_COLUMN;
      if ((!column && !names_relation(comment.objtype)) || !comment.object || nodeTag(comment.object) != T_List) {
        to.name = "COMMENT on this kind of object";
        break;
      }
      to.kind = UtilityKind::comment;
      auto* const named = relation_of_name(as<::List>(comment.object));
      if (column && !named->name.empty()) named->name = named->name.first(named->name.size() - 1);
      relations.push_back(named);
      break;
    }
    case T_GrantStmt: {
      const auto& grant = *as<GrantStmt>(node);
      tag = grant.is_grant ? "GRANT" : "REVOKE";
      const bool known = grant.targtype == ACL_TARGET_OBJECT && names_relation(grant.objtype);
      to.kind = known ? UtilityKind::grant : UtilityKind::other;
      to.name = "GRANT on this kind of object";
      if (known) relations_of(grant.objects, relations);
      break;
    }
    case T_AlterObjectSchemaStmt:
    case T_AlterOwnerStmt: {
      const bool schema = nodeTag(node) == T_AlterObjectSchemaStmt;
      tag = "ALTER TABLE";
      const auto* const target = schema ? as<AlterObjectSchemaStmt>(node)->relation : as<AlterOwnerStmt>(node)->relation;
      to.kind = target && schema ? UtilityKind::alter_schema : UtilityKind::other;
      to.name = schema ? "ALTER … SET SCHEMA of this kind" : "ALTER … OWNER";
      if (target) relations.push_back(relation(target));
      break;
    }
    case T_AlterRoleStmt: {
      tag = "ALTER ROLE";
      to.name = tag;
      const auto* const role = as<AlterRoleStmt>(node)->role;
      bool password_alone = role && role->roletype == ROLESPEC_CSTRING;  // CURRENT_USER is whom SET ROLE says
      for (const auto& cell : cells(as<AlterRoleStmt>(node)->options)) {
        const auto* const option = as<DefElem>(cell.ptr_value)->defname;
        password_alone = password_alone && option && std::string_view(option) == "password";
      }
      to.kind = password_alone ? UtilityKind::alter_role_password : UtilityKind::other;
      if (password_alone) to.name = text(role->rolename);
      break;
    }
    default:
      tag = other_tag(node);
      return false;
  }
  to.relations = arena_.list(std::span<RelationName* const>(relations));
  return true;
}

}  // namespace jaali::sql
