#include "proxy/catalog/mysql/snapshot_parts.h"

namespace jaali::proxy::catalog::mysql {

void follow_views(Build& build) {
  for (auto& relation : build.snapshot.relations) {
    if (relation.kind == sql::RelationKind::view && !sql::is_system_schema(relation.schema, build.snapshot.dialect))
      relation.reads.push_back(unknown_column);
  }
}

}  // namespace jaali::proxy::catalog::mysql
